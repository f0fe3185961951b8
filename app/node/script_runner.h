#pragma once

#include "core/base/bounded_queue.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/time.h"

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace iso::app
{

/// What a script has to say.
struct ScriptEvent {
    enum class Kind { Progress, Succeeded, Failed, Cancelled };

    CommandId id;
    Kind kind = Kind::Progress;
    std::string text; ///< the last line it printed, or what went wrong
};

/// Runs one program at a time without a shell, on a thread of its own: in a process group that ends with it, with the
/// environment it is given and nothing else, and at most for a bounded time. Everything here is called by its owner's
/// thread, which `wake` tells that there are events.
class ScriptRunner
{
public:
    /// A running script reports this often.
    static constexpr Duration kProgressEvery = std::chrono::seconds(2);
    /// After SIGTERM, before SIGKILL.
    static constexpr Duration kGrace = std::chrono::seconds(2);
    static constexpr std::size_t kMaxText_bytes = 200;

    ScriptRunner(const Clock &clock, std::function<void()> wake);
    /// Ends what runs.
    ~ScriptRunner();
    ScriptRunner(const ScriptRunner &) = delete;
    ScriptRunner &operator=(const ScriptRunner &) = delete;

    /// Busy while another one runs. `environment` as "NAME=value".
    Status start(const CommandId &id, std::vector<std::string> program, std::vector<std::string> environment,
                 Duration timeout);
    /// False when it does not run.
    bool cancel(const CommandId &id);
    void drain(std::vector<ScriptEvent> &events);

private:
    struct Child;

    void run(const CommandId &id, std::vector<std::string> program, std::vector<std::string> environment,
             Duration timeout);
    ScriptEvent watch(const CommandId &id, Child &child, Duration timeout);
    void report(ScriptEvent event);

    const Clock &m_clock;
    const std::function<void()> m_wake;
    BoundedQueue<ScriptEvent> m_events;
    std::optional<CommandId> m_running;
    std::atomic<bool> m_isCancelled{false};
    int m_wakeDescriptor; ///< ends the thread's wait
    std::thread m_thread;
};

} // namespace iso::app
