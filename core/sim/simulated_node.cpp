#include "core/sim/simulated_node.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::sim
{

namespace
{

constexpr std::uint64_t kForClocks = 40;
constexpr std::uint64_t kForLosses = 41;
constexpr Duration kRetry = std::chrono::milliseconds(500);
/// Further behind than this it skips what it should have measured, as after a suspended laptop.
constexpr Duration kMostBehind = std::chrono::seconds(10);
constexpr double kClockSpread_ms = 3;

bool isFinal(wire::ReceiptState state)
{
    return state != wire::ReceiptState::Received && state != wire::ReceiptState::Accepted &&
           state != wire::ReceiptState::Running;
}

} // namespace

SimulatedNode::SimulatedNode(std::uint32_t index, NodeServices &services, NodePort &port, Duration interval)
    : m_index(index)
    , m_services(services)
    , m_port(port)
    , m_plan(services.world.plan().nodes[index])
    , m_interval(interval)
    , m_ring(services.ringCapacity_bytes)
    , m_actions(services.world.machine(index), *this)
{
    Random random = services.world.machine(index).randomFor(kForClocks);
    m_clockOffset = std::chrono::microseconds(std::llround(kClockSpread_ms * random.normal() * 1000));
}

void SimulatedNode::powerUp(SteadyTime now, Duration untilFirstSample, bool warm)
{
    m_isOn = true;
    m_services.counters.nodesUp.fetch_add(1);
    m_boot = m_services.ids.newBootId();
    m_services.world.machine(m_index).boot(utcNow(), warm);
    dutyChanged();
    m_readyAt = warm ? SteadyTime() : now + Machine::kStartUp;
    m_nextSample = now + untilFirstSample;
    m_nextHello = now;
    m_nextHeartbeat = now + kHeartbeatEvery;
    m_nextResend = now;
    m_nextCommandStep = now;
}

void SimulatedNode::powerDown()
{
    if (!m_isOn) {
        return;
    }
    m_isOn = false;
    m_services.counters.nodesUp.fetch_sub(1);
    setWelcome(false);
    m_birthDue = false;
    m_controlSeq = 0;
    m_storedSeq = 0;
    m_ring.clear();
    m_missed.clear();
    m_executor.reset();
    m_actions.forget();
}

void SimulatedNode::linkUp(SteadyTime helloAt)
{
    m_linkIsUp = true;
    m_nextHello = helloAt;
}

void SimulatedNode::linkDown()
{
    m_linkIsUp = false;
    setWelcome(false);
}

void SimulatedNode::setWelcome(bool welcome)
{
    if (m_welcome != welcome) {
        m_welcome = welcome;
        m_services.counters.nodesWelcome.fetch_add(welcome ? 1U : ~0U);
    }
}

NodeTime SimulatedNode::nodeTimeOf(HubTime utc) const
{
    return NodeTime::fromNanoseconds(utc.toNanoseconds()) + m_clockOffset;
}

bool SimulatedNode::send(wire::Payload payload)
{
    if (!m_isOn || !m_linkIsUp) {
        return false;
    }
    wire::Envelope envelope;
    envelope.header.node = m_plan.id;
    envelope.header.boot = m_boot;
    envelope.header.stream = wire::Stream::Control;
    envelope.header.seq = m_controlSeq + 1;
    envelope.header.time = nodeTimeOf(utcNow());
    envelope.payload = std::move(payload);
    if (!m_port.sendControl(wire::encode(envelope))) {
        return false;
    }
    ++m_controlSeq;
    return true;
}

SteadyTime SimulatedNode::tick(SteadyTime now)
{
    if (!m_isOn) {
        return SteadyTime::fromNanoseconds(INT64_MAX);
    }
    if (m_readyAt.isValid() && now >= m_readyAt) {
        m_readyAt = SteadyTime();
        m_services.world.machine(m_index).becomeReady();
        dutyChanged();
    }
    if (m_linkIsUp) {
        greet(now);
    }
    if (now >= m_nextSample) {
        takeSample(now);
    }
    if (m_welcome && !m_birthDue && !m_missed.isEmpty() && now >= m_nextResend) {
        resend(now);
    }
    if (m_actions.hasRunning() && now >= m_nextCommandStep) {
        m_actions.tick(utcNow());
        m_nextCommandStep = now + MachineCommands::kStep;
    }

    SteadyTime next = m_nextSample;
    if (m_readyAt.isValid()) {
        next = std::min(next, m_readyAt);
    }
    if (m_linkIsUp) {
        next = std::min({next, m_nextHeartbeat, m_welcome && !m_birthDue ? m_nextHeartbeat : m_nextHello});
    }
    if (m_welcome && !m_birthDue && !m_missed.isEmpty()) {
        next = std::min(next, m_nextResend);
    }
    return m_actions.hasRunning() ? std::min(next, m_nextCommandStep) : next;
}

/// Hello until there is a welcome, then the birth; heartbeats all along.
void SimulatedNode::greet(SteadyTime now)
{
    if (!m_welcome && now >= m_nextHello) {
        m_nextHello = now + (send(wire::Hello{m_services.software}) ? kHelloAgain : kRetry);
    }
    if (m_welcome && m_birthDue && now >= m_nextHello) {
        m_birthDue = !send(birth());
        m_nextHello = now + kRetry;
    }
    if (now >= m_nextHeartbeat) {
        send(wire::Heartbeat{m_ring.lastSeq()}); // one that does not fit is made up for by the next
        m_nextHeartbeat = std::max(m_nextHeartbeat, now - kHeartbeatEvery) + kHeartbeatEvery;
    }
}

void SimulatedNode::takeSample(SteadyTime now)
{
    if (now - m_nextSample > std::max(kMostBehind, 3 * m_interval)) {
        m_nextSample = now;
    }
    // The moment it was due, not the moment the thread came round to it.
    const HubTime at = utcNow() - (now - m_nextSample);
    m_nextSample = m_nextSample + m_interval;

    wire::Envelope &envelope = m_services.sampleScratch;
    envelope.header.node = m_plan.id;
    envelope.header.boot = m_boot;
    envelope.header.stream = wire::Stream::Telemetry;
    envelope.header.seq = m_ring.lastSeq() + 1;
    envelope.header.time = nodeTimeOf(at);
    m_services.world.measure(m_index, envelope.header.seq, m_interval, at,
                             std::get<telemetry::Sample>(envelope.payload));
    m_services.counters.samples.add();
    m_ring.push({envelope.header.time, {}, wire::encode(envelope)});
    TelemetryRing::Entry &entry = *m_ring.find(m_ring.lastSeq());
    if (m_linkIsUp && m_welcome && !m_birthDue) {
        publish(entry.bytes, entry);
    } else if (m_welcome) {
        m_missed.add(m_ring.lastSeq(), m_ring.lastSeq());
    }
}

void SimulatedNode::publish(std::string_view bytes, TelemetryRing::Entry &entry)
{
    const double dropRatio = m_services.world.faults(m_index).dropRatio;
    const bool dropped =
        dropRatio > 0 &&
        Random(m_services.world.plan().seed, (kForLosses << 32) | m_index, m_ring.lastSeq()).uniform() < dropRatio;
    if (dropped || m_port.publish(m_plan.topic, bytes)) {
        entry.sent = utcNow();
        m_services.counters.published.add();
    } else {
        m_missed.add(m_ring.lastSeq(), m_ring.lastSeq());
    }
}

void SimulatedNode::resend(SteadyTime now)
{
    m_nextResend = now + kResendEvery;
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
            m_services.counters.unavailable.add(gone - from + 1);
            m_missed.removeUpTo(gone);
        } else {
            if (!resendOne(from)) {
                return;
            }
            m_missed.removeUpTo(from);
        }
    }
}

