#include "tests/integration/hostile/flood.h"

#include "core/wire/codec.h"

#include <random>
#include <zmq.hpp>

namespace iso::test
{
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

namespace
{

constexpr auto kPart = 10ms;
constexpr int kOfPart = Flood::kPerSecond / 100;

} // namespace

Flood::Flood(Kind kind, std::string endpoint, PublicKey hub, transport::KeyPair keys)
    : m_kind(kind)
    , m_endpoint(std::move(endpoint))
    , m_hub(hub)
    , m_keys(std::move(keys))
    , m_thread([this] { run(); })
{
}

Flood::~Flood()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopped = true;
    }
    m_told.notify_all();
    m_thread.join();
}

void Flood::begin(std::chrono::seconds howLong)
{
    {
        const std::lock_guard lock(m_mutex);
        m_howLong = howLong;
    }
    m_told.notify_all();
}

/// False when it is to end.
bool Flood::waitUntil(SteadyClock::time_point when)
{
    std::unique_lock lock(m_mutex);
    m_told.wait_until(lock, when, [this] { return m_isStopped; });
    return !m_isStopped;
}

std::string Flood::message(std::uint64_t seq) const
{
    if (m_kind == Kind::Noise) {
        static thread_local std::mt19937 random(7);
        std::string noise(200, '\0');
        for (char &byte : noise) {
            byte = static_cast<char>(random());
        }
        return noise;
    }
    wire::Envelope envelope;
    envelope.header.node = NodeId::fromText(kNode).value();
    envelope.header.boot = BootId({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
    envelope.header.seq = seq;
    envelope.header.time = NodeTime::fromNanoseconds(SystemClock().utcNow().toNanoseconds());
    if (m_kind == Kind::Control) {
        envelope.header.stream = wire::Stream::Control;
        envelope.payload = wire::Heartbeat{};
    } else {
        telemetry::Sample sample;
        sample.interval = 1s;
        sample.service = telemetry::ServiceState::Serving;
        sample.metrics.set(telemetry::MetricId::CpuUtilization, 0.5);
        envelope.payload = sample;
    }
    return wire::encode(envelope);
}

void Flood::run()
{
    zmq::context_t context;
    zmq::socket_t socket(context, m_kind == Kind::Control ? zmq::socket_type::dealer : zmq::socket_type::xpub);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::sndhwm, 10'000);
    socket.set(zmq::sockopt::sndtimeo, 100); // then it looks whether its time is over
    socket.set(zmq::sockopt::curve_serverkey, m_hub.text());
    socket.set(zmq::sockopt::curve_publickey, m_keys.publicKey.text());
    socket.set(zmq::sockopt::curve_secretkey, m_keys.secret);
    if (m_kind != Kind::Control) {
        socket.set(zmq::sockopt::xpub_nodrop, true); // full pressure: what does not fit waits instead of vanishing
    }
    socket.set(zmq::sockopt::rcvtimeo, 100);
    socket.connect(m_endpoint);
    zmq::message_t subscription;
    while (m_kind != Kind::Control && !socket.recv(subscription)) {
        if (!waitUntil(SteadyClock::now())) {
            return;
        }
    }
    m_isConnected = true;
    std::chrono::seconds howLong{0};
    {
        std::unique_lock lock(m_mutex);
        m_told.wait(lock, [this] { return m_isStopped || m_howLong > 0s; });
        howLong = m_howLong;
    }
    const std::string topic = std::string("t/far/away/") + kNode;
    auto next = SteadyClock::now();
    const auto end = next + howLong;
    std::uint64_t seq = 0;
    while (SteadyClock::now() < end && waitUntil(next)) {
        next += kPart;
        for (int i = 0; i < kOfPart && SteadyClock::now() < end; ++i) {
            const std::string bytes = message(++seq);
            if (m_kind != Kind::Control && !socket.send(zmq::buffer(topic), zmq::send_flags::sndmore)) {
                continue;
            }
            if (socket.send(zmq::buffer(bytes), zmq::send_flags::none)) {
                ++m_sent;
            }
        }
    }
    m_isOver = true;
    std::unique_lock lock(m_mutex);
    m_told.wait(lock, [this] { return m_isStopped; });
}

} // namespace iso::test
