#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/fleet/snapshot.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iso::problems
{

/// What can be wrong. The first ones are of nodes, the rest of the hub. README.md tells the rules.
enum class ProblemKind : std::uint8_t {
    PathLost = 0,
    Lost,
    Stalled,
    Failed,
    Overloaded,
    OverThreshold,
    WrongClock,
    Refused,
    HistoryNotWritten,
    Drops,
};
inline constexpr std::size_t kNodeKindCount = 7;
inline constexpr std::size_t kProblemKindCount = 10;
/// "over-threshold"; in ids, JSON and filters.
std::string_view toText(ProblemKind kind);

/// How far one cause reaches.
enum class Extent : std::uint8_t { Node = 0, Site, Path, Region, Fleet, Hub };
std::string_view toText(Extent extent);

/// Somebody has seen it and says what becomes of it.
struct Acknowledgement {
    std::string by;
    std::string note;
    HubTime at;
    bool operator==(const Acknowledgement &) const = default;
};

/// One cause that a person has to do something about, with all nodes that it concerns. Immutable.
struct Problem {
    std::string id; ///< "lost/node/osl-1": the same for as long as it lasts, also over a restart of the hub
    ProblemKind kind = ProblemKind::Lost;
    int severity = 3; ///< 1 (act now) to 3 (look when there is time)
    Extent extent = Extent::Hub;
    std::string where;  ///< for people: the node, site, path or region, "fleet" or "hub"
    std::string site;   ///< of a node, a site or a path
    std::string region; ///< the same, and of a region
    std::vector<NodeId> nodes;
    HubTime since;
    std::string text;        ///< what is wrong
    std::string consequence; ///< what that means
    std::string advice;      ///< what to do, and what not
    std::optional<Acknowledgement> acknowledgement;

    bool operator==(const Problem &) const = default;
};
using ProblemPtr = std::shared_ptr<const Problem>;

/// What the map shows beside a node.
struct Badge {
    std::uint8_t severity = 0; ///< the highest of its problems: 1 to 3; 0 when it has none
    std::uint8_t count = 0;    ///< of its problems, at most 255
    bool operator==(const Badge &) const = default;
};

/// All problems at one moment. Shared between threads, never changed; a row that stays as it is keeps its address.
struct ProblemList {
    std::uint64_t number = 0;                  ///< grows by one with each
    std::vector<ProblemPtr> problems;          ///< by severity, then the newest first
    std::array<std::uint32_t, 4> bySeverity{}; ///< [1] to [3]
    std::vector<Badge> badges;                 ///< by NodeIndex; may be shorter than the fleet

    [[nodiscard]] Badge badgeOf(fleet::NodeIndex node) const { return node < badges.size() ? badges[node] : Badge(); }
    /// Null when there is none with this id.
    [[nodiscard]] ProblemPtr find(std::string_view id) const;
};
using ProblemListPtr = std::shared_ptr<const ProblemList>;

} // namespace iso::problems
