#include "core/agent/engine_meter.h"

#include <algorithm>
#include <cmath>

namespace iso::agent
{

namespace
{

using telemetry::Absence;
using telemetry::LatencyHistogram;
using telemetry::MetricId;
using telemetry::MetricSet;

/// Models that come and go are remembered, but not without end.
constexpr std::size_t kMostRemembered = 2 * TotalsReader::kMostModels;
// Limits of the contract (core/wire/README.md) for one latency.
constexpr std::uint64_t kMostObservations = 1'000'000'000'000;
constexpr double kLargestSum_s = 1e19;
/// Start times of one process differ by rounding at most.
constexpr double kSameStart_s = 1;

std::size_t indexOf(MetricId id)
{
    return static_cast<std::size_t>(id);
}

/// `before` is nothing when counting begins at 0.
double difference(double now, std::optional<double> before)
{
    return before && now >= *before ? now - *before : now;
}

/// Nothing when it is more than can be true, and a hub would refuse the whole sample for it.
std::optional<LatencyHistogram> difference(const HistogramTotals &now, const HistogramTotals *before)
{
    const bool goesOn = before && before->bounds == now.bounds &&
                        std::equal(now.cumulative.begin(), now.cumulative.end(), before->cumulative.begin(),
                                   [](double a, double b) { return a >= b; });
    std::vector<std::uint64_t> counts;
    counts.reserve(now.cumulative.size());
    double below = 0;
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < now.cumulative.size(); ++i) {
        const double upTo = now.cumulative[i] - (goesOn ? before->cumulative[i] : 0);
        // Between two scrapes of a busy engine buckets may be a moment apart.
        counts.push_back(static_cast<std::uint64_t>(std::llround(std::max(upTo - below, 0.0))));
        all += counts.back();
        below = std::max(below, upTo);
    }
    if (all == 0) {
        return LatencyHistogram(); // reported, with nothing in it
    }
    const double sum = std::max(now.sum - (goesOn ? before->sum : 0), 0.0);
    if (all > kMostObservations || sum > kLargestSum_s) {
        return std::nullopt;
    }
    auto histogram = telemetry::ExplicitHistogram::fromParts(now.bounds, std::move(counts), sum);
    return histogram ? std::optional(LatencyHistogram(*std::move(histogram))) : std::nullopt;
}

/// Adds up a level over all models; nothing when none tells it.
std::optional<double> total(const EngineTotals &totals, MetricId id)
{
    std::optional<double> sum = totals.shared.values[indexOf(id)];
    for (const ModelTotals &model : totals.models) {
        if (const auto value = model.values[indexOf(id)]) {
            sum = sum.value_or(0) + *value;
        }
    }
    return totals.missingMetrics[indexOf(id)] ? std::nullopt : sum;
}

} // namespace

void EngineMeter::measureMetric(const MetricRule &rule, const ModelTotals &now, const Past *past, bool isRestart,
                                MetricSet &metrics) const
{
    const std::size_t i = indexOf(rule.id);
    const auto value = now.values[i];
    if (!value) {
        metrics.setAbsent(rule.id, Absence::NotReported);
        return;
    }
    if (rule.kind == MetricRule::Kind::Gauge) {
        metrics.set(rule.id, std::min(*value, infoOf(rule.id).maximum));
        return;
    }
    if (rule.kind == MetricRule::Kind::Steps) {
        const auto before = past ? past->totals.values[i] : std::nullopt;
        const double sinceStart = past ? past->steps + difference(*value, isRestart ? std::nullopt : before) : *value;
        metrics.set(rule.id, std::min(sinceStart, infoOf(rule.id).maximum));
        return;
    }
    if (m_isFirst) {
        metrics.setAbsent(rule.id, Absence::NotReported);
        return;
    }
    const bool goesOn = past && !isRestart;
    const double passed = difference(*value, goesOn ? past->totals.values[i] : std::nullopt);
    if (rule.kind == MetricRule::Kind::Counter) {
        metrics.set(rule.id, std::min(passed, infoOf(rule.id).maximum));
        return;
    }
    const auto divisor = now.divisors[i];
    const double asked = divisor ? difference(*divisor, goesOn ? past->totals.divisors[i] : std::nullopt) : 0;
    if (asked > 0) {
        metrics.set(rule.id, std::min(passed / asked, 1.0));
    } else {
        metrics.setAbsent(rule.id, Absence::NotReported); // a share of nothing
    }
}

