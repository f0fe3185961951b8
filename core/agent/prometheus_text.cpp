#include "core/agent/prometheus_text.h"

#include "core/agent/text_scan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace iso::agent
{

namespace
{

constexpr std::string_view kBlank = " \t";

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isNamePart(char c)
{
    return isNameStart(c) || (c >= '0' && c <= '9');
}

/// Takes [a-zA-Z_][a-zA-Z0-9_]*, with ':' too in names of series; empty when there is none.
std::string_view takeName(std::string_view &rest, bool withColon)
{
    std::size_t size = 0;
    while (size < rest.size() &&
           ((size == 0 ? isNameStart(rest[0]) : isNamePart(rest[size])) || (withColon && rest[size] == ':'))) {
        ++size;
    }
    const std::string_view name = rest.substr(0, size);
    rest.remove_prefix(size);
    return name;
}

void skipBlank(std::string_view &rest)
{
    rest.remove_prefix(std::min(rest.find_first_not_of(kBlank), rest.size()));
}

std::string_view takeWord(std::string_view &rest)
{
    skipBlank(rest);
    const std::string_view word = rest.substr(0, rest.find_first_of(kBlank));
    rest.remove_prefix(word.size());
    return word;
}

bool take(std::string_view &rest, char expected)
{
    if (rest.empty() || rest.front() != expected) {
        return false;
    }
    rest.remove_prefix(1);
    return true;
}

tl::unexpected<Error> wrong(std::string message)
{
    return failure(ErrorCode::InvalidInput, std::move(message));
}

/// A piece of the body for an error message, short and free of control characters.
std::string quoted(std::string_view text)
{
    constexpr std::size_t kLongest = 40;
    std::string shown(text.substr(0, kLongest));
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
    return fmt::format("\"{}\"{}", shown, text.size() > kLongest ? "..." : "");
}

/// What Go's ParseFloat reads and a Prometheus client writes: decimal, with an exponent, NaN, Inf, with a sign.
std::optional<double> parseValue(std::string_view text)
{
    if (text.starts_with('+') && !text.starts_with("+-") && !text.starts_with("++")) {
        text.remove_prefix(1);
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                     : std::nullopt;
}

SeriesType typeByName(std::string_view name)
{
    constexpr std::array<std::pair<std::string_view, SeriesType>, 4> kTypes{{{"counter", SeriesType::Counter},
                                                                             {"gauge", SeriesType::Gauge},
                                                                             {"histogram", SeriesType::Histogram},
                                                                             {"summary", SeriesType::Summary}}};
    const auto *found =
        std::find_if(kTypes.begin(), kTypes.end(), [name](const auto &type) { return type.first == name; });
    return found == kTypes.end() ? SeriesType::Untyped : found->second;
}

} // namespace

std::string_view SeriesValue::label(std::string_view labelName) const
{
    const auto found =
        std::find_if(labels.begin(), labels.end(), [labelName](const Label &l) { return l.name == labelName; });
    return found == labels.end() ? std::string_view() : found->value;
}

PrometheusText::PrometheusText(PrometheusLimits limits)
    : m_limits(limits)
{
}

bool PrometheusText::looksLikeIt(std::string_view body)
{
    return body.starts_with("# HELP ") || body.starts_with("# TYPE ");
}

SeriesType PrometheusText::typeOf(std::string_view family) const
{
    const auto found =
        std::find_if(m_families.begin(), m_families.end(), [family](const Family &f) { return f.name == family; });
    return found == m_families.end() ? SeriesType::Untyped : found->type;
}

Status PrometheusText::parse(std::string_view body)
{
    m_series.clear();
    m_labels.clear();
    m_labelCounts.clear();
    m_families.clear();
    m_escaped.clear();
    const auto refuse = [this](Error error) -> Status {
        m_series.clear();
        m_families.clear();
        return failure(std::move(error));
    };
    if (body.size() > m_limits.body_bytes) {
        return refuse({ErrorCode::InvalidInput, fmt::format("more than {} bytes", m_limits.body_bytes)});
    }
    m_body.assign(body.begin(), body.end());
    m_escaped.reserve(m_body.size()); // unescaping only shortens, so views into it stay valid
    std::string_view rest(m_body.data(), m_body.size());
    for (std::size_t number = 1; !rest.empty(); ++number) {
        if (number > m_limits.lines) {
            return refuse({ErrorCode::InvalidInput, fmt::format("more than {} lines", m_limits.lines)});
        }
        if (rest.find('\n') == std::string_view::npos) {
            return refuse({ErrorCode::InvalidInput, fmt::format("line {} has no end: cut off?", number)});
        }
        std::string_view line = takeLine(rest);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (const auto parsed = parseLine(line); !parsed) {
            return refuse(parsed.error().withContext(fmt::format("line {}", number)));
        }
    }
    // Only now do the labels stay where they are.
    const Label *next = m_labels.data();
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        m_series[i].labels = std::span(next, m_labelCounts[i]);
        next += m_labelCounts[i];
    }
    return {};
}

Status PrometheusText::parseLine(std::string_view line)
{
    skipBlank(line);
    if (line.empty()) {
        return {};
    }
    return line.front() == '#' ? parseComment(line) : parseSeries(line);
}

Status PrometheusText::parseComment(std::string_view line)
{
    line.remove_prefix(1);
    const std::string_view keyword = takeWord(line);
    if (keyword != "TYPE" && keyword != "HELP") {
        return {}; // a comment for people
    }
    skipBlank(line);
    const std::string_view name = takeName(line, true);
    if (name.empty() || (!line.empty() && kBlank.find(line.front()) == std::string_view::npos)) {
        return wrong(fmt::format("{} without the name of a metric", keyword));
    }
    if (name.size() > m_limits.name_bytes) {
        return wrong("the name of a metric is too long");
    }
    if (keyword == "HELP") {
        return {};
    }
    const std::string_view type = takeWord(line);
    if (type.empty() || !takeWord(line).empty()) {
        return wrong(fmt::format("TYPE of {} is not one word", quoted(name)));
    }
    if (m_families.size() >= m_limits.series) {
        return wrong(fmt::format("more than {} metrics", m_limits.series));
    }
    m_families.push_back({name, typeByName(type)});
    return {};
}

Status PrometheusText::parseSeries(std::string_view line)
{
    if (m_series.size() >= m_limits.series) {
        return wrong(fmt::format("more than {} series", m_limits.series));
    }
    SeriesValue series;
    std::string_view rest = line;
    series.name = takeName(rest, true);
    if (series.name.empty()) {
        return wrong(fmt::format("{} does not begin with the name of a metric", quoted(line)));
    }
    if (series.name.size() > m_limits.name_bytes) {
        return wrong("the name of a metric is too long");
    }
    const std::size_t labelsBefore = m_labels.size();
    skipBlank(rest);
    if (take(rest, '{')) {
        if (auto labels = parseLabels(rest); !labels) {
            return labels;
        }
    } else if (rest.data() == series.name.data() + series.name.size()) {
        return wrong(fmt::format("no space after {}", quoted(series.name)));
    }
    if (auto value = parseValueAndTime(rest, series); !value) {
        return value;
    }
    m_series.push_back(series);
    m_labelCounts.push_back(m_labels.size() - labelsBefore);
    return {};
}

/// Reads `name="value",...}`; a comma may stand behind the last one.
Status PrometheusText::parseLabels(std::string_view &rest)
{
    const std::size_t first = m_labels.size();
    skipBlank(rest);
    while (!take(rest, '}')) {
        if (m_labels.size() - first >= m_limits.labels) {
            return wrong(fmt::format("more than {} labels", m_limits.labels));
        }
        if (m_labels.size() >= m_limits.labelsInAll) {
            return wrong(fmt::format("more than {} labels in all", m_limits.labelsInAll));
        }
        const std::string_view name = takeName(rest, false);
        if (name.empty() || name.size() > m_limits.name_bytes) {
            return wrong(fmt::format("the name of a label is missing or too long at {}", quoted(rest)));
        }
        skipBlank(rest);
        if (!take(rest, '=')) {
            return wrong(fmt::format("no '=' after label {}", quoted(name)));
        }
        skipBlank(rest);
        const auto value = takeLabelValue(rest);
        if (!value) {
            return failure(value.error().withContext(fmt::format("label {}", quoted(name))));
        }
        const auto sameName = [name](const Label &label) { return label.name == name; };
        if (std::any_of(m_labels.begin() + static_cast<std::ptrdiff_t>(first), m_labels.end(), sameName)) {
            return wrong(fmt::format("label {} is there twice", quoted(name)));
        }
        m_labels.push_back({name, *value});
        skipBlank(rest);
        if (!take(rest, ',') && !rest.starts_with('}')) {
            return wrong(fmt::format("no ',' or '}}' after label {}", quoted(name)));
        }
        skipBlank(rest);
    }
    return {};
}

Result<std::string_view> PrometheusText::takeLabelValue(std::string_view &rest)
{
    if (!take(rest, '"')) {
        return wrong("its value does not begin with '\"'");
    }
    const std::size_t end = rest.find_first_of("\"\\");
    if (end == std::string_view::npos) {
        return wrong("its value does not end with '\"'");
    }
    std::string_view value = rest.substr(0, end);
    if (rest[end] == '"') { // nearly always: nothing to unescape
        rest.remove_prefix(end + 1);
    } else {
        const std::size_t begin = m_escaped.size();
        while (true) {
            if (rest.empty()) {
                return wrong("its value does not end with '\"'");
            }
            char c = rest.front();
            rest.remove_prefix(1);
            if (c == '"') {
                break;
            }
            if (c == '\\') {
                const char escaped = rest.empty() ? '\0' : rest.front();
                if (escaped != '\\' && escaped != '"' && escaped != 'n') {
                    return wrong("its value has an escape other than \\\\, \\\" and \\n");
                }
                rest.remove_prefix(1);
                c = escaped == 'n' ? '\n' : escaped;
            }
            m_escaped.push_back(c);
        }
        value = std::string_view(m_escaped.data() + begin, m_escaped.size() - begin);
    }
    if (value.size() > m_limits.labelValue_bytes) {
        return wrong("its value is too long");
    }
    if (!isUtf8(value)) {
        return wrong("its value is not UTF-8");
    }
    return value;
}

Status PrometheusText::parseValueAndTime(std::string_view rest, SeriesValue &series)
{
    const std::string_view text = takeWord(rest);
    const auto value = parseValue(text);
    if (!value) {
        return wrong(text.empty() ? fmt::format("{} has no value", quoted(series.name))
                                  : fmt::format("{} is not a number", quoted(text)));
    }
    series.value = *value;
    if (const std::string_view time = takeWord(rest); !time.empty()) {
        series.timestamp_ms = signedNumber(time);
        if (!series.timestamp_ms) {
            return wrong(fmt::format("{} is not a time in milliseconds", quoted(time)));
        }
    }
    if (!takeWord(rest).empty()) {
        return wrong("more than a value and a time");
    }
    return {};
}

} // namespace iso::agent
