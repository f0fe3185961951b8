#include "core/commands/builtin_catalogue.h"

#include <chrono>

namespace iso::commands
{

namespace
{

using wire::CommandDescriptor;
using wire::HazardClass;
using wire::ParameterDescriptor;
using wire::ParameterType;

ParameterDescriptor number(std::string_view name, std::string title, double minimum, double maximum, std::string unit)
{
    ParameterDescriptor parameter;
    parameter.name = name;
    parameter.title = std::move(title);
    parameter.type = ParameterType::Integer;
    parameter.minimum = minimum;
    parameter.maximum = maximum;
    parameter.unit = std::move(unit);
    return parameter;
}

ParameterDescriptor requiredText(std::string_view name, std::string title)
{
    ParameterDescriptor parameter;
    parameter.name = name;
    parameter.title = std::move(title);
    parameter.required = true;
    return parameter;
}

CommandDescriptor status()
{
    CommandDescriptor command;
    command.name = kStatusCommand;
    command.title = "Check the worker";
    command.description = "Asks whether the worker is active and what it is doing; changes nothing.";
    command.hazard = HazardClass::Observe;
    command.idempotent = true;
    command.timeout = std::chrono::seconds(5);
    return command;
}

CommandDescriptor drain()
{
    CommandDescriptor command;
    command.name = kDrainCommand;
    command.title = "Drain node";
    command.description =
        "Takes no new requests and lets the running ones finish; its traffic moves to its neighbours.";
    command.hazard = HazardClass::Disruptive;
    command.idempotent = true;
    command.timeout = std::chrono::seconds(30);
    command.verification = "service becomes draining, then drained";
    return command;
}

CommandDescriptor resume()
{
    CommandDescriptor command;
    command.name = kResumeCommand;
    command.title = "Resume node";
    command.description = "Takes requests again after a drain; traffic comes back within seconds.";
    command.hazard = HazardClass::Adjust;
    command.idempotent = true;
    command.timeout = std::chrono::seconds(10);
    command.verification = "service becomes serving, idle or busy";
    return command;
}

CommandDescriptor setInterval()
{
    CommandDescriptor command;
    command.name = kSetIntervalCommand;
    command.title = "Set sample interval";
    command.description = "Sets the time between samples; a shorter one costs bandwidth and storage.";
    ParameterDescriptor interval = number(kIntervalParameter, "Interval", 100, 60'000, "ms");
    interval.required = true;
    command.parameters = {std::move(interval)};
    command.hazard = HazardClass::Adjust;
    command.idempotent = true;
    command.timeout = std::chrono::seconds(5);
    command.verification = "samples arrive at the new interval";
    return command;
}

CommandDescriptor cancel()
{
    CommandDescriptor command;
    command.name = kCancelCommand;
    command.title = "Cancel a command";
    command.description = "Stops a command that is running on the node, where it can still be stopped.";
    command.parameters = {requiredText(kCommandParameter, "Command id")};
    command.hazard = HazardClass::Observe;
    command.idempotent = true;
    command.timeout = std::chrono::seconds(5);
    command.verification = "the named command becomes cancelled";
    return command;
}

CommandDescriptor probe()
{
    CommandDescriptor command;
    command.name = kProbeCommand;
    command.title = "Probe a target";
    command.description =
        "Makes requests from the node to a target, one after the other, and reports latencies and failures.";
    ParameterDescriptor count = number(kCountParameter, "Requests", 1, 1000, "");
    count.defaultValue = "10";
    command.parameters = {requiredText(kTargetParameter, "Target"), std::move(count)};
    command.hazard = HazardClass::Observe;
    command.timeout = std::chrono::seconds(15);
    return command;
}

} // namespace

std::vector<CommandDescriptor> builtinCatalogue()
{
    return {status(), drain(), resume(), setInterval(), cancel(), probe()};
}

} // namespace iso::commands
