#include "core/history/event_reader.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::history
{
using events::Event;
using events::EventQuery;
using events::EventResult;

namespace
{

constexpr std::size_t kMostBuckets = 10'000;

/// " AND kind IN (2,3)": the kinds of the query that this version knows.
std::string kindCondition(const EventQuery &query)
{
    std::string kinds;
    for (unsigned kind = 0; kind < events::kEventKindCount; ++kind) {
        if ((query.kinds & (1U << kind)) != 0) {
            kinds += fmt::format("{}{}", kinds.empty() ? "" : ",", kind);
        }
    }
    return query.kinds == 0 ? "" : fmt::format(" AND kind IN ({})", kinds);
}

std::string conditions(const EventQuery &query)
{
    // The empty string is part of the index's condition, so that one node's events are found by it.
    return fmt::format("time_ns >= ?1 AND time_ns < ?2{}{}",
                       query.node.isEmpty() ? "" : " AND node = ?3 AND node <> ''", kindCondition(query));
}

Result<storage::Statement> prepare(storage::Database &catalog, const EventQuery &query, const std::string &sql)
{
    Result<storage::Statement> rows = catalog.prepare(sql);
    if (rows) {
        rows->bindInteger(1, query.from.toNanoseconds()).bindInteger(2, query.to.toNanoseconds());
        if (!query.node.isEmpty()) {
            rows->bindText(3, query.node.text());
        }
    }
    return rows;
}

/// What a newer version wrote is left out.
bool isKnown(std::int64_t kind)
{
    return kind >= 0 && kind < static_cast<std::int64_t>(events::kEventKindCount);
}

/// In the order of the indices, so that nothing has to be sorted.
Status readRows(storage::Database &catalog, const EventQuery &query, const CancelToken &cancel, EventResult &result)
{
    Result<storage::Statement> rows =
        prepare(catalog, query,
                fmt::format("SELECT time_ns, kind, severity, node, subject, text FROM event WHERE {} "
                            "ORDER BY time_ns DESC, kind DESC, severity DESC, id DESC",
                            conditions(query)));
    if (!rows) {
        return failure(rows.error());
    }
    Result<bool> more = rows->step();
    for (; more && *more; more = rows->step()) {
        if (cancel.isCancelled()) {
            return failure(ErrorCode::Cancelled, "the query was cancelled");
        }
        const Result<NodeId> node = rows->text(3).empty() ? Result<NodeId>(NodeId()) : NodeId::fromText(rows->text(3));
        if (!isKnown(rows->integer(1)) || !node) {
            continue;
        }
        if (result.events.size() == query.limit) {
            result.truncated = true;
            return {};
        }
        result.events.push_back({HubTime::fromNanoseconds(rows->integer(0)),
                                 static_cast<events::EventKind>(rows->integer(1)),
                                 static_cast<std::uint8_t>(std::clamp<std::int64_t>(rows->integer(2), 0, 3)), *node,
                                 std::string(rows->text(4)), std::string(rows->text(5))});
    }
    return more ? Status() : Status(failure(more.error()));
}

Status readBuckets(storage::Database &catalog, const EventQuery &query, EventResult &result)
{
    const std::int64_t from_ns = query.from.toNanoseconds();
    const std::int64_t length_ns = query.to.toNanoseconds() - from_ns;
    const auto count = static_cast<std::int64_t>(query.buckets);
    const std::int64_t step_ns = length_ns / count + (length_ns % count == 0 ? 0 : 1);
    result.step = Duration(step_ns);
    result.buckets.resize(query.buckets);
    Result<storage::Statement> rows =
        prepare(catalog, query,
                fmt::format("SELECT (time_ns - {}) / {}, kind, severity, count(*) FROM event WHERE {} GROUP BY 1, 2, 3",
                            from_ns, step_ns, conditions(query)));
    if (!rows) {
        return failure(rows.error());
    }
    Result<bool> more = rows->step();
    for (; more && *more; more = rows->step()) {
        const std::int64_t kind = rows->integer(1);
        const auto place = static_cast<std::size_t>(rows->integer(0));
        if (!isKnown(kind) || place >= result.buckets.size()) {
            continue;
        }
        events::EventBucket &bucket = result.buckets[place];
        const auto happened = static_cast<std::uint32_t>(rows->integer(3));
        bucket.byKind[static_cast<std::size_t>(kind)] += happened;
        if (static_cast<events::EventKind>(kind) == events::EventKind::ProblemBegan) {
            bucket.problemsBegan[static_cast<std::size_t>(std::clamp<std::int64_t>(rows->integer(2), 0, 3))] +=
                happened;
        }
    }
    return more ? Status() : Status(failure(more.error()));
}

} // namespace

Result<EventResult> readEvents(storage::Database &catalog, const EventQuery &query, const CancelToken &cancel)
{
    if (query.from >= query.to || query.from.toNanoseconds() < 0) {
        return failure(ErrorCode::InvalidInput, "the range of time is empty: its end must be after its start");
    }
    if (query.buckets > kMostBuckets) {
        return failure(ErrorCode::InvalidInput, fmt::format("at most {} steps of time can be counted", kMostBuckets));
    }
    EventResult result;
    const Result<std::int64_t> tables = catalog.integer("SELECT count(*) FROM sqlite_master WHERE name = 'event'");
    if (!tables) {
        return failure(tables.error());
    }
    Status done;
    if (*tables == 0) {
        return result;
    }
    if (query.limit > 0) {
        done = readRows(catalog, query, cancel, result);
    }
    if (done && query.buckets > 0) {
        done = readBuckets(catalog, query, result);
    }
    return done ? Result<EventResult>(std::move(result)) : failure(done.error());
}

} // namespace iso::history
