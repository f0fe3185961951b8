#pragma once

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/enrolment/rate_limiter.h"
#include "core/isochrone/path_model.h"

#include <filesystem>
#include <string>

namespace iso::session
{

/// What isochrone.toml in the workspace may say. core/session/README.md documents every key.
struct Configuration {
    std::string hubName = "isochrone";
    std::string telemetry = "tcp://127.0.0.1:5555";
    std::string control = "tcp://127.0.0.1:5556";
    bool acceptFromNetwork = false; ///< [network] accept: where nobody has decided otherwise since
    std::string networkTelemetry = "tcp://*:5557";
    std::string networkControl = "tcp://*:5558";
    enrolment::RateLimit rateLimit;                           ///< [limits] messages_per_second, burst; of one node
    Duration commitInterval = std::chrono::milliseconds(500); ///< [history] commit_ms, 50 to 1000
    Duration ttftObjective = std::chrono::milliseconds(300);  ///< [objectives] ttft_p95_ms, 1 to 60000
    isochrone::Settings isochrone; ///< [isochrone] fibre_km_per_ms, route_inflation, last_mile_ms, levels_ms
};

/// Reads the file; the defaults when there is none. The error is one line that names file, line, key and what is
/// allowed. Never writes.
Result<Configuration> readConfiguration(const std::filesystem::path &file);

} // namespace iso::session
