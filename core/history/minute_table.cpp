#include "core/history/minute_table.h"

#include "core/history/sql_values.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace iso::history
{
using telemetry::LinkState;
using telemetry::QuantileBounds;
using telemetry::ServiceState;

namespace
{

constexpr std::string_view kInsert =
    "INSERT OR IGNORE INTO fleet_minute(at_ns, hub_since_ns, steady_ns, nodes, serving, by_link, by_service, requests, "
    "failed, ttft_count, p50_low_s, p50_s, p50_high_s, p95_low_s, p95_s, p95_high_s, p99_low_s, p99_s, p99_high_s, "
    "ttft_coverage_ratio, load_ratio, tokens_per_second, power_watts) "
    "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

constexpr std::string_view kSelect =
    "SELECT at_ns, hub_since_ns, steady_ns, nodes, serving, by_link, by_service, requests, failed, ttft_count, "
    "p50_low_s, p50_s, p50_high_s, p95_low_s, p95_s, p95_high_s, p99_low_s, p99_s, p99_high_s, ttft_coverage_ratio, "
    "load_ratio, tokens_per_second, power_watts FROM fleet_minute WHERE at_ns >= ? AND at_ns < ? ORDER BY at_ns";

void bindOptional(storage::Statement &statement, int parameter, const std::optional<double> &value)
{
    value ? statement.bindReal(parameter, *value) : statement.bindNull(parameter);
}

void bindBounds(storage::Statement &statement, int parameter, const std::optional<QuantileBounds> &bounds)
{
    bindOptional(statement, parameter, bounds ? std::optional(bounds->lower) : std::nullopt);
    bindOptional(statement, parameter + 1, bounds ? std::optional(bounds->estimate) : std::nullopt);
    bindOptional(statement, parameter + 2, bounds ? std::optional(bounds->upper) : std::nullopt);
}

std::optional<double> optionalOf(const storage::Statement &row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional(row.real(column));
}

std::optional<QuantileBounds> boundsOf(const storage::Statement &row, int column)
{
    if (row.isNull(column) || row.isNull(column + 1) || row.isNull(column + 2)) {
        return std::nullopt;
    }
    return QuantileBounds{row.real(column), row.real(column + 1), row.real(column + 2)};
}

/// Fills what the text names; what it does not name stays 0, since states are only ever added.
template<std::size_t N>
void readCounts(std::string_view text, std::array<std::uint32_t, N> &counts)
{
    std::size_t at = 0;
    for (const char c : text) {
        if (c == ',') {
            ++at;
        } else if (c >= '0' && c <= '9' && at < N) {
            counts[at] = counts[at] * 10 + static_cast<std::uint32_t>(c - '0');
        }
    }
}

FleetMinute minuteOf(const storage::Statement &row)
{
    FleetMinute minute;
    minute.at = HubTime::fromNanoseconds(row.integer(0));
    minute.hubSince = HubTime::fromNanoseconds(row.integer(1));
    minute.steady = SteadyTime::fromNanoseconds(row.integer(2));
    minute.nodes = static_cast<std::uint32_t>(row.integer(3));
    minute.serving = static_cast<std::uint32_t>(row.integer(4));
    readCounts(row.text(5), minute.byLink);
    readCounts(row.text(6), minute.byService);
    minute.requests = fromSql(row.integer(7));
    minute.failed = fromSql(row.integer(8));
    minute.ttftCount = fromSql(row.integer(9));
    minute.ttftP50 = boundsOf(row, 10);
    minute.ttftP95 = boundsOf(row, 13);
    minute.ttftP99 = boundsOf(row, 16);
    minute.ttftCoverage_ratio = row.real(19);
    minute.load_ratio = optionalOf(row, 20);
    minute.tokensOutPerSecond = optionalOf(row, 21);
    minute.power_watts = optionalOf(row, 22);
    return minute;
}

} // namespace

std::uint32_t FleetMinute::troubled() const
{
    const auto link = [this](LinkState state) { return byLink[static_cast<std::size_t>(state)]; };
    const auto service = [this](ServiceState state) { return byService[static_cast<std::size_t>(state)]; };
    return link(LinkState::Lost) + link(LinkState::PathLost) + service(ServiceState::Stalled) +
           service(ServiceState::Failed) + service(ServiceState::Misconfigured);
}

Status createMinuteTable(storage::Database &catalog)
{
    return catalog.execute("CREATE TABLE fleet_minute("
                           "  at_ns INTEGER PRIMARY KEY,"
                           "  hub_since_ns INTEGER NOT NULL,"
                           "  steady_ns INTEGER NOT NULL,"
                           "  nodes INTEGER NOT NULL,"
                           "  serving INTEGER NOT NULL,"
                           "  by_link TEXT NOT NULL,"
                           "  by_service TEXT NOT NULL,"
                           "  requests INTEGER NOT NULL,"
                           "  failed INTEGER NOT NULL,"
                           "  ttft_count INTEGER NOT NULL,"
                           "  p50_low_s REAL, p50_s REAL, p50_high_s REAL,"
                           "  p95_low_s REAL, p95_s REAL, p95_high_s REAL,"
                           "  p99_low_s REAL, p99_s REAL, p99_high_s REAL,"
                           "  ttft_coverage_ratio REAL NOT NULL,"
                           "  load_ratio REAL,"
                           "  tokens_per_second REAL,"
                           "  power_watts REAL"
                           ") STRICT");
}

Status insertMinutes(storage::Database &catalog, const std::vector<FleetMinute> &minutes)
{
    if (minutes.empty()) {
        return {};
    }
    Result<storage::Statement> insert = catalog.prepare(kInsert);
    if (!insert) {
        return failure(insert.error());
    }
    Status done;
    for (std::size_t i = 0; done && i < minutes.size(); ++i) {
        const FleetMinute &m = minutes[i];
        insert->bindInteger(1, m.at.toNanoseconds())
            .bindInteger(2, m.hubSince.toNanoseconds())
            .bindInteger(3, m.steady.toNanoseconds())
            .bindInteger(4, m.nodes)
            .bindInteger(5, m.serving)
            .bindText(6, fmt::format("{}", fmt::join(m.byLink, ",")))
            .bindText(7, fmt::format("{}", fmt::join(m.byService, ",")))
            .bindInteger(8, toSql(m.requests))
            .bindInteger(9, toSql(m.failed))
            .bindInteger(10, toSql(m.ttftCount))
            .bindReal(20, m.ttftCoverage_ratio);
        bindBounds(*insert, 11, m.ttftP50);
        bindBounds(*insert, 14, m.ttftP95);
        bindBounds(*insert, 17, m.ttftP99);
        bindOptional(*insert, 21, m.load_ratio);
        bindOptional(*insert, 22, m.tokensOutPerSecond);
        bindOptional(*insert, 23, m.power_watts);
        done = insert->run();
    }
    return done;
}

Result<std::vector<FleetMinute>> readMinutes(storage::Database &catalog, HubTime from, HubTime to)
{
    std::vector<FleetMinute> minutes;
    const Result<std::int64_t> present =
        catalog.integer("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'fleet_minute'");
    if (!present) {
        return failure(present.error());
    }
    if (*present == 0) {
        return minutes;
    }
    Result<storage::Statement> rows = catalog.prepare(kSelect);
    if (!rows) {
        return failure(rows.error());
    }
    Result<bool> more = rows->bindInteger(1, from.toNanoseconds()).bindInteger(2, to.toNanoseconds()).step();
    for (; more && *more; more = rows->step()) {
        minutes.push_back(minuteOf(*rows));
    }
    return more ? Result<std::vector<FleetMinute>>(std::move(minutes)) : failure(more.error());
}

} // namespace iso::history
