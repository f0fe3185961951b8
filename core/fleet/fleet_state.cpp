#include "core/fleet/fleet_state.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace iso::fleet
{
using telemetry::LinkState;

FleetState::FleetState(const Clock &clock, FleetOptions options)
    : m_clock(clock)
    , m_options(options)
{
}

void FleetState::restore(const NodeId &id, const wire::Birth &birth, BootId boot, HubTime bornAt,
                         const std::vector<NodeState::StoredBoot> &boots)
{
    if (const auto known = node(id)) {
        (*known)->restore(birth, boot, bornAt, boots, m_clock.steadyNow());
    }
}

SampleVerdict FleetState::sample(const wire::Header &header, const telemetry::Sample &sample)
{
    const HubTime now = m_clock.utcNow();
    const SteadyTime steadyNow = m_clock.steadyNow();
    const auto refuse = [](wire::Refusal refusal, bool isLost) {
        SampleVerdict verdict;
        verdict.refusal = std::move(refusal);
        verdict.isLost = isLost;
        return verdict;
    };
    const auto known = node(header.node);
    if (!known) {
        return refuse(known.error(), false);
    }
    NodeState &state = **known;
    if (state.isTooFarAhead(header.boot, header.seq)) {
        return refuse({wire::RefusalReason::BadNumber, "seq: is far beyond the last one"}, false);
    }
    const JudgedTime judged =
        state.judgeTime(header, state.isCurrentBoot(header), now, {m_options.maxAhead, m_options.retention});
    if (!judged.refusal.empty() && !state.isClockSettled(steadyNow)) {
        // Not counted as arrived: it is asked for again, and by then the offset is known.
        return refuse({wire::RefusalReason::TimeOutOfRange, judged.refusal + ", and its clock is not known yet"},
                      false);
    }
    bool isCurrent = false;
    if (state.arrived(header, steadyNow, isCurrent) == NodeState::Arrival::Duplicate) {
        SampleVerdict duplicate;
        duplicate.kind = SampleVerdict::Kind::Duplicate;
        duplicate.node = state.index();
        return duplicate;
    }
    if (!judged.refusal.empty()) {
        return refuse({wire::RefusalReason::TimeOutOfRange, judged.refusal}, true);
    }
    if (state.hasTooManyNames(sample)) {
        return refuse({wire::RefusalReason::TooMany, "more names of models and metrics than one node may use"}, true);
    }
    SampleVerdict verdict;
    verdict.node = state.index();
    verdict.time = judged.time;
    verdict.isTimeCorrected = judged.isCorrected;
    verdict.isClockSuspect = judged.isSuspect;
    if (header.historical || !isCurrent) {
        verdict.kind = SampleVerdict::Kind::Historical;
        return verdict;
    }
    verdict.kind = SampleVerdict::Kind::Live;
    state.measured(header, sample, now, steadyNow);
    return verdict;
}

wire::Decoded<bool> FleetState::birth(const wire::Header &header, const wire::Birth &birth)
{
    const auto known = node(header.node);
    if (!known) {
        return tl::unexpected(known.error());
    }
    const bool isChanged = (*known)->born(header, birth, m_clock.utcNow());
    if (header.stream == wire::Stream::Telemetry) {
        // It took a telemetry number, which must not look lost.
        bool isCurrent = false;
        (*known)->arrived(header, m_clock.steadyNow(), isCurrent);
    }
    if (isChanged) {
        m_summaries.regroup();
    }
    return isChanged;
}

wire::Decoded<NodeState *> FleetState::node(const NodeId &id)
{
    if (const auto it = m_index.find(id); it != m_index.end()) {
        return m_nodes[it->second].get();
    }
    if (m_nodes.size() >= m_options.maxNodes) {
        return tl::unexpected(
            wire::Refusal{wire::RefusalReason::FleetFull, fmt::format("the hub takes {} nodes", m_options.maxNodes)});
    }
    const auto index = static_cast<NodeIndex>(m_nodes.size());
    m_nodes.push_back(std::make_unique<NodeState>(index, id));
    m_index.emplace(id, index);
    m_summaries.regroup();
    return m_nodes.back().get();
}

NodeState *FleetState::find(const NodeId &id)
{
    const auto it = m_index.find(id);
    return it == m_index.end() ? nullptr : m_nodes[it->second].get();
}

void FleetState::proven(const NodeId &id)
{
    // A full fleet is told to the sender when its message is taken.
    if (const auto known = node(id); known && (*known)->proven()) {
        m_summaries.regroup();
    }
}

void FleetState::joined(const wire::Header &header)
{
    if (NodeState *state = node(header.node).value_or(nullptr)) {
        state->joinedAt(header.boot, header.seq);
        m_summaries.regroup();
    }
}

void FleetState::replayed(const wire::Header &header, const telemetry::Sample &sample, bool wasHistorical)
{
    NodeState *state = find(header.node);
    if (state == nullptr) {
        return;
    }
    bool isCurrent = false;
    const bool isNew = state->arrived(header, m_clock.steadyNow(), isCurrent) == NodeState::Arrival::New;
    if (isNew && isCurrent && !wasHistorical) {
        state->measured(header, sample, m_clock.utcNow(), m_clock.steadyNow());
    }
}

void FleetState::forgetSince(const NodeId &id)
{
    if (NodeState *node = find(id)) {
        node->forgetSince();
    }
}

void FleetState::assumeLost(const NodeId &id)
{
    if (NodeState *node = find(id)) {
        node->assumeLost(m_clock.steadyNow());
    }
}

void FleetState::lastHeardOf(const wire::Header &header, const telemetry::Sample &sample, HubTime at, SteadyTime steady)
{
    if (NodeState *node = find(header.node)) {
        node->lastHeardOf(header, sample, at, steady);
    }
}

void FleetState::notKept(const wire::Header &header)
{
    if (NodeState *node = find(header.node)) {
        node->notKept(header, m_clock.steadyNow());
    }
}

void FleetState::unproven(const NodeId &id)
{
    if (NodeState *node = find(id)) {
        node->unproven();
    }
}

void FleetState::everythingSynced()
{
    for (const auto &node : m_nodes) {
        node->nowSynced();
    }
}

void FleetState::retire(const NodeId &id)
{
    if (NodeState *node = find(id)) {
        node->retire();
        m_summaries.regroup();
    }
}

void FleetState::heard(NodeState &node)
{
    node.heard(m_clock.utcNow(), m_clock.steadyNow());
}

TickOutcome FleetState::judge()
{
    const SteadyTime steadyNow = m_clock.steadyNow();
    TickOutcome outcome;
    m_missing = 0;
    for (const auto &node : m_nodes) {
        node->judgeSilence(steadyNow);
        collectGaps(*node, steadyNow, outcome);
        m_missing += node->now().missing;
    }
    judgePaths(m_clock.utcNow());
    return outcome;
}

bool FleetState::sumUp(std::size_t most)
{
    const SteadyTime now = m_clock.steadyNow();
    if (m_nextToSum == 0) {
        m_summaries.begin(m_nodes);
    }
    const std::size_t end = m_nextToSum + std::min(most, m_nodes.size() - m_nextToSum);
    for (; m_nextToSum < end; ++m_nextToSum) {
        m_nodes[m_nextToSum]->moveWindows(now);
        m_summaries.add(*m_nodes[m_nextToSum]);
    }
    if (m_nextToSum < m_nodes.size()) {
        return false;
    }
    m_nextToSum = 0;
    m_summaries.finish(now);
    return true;
}

TickOutcome FleetState::tick()
{
    TickOutcome outcome = judge();
    m_nextToSum = 0;
    sumUp(m_nodes.size());
    return outcome;
}

std::shared_ptr<const FleetSnapshot> FleetState::snapshot(HubHealth health)
{
    auto snapshot = std::make_shared<FleetSnapshot>();
    snapshot->number = ++m_snapshotNumber;
    snapshot->takenAt = m_clock.utcNow();
    snapshot->nodes.reserve(m_nodes.size());
    for (const auto &node : m_nodes) {
        snapshot->nodes.push_back(node->record());
    }
    snapshot->fleet = m_summaries.fleet();
    snapshot->regions = m_summaries.regions();
    snapshot->sites = m_summaries.sites();
    health.missing = m_missing;
    snapshot->hub = std::move(health);
    return snapshot;
}

void FleetState::judgePaths(HubTime now)
{
    struct Path {
        std::vector<NodeState *> nodes;
        std::vector<PathMember> members;
        bool isSuspect = false;
    };
    std::map<std::string_view, Path> suspects;
    // Only paths with a lost node are worth a look, which normally is none.
    for (const auto &node : m_nodes) {
        if (node->ownLink() == LinkState::Lost) {
            suspects[node->identity().path].isSuspect = true;
        } else {
            node->setLink(node->ownLink(), now);
        }
    }
    if (suspects.empty()) {
        return;
    }
    for (const auto &node : m_nodes) {
        const auto it = suspects.find(node->identity().path);
        if (it != suspects.end() && node->ownLink() != LinkState::NeverSeen) {
            it->second.nodes.push_back(node.get());
            it->second.members.push_back(node->pathMember());
        }
    }
    for (const auto &[name, path] : suspects) {
        const bool isBlind = !name.empty() && isPathLost(path.members);
        for (NodeState *node : path.nodes) {
            if (node->ownLink() == LinkState::Lost) {
                node->setLink(isBlind && node->pathMember().isSilent ? LinkState::PathLost : LinkState::Lost, now);
            }
        }
    }
}

void FleetState::collectGaps(NodeState &node, SteadyTime now, TickOutcome &outcome)
{
    SequenceTracker *tracker = node.tracker();
    if (tracker == nullptr) {
        return;
    }
    const std::size_t firstOwn = outcome.givenUp.size();
    const bool cannotResend = node.hasBirth() && node.identity().birth.telemetryOnly;
    if (tracker->hasGaps()) {
        for (const SeqRange &range : tracker->dueForResend(now)) {
            (cannotResend ? outcome.givenUp : outcome.resends).push_back({node.identity().id, node.boot(), range});
        }
    }
    for (const SeqRange &range : tracker->takeGivenUp()) {
        outcome.givenUp.push_back({node.identity().id, node.boot(), range});
    }
    for (std::size_t i = firstOwn; i < outcome.givenUp.size(); ++i) {
        node.gaveUp(outcome.givenUp[i].boot, outcome.givenUp[i].range);
    }
}

} // namespace iso::fleet
