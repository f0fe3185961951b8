#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/telemetry/sample.h"
#include "core/wire/birth.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace iso::fleet
{

/// A node's place in FleetSnapshot::nodes. Stable and never reused while a session runs.
using NodeIndex = std::uint32_t;

/// Who a node is. Replaced as a whole at each birth.
struct NodeIdentity {
    NodeId id;
    RegionId region; ///< "unplaced" until a birth says more
    SiteId site;
    wire::Birth birth;
    BootId boot;
    HubTime bornAt;        ///< when this birth arrived; invalid when none ever did
    bool verified = false; ///< its key was checked; false on plain loopback
    bool retired = false;  ///< gone for good: not expected, not counted, not shown
    std::string path;      ///< what it shares with others on the way to us: its site
};

/// p50, p95 and p99 of one latency over the last minute, and how many measurements they stand on: one a request, but
/// many a request between tokens.
struct LatencyFigures {
    std::uint64_t count = 0;
    telemetry::QuantileBounds p50; ///< seconds; meaningless when count is 0
    telemetry::QuantileBounds p95;
    telemetry::QuantileBounds p99;

    /// Those of a minute's histogram, in seconds; all 0 when it is empty.
    static LatencyFigures of(const telemetry::LatencyHistogram &window);
};

/// What the last minute's figures of a node are read from, for whoever merges nodes: percentiles of many come from
/// merged histograms, never from percentiles. Immutable, shared by records until other requests stand in it.
struct LatencyWindows {
    telemetry::LatencyHistogram ttft; ///< seconds
    telemetry::LatencyHistogram endToEnd;

    bool operator==(const LatencyWindows &) const = default;
};

/// p95 of the time to first token, one value each 20 s, oldest first, in milliseconds; kNoValue where there is none.
struct Trend {
    static constexpr std::size_t kLength = 30;
    static constexpr std::uint16_t kNoValue = 0xFFFF;
    std::array<std::uint16_t, kLength> values_ms = filled();

    /// Moves on to the slot of `now` (the lost ones stay without a value) and sets the newest value. True when it
    /// moved.
    bool advance(SteadyTime now);
    void setNewest(std::optional<double> seconds);

private:
    static constexpr Duration kSlotLength = std::chrono::seconds(20);
    std::int64_t m_newestSlot = -1;

    static constexpr std::array<std::uint16_t, kLength> filled()
    {
        std::array<std::uint16_t, kLength> all{};
        all.fill(kNoValue);
        return all;
    }
};

/// The node's clock against the hub's.
struct ClockFigures {
    Duration offset{0}; ///< node minus hub, of the exchange with the least delay of the last 8
    Duration error{0};  ///< half that delay: the offset is right within it
    bool isKnown = false;
    bool isImplausible = false; ///< not known, and the times that the node gives cannot be true
};

/// A clock that is off by more than a second beyond doubt, or by so much that its times cannot be believed.
bool hasWrongClock(const ClockFigures &clock);

/// One node at one moment. Immutable: a change makes a new one, so an unchanged node keeps its address from snapshot to
/// snapshot and a reader finds what changed by comparing pointers.
struct NodeSnapshot {
    NodeIndex index = 0;
    std::shared_ptr<const NodeIdentity> identity; ///< never null

    telemetry::LinkState link = telemetry::LinkState::NeverSeen;
    HubTime linkSince;
    telemetry::ServiceState service = telemetry::ServiceState::Unknown;
    HubTime serviceSince;
    HubTime lastHeard; ///< any message; invalid: not since the session began
    HubTime lastSampleReceived;
    NodeTime lastSampleTime;
    Duration interval{0}; ///< of the newest sample

    telemetry::MetricSet metrics; ///< of the newest live sample; look at its age before believing it
    std::array<LatencyFigures, telemetry::kLatencyCount> latencies;
    std::shared_ptr<const LatencyWindows> windows; ///< null without a measured request
    Trend ttftTrend;
    std::uint64_t requestsInWindow = 0; ///< ok and failed in the last minute
    std::uint64_t failedInWindow = 0;

    std::uint64_t lastSeq = 0;
    std::uint64_t missing = 0;     ///< telemetry numbers of this boot not (yet) received
    std::uint64_t lostForEver = 0; ///< of all boots of this session: the node no longer has them
    ClockFigures clock;

    [[nodiscard]] const LatencyFigures &latency(telemetry::LatencyId id) const
    {
        return latencies[static_cast<std::size_t>(id)];
    }
    [[nodiscard]] const NodeId &id() const { return identity->id; }
};
using NodeRecord = std::shared_ptr<const NodeSnapshot>;

/// Many nodes seen as one: the fleet, a region, a site. Percentiles come from merged histograms.
struct GroupSummary {
    std::string name;   ///< region or site; empty for the fleet
    std::string region; ///< of a site
    std::uint32_t nodes = 0;
    std::uint32_t serving = 0;                 ///< link live or late, and service serving, idle or busy
    std::array<std::uint32_t, 11> byService{}; ///< indexed by ServiceState; lost nodes count as Unknown
    std::array<std::uint32_t, 5> byLink{};     ///< indexed by LinkState
    LatencyFigures ttft;
    LatencyFigures interToken;
    LatencyFigures endToEnd;
    double ttftCoverage_ratio = 0;      ///< share of the window's requests whose node reports TTFT
    std::optional<double> load_ratio;   ///< mean over the nodes that report it
    std::optional<double> errors_ratio; ///< failed / all requests of the window
    std::optional<double> tokensOutPerSecond;
    std::optional<double> power_watts;
    std::optional<double> joulesPerToken; ///< power over output tokens
    Trend ttftTrend;
};

/// How the hub itself is doing.
struct HubHealth {
    std::uint64_t messages = 0; ///< received on both sockets
    std::uint64_t bytes = 0;
    std::uint64_t samples = 0;    ///< accepted live samples
    std::uint64_t historical = 0; ///< accepted back-filled samples
    std::uint64_t duplicates = 0;
    std::uint64_t missing = 0; ///< open gaps, in samples, over all nodes
    std::uint64_t lostForEver = 0;
    std::uint64_t historyDropped = 0;   ///< did not fit the history queue
    std::uint64_t liveDropped = 0;      ///< did not fit the queue to the screen
    std::uint64_t stored = 0;           ///< samples that survive a crash
    std::vector<std::uint64_t> refused; ///< indexed by wire::RefusalReason
    double messagesPerSecond = 0;
    std::string historyProblem; ///< empty while history is being written
    std::string telemetryEndpoint;
    std::string controlEndpoint;
};

/// The whole fleet at one moment. Shared between threads, never changed.
struct FleetSnapshot {
    std::uint64_t number = 0; ///< grows by one with each
    HubTime takenAt;
    std::vector<NodeRecord> nodes; ///< by NodeIndex; never shrinks
    GroupSummary fleet;
    std::shared_ptr<const std::vector<GroupSummary>> regions; ///< by name; never null; renewed once a second
    std::shared_ptr<const std::vector<GroupSummary>> sites;   ///< by region, then name
    HubHealth hub;
};

} // namespace iso::fleet
