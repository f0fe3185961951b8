#include "core/events/birth_changes.h"

#include <fmt/format.h>
#include <map>
#include <set>

namespace iso::events
{
namespace
{

using Texts = std::map<std::string, std::string>;

void compare(const std::string &field, const std::string &before, const std::string &after,
             std::vector<FieldChange> &changes)
{
    if (before != after) {
        changes.push_back({field, before, after});
    }
}

/// Things with a name each.
void compareNamed(const std::string &field, const Texts &before, const Texts &after, std::vector<FieldChange> &changes)
{
    std::set<std::string> names;
    for (const Texts *texts : {&before, &after}) {
        for (const auto &[name, text] : *texts) {
            names.insert(name);
        }
    }
    const auto textOf = [](const Texts &texts, const std::string &name) {
        const auto found = texts.find(name);
        return found == texts.end() ? std::string() : (found->second.empty() ? "there" : found->second);
    };
    for (const std::string &name : names) {
        compare(field + " " + name, textOf(before, name), textOf(after, name), changes);
    }
}

std::string bytesText(std::uint64_t bytes)
{
    return bytes == 0 ? "" : fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
}

std::string placeText(const std::optional<GeoPoint> &place)
{
    return place ? fmt::format("{:.4f}, {:.4f}", place->latitude_deg, place->longitude_deg) : "";
}

std::string gpusText(const wire::Hardware &hardware)
{
    std::map<std::string, int> counts;
    for (const wire::GpuDescription &gpu : hardware.gpus) {
        ++counts[gpu.memory_bytes == 0 ? gpu.name : fmt::format("{} {}", gpu.name, bytesText(gpu.memory_bytes))];
    }
    std::string text;
    for (const auto &[name, count] : counts) {
        text += fmt::format("{}{} x{}", text.empty() ? "" : ", ", name, count);
    }
    return text;
}

Texts enginesOf(const wire::Birth &birth)
{
    Texts texts;
    for (const wire::Engine &engine : birth.engines) {
        texts[engine.name] = engine.version;
    }
    return texts;
}

Texts modelsOf(const wire::Birth &birth)
{
    Texts texts;
    for (const wire::Model &model : birth.models) {
        std::string &text = texts[model.name];
        text += text.empty() ? "" : ", ";
        text += "on " + model.engine;
        text += model.maxConcurrent == 0 ? "" : fmt::format(", {} at once", model.maxConcurrent);
    }
    return texts;
}

Texts commandsOf(const wire::Birth &birth)
{
    Texts texts;
    for (const wire::CommandDescriptor &command : birth.commands) {
        texts[command.name];
    }
    return texts;
}

Texts metricsOf(const wire::Birth &birth)
{
    Texts texts;
    for (const std::string &metric : birth.metrics) {
        texts[metric];
    }
    return texts;
}

} // namespace

std::vector<FieldChange> changesBetween(const wire::Birth &before, const wire::Birth &after)
{
    std::vector<FieldChange> changes;
    compareNamed("engine", enginesOf(before), enginesOf(after), changes);
    compareNamed("model", modelsOf(before), modelsOf(after), changes);
    compare("region", before.region.text(), after.region.text(), changes);
    compare("site", before.site.text(), after.site.text(), changes);
    compare("place", before.placeName, after.placeName, changes);
    compare("position", placeText(before.place), placeText(after.place), changes);
    compare("CPU", before.hardware.cpu, after.hardware.cpu, changes);
    const auto coresOf = [](const wire::Hardware &hardware) {
        return hardware.cores == 0 ? std::string() : std::to_string(hardware.cores);
    };
    compare("cores", coresOf(before.hardware), coresOf(after.hardware), changes);
    compare("memory", bytesText(before.hardware.memory_bytes), bytesText(after.hardware.memory_bytes), changes);
    compare("GPUs", gpusText(before.hardware), gpusText(after.hardware), changes);
    compare("interval", toShortText(before.interval), toShortText(after.interval), changes);
    compare("agent", before.software, after.software, changes);
    compareNamed("command", commandsOf(before), commandsOf(after), changes);
    compareNamed("metric", metricsOf(before), metricsOf(after), changes);
    const auto controlOf = [](const wire::Birth &birth) {
        return std::string(birth.telemetryOnly ? "telemetry only" : "takes commands");
    };
    compare("control", controlOf(before), controlOf(after), changes);
    if (changes.empty() && before != after) {
        changes.push_back({"details of its catalogue", "", "changed"});
    }
    return changes;
}

std::string toText(const std::vector<FieldChange> &changes)
{
    std::string text;
    for (const FieldChange &change : changes) {
        text += text.empty() ? "" : "; ";
        if (change.before.empty()) {
            text += fmt::format("{}: new{}", change.field, change.after == "there" ? "" : ", " + change.after);
        } else if (change.after.empty()) {
            text += fmt::format("{}: gone", change.field);
        } else {
            text += fmt::format("{}: {} -> {}", change.field, change.before, change.after);
        }
    }
    return text;
}

std::string summaryOf(const wire::Birth &birth)
{
    std::string text;
    const auto add = [&text](const std::string &part) {
        if (!part.empty()) {
            text += text.empty() ? part : ", " + part;
        }
    };
    for (const wire::Engine &engine : birth.engines) {
        add(engine.name + " " + engine.version);
    }
    for (const wire::Model &model : birth.models) {
        add(model.name);
    }
    add(gpusText(birth.hardware));
    add(birth.software);
    return text.empty() ? "says nothing of itself" : text;
}

} // namespace iso::events
