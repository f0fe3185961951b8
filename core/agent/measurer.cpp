#include "core/agent/measurer.h"

#include "core/agent/sample_merge.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::agent
{

namespace
{

using telemetry::Absence;
using telemetry::MetricId;

/// Time for an answer to arrive before it is needed, at long intervals; at short ones it is half of the interval.
constexpr Duration kLead = std::chrono::seconds(2);

/// Energy of the processor and of the GPUs, of whichever is known: "host.energy" and "gpu.energy" tell which.
void sumEnergy(const Measured<double> &host, const Measured<double> &gpus, telemetry::MetricSet &metrics)
{
    if (host || gpus) {
        metrics.set(MetricId::Energy, host.value_or(0) + gpus.value_or(0));
    } else {
        metrics.setAbsent(MetricId::Energy, host.error().reason);
    }
}

/// Two engines of one kind are told apart: "vLLM", "vLLM 2".
void nameApart(std::vector<EngineOptions> &engines)
{
    for (std::size_t i = 0; i < engines.size(); ++i) {
        std::string title = engines[i].name;
        if (title.empty()) {
            const auto mapping = engines[i].mappingFile.empty() ? EngineMapping::builtIn(engines[i].kind)
                                                                : EngineMapping::fromFile(engines[i].mappingFile);
            title = mapping ? mapping->title : engines[i].kind;
        }
        const auto isTaken = [&](const std::string &name) {
            return std::any_of(engines.begin(), engines.begin() + static_cast<std::ptrdiff_t>(i),
                               [&name](const EngineOptions &other) { return other.name == name; });
        };
        engines[i].name = title;
        for (int number = 2; isTaken(engines[i].name); ++number) {
            engines[i].name = fmt::format("{} {}", title, number);
        }
    }
}

} // namespace

Measurer::Measurer(const MeasurerOptions &options, const Clock &clock)
    : m_host(options.host)
    , m_hardware(m_host.hardware())
{
    if (options.gpus) {
        const std::string library = options.nvmlLibrary;
        m_gpus = std::make_unique<GpuMetrics>([library] { return openNvml(library); }, clock);
    }
}

Result<std::unique_ptr<Measurer>> Measurer::create(const MeasurerOptions &options, const Clock &clock)
{
    if (options.engines.size() > kMostEngines) {
        return failure(ErrorCode::InvalidInput, fmt::format("more than {} engines", kMostEngines));
    }
    std::unique_ptr<Measurer> measurer(new Measurer(options, clock));
    std::vector<EngineOptions> engines = options.engines;
    nameApart(engines);
    for (const EngineOptions &engine : engines) {
        auto source = EngineSource::create(engine, clock);
        if (!source) {
            return failure(source.error().withContext("engine " + engine.name));
        }
        (*source)->request(Duration(0));
        measurer->m_engines.push_back(*std::move(source));
    }
    return measurer;
}

void Measurer::measureEngines(telemetry::Sample &sample, Duration interval)
{
    std::vector<telemetry::ServiceState> states;
    telemetry::MetricSet shared;
    Absence reason = Absence::NotExported; // without an engine there is nothing of it
    std::uint64_t maxConcurrent = 0;
    bool isCapacityKnown = true;
    m_modelsLeftOut = 0;
    for (const auto &engine : m_engines) {
        const EngineReading reading = engine->take(interval);
        states.push_back(engine->state());
        m_modelsLeftOut += addReading(reading, sample);
        addMetrics(reading.shared, shared);
        reason = reading.absence;
        maxConcurrent += engine->options().maxConcurrent;
        isCapacityKnown &= engine->options().maxConcurrent > 0;
    }
    for (const telemetry::MetricInfo &info : telemetry::metricCatalogue()) {
        if (info.inference && sample.models.empty()) {
            sample.metrics.setAbsent(info.id, reason);
        }
    }
    setLoad(isCapacityKnown ? maxConcurrent : 0, sample);
    addShared(shared, sample);
    sample.service = combine(states);
}

telemetry::Sample Measurer::measure(Duration interval)
{
    telemetry::Sample sample;
    sample.interval = interval;
    m_host.measure(sample);
    if (m_gpus) {
        m_gpus->measure(sample);
        sumEnergy(m_host.energy(), m_gpus->energy(), sample.metrics);
    } else {
        for (const MetricId id : {MetricId::GpuUtilization, MetricId::GpuMemoryUsed, MetricId::GpuTemperature,
                                  MetricId::GpuPower, MetricId::GpuThrottled}) {
            sample.metrics.setAbsent(id, Absence::FlagOff);
        }
    }
    measureEngines(sample, interval);
    const Duration lead = std::min(interval / 2, kLead);
    for (const auto &engine : m_engines) {
        engine->request(interval - lead);
    }
    return sample;
}

std::vector<std::string> Measurer::reportedNames() const
{
    std::vector<std::string> names = m_host.names();
    const auto add = [&names](std::string_view name) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            names.emplace_back(name);
        }
    };
    if (m_gpus && !m_gpus->gpus().empty()) {
        for (const MetricId id : {MetricId::GpuUtilization, MetricId::GpuMemoryUsed, MetricId::GpuTemperature,
                                  MetricId::GpuPower, MetricId::GpuThrottled, MetricId::Energy}) {
            add(infoOf(id).name);
        }
        add(GpuMetrics::kEnergyName);
    }
    for (const auto &engine : m_engines) {
        for (const MetricRule &rule : engine->mapping().metrics) {
            add(infoOf(rule.id).name);
        }
        for (const LatencyRule &rule : engine->mapping().latencies) {
            add(infoOf(rule.id).name);
        }
        if (engine->options().maxConcurrent > 0) {
            add(infoOf(MetricId::Load).name);
        }
    }
    return names;
}

BirthParts Measurer::birthParts() const
{
    BirthParts parts;
    parts.hardware = m_hardware;
    if (m_gpus) {
        parts.hardware.gpus = m_gpus->gpus();
    }
    for (const auto &engine : m_engines) {
        parts.engines.push_back(engine->engine());
        for (const std::string &model : engine->models()) {
            const auto isSame = [&model](const wire::Model &other) { return other.name == model; };
            if (parts.models.size() < TotalsReader::kMostModels &&
                std::none_of(parts.models.begin(), parts.models.end(), isSame)) {
                parts.models.push_back({model, engine->options().name, engine->options().maxConcurrent});
            }
        }
    }
    parts.metrics = reportedNames();
    return parts;
}

std::vector<Finding> Measurer::describe() const
{
    std::vector<Finding> findings;
    m_host.describe(findings);
    if (m_gpus) {
        m_gpus->describe(findings);
    } else {
        findings.push_back({"GPU", true, "not measured: switched off"});
    }
    for (const auto &engine : m_engines) {
        engine->describe(findings);
    }
    if (m_engines.empty()) {
        findings.push_back({"Engines", true, "none configured: the node reports its host only"});
    }
    if (m_modelsLeftOut > 0) {
        findings.push_back(
            {"Models", false,
             fmt::format("{} left out: a sample has room for {}", m_modelsLeftOut, TotalsReader::kMostModels)});
    }
    return findings;
}

} // namespace iso::agent
