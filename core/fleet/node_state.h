#pragma once

#include "core/fleet/interval_set.h"
#include "core/fleet/liveness.h"
#include "core/fleet/node_clock.h"
#include "core/fleet/sequence_tracker.h"
#include "core/fleet/snapshot.h"
#include "core/fleet/window_counters.h"
#include "core/telemetry/sliding_histogram.h"
#include "core/wire/envelope.h"

#include <array>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace iso::fleet
{

/// What the hub knows of one node while it runs. Thread: io.
class NodeState
{
public:
    NodeState(NodeIndex index, const NodeId &id);

    /// Known from an earlier session: its birth and what is stored of its boots, newest first.
    struct StoredBoot {
        BootId boot;
        std::vector<SeqRange> ranges;
    };
    void restore(const wire::Birth &birth, BootId boot, HubTime bornAt, const std::vector<StoredBoot> &boots,
                 SteadyTime now);

    // For replay, see FleetState.
    void joinedAt(const BootId &boot, std::uint64_t seq);
    void forgetSince();
    void assumeLost(SteadyTime now);
    void lastHeardOf(const wire::Header &header, const telemetry::Sample &sample, HubTime at, SteadyTime steady);

    enum class Arrival { New, Duplicate };
    /// Whether a telemetry number is of the newest boot; a boot that is first heard of live becomes it.
    bool isCurrentBoot(const wire::Header &header);
    /// Counts a telemetry number. `isCurrent` becomes false when it is of an earlier boot than the newest.
    Arrival arrived(const wire::Header &header, SteadyTime now, bool &isCurrent);
    /// What the time of a telemetry message of `header` is worth.
    JudgedTime judgeTime(const wire::Header &header, bool isCurrent, HubTime received, const NodeClock::Limits &limits);
    /// False while its clock is about to be compared: a time that cannot be believed yet may be believed soon.
    [[nodiscard]] bool isClockSettled(SteadyTime now) const;
    /// True for a number that would open a gap no node can have: figures of the whole fleet would drown in it.
    [[nodiscard]] bool isTooFarAhead(const BootId &boot, std::uint64_t seq) const;
    /// A number that was counted is missing all the same.
    void notKept(const wire::Header &header, SteadyTime now);
    /// True when the node has used more names than one node may.
    bool hasTooManyNames(const telemetry::Sample &sample);
    /// Takes over the birth; true when it differs from the one before.
    bool born(const wire::Header &header, const wire::Birth &birth, HubTime now);
    /// Live figures of a new sample. Historical ones never come here.
    void measured(const wire::Header &header, const telemetry::Sample &sample, HubTime now, SteadyTime steadyNow);

    /// Any message that shows that the node is there.
    void heard(HubTime now, SteadyTime steadyNow);
    void saidGoodbye(HubTime now);
    /// Its connection proved the key that the node is bound to. True when this changes anything.
    bool proven();
    void unproven();
    void retire();
    /// Telemetry sent so far, from a heartbeat.
    void sentUpTo(const BootId &boot, std::uint64_t seq, SteadyTime now);
    void clockExchanged(HubTime t1, NodeTime t2, NodeTime t3, HubTime t4);
    /// The node no longer has these of `boot`; returns how many of them were missing.
    std::uint64_t gaveUp(const BootId &boot, SeqRange range);
    void nowStored(const BootId &boot, SeqRange range);
    /// Welcomed: it sends everything that is not stored by itself.
    void welcomed(SteadyTime now);

    /// Judges the link by itself. The path is judged by FleetState.
    void judgeSilence(SteadyTime steadyNow);
    /// Lets go of what has left the windows. For each node once a second.
    void moveWindows(SteadyTime steadyNow);
    void setLink(telemetry::LinkState link, HubTime now);

    /// The record for the next snapshot: the same pointer as before when nothing changed.
    const NodeRecord &record();

    [[nodiscard]] NodeIndex index() const { return m_now.index; }
    [[nodiscard]] const NodeIdentity &identity() const { return *m_now.identity; }
    [[nodiscard]] bool hasBirth() const { return m_now.identity->bornAt.isValid(); }
    [[nodiscard]] const NodeSnapshot &now() const { return m_now; }
    [[nodiscard]] telemetry::LinkState ownLink() const { return m_ownLink; }
    [[nodiscard]] PathMember pathMember() const;
    [[nodiscard]] BootId boot() const { return m_boots.empty() ? BootId() : m_boots.front().boot; }
    /// What is stored now also survives a power loss.
    void nowSynced();
    [[nodiscard]] std::uint64_t syncedUpTo() const { return m_syncedUpTo; }
    /// All telemetry of the current boot up to here is stored.
    [[nodiscard]] std::uint64_t storedUpTo() const;
    [[nodiscard]] SequenceTracker *tracker() { return m_boots.empty() ? nullptr : &m_boots.front().tracker; }
    [[nodiscard]] const telemetry::LatencyHistogram &window(telemetry::LatencyId id) const
    {
        return m_windows[static_cast<std::size_t>(id)].total();
    }
    [[nodiscard]] const WindowCounters::Counts &counts() const { return m_counters.total(); }

private:
    struct BootTrack {
        BootId boot;
        SequenceTracker tracker;
        IntervalSet stored;
    };
    static constexpr std::size_t kBootsKept = 4;

    BootTrack &track(const BootId &boot, std::uint64_t firstSeq, bool isHistorical = false);
    BootTrack *findTrack(const BootId &boot);
    [[nodiscard]] const BootTrack *findTrack(const BootId &boot) const;
    void setService(telemetry::ServiceState service, HubTime now);
    void refreshLatencies();
    void shareWindows();
    void pushTrend(SteadyTime steadyNow);

    NodeSnapshot m_now;
    NodeRecord m_record;
    bool m_isDirty = true;
    bool m_latenciesAreStale = false;

    std::vector<BootTrack> m_boots; // newest first
    std::array<telemetry::SlidingHistogram, telemetry::kLatencyCount> m_windows;
    WindowCounters m_counters;
    StallDetector m_stall;
    NodeClock m_clock;
    SteadyTime m_welcomedAt;
    std::unordered_set<std::string> m_names; ///< of models and custom metrics, of the current boot
    telemetry::LinkState m_ownLink = telemetry::LinkState::NeverSeen;
    telemetry::ServiceState m_claimedService = telemetry::ServiceState::Unknown;
    SteadyTime m_lastHeard;
    bool m_saidGoodbye = false;
    std::uint64_t m_syncedUpTo = 0;
};

} // namespace iso::fleet
