#include "core/fleet/node_state.h"

#include <algorithm>
#include <utility>

namespace iso::fleet
{
using telemetry::LatencyId;
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;

namespace
{

NodeIdentity unplaced(const NodeId &id)
{
    NodeIdentity identity;
    identity.id = id;
    // Both texts are names by the rules, so neither can fail.
    identity.region = RegionId::fromText("unplaced").value();
    identity.site = SiteId::fromText("unplaced").value();
    return identity;
}

bool isHeard(LinkState link)
{
    return link == LinkState::Live || link == LinkState::Late;
}

} // namespace

NodeState::NodeState(NodeIndex index, const NodeId &id)
{
    m_now.index = index;
    m_now.identity = std::make_shared<const NodeIdentity>(unplaced(id));
}

void NodeState::restore(const wire::Birth &birth, BootId boot, HubTime bornAt, const std::vector<StoredBoot> &boots,
                        SteadyTime now)
{
    wire::Header header;
    header.boot = boot;
    header.stream = wire::Stream::Control;
    born(header, birth, bornAt);
    m_boots.clear();
    for (const StoredBoot &stored : boots) {
        BootTrack kept{stored.boot, SequenceTracker::resumed(stored.ranges, now), {}};
        if (birth.telemetryOnly) {
            // Nothing of what is missing can come any more, and some of its numbers were births.
            kept.tracker = SequenceTracker::startingAt(kept.tracker.highest() + 1);
        }
        for (const SeqRange &range : stored.ranges) {
            kept.stored.add(range);
        }
        m_boots.push_back(std::move(kept));
    }
    m_isDirty = true;
}

NodeState::Arrival NodeState::arrived(const wire::Header &header, SteadyTime now, bool &isCurrent)
{
    BootTrack &known = track(header.boot, header.seq, header.historical);
    isCurrent = &known == m_boots.data();
    if (!known.tracker.add(header.seq, now)) {
        return Arrival::Duplicate;
    }
    if (isCurrent) {
        m_now.lastSeq = known.tracker.highest();
        m_now.missing = known.tracker.missing();
        m_isDirty = true;
    }
    return Arrival::New;
}

bool NodeState::isCurrentBoot(const wire::Header &header)
{
    return &track(header.boot, header.seq, header.historical) == m_boots.data();
}

JudgedTime NodeState::judgeTime(const wire::Header &header, bool isCurrent, HubTime received,
                                const NodeClock::Limits &limits)
{
    const bool wasImplausible = m_now.clock.isImplausible;
    JudgedTime judged = m_clock.judge(header.time, header.seq, received, isCurrent && !header.historical, limits);
    m_now.clock = m_clock.figures();
    m_isDirty = m_isDirty || m_now.clock.isImplausible != wasImplausible;
    return judged;
}

bool NodeState::isClockSettled(SteadyTime now) const
{
    constexpr Duration kComparedSoon = std::chrono::seconds(30);
    return m_now.clock.isKnown || !m_welcomedAt.isValid() || now - m_welcomedAt > kComparedSoon;
}

bool NodeState::hasTooManyNames(const telemetry::Sample &sample)
{
    // A name costs the hub memory wherever it goes, so a node that makes up new ones is stopped at what one sample of
    // an honest node may have at most (core/wire/README.md, Limits).
    constexpr std::size_t kMostNames = 256 + 512;
    std::unordered_set<std::string> fresh;
    const auto look = [&](const std::string &name) {
        if (!m_names.contains(name)) {
            fresh.insert(name);
        }
    };
    for (const telemetry::ModelSample &model : sample.models) {
        look(model.model);
    }
    for (const telemetry::CustomMetric &metric : sample.custom) {
        look(metric.name);
    }
    if (m_names.size() + fresh.size() > kMostNames) {
        return true;
    }
    m_names.merge(fresh);
    return false;
}

bool NodeState::isTooFarAhead(const BootId &boot, std::uint64_t seq) const
{
    // A year and a half at 2 Hz.
    constexpr std::uint64_t kFurthest = 100'000'000;
    const BootTrack *known = findTrack(boot);
    const bool beginsAnywhere = known == nullptr && hasBirth() && m_now.identity->birth.telemetryOnly;
    return !beginsAnywhere && seq > (known == nullptr ? 0 : known->tracker.highest()) + kFurthest;
}

void NodeState::notKept(const wire::Header &header, SteadyTime now)
{
    BootTrack *known = findTrack(header.boot);
    if (known != nullptr && known == m_boots.data()) {
        known->tracker.reopen(header.seq, now);
        m_now.missing = known->tracker.missing();
        m_isDirty = true;
    }
}

void NodeState::nowSynced()
{
    m_syncedUpTo = storedUpTo();
}

bool NodeState::born(const wire::Header &header, const wire::Birth &birth, HubTime now)
{
    const NodeIdentity &before = *m_now.identity;
    const bool isNewBoot = before.boot != header.boot;
    // A retired node that is born again is back.
    const bool isChanged = !before.bornAt.isValid() || before.birth != birth || before.retired;
    if (!isNewBoot && !isChanged) {
        return false;
    }
    NodeIdentity identity;
    identity.id = before.id;
    identity.region = birth.region;
    identity.site = birth.site;
    identity.birth = birth;
    identity.boot = header.boot;
    identity.bornAt = now;
    identity.path = birth.site.text();
    identity.verified = before.verified;
    m_now.identity = std::make_shared<const NodeIdentity>(std::move(identity));
    if (m_now.interval == Duration(0)) {
        m_now.interval = birth.interval;
    }
    BootTrack &current = track(header.boot, header.stream == wire::Stream::Telemetry ? header.seq : 0);
    if (birth.telemetryOnly && current.tracker.hasGaps() && current.stored.ranges().empty()) {
        // It cannot send again what it sent before we listened: count from what we first heard.
        const std::uint64_t highest = current.tracker.highest();
        current.tracker = SequenceTracker::startingAt(highest + 1);
        m_now.missing = 0;
    }
    m_isDirty = true;
    return isChanged;
}

void NodeState::measured(const wire::Header &header, const telemetry::Sample &sample, HubTime now, SteadyTime steadyNow)
{
    WindowCounters::Counts counts;
    counts.failed = static_cast<std::uint64_t>(sample.metrics.value(MetricId::RequestsFailed).value_or(0));
    counts.requests =
        static_cast<std::uint64_t>(sample.metrics.value(MetricId::RequestsOk).value_or(0)) + counts.failed;
    for (std::size_t i = 0; i < telemetry::kLatencyCount; ++i) {
        if (sample.latencies[i]) {
            m_windows[i].add(*sample.latencies[i], steadyNow);
        }
    }
    if (sample.latencies[static_cast<std::size_t>(LatencyId::TimeToFirstToken)]) {
        counts.withTtft = counts.requests;
    }
    m_counters.add(counts, steadyNow);
    m_now.lastSampleReceived = now;
    m_isDirty = true;
    // One that was overtaken still counts in the windows, but the newest figures stay.
    if (header.seq == m_now.lastSeq) {
        m_now.lastSampleTime = header.time;
        m_now.metrics = sample.metrics;
        m_now.interval = sample.interval;
        const bool isStalled = m_stall.judge(sample.metrics, steadyNow);
        m_claimedService = isStalled ? ServiceState::Stalled : claimedService(sample);
    }
    // Percentiles are read when somebody looks: at most once a snapshot, however many samples came in between.
    m_latenciesAreStale = true;
    if (isHeard(m_now.link)) {
        setService(m_claimedService, now);
    }
}

void NodeState::heard(HubTime now, SteadyTime steadyNow)
{
    m_lastHeard = steadyNow;
    m_now.lastHeard = now;
    m_saidGoodbye = false;
    m_ownLink = LinkState::Live;
    m_isDirty = true;
    if (m_now.link != LinkState::Live) {
        setLink(LinkState::Live, now);
    }
}

void NodeState::saidGoodbye(HubTime now)
{
    m_saidGoodbye = true;
    m_ownLink = LinkState::Lost;
    setLink(LinkState::Lost, now);
}

bool NodeState::proven()
{
    if (m_now.identity->verified && !m_now.identity->retired) {
        return false;
    }
    NodeIdentity identity = *m_now.identity;
    identity.verified = true;
    identity.retired = false;
    m_now.identity = std::make_shared<const NodeIdentity>(std::move(identity));
    m_isDirty = true;
    return true;
}

void NodeState::unproven()
{
    NodeIdentity identity = *m_now.identity;
    identity.verified = false;
    m_now.identity = std::make_shared<const NodeIdentity>(std::move(identity));
    m_isDirty = true;
}

void NodeState::retire()
{
    NodeIdentity identity = *m_now.identity;
    identity.retired = true;
    m_now.identity = std::make_shared<const NodeIdentity>(std::move(identity));
    m_isDirty = true;
}

void NodeState::sentUpTo(const BootId &boot, std::uint64_t seq, SteadyTime now)
{
    BootTrack *known = findTrack(boot);
    if (known != nullptr && known == m_boots.data() && !isTooFarAhead(boot, seq)) {
        known->tracker.noteSent(seq, now);
        m_now.missing = known->tracker.missing();
        m_isDirty = true;
    }
}

void NodeState::clockExchanged(HubTime t1, NodeTime t2, NodeTime t3, HubTime t4)
{
    m_clock.exchanged(t1, t2, t3, t4, m_now.lastSeq + 1);
    m_now.clock = m_clock.figures();
    m_isDirty = true;
}

std::uint64_t NodeState::gaveUp(const BootId &boot, SeqRange range)
{
    BootTrack *known = findTrack(boot);
    if (known == nullptr) {
        return 0;
    }
    const std::uint64_t given = known->tracker.giveUp(range);
    m_now.lostForEver += given;
    m_now.missing = m_boots.front().tracker.missing();
    m_isDirty = true;
    return given;
}

void NodeState::nowStored(const BootId &boot, SeqRange range)
{
    if (BootTrack *known = findTrack(boot)) {
        known->stored.add(range);
    }
}

void NodeState::welcomed(SteadyTime now)
{
    m_welcomedAt = now;
    if (!m_boots.empty()) {
        m_boots.front().tracker.askedForAll(now);
    }
}

void NodeState::judgeSilence(SteadyTime steadyNow)
{
    if (!m_saidGoodbye) {
        m_ownLink = judgeLink(m_lastHeard, m_now.interval, steadyNow);
    }
}

void NodeState::moveWindows(SteadyTime steadyNow)
{
    const std::uint64_t before = m_now.latency(LatencyId::TimeToFirstToken).count;
    for (telemetry::SlidingHistogram &window : m_windows) {
        window.advance(steadyNow);
    }
    m_counters.advance(steadyNow);
    if (window(LatencyId::TimeToFirstToken).count() != before ||
        m_now.requestsInWindow != m_counters.total().requests) {
        m_latenciesAreStale = true;
        m_isDirty = true;
    }
    refreshLatencies();
    pushTrend(steadyNow);
}

void NodeState::setLink(LinkState link, HubTime now)
{
    if (m_now.link == link) {
        return;
    }
    m_now.link = link;
    m_now.linkSince = now;
    m_isDirty = true;
    // Of a node that we do not hear we know nothing; unknown is not down.
    setService(isHeard(link) ? m_claimedService : ServiceState::Unknown, now);
}

const NodeRecord &NodeState::record()
{
    if (m_isDirty) {
        refreshLatencies();
        m_record = std::make_shared<const NodeSnapshot>(m_now);
        m_isDirty = false;
    }
    return m_record;
}

PathMember NodeState::pathMember() const
{
    return {m_lastHeard, m_ownLink == LinkState::Lost && !m_saidGoodbye};
}

std::uint64_t NodeState::storedUpTo() const
{
    return m_boots.empty() ? 0 : m_boots.front().stored.contiguousFromOne();
}

NodeState::BootTrack *NodeState::findTrack(const BootId &boot)
{
    return const_cast<BootTrack *>(std::as_const(*this).findTrack(boot));
}

const NodeState::BootTrack *NodeState::findTrack(const BootId &boot) const
{
    const auto it = std::find_if(m_boots.begin(), m_boots.end(), [&](const BootTrack &t) { return t.boot == boot; });
    return it == m_boots.end() ? nullptr : &*it;
}

NodeState::BootTrack &NodeState::track(const BootId &boot, std::uint64_t firstSeq, bool isHistorical)
{
    if (BootTrack *known = findTrack(boot)) {
        return *known;
    }
    // What is sent again tells of the past: a boot first heard of that way is older than the one that is running.
    if (isHistorical && !m_boots.empty()) {
        if (m_boots.size() == kBootsKept) {
            m_boots.pop_back();
        }
        return *m_boots.insert(m_boots.begin() + 1, BootTrack{boot, {}, {}});
    }
    const bool cannotResend = hasBirth() && m_now.identity->birth.telemetryOnly && firstSeq > 0;
    m_boots.insert(m_boots.begin(),
                   BootTrack{boot, cannotResend ? SequenceTracker::startingAt(firstSeq) : SequenceTracker(), {}});
    if (m_boots.size() > kBootsKept) {
        m_boots.pop_back();
    }
    m_now.missing = 0;
    m_now.lastSeq = 0;
    m_stall = StallDetector();
    m_clock.newBoot();
    m_names.clear();
    m_syncedUpTo = 0;
    return m_boots.front();
}

void NodeState::setService(ServiceState service, HubTime now)
{
    if (m_now.service != service) {
        m_now.service = service;
        m_now.serviceSince = now;
        m_isDirty = true;
    }
}

void NodeState::refreshLatencies()
{
    if (!m_latenciesAreStale) {
        return;
    }
    m_latenciesAreStale = false;
    for (std::size_t i = 0; i < telemetry::kLatencyCount; ++i) {
        m_now.latencies[i] = LatencyFigures::of(m_windows[i].total());
    }
    m_now.requestsInWindow = m_counters.total().requests;
    m_now.failedInWindow = m_counters.total().failed;
    shareWindows();
}

void NodeState::shareWindows()
{
    const telemetry::LatencyHistogram &ttft = window(LatencyId::TimeToFirstToken);
    const telemetry::LatencyHistogram &endToEnd = window(LatencyId::EndToEnd);
    if (ttft.isEmpty() && endToEnd.isEmpty()) {
        m_now.windows.reset();
    } else if (!m_now.windows || m_now.windows->ttft != ttft || m_now.windows->endToEnd != endToEnd) {
        m_now.windows = std::make_shared<const LatencyWindows>(LatencyWindows{ttft, endToEnd});
    }
}

void NodeState::pushTrend(SteadyTime steadyNow)
{
    m_isDirty = m_now.ttftTrend.advance(steadyNow) || m_isDirty;
    const LatencyFigures &ttft = m_now.latency(LatencyId::TimeToFirstToken);
    if (ttft.count > 0 && isHeard(m_now.link)) {
        m_now.ttftTrend.setNewest(ttft.p95.estimate);
    }
}

} // namespace iso::fleet
