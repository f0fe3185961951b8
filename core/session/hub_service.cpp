#include "core/session/hub_service.h"

#include "core/fleet/turns.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace iso::session
{
using transport::PeerId;
using wire::RefusalReason;
using namespace std::chrono_literals;

namespace
{

/// A node sees its sample on the screen at most this much later than it could. What is done in turns has one with each
/// (core/fleet/turns.h).
constexpr Duration kPublishInterval = 100ms;
constexpr Duration kRebirthInterval = 5s;
/// Well below the limit of a message, whatever the names' lengths.
constexpr std::size_t kMarksPerMessage = 4'000;

/// What a topic or nothing says about the sender of a message that could not be decoded.
std::string_view claimedNode(std::string_view topic)
{
    const std::size_t slash = topic.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : topic.substr(slash + 1);
}

/// libzmq numbers connections with a zero and four more bytes. Whoever chooses a number may meet the one that another
/// connection has left.
bool isOwnNumber(const PeerId &peer)
{
    return peer.routing.size() == 5 && peer.routing.front() == '\0';
}

} // namespace

HubService::HubService(HubParts parts, std::string hubName, LocalRequest localRequest)
    : m_parts(parts)
    , m_hubName(std::move(hubName))
    , m_localRequest(std::move(localRequest))
    , m_minutes(m_parts.clock)
{
}

void HubService::telemetryReceived(const transport::Sender &sender, std::string_view topic, std::string_view frame)
{
    count(topic.size() + frame.size());
    const std::string_view claimed = claimedNode(topic);
    const auto pass = m_parts.gate.enter(sender, claimed, frame.size(), m_parts.clock.steadyNow());
    if (!pass) {
        refuse(claimed, pass.error(), frame);
        return;
    }
    const auto envelope = m_decoder.decodeTelemetry(topic, frame);
    if (!envelope) {
        refuse(claimed, envelope.error(), frame);
        return;
    }
    if (isRefused(*pass, *envelope, frame)) {
        return;
    }
    const wire::Header &header = envelope->header;
    if (const auto *sample = std::get_if<telemetry::Sample>(&envelope->payload)) {
        takeSample(header, *sample, frame);
    } else if (const auto *birth = std::get_if<wire::Birth>(&envelope->payload)) {
        takeBirth(header, *birth, frame);
    } else if (fleet::NodeState *node = m_parts.fleet.find(header.node)) {
        node->saidGoodbye(m_parts.clock.utcNow());
    }
    hearTelemetry(*envelope);
}

/// Presence is judged on control. Only who has none is believed by its telemetry.
void HubService::hearTelemetry(const wire::Envelope &envelope)
{
    const wire::Header &header = envelope.header;
    if (m_parts.connections.find(header.node) != nullptr || header.historical ||
        std::holds_alternative<wire::Bye>(envelope.payload)) {
        return;
    }
    fleet::NodeState *node = m_parts.fleet.find(header.node);
    if (node != nullptr && (node->identity().birth.telemetryOnly || !node->hasBirth())) {
        m_parts.fleet.heard(*node);
    }
}

void HubService::controlReceived(const PeerId &peer, const transport::Sender &sender, std::string_view frame)
{
    count(frame.size());
    const SteadyTime now = m_parts.clock.steadyNow();
    const auto pass = m_parts.gate.enter(sender, {}, frame.size(), now);
    if (!pass) {
        refuse({}, pass.error(), frame);
        return;
    }
    if (peer.isEncrypted && !isOwnNumber(peer)) {
        refuse({}, {RefusalReason::BadIdentity, "its socket chose its own routing id, which another might choose too"},
               frame);
        return;
    }
    const auto envelope = m_decoder.decode(frame);
    if (!envelope) {
        refuse({}, envelope.error(), frame);
        return;
    }
    if (envelope->header.node.isEmpty()) {
        refuse({}, {RefusalReason::BadIdentity, "node: is missing"}, frame);
        return;
    }
    if (!sender.isProven()) {
        // One plain connection may speak for many nodes, so each is counted by itself.
        if (const auto share = m_parts.gate.enter(sender, envelope->header.node.text(), frame.size(), now); !share) {
            refuse(envelope->header.node.text(), share.error(), frame);
            return;
        }
    }
    if (isRefused(*pass, *envelope, frame)) {
        return;
    }
    if (std::holds_alternative<wire::Hello>(envelope->payload)) {
        takeHello(peer, sender, envelope->header, frame);
    } else if (fleet::NodeState *node = speaker(peer, envelope->header, frame)) {
        m_parts.fleet.heard(*node);
        takeControl(*envelope, *node, frame);
    }
}

void HubService::localReceived(const PeerId &peer, std::string_view request)
{
    m_localRequest(peer, std::string(request));
}

void HubService::misframed(const transport::Sender &sender, std::string_view firstFrame)
{
    count(firstFrame.size());
    if (const auto pass = m_parts.gate.enter(sender, {}, firstFrame.size(), m_parts.clock.steadyNow()); !pass) {
        refuse({}, pass.error(), firstFrame);
        return;
    }
    refuse({}, {RefusalReason::Malformed, "wrong number of frames"}, firstFrame);
}

void HubService::refuse(std::string_view node, const wire::Refusal &refusal, std::string_view message)
{
    m_parts.refusals.add(m_parts.clock.utcNow(), node, refusal, message);
    m_parts.logger.limited(LogLevel::Warning, "hub", wire::toText(refusal.reason),
                           fmt::format("refused a message{}{}: {}: {}", node.empty() ? "" : " of ", node.substr(0, 64),
                                       wire::toText(refusal.reason), refusal.detail));
}

bool HubService::isRefused(const Gate::Pass &pass, const wire::Envelope &envelope, std::string_view message)
{
    const auto objection = m_parts.gate.objection(pass, envelope);
    if (objection) {
        refuse(envelope.header.node.text(), *objection, message);
        return true;
    }
    if (pass.holder != nullptr) {
        m_parts.fleet.proven(envelope.header.node);
        // A connection of this machine may have spoken for the node before it belonged to a key.
        if (const Connection *owner = m_parts.connections.find(envelope.header.node);
            owner != nullptr && !owner->peer.isEncrypted) {
            disconnect(envelope.header.node);
        }
    }
    return false;
}

void HubService::disconnect(const NodeId &node)
{
    m_parts.connections.release(node);
    m_parts.dispatcher.nodeDisconnected(node);
}

void HubService::count(std::size_t bytes)
{
    ++m_health.messages;
    m_health.bytes += bytes;
}

void HubService::takeSample(const wire::Header &header, const telemetry::Sample &sample, std::string_view message)
{
    using Kind = fleet::SampleVerdict::Kind;
    const fleet::SampleVerdict verdict = m_parts.fleet.sample(header, sample);
    if (verdict.kind == Kind::Refused) {
        refuse(header.node.text(), *verdict.refusal, message);
        if (verdict.isLost) {
            recordGap(header.node, header.boot, {header.seq, header.seq});
        }
        return;
    }
    if (verdict.kind == Kind::Duplicate) {
        ++m_health.duplicates;
        return;
    }
    const HubTime now = m_parts.clock.utcNow();
    if (verdict.kind == Kind::Live) {
        ++m_health.samples;
        if (m_parts.feed.isFollowed(header.node)) {
            m_parts.feed.offer({verdict.node, now, verdict.time, sample});
        }
        if (verdict.isClockSuspect) {
            probeClockNow(header.node);
        }
    } else {
        ++m_health.historical;
    }
    const bool isTaken = m_parts.history.submit(
        history::AcceptedSample{header.node, header.boot, header.seq, verdict.time, now,
                                verdict.kind == Kind::Historical, verdict.isTimeCorrected, std::string(message)});
    if (!isTaken) {
        m_parts.fleet.notKept(header);
    }
}

void HubService::takeBirth(const wire::Header &header, const wire::Birth &birth, std::string_view message)
{
    const auto changed = m_parts.fleet.birth(header, birth);
    if (!changed) {
        refuse(header.node.text(), changed.error(), message);
        return;
    }
    if (*changed) {
        m_parts.history.submit(
            history::AcceptedBirth{header.node, header.boot, m_parts.clock.utcNow(), birth, message.size()});
    }
}

void HubService::takeHello(const PeerId &peer, const transport::Sender &sender, const wire::Header &header,
                           std::string_view message)
{
    const auto known = m_parts.fleet.node(header.node);
    if (!known) {
        refuse(header.node.text(), known.error(), message);
        return;
    }
    const Connection *owner = m_parts.connections.find(header.node);
    // A key is the node, on whatever connection it comes. On plain loopback the first connection owns a node id for as
    // long as it lives; whether it lives shows in whether it can be written to.
    if (!sender.isProven() && owner != nullptr && owner->peer != peer &&
        m_parts.sender.toPeer(owner->peer, header.node, wire::ClockProbe{m_parts.clock.utcNow()})) {
        refuse(header.node.text(), {RefusalReason::NotOwner, "another connection speaks for this node"}, message);
        return;
    }
    fleet::NodeState &node = **known;
    const SteadyTime now = m_parts.clock.steadyNow();
    m_parts.connections.bind(header.node, peer, now);
    m_parts.fleet.heard(node);
    const std::uint64_t storedSeq = node.boot() == header.boot ? node.storedUpTo() : 0;
    m_parts.sender.toPeer(peer, header.node, wire::Welcome{m_hubName, storedSeq, m_parts.clock.utcNow()});
    node.welcomed(now);
    probeClockNow(header.node);
    m_parts.dispatcher.nodeConnected(header.node);
}

fleet::NodeState *HubService::speaker(const PeerId &peer, const wire::Header &header, std::string_view message)
{
    const Connection *owner = m_parts.connections.find(header.node);
    if (owner != nullptr && owner->peer == peer) {
        return m_parts.fleet.find(header.node);
    }
    if (owner != nullptr) {
        refuse(header.node.text(), {RefusalReason::NotOwner, "another connection speaks for this node"}, message);
        return nullptr;
    }
    // Not introduced, as after a restart of this hub: ask it to. What it said meanwhile it will say again.
    SteadyTime &asked = m_rebirthAsked[header.node];
    const SteadyTime now = m_parts.clock.steadyNow();
    if (!asked.isValid() || now - asked >= kRebirthInterval) {
        asked = now;
        m_parts.sender.toPeer(peer, header.node, wire::RebirthRequest{"say HELLO first"});
    }
    if (m_rebirthAsked.size() > 20'000) {
        m_rebirthAsked.clear();
    }
    return nullptr;
}

void HubService::takeControl(const wire::Envelope &envelope, fleet::NodeState &node, std::string_view message)
{
    const wire::Header &header = envelope.header;
    const SteadyTime now = m_parts.clock.steadyNow();
    if (const auto *sample = std::get_if<telemetry::Sample>(&envelope.payload)) {
        takeSample(header, *sample, message);
    } else if (const auto *birth = std::get_if<wire::Birth>(&envelope.payload)) {
        takeBirth(header, *birth, message);
    } else if (const auto *heartbeat = std::get_if<wire::Heartbeat>(&envelope.payload)) {
        node.sentUpTo(header.boot, heartbeat->lastTelemetrySeq, now);
        if (!node.hasBirth()) {
            m_parts.sender.toNode(header.node, wire::RebirthRequest{"no birth was received"});
        }
    } else if (const auto *reply = std::get_if<wire::ClockReply>(&envelope.payload)) {
        node.clockExchanged(reply->probeSent, reply->probeReceived, reply->replySent, m_parts.clock.utcNow());
    } else if (const auto *gone = std::get_if<wire::Unavailable>(&envelope.payload)) {
        if (node.gaveUp(header.boot, {gone->from, gone->to}) > 0) {
            recordGap(header.node, header.boot, {gone->from, gone->to});
        }
    } else if (const auto *receipt = std::get_if<wire::Receipt>(&envelope.payload)) {
        m_parts.dispatcher.receipt(header.node, *receipt);
    } else if (std::holds_alternative<wire::Bye>(envelope.payload)) {
        node.saidGoodbye(m_parts.clock.utcNow());
        disconnect(header.node);
    } else {
        refuse(header.node.text(), {RefusalReason::WrongDirection, "only a hub sends this"}, message);
    }
}

void HubService::recordGap(const NodeId &node, const BootId &boot, fleet::SeqRange range)
{
    m_health.lostForEver += range.to - range.from + 1;
    keepGap({node, {boot, range.from, range.to, m_parts.clock.utcNow()}});
}

/// A gap that does not fit the queue now is kept for later: without its record a hole would look like a loss of ours.
void HubService::keepGap(history::AcceptedGap gap)
{
    constexpr std::size_t kMostUnkept = 100'000;
    if (!m_parts.history.submit(gap) && m_unkeptGaps.size() < kMostUnkept) {
        m_unkeptGaps.push_back(std::move(gap));
    }
}

void HubService::stored(const std::vector<history::StoredNumber> &numbers)
{
    std::vector<const fleet::NodeState *> nodes;
    nodes.reserve(numbers.size());
    for (const history::StoredNumber &number : numbers) {
        if (fleet::NodeState *node = m_parts.fleet.find(number.node)) {
            node->nowStored(number.boot, {number.fromSeq, number.toSeq});
            if (number.boot == node->boot()) {
                nodes.push_back(node);
            }
        }
    }
    // Several numbers of one node need but one mark.
    std::sort(nodes.begin(), nodes.end(), [](const auto *a, const auto *b) { return a->index() < b->index(); });
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    std::map<PeerId, wire::StoredMarks> byPeer;
    for (const fleet::NodeState *node : nodes) {
        const NodeId &id = node->identity().id;
        if (const Connection *connection = m_parts.connections.find(id)) {
            wire::StoredMarks &message = byPeer[connection->peer];
            message.marks.push_back({id, node->boot(), node->storedUpTo(), node->syncedUpTo()});
            if (message.marks.size() == kMarksPerMessage) {
                m_parts.sender.toPeer(connection->peer, NodeId(), std::exchange(message, {}));
            }
        }
    }
    for (auto &[peer, message] : byPeer) {
        if (!message.marks.empty()) {
            m_parts.sender.toPeer(peer, NodeId(), std::move(message));
        }
    }
}

SteadyTime HubService::tick(SteadyTime now)
{
    if (now >= m_nextSecond) {
        m_nextSecond = now + 1s;
        everySecond(now);
    }
    if (now >= m_nextPublish) {
        // On a fixed grid: work and waits do not add up, and what was missed is not made up for.
        const Duration late = m_nextPublish.isValid() ? (now - m_nextPublish) % kPublishInterval : Duration(0);
        m_nextPublish = now - late + kPublishInterval;
        m_parts.dispatcher.tick();
        sumUp();
        publish();
    }
    return std::min(m_nextSecond, m_nextPublish);
}

void HubService::everySecond(SteadyTime now)
{
    const fleet::TickOutcome outcome = m_parts.fleet.judge();
    m_isSumDue = true;
    for (const fleet::ResendRequest &resend : outcome.resends) {
        m_parts.sender.toNode(resend.node, wire::Resend{resend.range.from, resend.range.to});
    }
    for (const fleet::ResendRequest &lost : outcome.givenUp) {
        recordGap(lost.node, lost.boot, lost.range);
    }
    for (history::AcceptedGap &gap : std::exchange(m_unkeptGaps, {})) {
        keepGap(std::move(gap));
    }
    if (const auto minute = m_minutes.tick(*m_parts.newestSnapshot.get())) {
        // One that does not fit is a gap in the timeline, and counted as dropped.
        m_parts.history.submit(*minute);
    }
    m_parts.commandLog.retryFailed();
    m_parts.gate.countDescriptors();
    m_parts.network.everySecond(now, m_parts.gate.isCrowded());
    m_parts.keys.everySecond();
    probeClocks(now);
    if (m_rateSince.isValid()) {
        const double seconds = static_cast<double>((now - m_rateSince).count()) / 1e9;
        m_health.messagesPerSecond = static_cast<double>(m_health.messages - m_rateMessages) / seconds;
    }
    m_rateSince = now;
    m_rateMessages = m_health.messages;
}

void HubService::sumUp()
{
    if (!m_isSummingUp) {
        m_isSummingUp = std::exchange(m_isSumDue, false);
    }
    if (m_isSummingUp) {
        // The first time all at once, so that nobody sees a fleet without figures.
        const std::size_t size = m_parts.fleet.size();
        m_isSummingUp = !m_parts.fleet.sumUp(m_hasSummedUp ? fleet::nodesPerTurn(size) : size);
        m_hasSummedUp = true;
    }
}

/// Its times are in doubt: the answer is worth more than the usual pace.
void HubService::probeClockNow(const NodeId &node)
{
    const SteadyTime now = m_parts.clock.steadyNow();
    Connection *connection = m_parts.connections.find(node);
    if (connection != nullptr && (!connection->clockProbed.isValid() || now - connection->clockProbed >= 1s)) {
        connection->clockProbed = now;
        m_parts.sender.toPeer(connection->peer, node, wire::ClockProbe{m_parts.clock.utcNow()});
    }
}

void HubService::synced()
{
    m_parts.fleet.everythingSynced();
}

void HubService::probeClocks(SteadyTime now)
{
    std::vector<NodeId> gone;
    for (auto &[node, connection] : m_parts.connections.all()) {
        if (now >= connection.nextClockProbe) {
            connection.nextClockProbe = now + (now - connection.since < 1min ? 5s : 30s);
            connection.clockProbed = now;
            if (!m_parts.sender.toPeer(connection.peer, node, wire::ClockProbe{m_parts.clock.utcNow()})) {
                gone.push_back(node);
            }
        }
    }
    // Nothing reaches them there any more. Should they speak all the same, they are asked to say HELLO.
    for (const NodeId &node : gone) {
        disconnect(node);
    }
}

void HubService::publish()
{
    const auto snapshot = m_parts.fleet.snapshot(health());
    m_parts.newestSnapshot.set(snapshot);
    m_parts.problems.look(snapshot);
    const auto commands = m_parts.dispatcher.list();
    if (commands != m_parts.newestCommands.get()) {
        m_parts.newestCommands.set(commands);
    }
    m_parts.events.look(*snapshot, commands, m_parts.keys.list());
}

fleet::HubHealth HubService::health()
{
    fleet::HubHealth health = m_health;
    health.refused = m_parts.refusals.counts();
    health.historyDropped = m_parts.history.dropped();
    health.liveDropped = m_parts.feed.dropped() + m_parts.inbox.dropped();
    health.stored = m_parts.history.storedSamples();
    health.historyProblem = m_parts.history.problem();
    health.telemetryEndpoint = m_parts.loop.telemetryEndpoint();
    health.controlEndpoint = m_parts.loop.controlEndpoint();
    return health;
}

} // namespace iso::session