bool SimulatedNode::resendOne(std::uint64_t seq)
{
    TelemetryRing::Entry *entry = m_ring.find(seq);
    if (entry == nullptr) {
        return true;
    }
    auto envelope = m_services.decoder.decode(entry->bytes);
    if (!envelope) {
        m_services.counters.badFrames.add();
        return true;
    }
    envelope->header.historical = true;
    if (!m_port.sendControl(wire::encode(*envelope))) {
        return false;
    }
    if (!entry->sent.isValid()) {
        entry->sent = utcNow();
    }
    m_services.counters.resent.add();
    return true;
}

void SimulatedNode::received(const wire::Envelope &message, SteadyTime now)
{
    if (!m_isOn) {
        return;
    }
    if (const auto *welcome = std::get_if<wire::Welcome>(&message.payload)) {
        welcomed(*welcome);
        m_nextHello = now;
    } else if (std::holds_alternative<wire::RebirthRequest>(message.payload)) {
        m_birthDue = true;
        m_nextHello = now;
        if (!m_welcome) {
            send(birth());
        }
    } else if (const auto *resend = std::get_if<wire::Resend>(&message.payload)) {
        asked(*resend);
    } else if (const auto *probe = std::get_if<wire::ClockProbe>(&message.payload)) {
        answerClock(*probe);
    } else if (const auto *command = std::get_if<wire::Command>(&message.payload)) {
        executor().command(*command, utcNow());
    } else if (const auto *query = std::get_if<wire::CommandQuery>(&message.payload)) {
        executor().query(*query);
    } else {
        m_services.counters.badFrames.add();
    }
}

