#include "core/agent/engine_mapping.h"

#include "core/agent/engine_mapping_data.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <toml++/toml.h>

namespace iso::agent
{

namespace
{

constexpr std::size_t kMostFile_bytes = std::size_t{1} << 20;
constexpr std::size_t kMostSeries = 16; ///< names of one quantity

/// Reads a mapping; the first thing that is wrong is kept, and the result is thrown away.
class MappingReader
{
public:
    explicit MappingReader(std::string_view source)
        : m_source(source)
    {
    }

    EngineMapping read(const toml::table &file)
    {
        onlyKeys(file, {"engine", "title", "series_prefix", "checked_until", "metrics_path", "version_path",
                        "model_label", "start_series", "statistics_flag", "metric", "latency", "sleep"});
        EngineMapping mapping;
        mapping.engine = text(file, "engine", Need::Must);
        mapping.title = text(file, "title", Need::Must);
        mapping.seriesPrefix = text(file, "series_prefix", Need::Must);
        mapping.checkedUntil = version(file, "checked_until");
        mapping.metricsPath = text(file, "metrics_path", Need::Must);
        mapping.versionPath = text(file, "version_path", Need::May);
        mapping.modelLabel = text(file, "model_label", Need::Must);
        mapping.startSeries = text(file, "start_series", Need::May);
        mapping.statisticsFlag = text(file, "statistics_flag", Need::May);
        eachTable(file, "metric", [&](const toml::table &table) { mapping.metrics.push_back(metric(table)); });
        eachTable(file, "latency", [&](const toml::table &table) { mapping.latencies.push_back(latency(table)); });
        if (const auto *sleep = file.get_as<toml::table>("sleep")) {
            onlyKeys(*sleep, {"series", "label", "awake"});
            mapping.sleep = {text(*sleep, "series", Need::Must), text(*sleep, "label", Need::Must),
                             text(*sleep, "awake", Need::Must)};
        }
        return mapping;
    }

    [[nodiscard]] const std::string &error() const { return m_error; }

private:
    enum class Need { Must, May };

    void complain(const toml::node &at, std::string_view message)
    {
        if (m_error.empty()) {
            m_error = fmt::format("{}:{}: {}", m_source, at.source().begin.line, message);
        }
    }

    void onlyKeys(const toml::table &table, std::initializer_list<std::string_view> keys)
    {
        for (const auto &[key, value] : table) {
            if (std::find(keys.begin(), keys.end(), key.str()) == keys.end()) {
                complain(value, fmt::format("\"{}\" is not known here", key.str()));
            }
        }
    }

    std::string text(const toml::table &table, std::string_view key, Need need)
    {
        const toml::node *node = table.get(key);
        const auto value = node ? node->value_exact<std::string>() : std::nullopt;
        if (node ? !value || value->empty() || value->size() > 256 : need == Need::Must) {
            complain(node ? *node : table, fmt::format("\"{}\" must be a text of 1 to 256 bytes", key));
        }
        return value.value_or(std::string());
    }

    std::optional<EngineVersion> version(const toml::table &table, std::string_view key)
    {
        const std::string written = text(table, key, Need::May);
        const auto parsed = EngineVersion::fromText(written);
        if (!written.empty() && !parsed) {
            complain(*table.get(key), fmt::format("\"{}\" must be a version such as \"0.9.2\"", key));
        }
        return parsed;
    }

    template<typename Read>
    void eachTable(const toml::table &table, std::string_view key, Read read)
    {
        const toml::node *node = table.get(key);
        if (!node) {
            return;
        }
        const toml::array *array = node->as_array();
        if (!array || !array->is_homogeneous<toml::table>()) {
            complain(*node, fmt::format("\"{}\" must be a list of tables", key));
            return;
        }
        for (const toml::node &entry : *array) {
            read(*entry.as_table());
        }
    }

    std::vector<LabelFilter> filters(const toml::table &table)
    {
        std::vector<LabelFilter> result;
        const toml::table *where = table.get_as<toml::table>("where");
        if (!where) {
            return result;
        }
        for (const auto &[label, values] : *where) {
            const toml::array *array = values.as_array();
            if (!array || !array->is_homogeneous<std::string>()) {
                complain(values, "the values of a label must be a list of texts");
                return result;
            }
            LabelFilter &filter = result.emplace_back();
            filter.label = label.str();
            for (const toml::node &value : *array) {
                filter.values.push_back(*value.value_exact<std::string>());
            }
        }
        return result;
    }

