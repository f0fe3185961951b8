#pragma once

#include "core/base/log.h"
#include "core/transport/hub_loop.h"
#include "core/transport/node_loop.h"
#include "core/transport/sockets.h"

#include <QTest>
#include <algorithm>
#include <functional>
#include <future>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace iso::test
{

/// Work that the test wants done on a loop's own thread.
class Errands
{
public:
    /// Any thread but the loop's: waits until `work` has run there.
    void run(std::function<void()> work, const std::function<void()> &wake)
    {
        std::promise<void> done;
        {
            const std::lock_guard lock(m_mutex);
            m_work = [&] {
                work();
                done.set_value();
            };
        }
        wake();
        done.get_future().wait();
    }
    /// The loop's thread.
    void runWaiting()
    {
        std::function<void()> work;
        {
            const std::lock_guard lock(m_mutex);
            work.swap(m_work);
        }
        if (work) {
            work();
        }
    }

private:
    std::mutex m_mutex;
    std::function<void()> m_work;
};

/// What arrived, one line each: "telemetry t/r/s/n hello", with " of <key>" when the sender proved one. Answers control
/// and local messages with "re: " and the text.
class RecordingHub final : public transport::HubHandler
{
public:
    void telemetryReceived(const transport::Sender &sender, std::string_view topic, std::string_view frame) override
    {
        note("telemetry " + std::string(topic) + " " + std::string(frame) + proven(sender));
    }
    void controlReceived(const transport::PeerId &peer, const transport::Sender &sender,
                         std::string_view frame) override
    {
        note("control " + std::string(frame) + proven(sender));
        lastPeer = peer;
        loop->sendControl(peer, "re: " + std::string(frame));
    }
    void localReceived(const transport::PeerId &peer, std::string_view request) override
    {
        note("local " + std::string(request));
        loop->sendLocal(peer, "re: " + std::string(request));
    }
    void misframed(const transport::Sender &sender, std::string_view firstFrame) override
    {
        note("misframed " + std::string(firstFrame) + proven(sender));
    }
    bool admit(const PublicKey &key, std::string_view address) override
    {
        note("asked " + key.text() + " from " + std::string(address));
        const std::lock_guard lock(m_mutex);
        return m_admitted.contains(key.text());
    }
    /// Lets the key in from now on.
    void admit(const std::string &key)
    {
        const std::lock_guard lock(m_mutex);
        m_admitted.insert(key);
    }
    void woken() override
    {
        errands.runWaiting();
        note("woken");
    }
    SteadyTime tick(SteadyTime now) override { return now + std::chrono::seconds(1); }

    [[nodiscard]] std::size_t countOf(const std::string &line) const
    {
        const std::lock_guard lock(m_mutex);
        return static_cast<std::size_t>(std::count(m_lines.begin(), m_lines.end(), line));
    }
    [[nodiscard]] bool has(const std::string &line) const { return countOf(line) > 0; }
    [[nodiscard]] std::vector<std::string> lines() const
    {
        const std::lock_guard lock(m_mutex);
        return m_lines;
    }

    transport::HubLoop *loop = nullptr;
    transport::PeerId lastPeer;
    Errands errands;

private:
    static std::string proven(const transport::Sender &sender)
    {
        return sender.isProven() ? " of " + std::string(sender.key) : std::string();
    }
    void note(std::string line)
    {
        const std::lock_guard lock(m_mutex);
        m_lines.push_back(std::move(line));
    }

    mutable std::mutex m_mutex;
    std::vector<std::string> m_lines;
    std::set<std::string> m_admitted;
};

inline transport::HubLoopOptions anyPorts()
{
    transport::HubLoopOptions options;
    options.telemetry = "tcp://127.0.0.1:*";
    options.control = "tcp://127.0.0.1:*";
    return options;
}

/// A hub on its own thread, on free ports unless told otherwise.
class RunningHub
{
public:
    explicit RunningHub(transport::Context &context, const transport::HubLoopOptions &options = anyPorts())
    {
        auto opened = transport::HubLoop::open(context, options, m_clock, m_logger);
        if (!opened) {
            qFatal("%s", opened.error().message.c_str());
        }
        m_loop = std::move(*opened);
        handler.loop = m_loop.get();
        m_thread = std::thread([this] { m_loop->run(handler); });
    }
    ~RunningHub()
    {
        m_loop->stop();
        m_thread.join();
    }
    RunningHub(const RunningHub &) = delete;
    RunningHub &operator=(const RunningHub &) = delete;

    [[nodiscard]] transport::HubLoop &loop() { return *m_loop; }
    void onLoop(std::function<void()> work)
    {
        handler.errands.run(std::move(work), [this] { m_loop->wake(); });
    }

    RecordingHub handler;

private:
    SystemClock m_clock;
    Logger m_logger{m_clock, [](const LogEntry &) {}};
    std::unique_ptr<transport::HubLoop> m_loop;
    std::thread m_thread;
};

/// A peer made of a bare socket, for what the project's own node end would never send.
class BarePeer
{
public:
    BarePeer(transport::Context &context, zmq::socket_type type, const std::string &endpoint)
        : m_socket(context.impl().zmq, type)
    {
        m_socket.set(zmq::sockopt::linger, 0);
        m_socket.set(zmq::sockopt::rcvtimeo, 10'000);
        m_socket.connect(endpoint);
    }
    void send(const std::vector<std::string> &frames)
    {
        for (std::size_t i = 0; i < frames.size(); ++i) {
            const bool isLast = i + 1 == frames.size();
            m_socket.send(zmq::buffer(frames[i]), isLast ? zmq::send_flags::none : zmq::send_flags::sndmore);
        }
    }
    /// Empty when nothing comes in 10 s.
    std::string receive()
    {
        zmq::message_t frame;
        return m_socket.recv(frame) ? frame.to_string() : std::string();
    }

private:
    zmq::socket_t m_socket;
};

/// A publisher that is subscribed to when the constructor returns, so that nothing it sends is lost.
inline BarePeer subscribedPublisher(transport::Context &context, const std::string &endpoint)
{
    BarePeer peer(context, zmq::socket_type::xpub, endpoint);
    if (peer.receive() != std::string("\1t/", 3)) {
        qFatal("the hub did not subscribe");
    }
    return peer;
}

} // namespace iso::test
