#include "core/agent/gpu_metrics.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace iso::agent
{

namespace
{

using telemetry::MetricId;

constexpr std::array kGpuMetrics{MetricId::GpuUtilization, MetricId::GpuMemoryUsed, MetricId::GpuTemperature,
                                 MetricId::GpuPower, MetricId::GpuThrottled};

/// Folds one quantity over all GPUs; the first that is missing makes the result missing.
template<typename T, typename Fold>
Measured<double> foldAll(const std::vector<GpuReading> &readings, Measured<T> GpuReading::*quantity, Fold fold)
{
    std::optional<double> result;
    for (const GpuReading &reading : readings) {
        const Measured<T> &measured = reading.*quantity;
        if (!measured) {
            return tl::unexpected(measured.error());
        }
        const auto value = static_cast<double>(*measured);
        result = result ? fold(*result, value) : value;
    }
    if (!result) {
        return missing(telemetry::Absence::NotExported, "no GPU");
    }
    return *result;
}

double sum(double a, double b)
{
    return a + b;
}

double highest(double a, double b)
{
    return std::max(a, b);
}

} // namespace

GpuMetrics::GpuMetrics(Open open, const Clock &clock)
    : m_open(std::move(open))
    , m_clock(clock)
{
}

Measured<std::vector<GpuReading>> GpuMetrics::read()
{
    if (!m_source) {
        const SteadyTime now = m_clock.steadyNow();
        if (m_lastOpened.isValid() && now - m_lastOpened < kRetryInterval) {
            return tl::unexpected(m_whyNone);
        }
        m_lastOpened = now;
        auto opened = m_open();
        if (!opened) {
            m_whyNone = missing(opened.error()).value();
            return tl::unexpected(m_whyNone);
        }
        m_source = *std::move(opened);
        m_gpus = m_source->gpus();
        m_past.resize(m_gpus.size());
    }
    auto readings = m_source->read();
    if (!readings) {
        m_whyNone = readings.error();
        m_source.reset(); // a lost GPU or a reloaded driver needs a new beginning
    } else {
        m_past.resize(readings->size());
    }
    return readings;
}

Measured<double> GpuMetrics::throttledRatio(const std::vector<GpuReading> &readings, Duration elapsed)
{
    double worst = 0;
    Measured<double> result = 0;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const GpuReading &reading = readings[i];
        const auto before = std::exchange(m_past[i].throttled_s,
                                          reading.throttled_s ? std::optional(*reading.throttled_s) : std::nullopt);
        if (reading.throttled_s && before && elapsed > Duration(0)) {
            const double elapsed_s = std::chrono::duration<double>(elapsed).count();
            worst = std::max(worst, std::clamp((*reading.throttled_s - *before) / elapsed_s, 0.0, 1.0));
        } else if (reading.throttled_s) {
            result = firstReading();
        } else if (reading.isThrottled) {
            worst = std::max(worst, *reading.isThrottled ? 1.0 : 0.0);
        } else {
            result = tl::unexpected(reading.isThrottled.error());
        }
    }
    return result ? Measured<double>(worst) : result;
}

Measured<double> GpuMetrics::energyOf(const std::vector<GpuReading> &readings)
{
    double total = 0;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const Measured<double> &now = readings[i].energy_joules;
        if (!now) {
            return tl::unexpected(now.error());
        }
        Past &past = m_past[i];
        if (past.energy_joules) {
            // A smaller value: the driver was loaded again and counts from 0.
            past.energyTotal_joules += *now >= *past.energy_joules ? *now - *past.energy_joules : *now;
        }
        past.energy_joules = *now;
        total += past.energyTotal_joules;
    }
    return total;
}

void GpuMetrics::measure(telemetry::Sample &sample)
{
    const auto readings = read();
    const SteadyTime now = m_clock.steadyNow();
    const Duration elapsed = m_lastRead.isValid() ? now - m_lastRead : Duration(0);
    if (!readings || readings->empty()) {
        const Missing why = readings ? Missing{telemetry::Absence::NotExported, "no GPU"} : readings.error();
        for (const MetricId id : kGpuMetrics) {
            sample.metrics.setAbsent(id, why.reason);
        }
        m_energy = tl::unexpected(why);
        m_whyNone = why;
    } else {
        m_lastRead = now;
        const auto count = static_cast<double>(readings->size());
        assign(
            sample.metrics, MetricId::GpuUtilization,
            foldAll(*readings, &GpuReading::utilization_ratio, sum).map([count](double all) { return all / count; }));
        assign(sample.metrics, MetricId::GpuMemoryUsed, foldAll(*readings, &GpuReading::memoryUsed_bytes, sum));
        assign(sample.metrics, MetricId::GpuTemperature, foldAll(*readings, &GpuReading::temperature_celsius, highest));
        assign(sample.metrics, MetricId::GpuPower, foldAll(*readings, &GpuReading::power_watts, sum));
        assign(sample.metrics, MetricId::GpuThrottled, throttledRatio(*readings, elapsed));
        m_energy = energyOf(*readings);
    }
    if (m_energy) {
        sample.custom.push_back({kEnergyName, std::string(symbolOf(telemetry::Unit::Joules)), *m_energy});
    }
    m_last = sample.metrics;
}

void GpuMetrics::describe(std::vector<Finding> &findings) const
{
    if (!m_source || m_gpus.empty()) {
        // A machine without a GPU is as it should be; a GPU that does not answer is not.
        findings.push_back({"GPU", m_whyNone.reason == telemetry::Absence::NotExported, m_whyNone.why});
        return;
    }
    for (const wire::GpuDescription &gpu : m_gpus) {
        findings.push_back({"GPU", true, gpu.name});
    }
    for (const MetricId id : kGpuMetrics) {
        const telemetry::MetricInfo &info = infoOf(id);
        const auto value = m_last.value(id);
        const bool isEarly = m_last.absence(id) == telemetry::Absence::NotReported;
        findings.push_back({std::string(info.title), value || isEarly,
                            value
                                ? fmt::format("{:.4g} {}", info.unit == telemetry::Unit::Ratio ? 100 * *value : *value,
                                              symbolOf(info.unit))
                                : std::string(toText(m_last.absence(id)))});
    }
}

} // namespace iso::agent
