#include "core/replay/reconstruction.h"

#include "core/history/history_reader.h"

#include <algorithm>

namespace iso::replay
{
using namespace std::chrono_literals;

namespace
{

/// A minute is written when it is over, and a tick may be late.
constexpr Duration kMinuteAndTick = 65s;
/// Without a later minute only messages show that the hub was still there.
constexpr Duration kShownBySamples = 30s;
constexpr std::uint64_t kProgressEvery = 4'096;

} // namespace

/// Stands where it is put, never goes back.
class Reconstruction::MomentClock final : public Clock
{
public:
    MomentClock(HubTime at, Duration steadyOffset)
        : m_at(at)
        , m_steadyOffset(steadyOffset)
    {
    }
    void moveTo(HubTime at) { m_at = std::max(m_at, at); }
    [[nodiscard]] SteadyTime steadyAt(HubTime at) const
    {
        return SteadyTime::fromNanoseconds(at.toNanoseconds()) + m_steadyOffset;
    }
    [[nodiscard]] HubTime utcNow() const override { return m_at; }
    [[nodiscard]] SteadyTime steadyNow() const override { return steadyAt(m_at); }

    SteadyTime nextTick;

private:
    HubTime m_at;
    Duration m_steadyOffset;
};

Reconstruction::Reconstruction(std::unique_ptr<history::MomentReader> reader, std::filesystem::path history)
    : m_reader(std::move(reader))
    , m_history(std::move(history))
{
}

Reconstruction::~Reconstruction() = default;

Result<std::unique_ptr<Reconstruction>> Reconstruction::open(const std::filesystem::path &history)
{
    auto reader = history::MomentReader::open(history);
    if (!reader) {
        return failure(reader.error());
    }
    return std::unique_ptr<Reconstruction>(new Reconstruction(std::move(*reader), history));
}

Result<Reconstruction::Hub> Reconstruction::hubAt(HubTime moment)
{
    const auto offset = [](SteadyTime steady, HubTime utc) {
        return Duration(steady.toNanoseconds() - utc.toNanoseconds());
    };
    if (m_running && moment >= m_running->since) {
        return Hub{true, true, m_running->since, offset(m_running->steady, m_running->utc)};
    }
    const auto minutes = m_reader->minutes(moment - kMinuteAndTick, moment + kMinuteAndTick);
    if (!minutes) {
        return failure(minutes.error());
    }
    Hub hub;
    hub.isKnown = minutes->empty(); // history of before there were minutes: its samples tell
    for (const history::FleetMinute &minute : *minutes) {
        const Hub seen{true, minute.at >= moment, minute.hubSince, offset(minute.steady, minute.at)};
        if (minute.hubSince <= moment) {
            hub = seen;
        }
        if (seen.isCertain) {
            break;
        }
    }
    return hub;
}

Status Reconstruction::moveTo(HubTime moment, const history::CancelToken &cancel, const Progress &progress)
{
    const Result<Hub> hub = hubAt(moment);
    if (!hub) {
        return failure(hub.error());
    }
    const bool goesOn = m_moment.isValid() && moment >= m_moment && moment - m_moment <= kWindow && hub->isKnown &&
                        m_hub.isKnown && hub->since == m_hub.since && hub->isCertain == m_hub.isCertain;
    const HubTime before = std::exchange(m_moment, HubTime());
    Status done;
    if (goesOn) {
        const auto births = m_reader->birthsBetween(before, moment);
        if (!births) {
            return failure(births.error());
        }
        m_births.assign(births->begin(), births->end());
        m_nextBirth = 0;
        done = passUntil(moment, cancel, progress);
    } else {
        done = rebuild(moment, *hub, cancel, progress);
    }
    if (!done) {
        return done;
    }
    m_coverage.isHubKnown = m_hub.isKnown && (m_hub.isCertain || moment - m_newest <= kShownBySamples);
    m_coverage.hubSince = m_hub.since;
    if (m_hub.isKnown && !m_coverage.isHubKnown) {
        // Silence of everybody, and nothing shows that there was somebody to hear them.
        Hub none;
        return rebuild(moment, none, cancel, progress);
    }
    auto snapshot = std::make_shared<fleet::FleetSnapshot>(*m_fleet->snapshot({}));
    snapshot->number = ++m_snapshotNumber;
    m_snapshot = std::move(snapshot);
    m_moment = m_hub.isKnown ? moment : HubTime();
    return {};
}

Status Reconstruction::rebuild(HubTime moment, const Hub &hub, const history::CancelToken &cancel,
                               const Progress &progress)
{
    m_hub = hub;
    m_coverage = {};
    m_newest = HubTime();
    m_heard.clear();
    m_bornHere.clear();
    m_knownBefore.clear();
    const bool isHubStart = hub.since.isValid() && hub.since > moment - kWindow;
    m_begin = isHubStart ? hub.since : moment - kWindow;
    if (!hub.isKnown) {
        m_begin = moment;
    }
    m_fleet.reset();
    m_clock = std::make_unique<MomentClock>(m_begin, hub.steadyOffset);
    m_clock->nextTick = m_clock->steadyNow() + 1s;
    m_fleet = std::make_unique<fleet::FleetState>(*m_clock);
    if (const Status placed = placeNodes(isHubStart || !hub.isKnown); !placed) {
        return placed;
    }
    if (!hub.isKnown) {
        m_fleet->tick();
        auto snapshot = std::make_shared<fleet::FleetSnapshot>(*m_fleet->snapshot({}));
        snapshot->number = ++m_snapshotNumber;
        m_snapshot = std::move(snapshot);
        return {};
    }
    const auto births = m_reader->birthsBetween(m_begin, moment);
    auto cursor = m_reader->received(m_begin, cancel);
    if (!births || !cursor) {
        return failure(births ? cursor.error() : births.error());
    }
    m_births.assign(births->begin(), births->end());
    m_nextBirth = 0;
    m_cursor = std::move(*cursor);
    Status done = passUntil(moment, cancel, progress);
    if (done && !isHubStart) {
        done = lookBack(cancel);
    }
    return done;
}

/// Who was there when it begins. A hub that has just started waits for everybody, as the live one does.
Status Reconstruction::placeNodes(bool isHubStart)
{
    const auto births = m_reader->birthsAt(m_begin);
    if (!births) {
        return failure(births.error());
    }
    for (const NodeId &id : m_order) {
        static_cast<void>(m_fleet->node(id));
    }
    std::unordered_set<NodeId> born;
    for (const history::StoredBirth &birth : *births) {
        m_fleet->restore(birth.node, birth.birth, birth.boot, birth.received, {});
        born.insert(birth.node);
        if (!isHubStart) {
            m_fleet->assumeLost(birth.node);
            m_knownBefore.insert(birth.node);
        }
    }
    for (const NodeId &id : m_order) {
        if (!born.contains(id)) {
            m_fleet->retire(id); // not there yet: not counted, not shown
        }
    }
    return {};
}

Status Reconstruction::passUntil(HubTime moment, const history::CancelToken &cancel, const Progress &progress)
{
    const HubTime from = m_clock->utcNow();
    const auto length = static_cast<double>(std::max<std::int64_t>((moment - from).count(), 1));
    const Status read =
        m_cursor->next(moment + Duration(1), cancel, m_coverage.damage, [&](const history::ReceivedSample &stored) {
            if (cancel.isCancelled()) {
                return;
            }
            if (progress && m_coverage.samples % kProgressEvery == 0) {
                progress(static_cast<double>((stored.received - from).count()) / length);
            }
            take(stored);
        });
    if (!read) {
        return read;
    }
    if (cancel.isCancelled()) {
        return failure(ErrorCode::Cancelled, "the move was stopped");
    }
    while (m_nextBirth < m_births.size()) {
        bear(m_births[m_nextBirth++]);
    }
    tickUntil(moment);
    m_fleet->tick();
    return {};
}

/// What the hub did once a second.
void Reconstruction::tickUntil(HubTime moment)
{
    const SteadyTime end = m_clock->steadyAt(moment);
    while (m_clock->nextTick <= end) {
        m_clock->moveTo(moment - (end - m_clock->nextTick));
        m_fleet->tick();
        m_clock->nextTick = m_clock->nextTick + 1s;
    }
    m_clock->moveTo(moment);
}

void Reconstruction::bear(const history::StoredBirth &birth)
{
    tickUntil(birth.received);
    wire::Header header;
    header.node = birth.node;
    header.boot = birth.boot;
    header.stream = wire::Stream::Control;
    if (m_fleet->birth(header, birth.birth)) {
        m_fleet->heard(*m_fleet->find(birth.node));
        m_bornHere.insert(birth.node);
    }
}

void Reconstruction::take(const history::ReceivedSample &stored)
{
    while (m_nextBirth < m_births.size() && m_births[m_nextBirth].received <= stored.received) {
        bear(m_births[m_nextBirth++]);
    }
    tickUntil(stored.received);
    ++m_coverage.samples;
    m_newest = std::max(m_newest, stored.received);
    const auto envelope = m_decoder.decode(stored.envelope);
    const auto *sample = envelope ? std::get_if<telemetry::Sample>(&envelope->payload) : nullptr;
    if (sample == nullptr) {
        ++m_coverage.damage.samples;
        return;
    }
    const wire::Header &header = envelope->header;
    if (stored.historical) {
        if (m_heard.contains(header.node)) {
            m_fleet->replayed(header, *sample, true);
        }
        return;
    }
    const bool isFirst = m_heard.insert(header.node).second;
    if (isFirst) {
        m_fleet->joined(header);
    }
    fleet::NodeState *node = m_fleet->find(header.node);
    if (node == nullptr) {
        return; // the fleet is full
    }
    m_fleet->heard(*node);
    m_fleet->replayed(header, *sample, false);
    if (isFirst && m_knownBefore.contains(header.node) &&
        stored.received < m_begin + fleet::lostAfter(sample->interval)) {
        m_fleet->forgetSince(header.node); // it may have been so for hours
    }
    if (!isFirst && node->hasBirth() && node->boot() == header.boot && node->identity().boot != header.boot) {
        wire::Header again = header; // the same birth as before was not stored again
        again.stream = wire::Stream::Control;
        const wire::Birth birth = node->identity().birth;
        static_cast<void>(m_fleet->birth(again, birth));
    }
    if (m_passed) {
        m_passed(node->index(), stored.received, stored.nodeTime, *sample);
    }
}

/// Nodes that were silent all the time: what was heard of them last, and when.
Status Reconstruction::lookBack(const history::CancelToken &cancel)
{
    std::vector<NodeId> silent;
    for (const NodeId &id : m_knownBefore) {
        if (!m_heard.contains(id) && !m_bornHere.contains(id) && silent.size() < kMostLookedFor) {
            silent.push_back(id);
        }
    }
    if (silent.empty()) {
        return {};
    }
    const auto reader = history::HistoryReader::open(m_history);
    if (!reader) {
        return failure(reader.error());
    }
    for (const NodeId &id : silent) {
        history::SampleQuery query;
        query.node = id;
        // By node time, which is about the time of receipt. One whose clock is off is not found, and nothing is said.
        query.from = NodeTime::fromNanoseconds((m_begin - kLookBack).toNanoseconds());
        query.to = NodeTime::fromNanoseconds((m_begin + 5s).toNanoseconds());
        const auto found = (*reader)->samples(query, cancel);
        if (!found && found.error().code == ErrorCode::Cancelled) {
            return failure(found.error());
        }
        if (!found) {
            continue; // never stored
        }
        const history::StoredSample *last = nullptr;
        for (const history::StoredSample &sample : found->samples) {
            if (!sample.historical && sample.received < m_begin &&
                (last == nullptr || sample.received > last->received)) {
                last = &sample;
            }
        }
        if (last != nullptr) {
            wire::Header header;
            header.node = id;
            header.boot = last->boot;
            header.seq = last->seq;
            header.time = last->nodeTime;
            m_fleet->lastHeardOf(header, last->sample, last->received, m_clock->steadyAt(last->received));
        }
    }
    m_fleet->tick();
    for (const NodeId &id : silent) {
        const fleet::NodeState *node = m_fleet->find(id);
        if (node != nullptr && node->now().link != telemetry::LinkState::Lost) {
            m_fleet->forgetSince(id); // slow ones that are not lost yet, and those behind a lost path
        }
    }
    return {};
}

} // namespace iso::replay
