#pragma once

#include "core/agent/measured.h"
#include "core/agent/rooted_files.h"

#include <cstdint>

namespace iso::agent
{

struct MemoryUse {
    std::uint64_t used_bytes = 0; ///< what is neither free nor given back on demand: MemTotal - MemAvailable
    std::uint64_t total_bytes = 0;

    bool operator==(const MemoryUse &) const = default;
};

/// From /proc/meminfo.
Measured<MemoryUse> readMemory(RootedFiles &files);

} // namespace iso::agent
