#pragma once

#include "core/agent/measurer.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/base/units.h"
#include "core/enrolment/join_line.h"
#include "core/probe/probe_target.h"
#include "core/transport/node_loop.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace iso::app
{

/// A script that carries a command out: its file and its arguments. Empty: the node does not know the command.
using HookScript = std::vector<std::string>;

/// What isochrone-node.toml may say. resources/config/isochrone-node.example.toml explains every key.
struct NodeConfiguration {
    NodeId id;
    RegionId region;
    SiteId site;
    std::optional<GeoPoint> place;
    std::string placeName;
    Duration interval = std::chrono::seconds(1);
    std::vector<transport::HubAddress> hubs; ///< never empty
    agent::MeasurerOptions measurer;
    std::vector<probe::ProbeTarget> probes;
    HookScript drain;
    HookScript resume;
    Duration hookTimeout = std::chrono::seconds(60);
    std::filesystem::path stateDirectory;
};

/// The hub that a join line names.
transport::HubAddress hubOf(const enrolment::JoinLine &line);
/// Without a file: this host's name, and a hub on this machine.
NodeConfiguration defaultConfiguration();
/// The error is one line that names file, line, key and what is allowed. Never writes.
Result<NodeConfiguration> readConfiguration(const std::filesystem::path &file);
/// Where a file is looked for when none is named: the user's, then the system's. Nothing when there is neither.
std::optional<std::filesystem::path> findConfiguration();

/// A host's name with what a node's name may not have made '-', and cut to its length.
std::string nodeNameOf(std::string_view hostName);

} // namespace iso::app