telemetry::ModelSample EngineMeter::take(const EngineTotals &totals, const ModelTotals &now, bool isRestart)
{
    telemetry::ModelSample sample;
    sample.model = now.model;
    const auto found = m_past.find(now.model);
    const Past *past = found == m_past.end() ? nullptr : &found->second;
    for (const telemetry::MetricInfo &info : telemetry::metricCatalogue()) {
        if (info.inference) {
            sample.metrics.setAbsent(info.id, Absence::NotExported); // what the mapping does not know of
        }
    }
    for (const MetricRule &rule : m_mapping.metrics) {
        if (const auto &why = totals.missingMetrics[indexOf(rule.id)]) {
            sample.metrics.setAbsent(rule.id, why->reason);
        } else {
            measureMetric(rule, now, past, isRestart, sample.metrics);
        }
    }
    for (std::size_t i = 0; i < telemetry::kLatencyCount && !m_isFirst; ++i) {
        if (now.latencies[i] && !totals.missingLatencies[i]) {
            const bool goesOn = past && !isRestart && past->totals.latencies[i];
            sample.latencies[i] = difference(*now.latencies[i], goesOn ? &*past->totals.latencies[i] : nullptr);
        }
    }
    Past &remembered = m_past[now.model];
    remember(totals, now, remembered);
    remembered.steps = sample.metrics.value(MetricId::EngineSteps).value_or(remembered.steps);
    return sample;
}

/// A value that is missing, or was read in part only, leaves the one before: its next difference reaches further back.
void EngineMeter::remember(const EngineTotals &totals, const ModelTotals &now, Past &past)
{
    for (std::size_t i = 0; i < telemetry::kMetricCount; ++i) {
        if (now.values[i] && !totals.missingMetrics[i]) {
            past.totals.values[i] = now.values[i];
            past.totals.divisors[i] = now.divisors[i];
        }
    }
    for (std::size_t i = 0; i < telemetry::kLatencyCount; ++i) {
        if (now.latencies[i] && !totals.missingLatencies[i]) {
            past.totals.latencies[i] = now.latencies[i];
        }
    }
}

EngineReading EngineMeter::advance(const EngineTotals &totals)
{
    const bool isRestart = m_start_s && totals.start_s && *totals.start_s > *m_start_s + kSameStart_s;
    if (m_past.size() > kMostRemembered) {
        m_past.clear();
        m_isFirst = true; // else all that was forgotten would count from 0
    }
    EngineReading reading;
    for (const ModelTotals &now : totals.models) {
        reading.models.push_back(take(totals, now, isRestart));
    }
    telemetry::ModelSample shared = take(totals, totals.shared, isRestart);
    if (reading.models.size() == 1) {
        // With one model there is no doubt whose the series without a model are.
        telemetry::ModelSample &model = reading.models.front();
        for (const MetricRule &rule : m_mapping.metrics) {
            if (const auto value = shared.metrics.value(rule.id); value && !model.metrics.has(rule.id)) {
                model.metrics.set(rule.id, *value);
            }
        }
        shared.metrics.clear();
    }
    reading.shared = shared.metrics;
    reading.running = total(totals, MetricId::RequestsRunning);
    reading.waiting = total(totals, MetricId::RequestsWaiting);
    reading.steps = total(totals, MetricId::EngineSteps);
    reading.isAsleep = totals.isAsleep;
    m_isFirst = false;
    if (totals.start_s) {
        m_start_s = totals.start_s;
    }
    m_last = reading;
    return reading;
}

EngineReading EngineMeter::without(Absence reason) const
{
    EngineReading reading;
    reading.absence = reason;
    for (const telemetry::ModelSample &last : m_last.models) {
        telemetry::ModelSample &sample = reading.models.emplace_back();
        sample.model = last.model;
        for (const telemetry::MetricInfo &info : telemetry::metricCatalogue()) {
            if (info.inference) {
                sample.metrics.setAbsent(info.id, reason);
            }
        }
    }
    return reading;
}

EngineReading EngineMeter::repeated() const
{
    EngineReading reading = m_last;
    const auto dropDifferences = [this](MetricSet &metrics) {
        for (const MetricRule &rule : m_mapping.metrics) {
            if (metrics.has(rule.id) &&
                (rule.kind == MetricRule::Kind::Counter || rule.kind == MetricRule::Kind::Ratio)) {
                metrics.setAbsent(rule.id, Absence::NotReported);
            }
        }
    };
    dropDifferences(reading.shared);
    for (telemetry::ModelSample &sample : reading.models) {
        dropDifferences(sample.metrics);
        sample.latencies = {};
    }
    return reading;
}

} // namespace iso::agent
