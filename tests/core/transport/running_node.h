#pragma once

#include "tests/core/transport/running_loops.h"

#include <atomic>

namespace iso::test
{

/// A node end with a link to each hub on its own thread.
class RunningNode final : public transport::NodeHandler
{
public:
    RunningNode(transport::Context &context, const transport::HubAddress &hub,
                std::optional<transport::KeyPair> keys = {})
        : RunningNode(context, std::vector{hub}, std::move(keys))
    {
    }
    RunningNode(transport::Context &context, std::vector<transport::HubAddress> hubs,
                std::optional<transport::KeyPair> keys = {})
    {
        transport::NodeLoopOptions options;
        options.keys = std::move(keys);
        options.hubs = std::move(hubs);
        options.reconnectAfter = std::chrono::milliseconds(20);
        options.reconnectAtMost = std::chrono::milliseconds(20);
        auto opened = transport::NodeLoop::open(context, options, m_clock, m_logger);
        if (!opened) {
            qFatal("%s", opened.error().message.c_str());
        }
        m_loop = std::move(*opened);
        m_thread = std::thread([this] { m_loop->run(*this); });
    }
    ~RunningNode() override
    {
        m_loop->stop();
        m_thread.join();
    }
    RunningNode(const RunningNode &) = delete;
    RunningNode &operator=(const RunningNode &) = delete;

    void linkUp(transport::LinkIndex) override { ++ups; }
    void linkDown(transport::LinkIndex) override { ++downs; }
    void controlReceived(transport::LinkIndex, std::string_view frame) override
    {
        const std::lock_guard lock(m_mutex);
        m_received = frame;
    }
    SteadyTime tick(SteadyTime now) override
    {
        m_errands.runWaiting();
        return now + std::chrono::milliseconds(5);
    }

    bool publish(const std::string &topic, const std::string &frame)
    {
        bool isSent = false;
        onLoop([&] { isSent = m_loop->publish(0, topic, frame); });
        return isSent;
    }
    bool sendControl(const std::string &frame, transport::LinkIndex link = 0)
    {
        bool isSent = false;
        onLoop([&] { isSent = m_loop->sendControl(link, frame); });
        return isSent;
    }
    [[nodiscard]] std::string received() const
    {
        const std::lock_guard lock(m_mutex);
        return m_received;
    }

    std::atomic<int> ups{0};
    std::atomic<int> downs{0};

private:
    void onLoop(std::function<void()> work)
    {
        m_errands.run(std::move(work), [] {});
    }

    SystemClock m_clock;
    Logger m_logger{m_clock, [](const LogEntry &) {}};
    Errands m_errands;
    mutable std::mutex m_mutex;
    std::string m_received;
    std::unique_ptr<transport::NodeLoop> m_loop;
    std::thread m_thread;
};

} // namespace iso::test
