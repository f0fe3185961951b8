#pragma once

#include "core/agent/measured.h"
#include "core/agent/rooted_files.h"

#include <array>
#include <cstdint>
#include <optional>

namespace iso::agent
{

/// Busy share of all cores between two readings of /proc/stat, as `top` and vmstat reckon it: everything that is not
/// idle and not iowait is busy, so time that the hypervisor gave to somebody else (steal) is busy too. guest and
/// guest_nice are inside user and nice already (proc(5)).
class CpuUsage
{
public:
    Measured<double> measure(RootedFiles &files);

private:
    /// user, nice, system, idle, iowait, irq, softirq, steal: ticks since the machine's boot.
    using Ticks = std::array<std::uint64_t, 8>;
    static Measured<Ticks> read(RootedFiles &files);

    std::optional<Ticks> m_last;
};

} // namespace iso::agent
