#include "core/wire/proto_values.h"

#include <limits>

namespace iso::wire::detail
{

namespace
{

constexpr std::size_t kMaxGpus = 64;
constexpr std::size_t kMaxEngines = 64;
constexpr std::size_t kMaxCommands = 128;
constexpr std::size_t kMaxParameters = 32;
constexpr std::size_t kMaxChoices = 64;

GeoPoint readPlace(const pb::GeoPoint &in, Checks &checks)
{
    return {checks.number("place.latitude_deg", in.latitude_deg(), -90, 90),
            checks.number("place.longitude_deg", in.longitude_deg(), -180, 180)};
}

Hardware readHardware(const pb::Hardware &in, Checks &checks)
{
    const Checks::Scope scope(checks, "hardware");
    Hardware out;
    out.cpu = checks.text("cpu", in.cpu());
    out.cores = in.cores();
    out.memory_bytes = in.memory_bytes();
    if (checks.count("gpus", in.gpus_size(), kMaxGpus)) {
        for (const pb::Gpu &gpu : in.gpus()) {
            out.gpus.push_back({checks.text("gpus.name", gpu.name()), gpu.memory_bytes()});
        }
    }
    return out;
}

ParameterDescriptor readParameter(const pb::ParameterDescriptor &in, Checks &checks)
{
    constexpr double kAnything = std::numeric_limits<double>::max();
    ParameterDescriptor out;
    out.name = checks.name("name", in.name());
    out.title = checks.text("title", in.title());
    out.type = checks.enumeration("type", in.type(), ParameterType::Choice);
    out.required = in.required();
    out.defaultValue = checks.text("default_value", in.default_value());
    if (in.has_minimum()) {
        out.minimum = checks.number("minimum", in.minimum(), -kAnything, kAnything);
    }
    if (in.has_maximum()) {
        out.maximum = checks.number("maximum", in.maximum(), -kAnything, kAnything);
    }
    if (checks.count("choices", in.choices_size(), kMaxChoices)) {
        for (const std::string &choice : in.choices()) {
            out.choices.push_back(checks.text("choices", choice));
        }
    }
    out.unit = checks.text("unit", in.unit());
    return out;
}

CommandDescriptor readCommand(const pb::CommandDescriptor &in, Checks &checks)
{
    CommandDescriptor out;
    out.name = checks.name("name", in.name());
    out.title = checks.text("title", in.title());
    out.description = checks.text("description", in.description());
    if (checks.count("parameters", in.parameters_size(), kMaxParameters)) {
        for (int i = 0; i < in.parameters_size(); ++i) {
            const Checks::Scope scope(checks, "parameters", static_cast<std::size_t>(i));
            out.parameters.push_back(readParameter(in.parameters(i), checks));
        }
    }
    out.hazard = checks.enumeration("hazard", in.hazard(), HazardClass::Dangerous);
    out.idempotent = in.idempotent();
    out.timeout = checks.milliseconds("timeout_ms", in.timeout_ms());
    out.verification = checks.text("verification", in.verification());
    return out;
}

void readModels(const pb::Birth &in, Birth &out, Checks &checks)
{
    if (checks.count("engines", in.engines_size(), kMaxEngines)) {
        for (const pb::Engine &engine : in.engines()) {
            out.engines.push_back(
                {checks.label("engines.name", engine.name()), checks.text("engines.version", engine.version())});
        }
    }
    if (checks.count("models", in.models_size(), kMaxModels)) {
        for (const pb::Model &model : in.models()) {
            out.models.push_back({checks.label("models.name", model.name()),
                                  checks.text("models.engine", model.engine()), model.max_concurrent()});
        }
    }
}

} // namespace

Birth readBirth(const pb::Birth &in, Checks &checks)
{
    Birth out;
    out.region = checks.id<RegionId>("region", in.region());
    out.site = checks.id<SiteId>("site", in.site());
    if (in.has_place()) {
        out.place = readPlace(in.place(), checks);
    }
    out.placeName = checks.text("place_name", in.place_name());
    out.hardware = readHardware(in.hardware(), checks);
    readModels(in, out, checks);
    if (checks.count("commands", in.commands_size(), kMaxCommands)) {
        for (int i = 0; i < in.commands_size(); ++i) {
            const Checks::Scope scope(checks, "commands", static_cast<std::size_t>(i));
            out.commands.push_back(readCommand(in.commands(i), checks));
        }
    }
    if (checks.count("metrics", in.metrics_size(), kMaxMetrics)) {
        for (const std::string &metric : in.metrics()) {
            out.metrics.push_back(checks.name("metrics", metric));
        }
    }
    out.interval = checks.milliseconds("interval_ms", in.interval_ms());
    out.software = checks.text("software", in.software());
    out.telemetryOnly = in.telemetry_only();
    return out;
}

} // namespace iso::wire::detail
