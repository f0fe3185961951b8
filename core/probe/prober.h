#pragma once

#include "core/base/bounded_queue.h"
#include "core/base/ids.h"
#include "core/commands/probe_results.h"
#include "core/probe/transfer.h"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace iso::probe
{

/// What a probe has to say.
struct ProbeEvent {
    enum class Kind { Progress, Finished, Cancelled };

    CommandId id;
    Kind kind = Kind::Progress;
    std::uint32_t percent = 0;
    std::uint32_t made = 0;     ///< requests
    commands::ProbeTally tally; ///< at the end
};

/// Carries out one probe at a time on a thread of its own. Everything here is called by its owner's thread, which
/// `wake` tells that there are events; `wake` is called on the probe's thread.
class Prober
{
public:
    /// A running probe reports this often, also while it waits for one slow answer.
    static constexpr Duration kProgressEvery = std::chrono::seconds(1);

    Prober(const Clock &clock, ProbeLimits limits, std::function<void()> wake);
    /// Ends a running probe without a word.
    ~Prober();
    Prober(const Prober &) = delete;
    Prober &operator=(const Prober &) = delete;

    /// Busy while another one runs.
    Status start(const CommandId &id, ProbeTarget target, std::uint32_t count);
    /// False when it does not run. Its end is told at once.
    bool cancel(const CommandId &id);
    /// Appends what happened since the last call.
    void drain(std::vector<ProbeEvent> &events);

private:
    void run(const CommandId &id, const ProbeTarget &target, std::uint32_t count);
    void makeRequests(ProbeEvent &event, const ProbeTarget &target, std::uint32_t count);
    void report(ProbeEvent event);

    const Clock &m_clock;
    const ProbeLimits m_limits;
    const std::function<void()> m_wake;
    BoundedQueue<ProbeEvent> m_events;
    std::optional<CommandId> m_running;
    std::atomic<bool> m_threadEnds{false};
    std::unique_ptr<Transfer> m_transfer;
    std::thread m_thread;
};

} // namespace iso::probe
