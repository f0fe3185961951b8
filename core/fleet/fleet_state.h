#pragma once

#include "core/base/log.h"
#include "core/base/time.h"
#include "core/fleet/node_state.h"
#include "core/fleet/snapshot.h"
#include "core/fleet/summaries.h"
#include "core/wire/codec.h"

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace iso::fleet
{

struct FleetOptions {
    std::size_t maxNodes = 20'000;
    Duration maxAhead = std::chrono::minutes(5);      ///< node time further ahead is refused
    Duration retention = std::chrono::hours(24 * 30); ///< node time older is refused
};

/// What became of a telemetry sample.
struct SampleVerdict {
    enum class Kind { Live, Historical, Duplicate, Refused };
    Kind kind = Kind::Refused;
    std::optional<wire::Refusal> refusal;
    NodeIndex node = 0;
    NodeTime time; ///< when it was taken, see JudgedTime
    bool isTimeCorrected = false;
    bool isClockSuspect = false; ///< compare clocks now
    bool isLost = false;         ///< refused for ever: its number needs a gap record
};

/// Telemetry numbers to ask a node for again.
struct ResendRequest {
    NodeId node;
    BootId boot;
    SeqRange range;
};

/// What a tick found out.
struct TickOutcome {
    std::vector<ResendRequest> resends; ///< for nodes with a control connection
    std::vector<ResendRequest> givenUp; ///< will never come: write gap records
};

/// The live state of all nodes. Thread: io.
class FleetState
{
public:
    explicit FleetState(const Clock &clock, FleetOptions options = {});

    /// A node of an earlier session, shown as never seen until it speaks.
    void restore(const NodeId &node, const wire::Birth &birth, BootId boot, HubTime bornAt,
                 const std::vector<NodeState::StoredBoot> &boots);

    /// A sample from either socket. Historical ones, and those of earlier boots, leave the live state alone.
    SampleVerdict sample(const wire::Header &header, const telemetry::Sample &sample);
    /// True when the birth is new or differs from the last one.
    wire::Decoded<bool> birth(const wire::Header &header, const wire::Birth &birth);
    /// The node for a message from it; refused when the fleet is full.
    wire::Decoded<NodeState *> node(const NodeId &id);
    [[nodiscard]] NodeState *find(const NodeId &id);

    // Replay: what a hub took long ago is taken again, by a clock that stands at the time of its receipt.

    /// The first message of a node that is known to have been there: numbers before it are not missing.
    void joined(const wire::Header &header);
    /// A sample that was accepted then; nothing of it is judged again.
    void replayed(const wire::Header &header, const telemetry::Sample &sample, bool wasHistorical);
    /// Nobody knows since when the node is in the state that it is in.
    void forgetSince(const NodeId &node);
    /// The node was there before, and has been silent for longer than anybody looked back.
    void assumeLost(const NodeId &node);
    /// The newest that was heard of a silent node, received at `at`.
    void lastHeardOf(const wire::Header &header, const telemetry::Sample &sample, HubTime at, SteadyTime steady);

    /// The telemetry number was taken, but could not be kept: it is missing again.
    void notKept(const wire::Header &header);
    /// What is stored now also survives a power loss.
    void everythingSynced();
    /// A message came from the node's own key.
    void proven(const NodeId &node);
    /// Nobody proves to be it any more.
    void unproven(const NodeId &node);
    /// Gone for good: no longer expected, counted or shown, until somebody proves to be it.
    void retire(const NodeId &node);

    /// Presence: call for every control message, and for telemetry of nodes without control.
    void heard(NodeState &node);

    /// Once a second: liveness, paths and gaps of every node.
    TickOutcome judge();
    /// Once a second for each node, the `most` next ones at a time: moves its windows on and adds it to the figures of
    /// its groups. True when every node has had its turn, and the groups have new figures. All at once would keep
    /// 10,000 nodes waiting for a twentieth of a second.
    bool sumUp(std::size_t most);
    /// Both, of all nodes.
    TickOutcome tick();

    /// An immutable copy. Unchanged nodes keep their records.
    std::shared_ptr<const FleetSnapshot> snapshot(HubHealth health);
    [[nodiscard]] std::size_t size() const { return m_nodes.size(); }

private:
    void judgePaths(HubTime now);
    void collectGaps(NodeState &node, SteadyTime now, TickOutcome &outcome);

    const Clock &m_clock;
    FleetOptions m_options;
    std::vector<std::unique_ptr<NodeState>> m_nodes;
    std::unordered_map<NodeId, NodeIndex> m_index;
    Summaries m_summaries;
    std::size_t m_nextToSum = 0; ///< whose turn it is; 0 between rounds
    std::uint64_t m_snapshotNumber = 0;
    std::uint64_t m_missing = 0;
};

} // namespace iso::fleet
