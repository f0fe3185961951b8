#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iso::sim
{

enum class FaultKind { Crash, Stall, PowerLoss, MessageLoss, Slow };
std::string_view toText(FaultKind kind);

/// Whom a fault hits.
struct FaultTargets {
    enum class Choice {
        Node,   ///< one, by name
        Site,   ///< all of one site
        Region, ///< all of one region
        Share,  ///< this share of all nodes, chosen by the seed
        Count,  ///< so many nodes, chosen by the seed
        Sites,  ///< so many sites, chosen by the seed
    };
    Choice choice = Choice::Count;
    std::string name;
    double share = 0;
    std::uint32_t count = 0;
    bool operator==(const FaultTargets &) const = default;
};

struct Fault {
    FaultKind kind = FaultKind::Crash;
    Duration at{0}; ///< after the start of the simulation
    Duration duration{0};
    std::optional<Duration> repeat; ///< from one beginning to the next; other nodes are chosen each time
    FaultTargets targets;
    double amount = 0; ///< of message loss the share of samples lost, of slowness the factor
    bool operator==(const Fault &) const = default;
};

/// What goes wrong in a simulation, and when.
struct Scenario {
    std::string title;
    std::vector<Fault> faults;
};

/// Reads a scenario; core/sim/README.md documents every key. The error is one line that names file, line, key and what
/// is allowed.
Result<Scenario> parseScenario(std::string_view toml, std::string_view fileName);
Result<Scenario> readScenario(const std::filesystem::path &file);

/// What befalls a fleet that was given no scenario: now and then a single fault.
Scenario everydayFaults();

} // namespace iso::sim
