#pragma once

#include "core/base/result.h"
#include "core/fleet/fleet_state.h"
#include "core/history/moment_reader.h"
#include "core/replay/running_hub.h"
#include "core/wire/codec.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace iso::replay
{

/// What a replayed moment stands on.
struct Coverage {
    bool isHubKnown = false;   ///< a hub was running at the moment; otherwise nothing is known of any node
    HubTime hubSince;          ///< invalid when only its samples show that it was there
    std::uint64_t samples = 0; ///< that the state was built from
    history::Damage damage;
};

/// The fleet at a past moment: the same FleetState as in a live hub, fed with the stored messages in the order of
/// receipt, by a clock that stands at the time of their receipt. So live and replay cannot disagree about what a
/// message means. What history does not hold is not made up: presence is judged by samples and births alone (heartbeats
/// are not stored), and since when a node is as it is, is said only when that lies within what was read. One thread.
class Reconstruction
{
public:
    /// So much before a moment is read to build it: windows of a minute, 120 s until a stall, and a rest.
    static constexpr Duration kWindow = std::chrono::seconds(140);
    /// A silent node's last sample is looked for so much further back.
    static constexpr Duration kLookBack = std::chrono::minutes(10);
    /// At most so many silent nodes are looked for at one jump; of others it is not known since when.
    static constexpr std::size_t kMostLookedFor = 100;

    /// Called with a share of 0..1, and with every live sample that is passed.
    using Progress = std::function<void(double)>;
    using Passed = std::function<void(fleet::NodeIndex, HubTime, NodeTime, const telemetry::Sample &)>;

    static Result<std::unique_ptr<Reconstruction>> open(const std::filesystem::path &history);
    ~Reconstruction();
    Reconstruction(const Reconstruction &) = delete;
    Reconstruction &operator=(const Reconstruction &) = delete;

    /// Nodes get the places that they have in this list, so that a reader can go from one session to the other. Holds
    /// from the next jump on.
    void setOrder(std::vector<NodeId> order) { m_order = std::move(order); }
    void setRunningHub(const RunningHub &hub) { m_running = hub; }
    void setPassed(Passed passed) { m_passed = std::move(passed); }

    /// Goes on from where it stands when that is shorter than building the moment anew. After an error, and after
    /// Cancelled, the next move builds anew.
    Status moveTo(HubTime moment, const history::CancelToken &cancel, const Progress &progress = {});

    /// The state that moveTo reached. Null before the first.
    [[nodiscard]] std::shared_ptr<const fleet::FleetSnapshot> snapshot() const { return m_snapshot; }
    [[nodiscard]] const Coverage &coverage() const { return m_coverage; }

private:
    class MomentClock;
    struct Hub {
        bool isKnown = false;
        bool isCertain = false; ///< it was there at the moment; otherwise it was there shortly before
        HubTime since;
        Duration steadyOffset{0}; ///< steady minus wall clock
    };
    Reconstruction(std::unique_ptr<history::MomentReader> reader, std::filesystem::path history);

    Result<Hub> hubAt(HubTime moment);
    Status rebuild(HubTime moment, const Hub &hub, const history::CancelToken &cancel, const Progress &progress);
    Status placeNodes(bool isHubStart);
    Status passUntil(HubTime moment, const history::CancelToken &cancel, const Progress &progress);
    Status lookBack(const history::CancelToken &cancel);
    void take(const history::ReceivedSample &stored);
    void bear(const history::StoredBirth &birth);
    void tickUntil(HubTime moment);

    std::unique_ptr<history::MomentReader> m_reader;
    std::filesystem::path m_history;
    std::vector<NodeId> m_order;
    std::optional<RunningHub> m_running;
    Passed m_passed;

    std::unique_ptr<MomentClock> m_clock;
    std::unique_ptr<fleet::FleetState> m_fleet;
    std::unique_ptr<history::ReceivedCursor> m_cursor;
    wire::Decoder m_decoder;
    Hub m_hub;
    HubTime m_begin;                            ///< what was received before was not read
    HubTime m_newest;                           ///< received
    HubTime m_moment;                           ///< what was reached; invalid: build anew
    std::vector<history::StoredBirth> m_births; ///< not yet passed, in order
    std::size_t m_nextBirth = 0;
    std::unordered_set<NodeId> m_heard;       ///< in what was read
    std::unordered_set<NodeId> m_bornHere;    ///< in what was read
    std::unordered_set<NodeId> m_knownBefore; ///< born before `m_begin`
    std::uint64_t m_snapshotNumber = 0;
    std::shared_ptr<const fleet::FleetSnapshot> m_snapshot;
    Coverage m_coverage;
};

} // namespace iso::replay