void SimulatedNode::welcomed(const wire::Welcome &welcome)
{
    setWelcome(true);
    m_birthDue = true;
    stored(m_boot, std::min(welcome.storedTelemetrySeq, m_ring.lastSeq()));
    // The rest may have been lost on the way, or never left. What the ring no longer has is not offered: the hub asks
    // where it misses something.
    m_missed.clear();
    m_missed.add(std::max(welcome.storedTelemetrySeq + 1, m_ring.firstSeq()), m_ring.lastSeq());
}

void SimulatedNode::asked(const wire::Resend &resend)
{
    // Beyond the newest there is nothing to promise. Too many ranges at once: the hub asks again.
    m_missed.add(std::max<std::uint64_t>(resend.from, 1), std::min(resend.to, m_ring.lastSeq()));
}

void SimulatedNode::answerClock(const wire::ClockProbe &probe)
{
    const NodeTime arrived = nodeTimeOf(utcNow());
    send(wire::ClockReply{probe.probeSent, arrived, nodeTimeOf(utcNow())});
}

void SimulatedNode::stored(const BootId &boot, std::uint64_t storedSeq)
{
    if (!m_isOn || boot != m_boot) {
        return;
    }
    const HubTime now = utcNow();
    for (std::uint64_t seq = std::max(m_storedSeq + 1, m_ring.firstSeq()); seq <= storedSeq; ++seq) {
        const TelemetryRing::Entry *entry = m_ring.find(seq);
        if (entry == nullptr) {
            break;
        }
        m_services.counters.stored.add();
        if (m_services.stored != nullptr) {
            m_services.stored->sampleStored(m_plan.id, m_boot, seq, entry->time, entry->sent, now);
        }
    }
    m_storedSeq = std::max(m_storedSeq, storedSeq);
}

void SimulatedNode::setInterval(Duration interval)
{
    m_interval = interval;
    // A shorter interval begins at once, not after the rest of a long one.
    m_nextSample = std::min(m_nextSample, m_services.clock.steadyNow() + interval);
    m_birthDue = true;
}

void SimulatedNode::sayBye(std::string reason)
{
    if (m_welcome) {
        send(wire::Bye{std::move(reason)});
    }
}

commands::NodeExecutor &SimulatedNode::executor()
{
    if (m_executor == nullptr) {
        m_executor = std::make_unique<commands::NodeExecutor>(m_plan.id, m_boot, m_services.catalogue, m_intents,
                                                              m_actions, [this](const wire::Receipt &receipt) {
                                                                  // One that does not fit is asked for by the hub.
                                                                  send(receipt);
                                                                  if (isFinal(receipt.state)) {
                                                                      m_services.counters.commandsDone.add();
                                                                  }
                                                              });
        m_actions.reportTo(*m_executor);
    }
    return *m_executor;
}

wire::Birth SimulatedNode::birth() const
{
    const SitePlan &site = m_services.world.plan().sites[m_plan.site];
    const NodeClass &kind = *m_plan.kind;
    wire::Birth birth;
    birth.region = site.region;
    birth.site = site.id;
    birth.place = m_plan.place;
    birth.placeName = site.city.name + ", " + site.city.country;
    birth.hardware.cpu = kind.cpu;
    birth.hardware.cores = kind.cores;
    birth.hardware.memory_bytes = static_cast<std::uint64_t>(kind.memory_bytes);
    for (std::uint32_t i = 0; i < kind.gpus; ++i) {
        birth.hardware.gpus.push_back({std::string(kind.gpu), static_cast<std::uint64_t>(kind.gpuMemory_bytes)});
    }
    birth.engines = {{std::string(kind.engine), std::string(kind.engineVersion)}};
    birth.models = {{std::string(kind.model), std::string(kind.engine), kind.maxConcurrent}};
    if (!kind.secondModel.empty()) {
        birth.models.push_back({std::string(kind.secondModel), std::string(kind.engine), kind.maxConcurrent});
    }
    birth.commands = m_services.catalogue;
    birth.metrics = reportedNames(kind);
    birth.interval = m_interval;
    birth.software = m_services.software;
    return birth;
}

} // namespace iso::sim
