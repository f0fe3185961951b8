#pragma once

#include "core/agent/gpu_source.h"

#include <memory>
#include <string>

namespace iso::agent
{

/// NVIDIA's management library. It comes with the driver and is loaded at run time, so nothing of it is needed to build
/// and a machine without it just has no GPU.
inline constexpr const char *kNvmlLibrary = "libnvidia-ml.so.1";

/// NotFound when there is no such library or no NVIDIA driver, Io when it refuses to start.
Result<std::unique_ptr<GpuSource>> openNvml(const std::string &library = kNvmlLibrary);

} // namespace iso::agent
