// Prints how much of a bare ZeroMQ receive loop's rate the hub reaches with the same frames, from the same kind of
// sender process, over the same sockets and high-water marks: once with decoding and fleet state, once with storing as
// well.

#include "core/fleet/fleet_state.h"
#include "core/session/live_session.h"
#include "core/transport/hub_loop.h"
#include "core/transport/sockets.h"
#include "core/wire/codec.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <poll.h>
#include <random>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace iso;

namespace
{

constexpr std::size_t kNodes = 1'000;
constexpr int kHighWater = 10'000;

struct Frame {
    std::string topic;
    std::string envelope;
};

telemetry::LatencyHistogram latencies(std::mt19937 &random)
{
    std::lognormal_distribution<double> seconds(-1.8, 0.35);
    telemetry::ExponentialHistogram histogram;
    for (int i = 0; i < 60; ++i) {
        histogram.record(seconds(random));
    }
    return telemetry::LatencyHistogram(histogram);
}

/// Samples of 13 scalars and 2 histograms from many nodes in turn.
std::vector<Frame> makeFrames(std::size_t count)
{
    std::mt19937 random(7);
    SystemIdSource ids;
    const BootId boot = ids.newBootId();
    const SystemClock clock;
    std::vector<Frame> frames;
    frames.reserve(count);
    wire::Envelope envelope;
    envelope.header.boot = boot;
    const RegionId region = RegionId::fromText("eu-north").value();
    const SiteId site = SiteId::fromText("osl").value();
    std::uniform_real_distribution<double> ratio(0, 1);
    for (std::size_t i = 0; i < count; ++i) {
        envelope.header.node = NodeId::fromText(fmt::format("edge-osl-{:04}", i % kNodes)).value();
        envelope.header.seq = i / kNodes + 1;
        envelope.header.time = NodeTime::fromNanoseconds(clock.utcNow().toNanoseconds());
        telemetry::Sample sample;
        sample.interval = std::chrono::seconds(1);
        sample.service = telemetry::ServiceState::Serving;
        telemetry::ModelSample model;
        model.model = "llama-3-8b";
        for (int metric = 0; metric < 4; ++metric) {
            sample.metrics.set(static_cast<telemetry::MetricId>(metric == 0 ? 0 : metric + 5), ratio(random));
        }
        for (int metric = 12; metric < 21; ++metric) {
            model.metrics.set(static_cast<telemetry::MetricId>(metric), std::round(ratio(random) * 10) / 10);
        }
        model.latencies[0] = latencies(random);
        model.latencies[2] = latencies(random);
        sample.models.push_back(std::move(model));
        envelope.payload = std::move(sample);
        frames.push_back({wire::telemetryTopic(region, site, envelope.header.node).value(), wire::encode(envelope)});
    }
    return frames;
}

/// The sender's process: waits for the subscription, then sends everything, waiting where the pipe is full.
[[noreturn]] void sendAll(const std::vector<Frame> &frames, const std::string &endpoint)
{
    transport::Context context;
    zmq::socket_t socket(context.impl().zmq, zmq::socket_type::xpub);
    transport::applyCommonOptions(socket, kHighWater);
    socket.set(zmq::sockopt::xpub_nodrop, true);
    socket.set(zmq::sockopt::linger, 10'000);
    socket.connect(endpoint);
    zmq::message_t subscription;
    (void)socket.recv(subscription);
    for (const Frame &frame : frames) {
        socket.send(zmq::buffer(frame.topic), zmq::send_flags::sndmore);
        socket.send(zmq::buffer(frame.envelope), zmq::send_flags::none);
    }
    socket.close();
    context.~Context();
    _exit(0);
}

/// Seconds from the first to the last of `count` frames. `receive` is called after the sender was started.
double measure(const std::vector<Frame> &frames, const std::string &endpoint, const std::function<double()> &receive)
{
    const pid_t sender = fork();
    if (sender == 0) {
        sendAll(frames, endpoint);
    }
    const double seconds = receive();
    waitpid(sender, nullptr, 0);
    return seconds;
}

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double bare(transport::Context &context, const std::vector<Frame> &frames)
{
    zmq::socket_t socket(context.impl().zmq, zmq::socket_type::sub);
    transport::applyCommonOptions(socket, kHighWater);
    socket.set(zmq::sockopt::subscribe, "t/");
    const std::string endpoint = transport::bindLoopback(socket, "tcp://127.0.0.1:*").value();
    return measure(frames, endpoint, [&] {
        zmq::message_t first;
        zmq::message_t second;
        std::chrono::steady_clock::time_point start;
        for (std::size_t i = 0; i < frames.size(); ++i) {
            (void)socket.recv(first);
            (void)socket.recv(second);
            if (i == 0) {
                start = std::chrono::steady_clock::now();
            }
        }
        return secondsSince(start);
    });
}

class StateOnly final : public transport::HubHandler
{
public:
    StateOnly(transport::HubLoop &loop, const Clock &clock, std::size_t expected)
        : m_loop(loop)
        , m_fleet(clock)
        , m_expected(expected)
    {
    }
    void telemetryReceived(const transport::Sender & /*sender*/, std::string_view topic,
                           std::string_view frame) override
    {
        if (m_received++ == 0) {
            m_start = std::chrono::steady_clock::now();
        }
        const auto envelope = m_decoder.decodeTelemetry(topic, frame);
        if (envelope) {
            const auto verdict = m_fleet.sample(envelope->header, std::get<telemetry::Sample>(envelope->payload));
            m_taken += verdict.kind == fleet::SampleVerdict::Kind::Live ? 1U : 0U;
        }
        if (m_received == m_expected) {
            m_seconds = secondsSince(m_start);
            m_loop.stop();
        }
    }
    void controlReceived(const transport::PeerId &, const transport::Sender &, std::string_view) override {}
    void localReceived(const transport::PeerId &, std::string_view) override {}
    void misframed(const transport::Sender &, std::string_view) override {}
    bool admit(const PublicKey &, std::string_view) override { return false; }
    void woken() override {}
    SteadyTime tick(SteadyTime now) override { return now + std::chrono::seconds(1); }

    double m_seconds = 0;
    std::size_t m_taken = 0;

private:
    transport::HubLoop &m_loop;
    fleet::FleetState m_fleet;
    wire::Decoder m_decoder;
    std::size_t m_expected;
    std::size_t m_received = 0;
    std::chrono::steady_clock::time_point m_start;
};

double withState(transport::Context &context, const std::vector<Frame> &frames, const Clock &clock, Logger &logger)
{
    transport::HubLoopOptions options;
    options.telemetry = "tcp://127.0.0.1:*";
    options.control = "tcp://127.0.0.1:*";
    options.telemetryHighWater = kHighWater;
    const auto loop = transport::HubLoop::open(context, options, clock, logger).value();
    StateOnly handler(*loop, clock, frames.size());
    return measure(frames, loop->telemetryEndpoint(), [&] {
        loop->run(handler);
        if (handler.m_taken != frames.size()) {
            fmt::print("  (only {} of {} were taken)\n", handler.m_taken, frames.size());
        }
        return handler.m_seconds;
    });
}

double withStoring(transport::Context &context, const std::vector<Frame> &frames, const Clock &clock, Logger &logger)
{
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / fmt::format("isochrone-bench-{}", getpid());
    double seconds = 0;
    {
        std::filesystem::create_directories(folder);
        // The limit of a node's rate is not what is measured here.
        std::ofstream(session::WorkspacePaths{folder}.configuration())
            << "[limits]\nmessages_per_second = 1000000\nburst = 10000000\n";
        session::SessionOptions options{folder, "bench_hub", "tcp://127.0.0.1:*", "tcp://127.0.0.1:*"};
        const auto live = session::LiveSession::open(context, options, clock, logger).value();
        seconds = measure(frames, live->telemetryEndpoint(), [&] {
            std::chrono::steady_clock::time_point start;
            bool isStarted = false;
            std::uint64_t done = 0;
            std::uint64_t before = 0;
            auto progressed = std::chrono::steady_clock::now();
            while (done < frames.size() && secondsSince(progressed) < 5) {
                const auto snapshot = live->snapshot();
                if (!isStarted && snapshot->hub.samples > 0) {
                    isStarted = true;
                    start = std::chrono::steady_clock::now();
                }
                done = snapshot->hub.stored + snapshot->hub.historyDropped;
                if (done != before) {
                    before = done;
                    progressed = std::chrono::steady_clock::now();
                }
                poll(nullptr, 0, 5); // snapshots come every 100 ms
            }
            const double took = std::chrono::duration<double>(progressed - start).count();
            if (const auto dropped = live->snapshot()->hub.historyDropped; dropped > 0) {
                fmt::print("  ({} did not fit the history queue)\n", dropped);
            }
            return took;
        });
    }
    std::filesystem::remove_all(folder);
    return seconds;
}

} // namespace

int main(int argc, char **argv)
{
    const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 300'000;
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 3;
    const SystemClock clock;
    Logger logger(clock, stderrSink());
    const std::vector<Frame> frames = makeFrames(count);
    fmt::print("{} frames of {} + {} bytes from {} nodes\n", count, frames[0].topic.size(), frames[0].envelope.size(),
               kNodes);
    for (int round = 0; round < rounds; ++round) {
        // A context each: none may live while the sender is forked, since threads do not survive a fork.
        double plain = 0;
        double state = 0;
        double stored = 0;
        {
            transport::Context context;
            plain = bare(context, frames);
            state = withState(context, frames, clock, logger);
            stored = withStoring(context, frames, clock, logger);
        }
        const auto rate = [count](double seconds) { return static_cast<double>(count) / seconds / 1e6; };
        fmt::print("bare {:.2f} M/s | decode and state {:.2f} M/s, {:.0f} % of bare | and stored {:.2f} M/s, {:.0f} % "
                   "of bare\n",
                   rate(plain), rate(state), 100 * plain / state, rate(stored), 100 * plain / stored);
        std::fflush(stdout);
    }
    return 0;
}
