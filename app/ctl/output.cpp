#include "app/ctl/output.h"

#include "core/session/json_view.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

/// Columns on the screen: code points, since what is printed has no wide characters.
std::size_t widthOf(const std::string &text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Three figures are more than anybody acts on.
std::string figure(double value)
{
    if (value >= 100) {
        return grouped(static_cast<std::uint64_t>(value + 0.5));
    }
    return value >= 10 ? fmt::format("{:.1f}", value) : fmt::format("{:.2f}", value);
}

} // namespace

ExitCode exitCodeOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidInput:
    case ErrorCode::NotFound:
    case ErrorCode::Refused:
        return kNotFound;
    case ErrorCode::Busy:
    case ErrorCode::Corrupt:
    case ErrorCode::Unsupported:
        return kWorkspace;
    case ErrorCode::Io:
    case ErrorCode::Cancelled:
        break;
    }
    return kFailed;
}

int report(const Environment &environment, const Error &error)
{
    // A message may have lines of its own, but none that looks like another message.
    std::string_view rest = error.message;
    for (const char *lead = "isochronectl: ";; lead = "  ") {
        const std::size_t end = rest.find('\n');
        fmt::print(stderr, "{}{}\n", lead, printable(rest.substr(0, end)));
        if (end == std::string_view::npos) {
            break;
        }
        rest.remove_prefix(end + 1);
    }
    if (environment.isJson) {
        printJson({{"error", session::toJson(error)}});
    }
    return exitCodeOf(error);
}

void printJson(const json &document)
{
    fmt::print("{}\n", document.dump(-1, ' ', false, json::error_handler_t::replace));
}

std::string printable(std::string_view text)
{
    std::string clean;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        clean += byte < 0x20 || byte == 0x7F ? '?' : c;
    }
    // The C1 controls, as UTF-8 writes them.
    for (std::size_t at = clean.find('\xC2'); at != std::string::npos; at = clean.find('\xC2', at + 1)) {
        if (at + 1 < clean.size() && static_cast<unsigned char>(clean[at + 1]) < 0xA0) {
            clean.replace(at, 2, "?");
        }
    }
    return clean;
}

std::string grouped(std::uint64_t number)
{
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) {
        at -= 3;
        text.insert(at, 1, ',');
    }
    return text;
}

std::string timeOfDay(const std::string &rfc3339)
{
    return rfc3339.size() < 23 ? rfc3339 : rfc3339.substr(11, 12);
}

std::string latencyText(const json &bounds)
{
    if (!bounds.is_object()) {
        return "n/a";
    }
    const double lower = bounds.at("lower_ms").get<double>();
    const double estimate = bounds.at("estimate_ms").get<double>();
    const json &upper = bounds.at("upper_ms");
    // JSON has no infinity: an open last bucket comes as null.
    if (!upper.is_number()) {
        return fmt::format("over {} ms", figure(lower));
    }
    const double error = std::max(estimate - lower, upper.get<double>() - estimate);
    return fmt::format("{} ±{} ms", figure(estimate), figure(error));
}

std::string percentText(const json &ratio)
{
    return ratio.is_number() ? fmt::format("{:.0f} %", ratio.get<double>() * 100) : "n/a";
}

Table::Table(std::vector<std::string> headings, std::vector<std::size_t> rightAligned)
    : m_rightAligned(std::move(rightAligned))
{
    m_rows.push_back(std::move(headings));
}

void Table::add(std::vector<std::string> cells)
{
    for (std::string &cell : cells) {
        cell = printable(cell);
    }
    m_rows.push_back(std::move(cells));
}

void Table::print() const
{
    std::vector<std::size_t> widths(m_rows.front().size(), 0);
    for (const auto &row : m_rows) {
        for (std::size_t i = 0; i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], widthOf(row[i]));
        }
    }
    for (const auto &row : m_rows) {
        std::string line;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const std::string padding(widths[i] - widthOf(row[i]), ' ');
            const bool isRight = std::find(m_rightAligned.begin(), m_rightAligned.end(), i) != m_rightAligned.end();
            line += isRight ? padding + row[i] : row[i] + padding;
            line += "  ";
        }
        line.erase(line.find_last_not_of(' ') + 1);
        fmt::print("{}\n", line);
    }
}

} // namespace iso::ctl
