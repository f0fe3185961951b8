#include "tests/integration/hostile/shifted_node.h"

#include <QtGlobal>

namespace iso::test
{
using namespace std::chrono_literals;

namespace
{

constexpr Duration kInterval = 250ms;

} // namespace

telemetry::Sample sameSample()
{
    telemetry::Sample sample;
    sample.interval = kInterval;
    sample.service = telemetry::ServiceState::Serving;
    sample.metrics.set(telemetry::MetricId::Load, kSameLoad_ratio);
    return sample;
}

ShiftedNode::ShiftedNode(transport::Context &context, transport::HubAddress hub, const std::string &name,
                         Duration shift)
    : m_shift(shift)
{
    m_self.id = NodeId::fromText(name).value();
    m_self.boot = SystemIdSource().newBootId();
    m_self.topic = "t/r/s/" + name;
    m_self.software = "test";
    transport::NodeLoopOptions options;
    options.hub = std::move(hub);
    auto loop = transport::NodeLoop::open(context, options, m_clock, m_logger);
    if (!loop) {
        qFatal("%s", loop.error().message.c_str());
    }
    m_loop = std::move(*loop);
    m_port = std::make_unique<node::LinkPort>(*m_loop, 0);
    m_protocol = std::make_unique<node::NodeProtocol>(m_self, m_ring, *m_port, *this, m_decoder);
    m_protocol->start(m_clock.steadyNow());
    m_thread = std::thread([this] { m_loop->run(*this); });
}

ShiftedNode::~ShiftedNode()
{
    m_loop->stop();
    m_thread.join();
}

std::uint64_t ShiftedNode::setShift(Duration shift)
{
    const std::lock_guard lock(m_mutex);
    m_shift = shift;
    return m_taken;
}

std::uint64_t ShiftedNode::taken() const
{
    const std::lock_guard lock(m_mutex);
    return m_taken;
}

void ShiftedNode::stopMeasuring()
{
    const std::lock_guard lock(m_mutex);
    m_isMeasuring = false;
}

void ShiftedNode::linkUp(transport::LinkIndex)
{
    m_protocol->linkUp(m_clock.steadyNow());
}

void ShiftedNode::linkDown(transport::LinkIndex)
{
    m_protocol->linkDown();
}

void ShiftedNode::controlReceived(transport::LinkIndex, std::string_view frame)
{
    const auto message = m_decoder.decode(frame);
    if (message && message->header.node == m_self.id) {
        m_protocol->received(*message, m_clock.steadyNow());
    }
}

SteadyTime ShiftedNode::tick(SteadyTime now)
{
    m_protocol->tick(now);
    if (now >= m_nextSample) {
        m_nextSample = now + kInterval;
        measure(now);
    }
    return std::min(m_nextSample, m_protocol->nextDue());
}

void ShiftedNode::measure(SteadyTime now)
{
    wire::Envelope envelope;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_isMeasuring) {
            return;
        }
        envelope.header.seq = ++m_taken;
        envelope.header.time = NodeTime::fromNanoseconds(m_clock.utcNow().toNanoseconds()) + m_shift;
    }
    envelope.header.node = m_self.id;
    envelope.header.boot = m_self.boot;
    envelope.payload = sameSample();
    m_ring.push({envelope.header.time, now, {}, wire::encode(envelope)});
    m_protocol->sampleTaken();
}

NodeTime ShiftedNode::now() const
{
    const std::lock_guard lock(m_mutex);
    return NodeTime::fromNanoseconds(m_clock.utcNow().toNanoseconds()) + m_shift;
}

wire::Birth ShiftedNode::birth() const
{
    wire::Birth birth;
    birth.region = RegionId::fromText("r").value();
    birth.site = SiteId::fromText("s").value();
    birth.interval = kInterval;
    birth.software = m_self.software;
    return birth;
}

} // namespace iso::test
