#include "core/probe/prober.h"

#include <fmt/format.h>

namespace iso::probe
{

namespace
{

/// Progress that nobody fetches is dropped; an end costs nothing there and always gets in.
constexpr std::size_t kMostProgress = 16;

void add(commands::ProbeTally &tally, const ProbeTarget &target, const Measurement &measured)
{
    if (!measured.error.empty()) {
        ++tally.failed;
        tally.error = measured.error;
        return;
    }
    ++tally.ok;
    if (target.kind == ProbeTarget::Kind::Connect) {
        tally.add(commands::kConnectLatency, measured.connect_ms);
        return;
    }
    tally.add(commands::kTtftLatency, measured.ttft_ms);
    for (const double itl_ms : measured.itl_ms) {
        tally.add(commands::kItlLatency, itl_ms);
    }
    tally.add(commands::kE2eLatency, measured.e2e_ms);
}

} // namespace

Prober::Prober(const Clock &clock, ProbeLimits limits, std::function<void()> wake)
    : m_clock(clock)
    , m_limits(limits)
    , m_wake(std::move(wake))
    , m_events(kMostProgress)
{
}

Prober::~Prober()
{
    if (m_transfer != nullptr) {
        m_transfer->cancel();
    }
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

Status Prober::start(const CommandId &id, ProbeTarget target, std::uint32_t count)
{
    if (m_running) {
        return failure(ErrorCode::Busy, "probe " + toText(*m_running) + " is running");
    }
    if (m_thread.joinable()) {
        if (!m_threadEnds.load()) {
            return failure(ErrorCode::Busy, "the probe before still waits for a name server");
        }
        m_thread.join();
    }
    m_threadEnds.store(false);
    m_running = id;
    m_transfer = std::make_unique<Transfer>(m_clock, m_limits);
    m_thread = std::thread([this, id, target = std::move(target), count] { run(id, target, count); });
    return {};
}

bool Prober::cancel(const CommandId &id)
{
    if (m_running != id || m_transfer->isCancelled()) {
        return false;
    }
    m_transfer->cancel();
    return true;
}

void Prober::drain(std::vector<ProbeEvent> &events)
{
    const std::size_t before = events.size();
    m_events.drain(events);
    for (std::size_t i = before; i < events.size(); ++i) {
        if (events[i].kind != ProbeEvent::Kind::Progress) {
            m_running.reset();
        }
    }
}

void Prober::run(const CommandId &id, const ProbeTarget &target, std::uint32_t count)
{
    ProbeEvent event;
    event.id = id;
    report(event);
    makeRequests(event, target, count);
    if (event.kind == ProbeEvent::Kind::Progress) {
        event.kind = m_transfer->isCancelled() ? ProbeEvent::Kind::Cancelled : ProbeEvent::Kind::Finished;
        report(std::move(event));
    }
    m_threadEnds.store(true);
}

void Prober::makeRequests(ProbeEvent &event, const ProbeTarget &target, std::uint32_t count)
{
    commands::ProbeTally tally;
    SteadyTime reported = m_clock.steadyNow();
    const auto progress = [&] {
        if (m_transfer->isCancelled() && event.kind == ProbeEvent::Kind::Progress) {
            event.kind = ProbeEvent::Kind::Cancelled;
            event.tally = tally;
            report(event);
        } else if (const SteadyTime now = m_clock.steadyNow(); now - reported >= kProgressEvery) {
            reported = now;
            report(event);
        }
    };
    while (event.made < count && !m_transfer->isCancelled()) {
        const Measurement measured = m_transfer->run(target, progress);
        if (m_transfer->isCancelled()) {
            return; // one that was cut off is neither a success nor a failure
        }
        add(tally, target, measured);
        ++event.made;
        event.percent = 100 * event.made / count;
    }
    event.tally = std::move(tally);
}

void Prober::report(ProbeEvent event)
{
    const std::size_t cost = event.kind == ProbeEvent::Kind::Progress ? 1 : 0;
    m_events.push(std::move(event), cost);
    m_wake();
}

} // namespace iso::probe
