#pragma once

#include "core/agent/measured.h"
#include "core/wire/birth.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace iso::agent
{

/// One GPU at one moment; what it does not tell has a reason.
struct GpuReading {
    Measured<double> utilization_ratio = firstReading();
    Measured<std::uint64_t> memoryUsed_bytes = firstReading();
    Measured<double> temperature_celsius = firstReading();
    Measured<double> power_watts = firstReading();
    Measured<double> energy_joules = firstReading(); ///< since its driver was loaded
    /// Time since the driver was loaded in which its clock was held down, by power or by heat, whichever is longer.
    Measured<double> throttled_s = firstReading();
    /// Held down right now, for GPUs that do not count the time.
    Measured<bool> isThrottled = firstReading();
};

/// Where readings of GPUs come from; faked in tests.
class GpuSource
{
public:
    virtual ~GpuSource() = default;
    /// The GPUs of the machine.
    virtual std::vector<wire::GpuDescription> gpus() = 0;
    /// One entry for each of gpus(), in their order. Missing when the source as a whole does not answer any more.
    virtual Measured<std::vector<GpuReading>> read() = 0;
};

} // namespace iso::agent
