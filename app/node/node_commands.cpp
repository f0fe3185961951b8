#include "app/node/node_commands.h"

#include "core/commands/arguments.h"
#include "core/commands/builtin_catalogue.h"
#include "core/commands/probe_results.h"
#include "core/telemetry/metric.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace iso::app
{

namespace
{

using wire::CommandDescriptor;
using wire::ReceiptState;

std::string argumentOf(const wire::CommandBody &body, std::string_view name)
{
    const auto found = std::find_if(body.arguments.begin(), body.arguments.end(),
                                    [name](const auto &argument) { return argument.name == name; });
    return found == body.arguments.end() ? std::string() : found->value;
}

/// Arguments were checked by the executor; what is not a number here was never sent.
std::int64_t numberOf(const wire::CommandBody &body, std::string_view name)
{
    const std::string text = argumentOf(body, name);
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// "true" or "false"; "unknown" when the node cannot say, which is not "false".
std::string activityOf(telemetry::ServiceState service)
{
    using telemetry::ServiceState;
    if (service == ServiceState::Unknown) {
        return "unknown";
    }
    const bool isActive =
        service == ServiceState::Serving || service == ServiceState::Idle || service == ServiceState::Busy;
    return isActive ? "true" : "false";
}

} // namespace

std::vector<CommandDescriptor> catalogueOf(const NodeConfiguration &configuration)
{
    std::vector<CommandDescriptor> catalogue;
    for (CommandDescriptor &command : commands::builtinCatalogue()) {
        const bool isHook = command.name == commands::kDrainCommand || command.name == commands::kResumeCommand;
        const HookScript &hook = command.name == commands::kDrainCommand ? configuration.drain : configuration.resume;
        if (isHook) {
            if (hook.empty()) {
                continue;
            }
            command.description += fmt::format(" Runs {} on the node.", hook.front());
            command.description.resize(std::min<std::size_t>(command.description.size(), 256));
            command.verification = "the script ends with exit code 0";
        } else if (command.name == commands::kProbeCommand) {
            if (configuration.probes.empty()) {
                continue;
            }
            wire::ParameterDescriptor &target = command.parameters.front();
            target.type = wire::ParameterType::Choice;
            for (const probe::ProbeTarget &allowed : configuration.probes) {
                target.choices.push_back(allowed.name);
            }
        }
        catalogue.push_back(std::move(command));
    }
    return catalogue;
}

NodeCommands::NodeCommands(const NodeConfiguration &configuration, CommandScene &scene, const Clock &clock,
                           std::function<void()> wake)
    : m_configuration(configuration)
    , m_scene(scene)
    , m_prober(clock, {}, wake)
    , m_scripts(clock, wake)
{
}

void NodeCommands::begin(const wire::CommandBody &body, const CommandDescriptor &)
{
    if (body.name == commands::kStatusCommand) {
        status(body.id);
    } else if (body.name == commands::kSetIntervalCommand) {
        setInterval(body);
    } else if (body.name == commands::kProbeCommand) {
        probe(body);
    } else if (body.name == commands::kDrainCommand) {
        script(body, m_configuration.drain);
    } else if (body.name == commands::kResumeCommand) {
        script(body, m_configuration.resume);
    } else {
        m_executor->finish(body.id, ReceiptState::Failed, "this node cannot carry out " + body.name);
    }
}

void NodeCommands::status(const CommandId &id)
{
    const telemetry::Sample *sample = m_scene.newestSample();
    const telemetry::ServiceState service = sample == nullptr ? telemetry::ServiceState::Unknown : sample->service;
    std::vector<wire::Argument> results{{"active", activityOf(service)},
                                        {"service", std::string(telemetry::toText(service))}};
    // Of a model alone they stand in its own part of the sample.
    telemetry::Sample summed = sample == nullptr ? telemetry::Sample() : *sample;
    telemetry::sumModels(summed);
    const std::pair<const char *, telemetry::MetricId> figures[] = {
        {"running", telemetry::MetricId::RequestsRunning},
        {"waiting", telemetry::MetricId::RequestsWaiting},
        {"engine_steps", telemetry::MetricId::EngineSteps},
    };
    for (const auto &[name, metric] : figures) {
        if (const auto value = summed.metrics.value(metric)) {
            results.push_back({name, fmt::format("{:.0f}", *value)});
        }
    }
    results.push_back({"uptime", toShortText(m_scene.uptime())});
    results.push_back({"hubs", std::to_string(m_scene.welcomingHubs())});
    results.push_back({"interval_ms", fmt::format("{}", m_scene.interval() / std::chrono::milliseconds(1))});
    const std::string text =
        m_configuration.measurer.engines.empty()
            ? std::string("the agent runs; no engine is configured, so nothing is known of a worker")
            : fmt::format("the worker is {}", telemetry::toText(service));
    m_executor->finish(id, ReceiptState::Succeeded, text, std::move(results));
}

void NodeCommands::setInterval(const wire::CommandBody &body)
{
    const Duration before = m_scene.interval();
    const Duration interval = std::chrono::milliseconds(numberOf(body, commands::kIntervalParameter));
    m_scene.setInterval(interval);
    m_executor->finish(body.id, ReceiptState::Succeeded,
                       fmt::format("a sample each {}, was {}; the configuration counts again after a restart",
                                   toShortText(interval), toShortText(before)));
}

void NodeCommands::probe(const wire::CommandBody &body)
{
    const std::string name = argumentOf(body, commands::kTargetParameter);
    const auto target = std::find_if(m_configuration.probes.begin(), m_configuration.probes.end(),
                                     [&name](const probe::ProbeTarget &allowed) { return allowed.name == name; });
    if (target == m_configuration.probes.end()) {
        m_executor->finish(body.id, ReceiptState::Failed, "not a target of this node's configuration");
        return;
    }
    const auto count = static_cast<std::uint32_t>(numberOf(body, commands::kCountParameter));
    if (const Status started = m_prober.start(body.id, *target, count); !started) {
        m_executor->finish(body.id, ReceiptState::Failed, started.error().message);
        return;
    }
    m_probe = body.id;
    m_probeTarget = name;
    m_probeCount = count;
}

void NodeCommands::script(const wire::CommandBody &body, const HookScript &hook)
{
    std::vector<std::string> environment{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                         "LC_ALL=C.UTF-8", "ISOCHRONE_NODE=" + body.node.text(),
                                         "ISOCHRONE_COMMAND=" + body.name, "ISOCHRONE_COMMAND_ID=" + toText(body.id)};
    const Status started = m_scripts.start(body.id, hook, std::move(environment), m_configuration.hookTimeout);
    if (!started) {
        m_executor->finish(body.id, ReceiptState::Failed, started.error().message);
        return;
    }
    m_script = body.id;
    m_executor->progress(body.id, 0, "running " + hook.front().substr(0, ScriptRunner::kMaxText_bytes));
}

bool NodeCommands::cancel(const CommandId &id)
{
    return m_prober.cancel(id) || m_scripts.cancel(id);
}

void NodeCommands::drain()
{
    m_probeEvents.clear();
    m_prober.drain(m_probeEvents);
    for (const probe::ProbeEvent &event : m_probeEvents) {
        probeEvent(event);
    }
    m_scriptEvents.clear();
    m_scripts.drain(m_scriptEvents);
    for (const ScriptEvent &event : m_scriptEvents) {
        scriptEvent(event);
    }
}

void NodeCommands::probeEvent(const probe::ProbeEvent &event)
{
    if (event.kind == probe::ProbeEvent::Kind::Progress) {
        m_executor->progress(event.id, event.percent, fmt::format("{} of {} requests made", event.made, m_probeCount));
        return;
    }
    m_probe.reset();
    const ReceiptState state = event.kind == probe::ProbeEvent::Kind::Cancelled ? ReceiptState::Cancelled
                               : event.tally.ok == 0                            ? ReceiptState::Failed
                                                                                : ReceiptState::Succeeded;
    m_executor->finish(event.id, state, commands::probeSummary(event.tally, m_probeTarget),
                       commands::probeResults(event.tally));
}

void NodeCommands::scriptEvent(const ScriptEvent &event)
{
    using Kind = ScriptEvent::Kind;
    if (event.kind == Kind::Progress) {
        // How far a script is nobody knows; the percentage only has to stand still.
        m_executor->progress(event.id, 0, event.text.empty() ? std::string("running") : event.text);
        return;
    }
    m_script.reset();
    const ReceiptState state = event.kind == Kind::Succeeded ? ReceiptState::Succeeded
                               : event.kind == Kind::Failed  ? ReceiptState::Failed
                                                             : ReceiptState::Cancelled;
    m_executor->finish(event.id, state, event.text);
}

void NodeCommands::stop()
{
    for (const auto &id : {m_probe, m_script}) {
        if (id && m_executor != nullptr) {
            cancel(*id);
            m_executor->finish(*id, ReceiptState::Cancelled, "the node's program was stopped");
        }
    }
    m_probe.reset();
    m_script.reset();
}

} // namespace iso::app
