#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iso::events
{

/// What happened. The numbers are stored; only ever append.
enum class EventKind : std::uint8_t {
    Joined = 0,   ///< the first birth of a node
    Restarted,    ///< a new boot that says the same of itself
    Changed,      ///< a birth that says something else: engine, models, hardware, place ...
    Link,         ///< lost, lost with its path, heard again
    Service,      ///< what it does changed in kind: stalled, draining, failed, serving again ...
    CommandSent,  ///< `subject` is the command's id
    CommandEnded, ///< the same
    Key,          ///< somebody decided about a key; `subject` is its fingerprint
    ProblemBegan, ///< `subject` is the problem's id
    ProblemEnded, ///< the same
    Acknowledged, ///< the same
    Hub,          ///< the hub itself: started
    Note,         ///< somebody tells the next shift something: "name: text"
};
inline constexpr std::size_t kEventKindCount = 13;
/// "problem-began"; in JSON and filters.
std::string_view toText(EventKind kind);
std::optional<EventKind> kindFromText(std::string_view text);

/// Something that happened, by itself no reason to act. Immutable.
struct Event {
    HubTime at;
    EventKind kind = EventKind::Hub;
    std::uint8_t severity = 0; ///< of problems: 1 to 3; otherwise 0
    NodeId node;               ///< empty where it is not about one node
    std::string subject;       ///< see EventKind; often empty
    std::string text;          ///< for people; at most kMostText bytes
    bool operator==(const Event &) const = default;
};
inline constexpr std::size_t kMostText = 1000;
using EventPtr = std::shared_ptr<const Event>;

/// The newest events, newest first, bounded. Shared between threads, never changed.
struct EventList {
    std::uint64_t number = 0; ///< grows by one with each
    std::vector<EventPtr> events;
    std::uint64_t dropped = 0; ///< of this session: more happened at once than is kept
};
using EventListPtr = std::shared_ptr<const EventList>;

/// Stored events with from <= time < to.
struct EventQuery {
    HubTime from;
    HubTime to;
    NodeId node;                ///< only of this one, unless empty
    std::uint32_t kinds = 0;    ///< one bit each kind (kindBit); 0 is all
    std::size_t limit = 10'000; ///< at most this many, the newest; 0 counts only
    std::size_t buckets = 0;    ///< cut the time into as many equal steps and count; 0 does not
};
constexpr std::uint32_t kindBit(EventKind kind)
{
    return 1U << static_cast<unsigned>(kind);
}

/// How much happened in one step of time.
struct EventBucket {
    std::array<std::uint32_t, kEventKindCount> byKind{};
    std::array<std::uint32_t, 4> problemsBegan{}; ///< by severity, [1] to [3]
};

struct EventResult {
    std::vector<Event> events; ///< newest first
    bool truncated = false;
    Duration step{0};                 ///< of one bucket
    std::vector<EventBucket> buckets; ///< as many as asked for, oldest first
};

} // namespace iso::events
