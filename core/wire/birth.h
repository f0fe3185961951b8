#pragma once

#include "core/base/ids.h"
#include "core/base/units.h"
#include "core/wire/command_descriptor.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace iso::wire
{

struct GpuDescription {
    std::string name;
    std::uint64_t memory_bytes = 0; ///< 0 when not known
    bool operator==(const GpuDescription &) const = default;
};

struct Hardware {
    std::string cpu;
    std::uint32_t cores = 0;        ///< 0 when not known
    std::uint64_t memory_bytes = 0; ///< 0 when not known
    std::vector<GpuDescription> gpus;
    bool operator==(const Hardware &) const = default;
};

/// An inference server on the node.
struct Engine {
    std::string name; ///< "vLLM"
    std::string version;
    bool operator==(const Engine &) const = default;
};

/// What an engine serves.
struct Model {
    std::string name;
    std::string engine;
    std::uint32_t maxConcurrent = 0; ///< requests at once; 0 when not known
    bool operator==(const Model &) const = default;
};

/// Who a node is and what it can do.
struct Birth {
    RegionId region;
    SiteId site;
    std::optional<GeoPoint> place;
    std::string placeName; ///< "Oslo, NO"
    Hardware hardware;
    std::vector<Engine> engines;
    std::vector<Model> models;
    std::vector<CommandDescriptor> commands;
    std::vector<std::string> metrics; ///< names the node will report, catalogue or its own
    Duration interval{0};             ///< between samples
    std::string software;             ///< program and version that speaks for the node
    bool telemetryOnly = false;       ///< no control connection: repeats this birth on telemetry, takes no commands

    bool operator==(const Birth &) const = default;
};

} // namespace iso::wire
