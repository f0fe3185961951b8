#pragma once

#include "app/ctl/verb.h"
#include "core/base/result.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace iso::ctl
{

ExitCode exitCodeOf(const Error &error);
/// Writes the error for people to standard error, and with --json as {"error": ...} to standard output.
int report(const Environment &environment, const Error &error);

void printJson(const nlohmann::json &document);

/// Text that others chose, without the bytes that steer a terminal.
std::string printable(std::string_view text);
/// 12,345,678.
std::string grouped(std::uint64_t number);
/// "12:34:56.789" of an RFC 3339 text: UTC.
std::string timeOfDay(const std::string &rfc3339);
/// "212 ±2 ms" of {"lower_ms", "estimate_ms", "upper_ms"}; "over 5,000 ms" when it has no upper end; "n/a" when null.
std::string latencyText(const nlohmann::json &bounds);
/// "61 %" of a ratio; "n/a" for whatever is no number.
std::string percentText(const nlohmann::json &ratio);

/// Columns under headings, separated by two spaces. The ones in `rightAligned` hold figures.
class Table
{
public:
    Table(std::vector<std::string> headings, std::vector<std::size_t> rightAligned);
    void add(std::vector<std::string> cells);
    void print() const;

private:
    std::vector<std::size_t> m_rightAligned;
    std::vector<std::vector<std::string>> m_rows;
};

} // namespace iso::ctl
