#pragma once

#include "core/agent/measured.h"
#include "core/agent/rooted_files.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace iso::agent
{

/// Energy of the processor packages since the first reading, from Linux's powercap (RAPL counters of Intel and AMD).
/// Packages only: their sub-zones (core, uncore) are inside them, psys is around them, and intel-rapl-mmio is the same
/// package seen another way. A counter wraps at its max_energy_range_uj, after some 20 minutes at 200 W; readings
/// further apart than that miss whole turns.
class RaplEnergy
{
public:
    /// Joules since the first reading.
    Measured<double> measure(RootedFiles &files);

private:
    struct Package {
        std::string folder;
        std::uint64_t range_uj = 0;
        std::optional<std::uint64_t> last_uj;
        std::uint64_t total_uj = 0;
    };
    void find(RootedFiles &files);

    std::vector<Package> m_packages;
    bool m_searched = false;
};

} // namespace iso::agent
