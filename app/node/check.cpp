#include "app/node/state_directory.h"
#include "app/node/verbs.h"
#include "core/agent/finding.h"
#include "core/enrolment/key_record.h"
#include "core/node/durable_file.h"
#include "core/probe/transfer.h"
#include "core/transport/context.h"
#include "core/wire/codec.h"

#include <algorithm>
#include <fmt/format.h>
#include <thread>

namespace iso::app
{

namespace
{

using Findings = std::vector<agent::Finding>;

constexpr Duration kHubPatience = std::chrono::seconds(5);

/// Notes which links come up, and stops when all have or the time is over.
class LinkWatch final : public transport::NodeHandler
{
public:
    LinkWatch(transport::NodeLoop &loop, std::size_t links, SteadyTime deadline)
        : isUp(links, false)
        , m_loop(loop)
        , m_deadline(deadline)
    {
    }
    void linkUp(transport::LinkIndex link) override { isUp[link] = true; }
    void linkDown(transport::LinkIndex) override {}
    void controlReceived(transport::LinkIndex, std::string_view) override {}
    SteadyTime tick(SteadyTime now) override
    {
        if (now >= m_deadline || std::find(isUp.begin(), isUp.end(), false) == isUp.end()) {
            m_loop.stop();
        }
        return m_deadline;
    }
    std::vector<bool> isUp;

private:
    transport::NodeLoop &m_loop;
    SteadyTime m_deadline;
};

/// Why a hub's address is not reached, as far as TCP can tell.
std::string tcpReason(const std::string &endpoint, const Clock &clock)
{
    constexpr std::string_view kScheme = "tcp://";
    const auto target = probe::ProbeTarget::fromText(std::string_view(endpoint).substr(kScheme.size()));
    if (!target) {
        return target.error().message;
    }
    probe::Transfer transfer(clock, {});
    return transfer.run(*target, [] {}).error;
}

std::string reasonOf(const transport::HubAddress &hub, const Clock &clock)
{
    for (const std::string &endpoint : {hub.telemetry, hub.control}) {
        if (const std::string reason = tcpReason(endpoint, clock); !reason.empty()) {
            return fmt::format("{}: {}; is the hub running, and is the way to it open?", endpoint, reason);
        }
    }
    return hub.key.isEmpty()
               ? "the ports are open, but nothing answers as a hub does; are telemetry and control mixed up, or does "
                 "it expect keys?"
               : "the ports are open, but it does not let this node in; has its key been approved there (isochronectl "
                 "keys), and is the hub's key the one it has now?";
}

void checkHubs(const NodeConfiguration &configuration, Findings &findings)
{
    const SystemClock clock;
    Logger logger(clock, [](const LogEntry &) {});
    transport::Context context;
    const auto links = linksOf(configuration);
    if (!links) {
        findings.push_back({"Key", false, links.error().message});
        return;
    }
    if (links->keys) {
        findings.push_back({"Key", true, "fingerprint " + enrolment::fingerprintOf(links->keys->publicKey)});
    }
    const auto loop = transport::NodeLoop::open(context, *links, clock, logger);
    if (!loop) {
        findings.push_back({"Hubs", false, loop.error().message});
        return;
    }
    LinkWatch watch(**loop, configuration.hubs.size(), clock.steadyNow() + kHubPatience);
    (*loop)->run(watch);
    for (std::size_t i = 0; i < configuration.hubs.size(); ++i) {
        const transport::HubAddress &hub = configuration.hubs[i];
        findings.push_back(
            {"Hub " + hub.control, watch.isUp[i], watch.isUp[i] ? std::string("answers") : reasonOf(hub, clock)});
    }
}

agent::Finding checkState(const std::filesystem::path &directory)
{
    const std::string what = "State in " + directory.string();
    if (const Status prepared = prepareStateDirectory(directory); !prepared) {
        return {what, false, prepared.error().message};
    }
    const auto lock = node::DirectoryLock::take(directory);
    if (!lock && lock.error().code == ErrorCode::Busy) {
        return {what, true, "in use: an agent is running with it"};
    }
    return lock ? agent::Finding{what, true, "can be written"} : agent::Finding{what, false, lock.error().message};
}

void checkProbes(const NodeConfiguration &configuration, Findings &findings)
{
    const SystemClock clock;
    for (const probe::ProbeTarget &target : configuration.probes) {
        probe::Transfer transfer(clock, {});
        const probe::Measurement measured = transfer.run(target, [] {});
        const bool isConnect = target.kind == probe::ProbeTarget::Kind::Connect;
        findings.push_back({"Probe of " + target.name, measured.error.empty(),
                            !measured.error.empty() ? measured.error
                            : isConnect             ? fmt::format("connects in {:.1f} ms", measured.connect_ms)
                                                    : fmt::format("first token after {:.1f} ms", measured.ttft_ms)});
    }
}

/// A sensor that this machine does not have is no failure; an engine that was configured and does not answer is.
bool isNeeded(const agent::Finding &finding)
{
    return finding.what.starts_with("Engine");
}

void checkMeasuring(const NodeConfiguration &configuration, Findings &needed, Findings &optional)
{
    const SystemClock clock;
    const auto measurer = agent::Measurer::create(configuration.measurer, clock);
    if (!measurer) {
        needed.push_back({"Measuring", false, measurer.error().message});
        return;
    }
    (*measurer)->measure(configuration.interval);
    std::this_thread::sleep_for(std::max<Duration>(configuration.interval, std::chrono::seconds(1)));
    (*measurer)->measure(configuration.interval);
    for (agent::Finding &finding : (*measurer)->describe()) {
        (isNeeded(finding) ? needed : optional).push_back(std::move(finding));
    }
}

/// Returns whether all of them are well.
bool print(const Findings &findings, const char *otherwise)
{
    for (const agent::Finding &finding : findings) {
        fmt::print("{:8}{}: {}\n", finding.ok ? "ok" : otherwise, finding.what, finding.explanation);
    }
    return std::all_of(findings.begin(), findings.end(), [](const agent::Finding &finding) { return finding.ok; });
}

} // namespace

int runCheck(const Setting &setting)
{
    const NodeConfiguration &configuration = setting.configuration;
    Findings needed;
    Findings optional;
    needed.push_back({"Configuration", true, setting.file ? setting.file->string() : "none found, defaults count"});
    needed.push_back(
        {"Node", true,
         fmt::format("{} at {}/{}", configuration.id.text(), configuration.region.text(), configuration.site.text())});
    needed.push_back(checkState(configuration.stateDirectory));
    checkHubs(configuration, needed);
    checkMeasuring(configuration, needed, optional);
    checkProbes(configuration, needed);
    print(optional, "missing");
    return print(needed, "FAILED") ? 0 : kCheckFailed;
}

} // namespace iso::app
