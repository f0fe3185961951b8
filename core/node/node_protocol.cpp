#include "core/node/node_protocol.h"

#include <algorithm>

namespace iso::node
{

namespace
{
constexpr Duration kRetry = std::chrono::milliseconds(500);
} // namespace

NodeProtocol::NodeProtocol(const NodeSelf &self, TelemetryRing &ring, NodePort &port, NodeHost &host,
                           wire::Decoder &decoder, Duration resendEvery)
    : m_self(self)
    , m_ring(ring)
    , m_port(port)
    , m_host(host)
    , m_decoder(decoder)
    , m_resendEvery(resendEvery)
{
}

void NodeProtocol::stop()
{
    setWelcome(false);
    m_birthDue = false;
    m_controlSeq = 0;
    m_storedSeq = 0;
    m_syncedSeq = 0;
    m_missed.clear();
    m_hubTime.clear();
}

void NodeProtocol::start(SteadyTime now)
{
    stop();
    m_nextHello = now;
    m_nextHeartbeat = now + kHeartbeatEvery;
    m_nextResend = now;
}

void NodeProtocol::linkUp(SteadyTime helloAt)
{
    m_linkIsUp = true;
    m_nextHello = helloAt;
}

void NodeProtocol::linkDown()
{
    m_linkIsUp = false;
    setWelcome(false);
}

void NodeProtocol::setWelcome(bool welcome)
{
    if (m_welcome != welcome) {
        m_welcome = welcome;
        m_host.welcomeChanged(*this, welcome);
    }
}

bool NodeProtocol::send(wire::Payload payload)
{
    if (!m_linkIsUp) {
        return false;
    }
    wire::Envelope envelope;
    envelope.header.node = m_self.id;
    envelope.header.boot = m_self.boot;
    envelope.header.stream = wire::Stream::Control;
    envelope.header.seq = m_controlSeq + 1;
    envelope.header.time = m_host.now();
    envelope.payload = std::move(payload);
    if (!m_port.sendControl(wire::encode(envelope))) {
        return false;
    }
    ++m_controlSeq;
    return true;
}

void NodeProtocol::tick(SteadyTime now)
{
    if (m_linkIsUp) {
        greet(now);
    }
    if (canSend() && !m_missed.isEmpty() && now >= m_nextResend) {
        resend(now);
    }
}

SteadyTime NodeProtocol::nextDue() const
{
    if (!m_linkIsUp) {
        return SteadyTime::fromNanoseconds(INT64_MAX);
    }
    const SteadyTime next = canSend() ? m_nextHeartbeat : std::min(m_nextHeartbeat, m_nextHello);
    return canSend() && !m_missed.isEmpty() ? std::min(next, m_nextResend) : next;
}

/// Hello until there is a welcome, then the birth; heartbeats all along.
void NodeProtocol::greet(SteadyTime now)
{
    if (!m_welcome && now >= m_nextHello) {
        m_nextHello = now + (send(wire::Hello{m_self.software}) ? kHelloAgain : kRetry);
    }
    if (m_welcome && m_birthDue && now >= m_nextHello) {
        m_birthDue = !send(m_host.birth());
        m_nextHello = now + kRetry;
    }
    if (now >= m_nextHeartbeat) {
        send(wire::Heartbeat{m_ring.lastSeq()}); // one that does not fit is made up for by the next
        m_nextHeartbeat = std::max(m_nextHeartbeat, now - kHeartbeatEvery) + kHeartbeatEvery;
    }
}

void NodeProtocol::sampleTaken()
{
    const std::uint64_t seq = m_ring.lastSeq();
    TelemetryRing::Entry *entry = m_ring.find(seq);
    if (entry == nullptr) {
        return;
    }
    if (m_linkIsUp && canSend() && m_port.publish(m_self.topic, entry->bytes)) {
        if (!entry->sent.isValid()) {
            entry->sent = m_host.now();
        }
        m_host.samplePublished(seq);
    } else if (m_welcome) {
        m_missed.add(seq, seq);
    }
}

void NodeProtocol::resend(SteadyTime now)
{
    m_nextResend = now + m_resendEvery;
    for (std::size_t i = 0; i < kResendBatch; ++i) {
        const auto range = m_missed.first();
        if (!range) {
            return;
        }
        const auto [from, to] = *range;
        if (from < m_ring.firstSeq()) {
            const std::uint64_t gone = std::min(to, m_ring.firstSeq() - 1);
            if (!send(wire::Unavailable{from, gone})) {
                return;
            }
            m_host.samplesUnavailable(gone - from + 1);
            m_missed.removeUpTo(gone);
        } else {
            if (!resendOne(from)) {
                return;
            }
            m_missed.removeUpTo(from);
        }
    }
}

bool NodeProtocol::resendOne(std::uint64_t seq)
{
    TelemetryRing::Entry *entry = m_ring.find(seq);
    if (entry == nullptr) {
        return true;
    }
    auto envelope = m_decoder.decode(entry->bytes);
    if (!envelope) {
        m_host.notUnderstood();
        return true;
    }
    envelope->header.historical = true;
    if (!m_port.sendControl(wire::encode(*envelope))) {
        return false;
    }
    if (!entry->sent.isValid()) {
        entry->sent = m_host.now();
    }
    m_host.sampleResent(seq);
    return true;
}

void NodeProtocol::received(const wire::Envelope &message, SteadyTime now)
{
    if (const auto *welcome = std::get_if<wire::Welcome>(&message.payload)) {
        welcomed(*welcome, now);
    } else if (std::holds_alternative<wire::RebirthRequest>(message.payload)) {
        // The hub may have forgotten a connection that still stands, as when a key was revoked and approved again. The
        // birth follows its welcome. A greeting that does not fit is asked for again.
        send(wire::Hello{m_self.software});
    } else if (const auto *resend = std::get_if<wire::Resend>(&message.payload)) {
        asked(*resend);
    } else if (const auto *probe = std::get_if<wire::ClockProbe>(&message.payload)) {
        answerClock(*probe, now);
    } else if (const auto *command = std::get_if<wire::Command>(&message.payload)) {
        m_host.commandReceived(*this, *command);
    } else if (const auto *query = std::get_if<wire::CommandQuery>(&message.payload)) {
        m_host.commandQueried(*this, *query);
    } else {
        m_host.notUnderstood();
    }
}

void NodeProtocol::welcomed(const wire::Welcome &welcome, SteadyTime now)
{
    m_hubName = welcome.hub;
    m_hubTime.stamped(welcome.hubTime, now);
    setWelcome(true);
    m_birthDue = true;
    m_nextHello = now;
    storedUpTo(std::min(welcome.storedTelemetrySeq, m_ring.lastSeq()));
    // The rest may have been lost on the way, or never left. What the ring no longer has is not offered: the hub asks
    // where it misses something.
    m_missed.clear();
    m_missed.add(std::max(welcome.storedTelemetrySeq + 1, m_ring.firstSeq()), m_ring.lastSeq());
}

void NodeProtocol::asked(const wire::Resend &resend)
{
    // Beyond the newest there is nothing to promise. Too many ranges at once: the hub asks again.
    m_missed.add(std::max<std::uint64_t>(resend.from, 1), std::min(resend.to, m_ring.lastSeq()));
}

void NodeProtocol::answerClock(const wire::ClockProbe &probe, SteadyTime now)
{
    const NodeTime arrived = m_host.now();
    m_hubTime.stamped(probe.probeSent, now);
    send(wire::ClockReply{probe.probeSent, arrived, m_host.now()});
}

void NodeProtocol::stored(const wire::StoredMark &mark)
{
    if (mark.boot == m_self.boot) {
        storedUpTo(std::min(mark.storedSeq, m_ring.lastSeq()));
        m_syncedSeq = std::max(m_syncedSeq, std::min(mark.syncedSeq, m_ring.lastSeq()));
    }
}

void NodeProtocol::storedUpTo(std::uint64_t seq)
{
    for (std::uint64_t at = std::max(m_storedSeq + 1, m_ring.firstSeq()); at <= seq; ++at) {
        const TelemetryRing::Entry *entry = m_ring.find(at);
        if (entry == nullptr) {
            break;
        }
        m_host.sampleStored(at, *entry);
    }
    m_storedSeq = std::max(m_storedSeq, seq);
}

void NodeProtocol::sayBye(std::string reason)
{
    if (m_welcome) {
        send(wire::Bye{std::move(reason)});
    }
}

} // namespace iso::node
