#include "core/sim/machine_commands.h"

#include "core/commands/builtin_catalogue.h"
#include "core/commands/probe_results.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace iso::sim
{

namespace
{

using wire::ReceiptState;

constexpr double kFailedConnect_ms = 100; ///< what a refused attempt takes
constexpr double kFailureRatio = 0.004;
constexpr double kPrefill_ms = 90; ///< of a probe's short prompt
constexpr double kDecode_ms = 18;  ///< for each further token
constexpr std::uint64_t kForProbes = 30;

std::string_view argumentOf(const wire::CommandBody &body, std::string_view name)
{
    const auto found = std::find_if(body.arguments.begin(), body.arguments.end(),
                                    [name](const auto &argument) { return argument.name == name; });
    return found == body.arguments.end() ? std::string_view() : std::string_view(found->value);
}

/// Arguments were checked by the executor; what is not a number here was never sent.
std::int64_t numberOf(const wire::CommandBody &body, std::string_view name)
{
    const std::string_view text = argumentOf(body, name);
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::uint64_t hashOf(std::string_view text)
{
    std::uint64_t hash = text.size();
    for (const char c : text) {
        hash = mix(hash ^ static_cast<unsigned char>(c));
    }
    return hash;
}

} // namespace

void MachineCommands::begin(const wire::CommandBody &body, const wire::CommandDescriptor &)
{
    if (body.name == commands::kStatusCommand) {
        status(body.id);
    } else if (body.name == commands::kDrainCommand) {
        drain(body.id);
    } else if (body.name == commands::kResumeCommand) {
        resume(body.id);
    } else if (body.name == commands::kSetIntervalCommand) {
        setInterval(body);
    } else if (body.name == commands::kProbeCommand) {
        probe(body);
    } else {
        m_executor->finish(body.id, ReceiptState::Failed, "the simulated machine does not know " + body.name);
    }
}

void MachineCommands::succeed(const CommandId &id, std::string message, std::vector<wire::Argument> results)
{
    m_executor->finish(id, ReceiptState::Succeeded, std::move(message), std::move(results));
}

void MachineCommands::status(const CommandId &id)
{
    const std::string service(telemetry::toText(m_machine.service()));
    const Duration uptime = m_host.utcNow() - m_machine.bootedAt();
    // A hang shows only in the step counter; the health endpoint says what it always says.
    const bool stalled = m_host.isStalled();
    succeed(id,
            stalled ? "health says " + service + ", but requests are running and the engine makes no steps"
                    : "the worker is " + service,
            {{"active", stalled ? "false" : "true"},
             {"service", service},
             {"running", fmt::format("{:.0f}", m_machine.running())},
             {"waiting", fmt::format("{:.0f}", m_machine.waiting())},
             {"engine_steps", fmt::format("{:.0f}", m_machine.engineSteps())},
             {"uptime", toShortText(uptime)}});
}

void MachineCommands::drain(const CommandId &id)
{
    if (m_machine.duty() == Duty::Drained) {
        succeed(id, "was drained already");
        return;
    }
    m_drain = id;
    m_drainBegan = m_host.utcNow();
    m_machine.startDrain(m_drainBegan);
    m_host.dutyChanged();
    m_executor->progress(id, 0, fmt::format("{:.0f} requests to finish", m_machine.running()));
}

void MachineCommands::resume(const CommandId &id)
{
    if (m_machine.duty() == Duty::Serving) {
        succeed(id, "was serving already");
        return;
    }
    m_machine.resume();
    m_host.dutyChanged();
    succeed(id, "takes requests again");
}

void MachineCommands::setInterval(const wire::CommandBody &body)
{
    const Duration before = m_host.interval();
    const Duration interval = std::chrono::milliseconds(numberOf(body, commands::kIntervalParameter));
    m_host.setInterval(interval);
    succeed(body.id, fmt::format("a sample each {}, was {}", toShortText(interval), toShortText(before)));
}

void MachineCommands::probe(const wire::CommandBody &body)
{
    Probe probe;
    probe.id = body.id;
    probe.target = argumentOf(body, commands::kTargetParameter);
    probe.began = m_host.utcNow();
    Random random = m_machine.randomFor(kForProbes + hashOf(probe.target) + hashOf(toText(body.id)));
    Random path = m_machine.randomFor(kForProbes + hashOf(probe.target));
    const double roundTrip_ms = path.uniform(2, 60);
    // RFC 6761: names below .invalid never resolve.
    const bool unreachable = probe.target.find(".invalid") != std::string::npos;
    probe.isModel = probe.target.starts_with("http://") || probe.target.starts_with("https://");
    double total_ms = 0;
    for (std::int64_t i = numberOf(body, commands::kCountParameter); i > 0; --i) {
        Attempt made = attempt(random, roundTrip_ms, probe.isModel);
        if (unreachable || random.uniform() < kFailureRatio) {
            made.failed = true;
            made.took_ms = kFailedConnect_ms;
        }
        total_ms += made.took_ms;
        probe.attempts.push_back(made);
    }
    probe.length = std::chrono::microseconds(std::llround(total_ms * 1000));
    m_executor->progress(body.id, 0, "connecting to " + probe.target);
    m_probes.push_back(std::move(probe));
}

MachineCommands::Attempt MachineCommands::attempt(Random &random, double roundTrip_ms, bool isModel)
{
    Attempt made;
    made.took_ms = random.lognormal(roundTrip_ms, 0.2);
    if (isModel) {
        made.ttft_ms = made.took_ms + random.lognormal(kPrefill_ms, 0.3);
        made.took_ms = made.ttft_ms;
        for (double &itl_ms : made.itl_ms) {
            itl_ms = random.lognormal(kDecode_ms, 0.15);
            made.took_ms += itl_ms;
        }
    }
    return made;
}

void MachineCommands::finishProbe(const Probe &probe, std::size_t made, ReceiptState state)
{
    commands::ProbeTally tally;
    for (std::size_t i = 0; i < made; ++i) {
        const Attempt &attempt = probe.attempts[i];
        if (attempt.failed) {
            ++tally.failed;
            tally.error = "connection refused";
            continue;
        }
        ++tally.ok;
        if (!probe.isModel) {
            tally.add(commands::kConnectLatency, attempt.took_ms);
            continue;
        }
        tally.add(commands::kTtftLatency, attempt.ttft_ms);
        for (const double itl_ms : attempt.itl_ms) {
            tally.add(commands::kItlLatency, itl_ms);
        }
        tally.add(commands::kE2eLatency, attempt.took_ms);
    }
    if (tally.ok == 0 && state == ReceiptState::Succeeded) {
        state = ReceiptState::Failed;
    }
    m_executor->finish(probe.id, state, commands::probeSummary(tally, probe.target), commands::probeResults(tally));
}

bool MachineCommands::cancel(const CommandId &id)
{
    if (m_drain == id) {
        m_drain.reset();
        m_machine.resume();
        m_host.dutyChanged();
        m_executor->finish(id, ReceiptState::Cancelled, "takes requests again");
        return true;
    }
    const auto probe = std::find_if(m_probes.begin(), m_probes.end(), [&](const Probe &p) { return p.id == id; });
    if (probe == m_probes.end()) {
        return false;
    }
    const Probe stopped = std::move(*probe);
    m_probes.erase(probe);
    const double part = std::clamp(static_cast<double>((m_host.utcNow() - stopped.began).count()) /
                                       static_cast<double>(std::max<std::int64_t>(1, stopped.length.count())),
                                   0.0, 1.0);
    finishProbe(stopped, static_cast<std::size_t>(part * static_cast<double>(stopped.attempts.size())),
                ReceiptState::Cancelled);
    return true;
}

void MachineCommands::forget()
{
    m_drain.reset();
    m_probes.clear();
    m_executor = nullptr;
}

void MachineCommands::tick(HubTime now)
{
    tickDrain(now);
    std::vector<Probe> done;
    for (auto probe = m_probes.begin(); probe != m_probes.end();) {
        const Duration elapsed = now - probe->began;
        if (elapsed >= probe->length) {
            done.push_back(std::move(*probe));
            probe = m_probes.erase(probe);
            continue;
        }
        const auto percent = static_cast<std::uint32_t>(100 * elapsed.count() / probe->length.count());
        m_executor->progress(probe->id, percent, "connecting to " + probe->target);
        ++probe;
    }
    for (const Probe &probe : done) {
        finishProbe(probe, probe.attempts.size(), ReceiptState::Succeeded);
    }
}

void MachineCommands::tickDrain(HubTime now)
{
    if (!m_drain) {
        return;
    }
    const CommandId id = *m_drain;
    if (m_host.isStalled()) {
        if (now - m_drainBegan >= kDrainPatience) {
            m_drain.reset();
            m_executor->finish(id, ReceiptState::Failed,
                               fmt::format("{:.0f} requests do not finish: the engine makes no steps; it takes no new "
                                           "ones until resumed",
                                           m_machine.running()));
        }
    } else if (now >= m_machine.drainEnds()) {
        m_drain.reset();
        m_machine.completeDrain();
        m_host.dutyChanged();
        succeed(id, "drained in " + toShortText(now - m_drainBegan));
    } else {
        m_executor->progress(id, m_machine.drainPercent(now), "draining");
    }
}

} // namespace iso::sim
