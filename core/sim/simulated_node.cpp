#include "core/sim/simulated_node.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::sim
{

namespace
{

constexpr std::uint64_t kForClocks = 40;
constexpr std::uint64_t kForLosses = 41;
/// Further behind than this it skips what it should have measured, as after a suspended laptop.
constexpr Duration kMostBehind = std::chrono::seconds(10);
constexpr double kClockSpread_ms = 3;

} // namespace

SimulatedNode::SimulatedNode(std::uint32_t index, NodeServices &services, node::NodePort &port, Duration interval)
    : m_index(index)
    , m_services(services)
    , m_port(port)
    , m_plan(services.world.plan().nodes[index])
    , m_interval(interval)
    , m_self{m_plan.id, {}, m_plan.topic, services.software}
    , m_ring(services.ringCapacity_bytes)
    , m_protocol(m_self, m_ring, *this, *this, services.decoder, services.resendEvery)
    , m_actions(services.world.machine(index), *this)
{
    Random random = services.world.machine(index).randomFor(kForClocks);
    m_clockOffset = std::chrono::microseconds(std::llround(kClockSpread_ms * random.normal() * 1000));
}

void SimulatedNode::powerUp(SteadyTime now, Duration untilFirstSample, bool warm)
{
    m_isOn = true;
    m_services.counters.nodesUp.fetch_add(1);
    m_self.boot = m_services.ids.newBootId();
    m_services.world.machine(m_index).boot(utcNow(), warm);
    dutyChanged();
    m_readyAt = warm ? SteadyTime() : now + Machine::kStartUp;
    m_protocol.start(now);
    m_nextSample = now + untilFirstSample;
    m_nextCommandStep = now;
}

void SimulatedNode::powerDown()
{
    if (!m_isOn) {
        return;
    }
    m_isOn = false;
    m_services.counters.nodesUp.fetch_sub(1);
    m_protocol.stop();
    m_ring.clear();
    m_desk.reset();
    m_actions.forget();
}

NodeTime SimulatedNode::nodeTimeOf(HubTime utc) const
{
    return NodeTime::fromNanoseconds(utc.toNanoseconds()) + m_clockOffset;
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
    m_protocol.tick(now);
    if (now >= m_nextSample) {
        takeSample(now);
    }
    if (m_actions.hasRunning() && now >= m_nextCommandStep) {
        m_actions.tick(utcNow());
        m_nextCommandStep = now + MachineCommands::kStep;
    }

    SteadyTime next = std::min(m_nextSample, m_protocol.nextDue());
    if (m_readyAt.isValid()) {
        next = std::min(next, m_readyAt);
    }
    return m_actions.hasRunning() ? std::min(next, m_nextCommandStep) : next;
}

void SimulatedNode::takeSample(SteadyTime now)
{
    if (now - m_nextSample > std::max(kMostBehind, 3 * m_interval)) {
        m_nextSample = now;
    }
    // The moment it was due, not the moment the thread came round to it.
    const Duration late = now - m_nextSample;
    const HubTime at = utcNow() - late;
    m_nextSample = m_nextSample + m_interval;

    wire::Envelope &envelope = m_services.sampleScratch;
    envelope.header.node = m_plan.id;
    envelope.header.boot = m_self.boot;
    envelope.header.stream = wire::Stream::Telemetry;
    envelope.header.seq = m_ring.lastSeq() + 1;
    envelope.header.time = nodeTimeOf(at);
    m_services.world.measure(m_index, envelope.header.seq, m_interval, at,
                             std::get<telemetry::Sample>(envelope.payload));
    m_services.counters.samples.add();
    m_ring.push({envelope.header.time, now - late, {}, wire::encode(envelope)});
    m_protocol.sampleTaken();
}

bool SimulatedNode::publish(std::string_view topic, std::string_view bytes)
{
    const double dropRatio = m_services.world.faults(m_index).dropRatio;
    const bool dropped =
        dropRatio > 0 &&
        Random(m_services.world.plan().seed, (kForLosses << 32) | m_index, m_ring.lastSeq()).uniform() < dropRatio;
    return dropped || m_port.publish(topic, bytes);
}

void SimulatedNode::received(const wire::Envelope &message, SteadyTime now)
{
    if (m_isOn) {
        m_protocol.received(message, now);
    }
}

void SimulatedNode::stored(const wire::StoredMark &mark)
{
    if (m_isOn) {
        m_protocol.stored(mark);
    }
}

void SimulatedNode::commandReceived(node::NodeProtocol &link, const wire::Command &command)
{
    desk().command(link, command, utcNow());
}

void SimulatedNode::commandQueried(node::NodeProtocol &link, const wire::CommandQuery &query)
{
    desk().query(link, query);
}

void SimulatedNode::welcomeChanged(const node::NodeProtocol &, bool isWelcome)
{
    m_services.counters.nodesWelcome.fetch_add(isWelcome ? 1U : ~0U);
}

void SimulatedNode::samplePublished(std::uint64_t)
{
    m_services.counters.published.add();
}

void SimulatedNode::sampleResent(std::uint64_t)
{
    m_services.counters.resent.add();
}

void SimulatedNode::samplesUnavailable(std::uint64_t count)
{
    m_services.counters.unavailable.add(count);
}

void SimulatedNode::sampleStored(std::uint64_t seq, const node::TelemetryRing::Entry &entry)
{
    m_services.counters.stored.add();
    if (m_services.stored != nullptr) {
        const HubTime sent =
            entry.sent.isValid() ? HubTime::fromNanoseconds((entry.sent - m_clockOffset).toNanoseconds()) : HubTime();
        m_services.stored->sampleStored(m_plan.id, m_self.boot, seq, entry.time, sent, utcNow());
    }
}

void SimulatedNode::notUnderstood()
{
    m_services.counters.badFrames.add();
}

void SimulatedNode::setInterval(Duration interval)
{
    m_interval = interval;
    // A shorter interval begins at once, not after the rest of a long one.
    m_nextSample = std::min(m_nextSample, m_services.clock.steadyNow() + interval);
    m_protocol.birthChanged();
}

node::CommandDesk &SimulatedNode::desk()
{
    if (m_desk == nullptr) {
        m_desk = std::make_unique<node::CommandDesk>(m_self, m_services.catalogue, m_intents, m_actions,
                                                     [this](const wire::Receipt &receipt) {
                                                         if (node::isFinal(receipt.state)) {
                                                             m_services.counters.commandsDone.add();
                                                         }
                                                     });
        m_actions.reportTo(m_desk->executor());
    }
    return *m_desk;
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