    std::vector<SeriesRule> series(const toml::table &table, bool isRatio)
    {
        std::vector<SeriesRule> rules;
        eachTable(table, "series", [&](const toml::table &entry) {
            onlyKeys(entry, {"name", "of", "since", "until", "where"});
            rules.push_back({text(entry, "name", Need::Must), text(entry, "of", isRatio ? Need::Must : Need::May),
                             version(entry, "since"), version(entry, "until"), filters(entry)});
        });
        if (rules.empty() || rules.size() > kMostSeries) {
            complain(table, fmt::format("\"series\" must list 1 to {} series", kMostSeries));
        }
        return rules;
    }

    MetricRule metric(const toml::table &table)
    {
        onlyKeys(table, {"name", "kind", "engines", "series", "flag"});
        MetricRule rule;
        const std::string name = text(table, "name", Need::Must);
        const auto id = telemetry::metricByName(name);
        if (!id || !infoOf(*id).inference) {
            complain(table, fmt::format("\"{}\" is not a metric of inference", name));
        } else {
            rule.id = *id;
        }
        const std::string kind = text(table, "kind", Need::Must);
        if (kind == "gauge") {
            rule.kind = MetricRule::Kind::Gauge;
        } else if (kind == "counter") {
            rule.kind = MetricRule::Kind::Counter;
        } else if (kind == "steps") {
            rule.kind = MetricRule::Kind::Steps;
        } else if (kind == "ratio") {
            rule.kind = MetricRule::Kind::Ratio;
        } else {
            complain(table, "\"kind\" must be gauge, counter, steps or ratio");
        }
        const std::string engines = text(table, "engines", Need::May);
        rule.takesHighest = engines == "highest";
        if (!engines.empty() && engines != "sum" && engines != "highest") {
            complain(table, "\"engines\" must be sum or highest");
        }
        rule.series = series(table, rule.kind == MetricRule::Kind::Ratio);
        rule.flag = text(table, "flag", Need::May);
        return rule;
    }

    LatencyRule latency(const toml::table &table)
    {
        onlyKeys(table, {"name", "series", "flag"});
        LatencyRule rule;
        const std::string name = text(table, "name", Need::Must);
        if (const auto id = telemetry::latencyByName(name)) {
            rule.id = *id;
        } else {
            complain(table, fmt::format("\"{}\" is not a latency", name));
        }
        rule.series = series(table, false);
        rule.flag = text(table, "flag", Need::May);
        return rule;
    }

    std::string_view m_source;
    std::string m_error;
};

template<typename Rules>
bool areUnique(const Rules &rules)
{
    return std::all_of(rules.begin(), rules.end(), [&rules](const auto &rule) {
        return std::count_if(rules.begin(), rules.end(), [&rule](const auto &o) { return o.id == rule.id; }) == 1;
    });
}

} // namespace

bool LabelFilter::matches(std::string_view value) const
{
    return std::any_of(values.begin(), values.end(), [value](std::string_view wanted) {
        return wanted.ends_with('*') ? value.starts_with(wanted.substr(0, wanted.size() - 1)) : value == wanted;
    });
}

bool SeriesRule::isIn(const std::optional<EngineVersion> &version) const
{
    return !version || ((!since || *version >= *since) && (!until || *version < *until));
}

Result<EngineMapping> EngineMapping::fromToml(std::string_view text, std::string_view source)
{
    if (text.size() > kMostFile_bytes) {
        return failure(ErrorCode::InvalidInput, fmt::format("{} is larger than {} bytes", source, kMostFile_bytes));
    }
    try {
        const toml::table file = toml::parse(text);
        MappingReader reader(source);
        EngineMapping mapping = reader.read(file);
        if (!reader.error().empty()) {
            return failure(ErrorCode::InvalidInput, reader.error());
        }
        if (!areUnique(mapping.metrics) || !areUnique(mapping.latencies)) {
            return failure(ErrorCode::InvalidInput, fmt::format("{}: a metric or latency is there twice", source));
        }
        return mapping;
    } catch (const toml::parse_error &error) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("{}:{}: {}", source, error.source().begin.line, error.description()));
    }
}

Result<EngineMapping> EngineMapping::fromFile(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    std::string text;
    if (!file) {
        return failure(ErrorCode::NotFound, fmt::format("cannot read {}", path));
    }
    for (char buffer[4096]; text.size() <= kMostFile_bytes && (file.read(buffer, sizeof(buffer)) || file.gcount());) {
        text.append(buffer, static_cast<std::size_t>(file.gcount()));
    }
    return fromToml(text, path);
}

Result<EngineMapping> EngineMapping::builtIn(std::string_view engine)
{
    if (engine == "vllm") {
        const std::string text(kVllmToml, kVllmToml + kVllmToml_bytes);
        return fromToml(text, "vllm.toml");
    }
    return failure(ErrorCode::NotFound, fmt::format("no mapping for the engine \"{}\"; known is vllm", engine));
}

std::vector<std::string_view> EngineMapping::builtInNames()
{
    return {"vllm"};
}

} // namespace iso::agent
