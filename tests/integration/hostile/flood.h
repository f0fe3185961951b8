#pragma once

#include "core/base/ids.h"
#include "core/transport/curve.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace iso::test
{

/// A node with a key of its own that knocks from the start and, once it is told to, sends far more than anybody may:
/// as much as the hub takes, up to 50,000 messages a second. On its own thread.
class Flood
{
public:
    enum class Kind {
        Samples, ///< good ones, on telemetry
        Noise,   ///< bytes without meaning, on telemetry
        Control, ///< heartbeats, on control
    };
    static constexpr int kPerSecond = 50'000;
    static constexpr const char *kNode = "flooder";

    /// `endpoint`: the hub's encrypted one for that kind.
    Flood(Kind kind, std::string endpoint, PublicKey hub, transport::KeyPair keys);
    ~Flood();
    Flood(const Flood &) = delete;
    Flood &operator=(const Flood &) = delete;

    /// The hub has let it in. On control that does not show.
    [[nodiscard]] bool isConnected() const { return m_isConnected.load(); }
    void begin(std::chrono::seconds howLong);
    /// It has sent all it had, or its time is over.
    [[nodiscard]] bool isOver() const { return m_isOver.load(); }
    /// Messages that its socket took.
    [[nodiscard]] std::uint64_t sent() const { return m_sent.load(); }

private:
    struct Socket;
    void run();
    bool waitUntil(std::chrono::steady_clock::time_point when);
    [[nodiscard]] std::string message(std::uint64_t seq) const;

    const Kind m_kind;
    const std::string m_endpoint;
    const PublicKey m_hub;
    const transport::KeyPair m_keys;
    std::mutex m_mutex;
    std::condition_variable m_told;
    std::chrono::seconds m_howLong{0}; ///< guarded by m_mutex
    bool m_isStopped = false;          ///< guarded by m_mutex
    std::atomic<std::uint64_t> m_sent{0};
    std::atomic<bool> m_isConnected{false};
    std::atomic<bool> m_isOver{false};
    std::thread m_thread;
};

} // namespace iso::test
