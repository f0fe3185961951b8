#include "core/agent/engine_totals.h"

#include "core/agent/text_scan.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace iso::agent
{

namespace
{

using telemetry::Absence;

constexpr std::size_t kMostBounds = 128;          // of one histogram in a sample
constexpr std::size_t kLongestModel_bytes = 256;  // of a text in a sample
constexpr double kMostCount = 9007199254740992.0; // 2^53

std::optional<double> upperBound(std::string_view le)
{
    if (le == "+Inf" || le == "Inf") {
        return std::numeric_limits<double>::infinity();
    }
    double bound = 0;
    const auto [end, error] = std::from_chars(le.data(), le.data() + le.size(), bound);
    return error == std::errc() && end == le.data() + le.size() && std::isfinite(bound) ? std::optional(bound)
                                                                                        : std::nullopt;
}

/// Buckets of one model as they come, of one or several engine cores.
struct Buckets {
    std::vector<std::pair<double, double>> counts; ///< bound, cumulative count
    std::optional<double> sum;
    bool isBroken = false;

    /// Nothing when they are not a histogram: no open bucket, counts that fall, too many bounds.
    [[nodiscard]] std::optional<HistogramTotals> totals() const
    {
        auto sorted = counts;
        std::sort(sorted.begin(), sorted.end());
        HistogramTotals result;
        for (const auto &[bound, count] : sorted) {
            if (!result.cumulative.empty() && !result.bounds.empty() && result.bounds.back() == bound) {
                result.cumulative.back() += count; // the same bound of another engine core
            } else {
                result.bounds.push_back(bound);
                result.cumulative.push_back(count);
            }
        }
        if (isBroken || result.bounds.empty() || !std::isinf(result.bounds.back()) ||
            result.bounds.size() > kMostBounds + 1 ||
            !std::is_sorted(result.cumulative.begin(), result.cumulative.end()) || result.bounds.front() < 0) {
            return std::nullopt;
        }
        result.bounds.pop_back();
        result.sum = sum.value_or(0);
        return result;
    }
};

/// A version that was checked stands for all its patches.
bool isNewer(const EngineVersion &version, const EngineVersion &checked)
{
    return std::pair(version.major, version.minor) > std::pair(checked.major, checked.minor);
}

bool isAmount(double value)
{
    return value >= 0 && value <= kMostCount; // false for NaN
}

} // namespace

/// Puts the values of one body together, model by model.
class TotalsReader::Collector
{
public:
    Collector(const EngineMapping &mapping, EngineTotals &totals)
        : m_mapping(mapping)
        , m_totals(totals)
    {
    }

    void add(const SeriesValue &series, const Use &use)
    {
        if (use.part == Part::Start) {
            if (isAmount(series.value)) {
                m_totals.start_s = std::max(series.value, m_totals.start_s.value_or(0));
            }
            return;
        }
        if (use.part == Part::Sleep) {
            const SleepRule &rule = *m_mapping.sleep;
            m_totals.isAsleep |= (series.label(rule.label) == rule.awake) == (series.value == 0);
            return;
        }
        const bool isMetric = use.part == Part::Value || use.part == Part::Divisor;
        const SeriesRule &rule = isMetric ? m_mapping.metrics[use.rule].series[use.choice]
                                          : m_mapping.latencies[use.rule].series[use.choice];
        const bool counts = std::all_of(rule.where.begin(), rule.where.end(), [&series](const LabelFilter &filter) {
            return filter.matches(series.label(filter.label));
        });
        Model *model = modelOf(series);
        if (!model) {
            ++m_totals.leftOut;
        } else if (isMetric) {
            addMetric(series.value, use, counts, *model);
        } else if (counts) {
            addLatency(series, use, *model);
        }
    }

    void finish()
    {
        for (Model &model : m_models) {
            for (std::size_t i = 0; i < model.buckets.size(); ++i) {
                finishLatency(model, i);
            }
            if (model.totals.model.empty()) {
                m_totals.shared = std::move(model.totals);
            } else {
                m_totals.models.push_back(std::move(model.totals));
            }
        }
    }

private:
    struct Model {
        ModelTotals totals;
        std::array<Buckets, telemetry::kLatencyCount> buckets;
    };

    Model *modelOf(const SeriesValue &series)
    {
        const std::string_view name = series.label(m_mapping.modelLabel);
        if (m_last < m_models.size() && m_models[m_last].totals.model == name) {
            return &m_models[m_last]; // series of one model come in a row
        }
        for (m_last = 0; m_last < m_models.size(); ++m_last) {
            if (m_models[m_last].totals.model == name) {
                return &m_models[m_last];
            }
        }
        // One more than a sample may carry: the slot of series without a model.
        if (m_models.size() > kMostModels || name.size() > kLongestModel_bytes || !isPlainText(name)) {
            return nullptr;
        }
        m_models.emplace_back().totals.model = name;
        return &m_models.back();
    }

    void addMetric(double value, const Use &use, bool counts, Model &model)
    {
        const MetricRule &rule = m_mapping.metrics[use.rule];
        auto &slots = use.part == Part::Divisor ? model.totals.divisors : model.totals.values;
        std::optional<double> &slot = slots[static_cast<std::size_t>(rule.id)];
        if (!counts) {
            slot = slot.value_or(0); // the series is there, just nothing of what is looked for
            return;
        }
        if (!isAmount(value)) {
            m_totals.missingMetrics[static_cast<std::size_t>(rule.id)] =
                Missing{Absence::ScrapeFailed, "the engine exports a value that cannot be true"};
            return;
        }
        slot = !slot ? value : rule.takesHighest ? std::max(*slot, value) : *slot + value;
    }

    void addLatency(const SeriesValue &series, const Use &use, Model &model)
    {
        Buckets &buckets = model.buckets[static_cast<std::size_t>(m_mapping.latencies[use.rule].id)];
        if (use.part == Part::Sum) {
            buckets.sum = buckets.sum.value_or(0) + series.value;
            buckets.isBroken |= !std::isfinite(series.value);
        } else if (use.part == Part::Bucket) {
            const auto bound = upperBound(series.label("le"));
            buckets.isBroken |= !bound || !isAmount(series.value);
            buckets.counts.emplace_back(bound.value_or(0), series.value);
        }
    }

    void finishLatency(Model &model, std::size_t i)
    {
        const Buckets &buckets = model.buckets[i];
        if (buckets.counts.empty() && !buckets.sum) {
            return;
        }
        model.totals.latencies[i] = buckets.totals();
        if (!model.totals.latencies[i]) {
            m_totals.missingLatencies[i] = Missing{Absence::ScrapeFailed, "the engine's histogram contradicts itself"};
        }
    }

    const EngineMapping &m_mapping;
    EngineTotals &m_totals;
    std::vector<Model> m_models;
    std::size_t m_last = 0;
};

TotalsReader::TotalsReader(const EngineMapping &mapping)
    : m_mapping(mapping)
{
    addNames();
}

void TotalsReader::addNames()
{
    for (std::size_t rule = 0; rule < m_mapping.metrics.size(); ++rule) {
        const auto &series = m_mapping.metrics[rule].series;
        for (std::size_t choice = 0; choice < series.size(); ++choice) {
            name(series[choice].name).uses.push_back({Part::Value, rule, choice});
            if (!series[choice].of.empty()) {
                name(series[choice].of).uses.push_back({Part::Divisor, rule, choice});
            }
        }
    }
    for (std::size_t rule = 0; rule < m_mapping.latencies.size(); ++rule) {
        const auto &series = m_mapping.latencies[rule].series;
        for (std::size_t choice = 0; choice < series.size(); ++choice) {
            name(series[choice].name + "_bucket").uses.push_back({Part::Bucket, rule, choice});
            name(series[choice].name + "_sum").uses.push_back({Part::Sum, rule, choice});
        }
    }
    if (!m_mapping.startSeries.empty()) {
        name(m_mapping.startSeries).uses.push_back({Part::Start, 0, 0});
    }
    if (m_mapping.sleep) {
        name(m_mapping.sleep->series).uses.push_back({Part::Sleep, 0, 0});
    }
}

void TotalsReader::findPresent(const PrometheusText &text, EngineTotals &totals)
{
    for (auto &[ignored, name] : m_names) {
        name.isPresent = false;
    }
    m_nameOf.clear();
    std::string_view last;
    Name *lastName = nullptr;
    for (const SeriesValue &series : text.series()) {
        if (series.name != last) { // series of one name come in a row
            last = series.name;
            const auto found = m_names.find(series.name);
            lastName = found == m_names.end() ? nullptr : &found->second;
            totals.hasSeries |= series.name.starts_with(m_mapping.seriesPrefix);
        }
        if (lastName) {
            lastName->isPresent = true;
        }
        m_nameOf.push_back(lastName);
    }
}

bool TotalsReader::isPresent(const SeriesRule &series, bool isHistogram) const
{
    const auto has = [this](const std::string &text) {
        const auto found = m_names.find(text);
        return found != m_names.end() && found->second.isPresent;
    };
    return isHistogram ? has(series.name + "_bucket") : has(series.name) && (series.of.empty() || has(series.of));
}

/// Which of a rule's names to read: the first of this version that is there. Else why none.
template<typename Rule>
Measured<std::size_t> TotalsReader::choose(const Rule &rule, const std::optional<EngineVersion> &version,
                                           bool isHistogram) const
{
    const SeriesRule *expected = nullptr;
    const SeriesRule *other = nullptr;
    for (std::size_t i = 0; i < rule.series.size(); ++i) {
        const SeriesRule &series = rule.series[i];
        const bool present = isPresent(series, isHistogram);
        if (series.isIn(version)) {
            if (present) {
                return i;
            }
            expected = expected ? expected : &series;
        } else if (present) {
            other = &series;
        }
    }
    const std::string versionText = version ? m_mapping.title + " " + version->toText() : m_mapping.title;
    if (other) {
        return missing(
            Absence::Renamed,
            fmt::format("{} should not have {}, and has nothing in its place that is known", versionText, other->name));
    }
    if (!expected) {
        return missing(Absence::NotExported, fmt::format("{} does not export it", versionText));
    }
    if (!rule.flag.empty()) {
        return missing(Absence::FlagOff, fmt::format("{} is not exported: {}", expected->name, rule.flag));
    }
    if (version && m_mapping.checkedUntil && isNewer(*version, *m_mapping.checkedUntil)) {
        return missing(Absence::Renamed, fmt::format("{} is gone from {}, which is newer than what this agent knows",
                                                     expected->name, versionText));
    }
    return missing(Absence::NotExported, fmt::format("{} does not export {}", versionText, expected->name));
}

EngineTotals TotalsReader::read(const PrometheusText &text, const std::optional<EngineVersion> &version)
{
    EngineTotals totals;
    findPresent(text, totals);
    std::vector<std::optional<std::size_t>> chosenMetrics;
    for (const MetricRule &rule : m_mapping.metrics) {
        const auto chosen = choose(rule, version, false);
        chosenMetrics.push_back(chosen ? std::optional(*chosen) : std::nullopt);
        if (!chosen) {
            totals.missingMetrics[static_cast<std::size_t>(rule.id)] = chosen.error();
        }
    }
    std::vector<std::optional<std::size_t>> chosenLatencies;
    for (const LatencyRule &rule : m_mapping.latencies) {
        const auto chosen = choose(rule, version, true);
        chosenLatencies.push_back(chosen ? std::optional(*chosen) : std::nullopt);
        if (!chosen) {
            totals.missingLatencies[static_cast<std::size_t>(rule.id)] = chosen.error();
        }
    }
    Collector collector(m_mapping, totals);
    const auto isChosen = [&](const Use &use) {
        switch (use.part) {
        case Part::Start:
        case Part::Sleep:
            return true;
        case Part::Value:
        case Part::Divisor:
            return chosenMetrics[use.rule] == use.choice;
        default:
            return chosenLatencies[use.rule] == use.choice;
        }
    };
    for (std::size_t i = 0; i < text.series().size(); ++i) {
        if (!m_nameOf[i]) {
            continue;
        }
        for (const Use &use : m_nameOf[i]->uses) {
            if (isChosen(use)) {
                collector.add(text.series()[i], use);
            }
        }
    }
    collector.finish();
    return totals;
}

} // namespace iso::agent
