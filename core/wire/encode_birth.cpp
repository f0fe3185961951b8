#include "core/wire/proto_values.h"

namespace iso::wire::detail
{

namespace
{

std::uint32_t toMilliseconds(Duration duration)
{
    return static_cast<std::uint32_t>(std::chrono::round<std::chrono::milliseconds>(duration).count());
}

void writeHardware(const Hardware &in, pb::Hardware &out)
{
    out.set_cpu(in.cpu);
    out.set_cores(in.cores);
    out.set_memory_bytes(in.memory_bytes);
    for (const GpuDescription &gpu : in.gpus) {
        pb::Gpu &target = *out.add_gpus();
        target.set_name(gpu.name);
        target.set_memory_bytes(gpu.memory_bytes);
    }
}

void writeParameter(const ParameterDescriptor &in, pb::ParameterDescriptor &out)
{
    out.set_name(in.name);
    out.set_title(in.title);
    out.set_type(toProto<pb::ParameterDescriptor::Type>(in.type));
    out.set_required(in.required);
    out.set_default_value(in.defaultValue);
    if (in.minimum) {
        out.set_minimum(*in.minimum);
    }
    if (in.maximum) {
        out.set_maximum(*in.maximum);
    }
    for (const std::string &choice : in.choices) {
        out.add_choices(choice);
    }
    out.set_unit(in.unit);
}

void writeCommand(const CommandDescriptor &in, pb::CommandDescriptor &out)
{
    out.set_name(in.name);
    out.set_title(in.title);
    out.set_description(in.description);
    for (const ParameterDescriptor &parameter : in.parameters) {
        writeParameter(parameter, *out.add_parameters());
    }
    out.set_hazard(toProto<pb::CommandDescriptor::Hazard>(in.hazard));
    out.set_idempotent(in.idempotent);
    out.set_timeout_ms(toMilliseconds(in.timeout));
    out.set_verification(in.verification);
}

} // namespace

void writeBirth(const Birth &in, pb::Birth &out)
{
    out.set_region(in.region.text());
    out.set_site(in.site.text());
    if (in.place) {
        out.mutable_place()->set_latitude_deg(in.place->latitude_deg);
        out.mutable_place()->set_longitude_deg(in.place->longitude_deg);
    }
    out.set_place_name(in.placeName);
    writeHardware(in.hardware, *out.mutable_hardware());
    for (const Engine &engine : in.engines) {
        pb::Engine &target = *out.add_engines();
        target.set_name(engine.name);
        target.set_version(engine.version);
    }
    for (const Model &model : in.models) {
        pb::Model &target = *out.add_models();
        target.set_name(model.name);
        target.set_engine(model.engine);
        target.set_max_concurrent(model.maxConcurrent);
    }
    for (const CommandDescriptor &command : in.commands) {
        writeCommand(command, *out.add_commands());
    }
    for (const std::string &metric : in.metrics) {
        out.add_metrics(metric);
    }
    out.set_interval_ms(toMilliseconds(in.interval));
    out.set_software(in.software);
    out.set_telemetry_only(in.telemetryOnly);
}

} // namespace iso::wire::detail
