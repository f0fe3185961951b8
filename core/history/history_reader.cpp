#include "core/history/history_reader.h"

#include "core/history/event_reader.h"
#include "core/history/group_steps.h"
#include "core/history/group_walk.h"
#include "core/history/minute_table.h"
#include "core/history/sample_walk.h"
#include "core/history/series.h"
#include "core/history/sql_values.h"
#include "core/wire/codec.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace iso::history
{
namespace
{

class SqliteHistoryReader final : public HistoryReader
{
public:
    SqliteHistoryReader(std::filesystem::path directory, storage::Database catalog)
        : m_directory(std::move(directory))
        , m_catalog(std::move(catalog))
        , m_walk(m_directory)
    {
    }

    Result<SampleResult> samples(const SampleQuery &query, const CancelToken &cancel) override;
    Result<SeriesResult> series(const SeriesQuery &query, const CancelToken &cancel) override;
    Result<GroupResult> group(const GroupQuery &query, const CancelToken &cancel) override;
    Result<std::vector<FleetMinute>> minutes(HubTime from, HubTime to) override
    {
        return readMinutes(m_catalog, from, to);
    }
    Result<std::vector<NodeId>> nodes() override;
    Result<events::EventResult> events(const events::EventQuery &query, const CancelToken &cancel) override
    {
        return readEvents(m_catalog, query, cancel);
    }

private:
    using Visit = std::function<bool(const FoundSample &, telemetry::Sample &&)>;
    Status walk(const NodeId &node, NodeTime from, NodeTime to, const CancelToken &cancel, Damage &damage,
                const Visit &visit);
    Status noteMissingFiles(Damage &damage);
    Result<std::optional<std::int64_t>> ordinalOf(const NodeId &node);
    Result<std::vector<GapRecord>> gaps(const NodeId &node, const std::set<BootId> &boots);

    std::filesystem::path m_directory;
    storage::Database m_catalog;
    SampleWalk m_walk;
    wire::Decoder m_decoder;
};

Result<std::optional<std::int64_t>> SqliteHistoryReader::ordinalOf(const NodeId &node)
{
    Result<storage::Statement> statement = m_catalog.prepare("SELECT ordinal FROM node WHERE name = ?");
    const Result<bool> row = statement ? statement->bindText(1, node.text()).step() : failure(statement.error());
    if (!row) {
        return failure(row.error());
    }
    return *row ? std::optional(statement->integer(0)) : std::nullopt;
}

/// A day that was written and is gone is a hole that must not look like silence.
Status SqliteHistoryReader::noteMissingFiles(Damage &damage)
{
    Result<storage::Statement> names = m_catalog.prepare("SELECT name FROM file");
    if (!names) {
        return failure(names.error());
    }
    Result<bool> more = names->step();
    for (; more && *more; more = names->step()) {
        const std::string name(names->text(0));
        std::error_code error;
        // Listed once there were tables in it, so an empty one has lost them.
        if (std::filesystem::file_size(m_directory / name, error) == 0 || error) {
            addDamage(damage, name, 0);
        }
    }
    return more ? Status() : failure(more.error());
}

Status SqliteHistoryReader::walk(const NodeId &node, NodeTime from, NodeTime to, const CancelToken &cancel,
                                 Damage &damage, const Visit &visit)
{
    if (from >= to) {
        return failure(ErrorCode::InvalidInput, "the range of time is empty: its end must be after its start");
    }
    if (const Status ready = noteMissingFiles(damage).and_then([&] { return m_walk.refresh(damage); }); !ready) {
        return ready;
    }
    const Result<std::optional<std::int64_t>> ordinal = ordinalOf(node);
    if (!ordinal) {
        return failure(ordinal.error());
    }
    const Result<bool> known =
        m_walk.run(node, *ordinal, from, to, cancel, damage, [&](const FoundSample &found) -> bool {
            auto envelope = m_decoder.decode(found.envelope);
            auto *sample = envelope ? std::get_if<telemetry::Sample>(&envelope->payload) : nullptr;
            // Where a damaged list of names points at another node's samples, their own words tell.
            if (sample == nullptr || envelope->header.node != node) {
                ++damage.samples;
                return true;
            }
            return visit(found, std::move(*sample));
        });
    if (!known) {
        return failure(known.error());
    }
    return *known || *ordinal ? Status()
                              : failure(ErrorCode::NotFound, fmt::format("nothing of node {} is stored", node.text()));
}

Result<std::vector<GapRecord>> SqliteHistoryReader::gaps(const NodeId &node, const std::set<BootId> &boots)
{
    Result<storage::Statement> rows = m_catalog.prepare(
        "SELECT g.boot, g.from_seq, g.to_seq, g.recorded_ns FROM gap g JOIN node n ON n.ordinal = g.node "
        "WHERE n.name = ? ORDER BY g.boot, g.from_seq");
    if (!rows) {
        return failure(rows.error());
    }
    std::vector<GapRecord> gaps;
    Result<bool> more = rows->bindText(1, node.text()).step();
    for (; more && *more; more = rows->step()) {
        const BootId boot = bootOf(rows->blob(0));
        if (boots.contains(boot)) {
            gaps.push_back({boot, fromSql(rows->integer(1)), fromSql(rows->integer(2)),
                            HubTime::fromNanoseconds(rows->integer(3))});
        }
    }
    return more ? Result<std::vector<GapRecord>>(std::move(gaps)) : failure(more.error());
}

Result<SampleResult> SqliteHistoryReader::samples(const SampleQuery &query, const CancelToken &cancel)
{
    SampleResult result;
    std::set<BootId> boots;
    const Status walked =
        walk(query.node, query.from, query.to, cancel, result.damage,
             [&](const FoundSample &found, telemetry::Sample &&sample) {
                 result.truncated = result.samples.size() >= query.limit;
                 if (!result.truncated) {
                     boots.insert(found.boot);
                     result.samples.push_back({found.boot, found.seq, found.nodeTime, found.received, found.historical,
                                               found.isTimeCorrected, std::move(sample)});
                 }
                 return !result.truncated;
             });
    if (!walked) {
        return failure(walked.error());
    }
    Result<std::vector<GapRecord>> gaps = this->gaps(query.node, boots);
    if (!gaps) {
        return failure(gaps.error());
    }
    result.gaps = std::move(*gaps);
    return result;
}

Result<SeriesResult> SqliteHistoryReader::series(const SeriesQuery &query, const CancelToken &cancel)
{
    if (query.points == 0 || query.from >= query.to) {
        return failure(ErrorCode::InvalidInput, "a series needs at least one point and an end after its start");
    }
    SeriesBuilder builder(query);
    Damage damage;
    const Status walked = walk(query.node, query.from, query.to, cancel, damage,
                               [&](const FoundSample &found, const telemetry::Sample &sample) {
                                   builder.add(found.nodeTime, sample);
                                   return true;
                               });
    if (!walked) {
        return failure(walked.error());
    }
    SeriesResult result = builder.finish();
    result.damage = std::move(damage);
    return result;
}

Status checkGroup(const GroupQuery &query)
{
    const std::unordered_set<NodeId> distinct(query.nodes.begin(), query.nodes.end());
    const auto refuse = [](std::string why) { return failure(ErrorCode::InvalidInput, std::move(why)); };
    if (query.nodes.empty() || query.nodes.size() > GroupQuery::kMostNodes) {
        return refuse(fmt::format("a group has 1 to {} nodes, not {}", GroupQuery::kMostNodes, query.nodes.size()));
    }
    if (distinct.size() != query.nodes.size()) {
        return refuse("a node is named twice");
    }
    if (query.eachNode && query.nodes.size() > GroupQuery::kMostSeparate) {
        return refuse(fmt::format("at most {} nodes can be read one by one", GroupQuery::kMostSeparate));
    }
    if (query.steps == 0 || query.steps > GroupQuery::kMostSteps || query.step < GroupQuery::kLeastStep) {
        return refuse(fmt::format("a series has 1 to {} steps of a second or more", GroupQuery::kMostSteps));
    }
    // So that no time below can overflow.
    constexpr std::int64_t kMost_ns = INT64_MAX / 2;
    if (query.step.count() > kMost_ns / static_cast<std::int64_t>(query.steps) ||
        query.from.toNanoseconds() > kMost_ns || query.from.toNanoseconds() < -kMost_ns) {
        return refuse("the range of time reaches too far");
    }
    return {};
}

Result<GroupResult> SqliteHistoryReader::group(const GroupQuery &query, const CancelToken &cancel)
{
    GroupResult result;
    const Status ready = checkGroup(query).and_then([&] { return noteMissingFiles(result.damage); }).and_then([&] {
        return m_walk.refresh(result.damage);
    });
    if (!ready) {
        return failure(ready.error());
    }
    std::vector<std::optional<std::int64_t>> ordinals;
    std::unordered_map<NodeId, std::size_t> places;
    for (const NodeId &node : query.nodes) {
        const Result<std::optional<std::int64_t>> ordinal = ordinalOf(node);
        if (!ordinal) {
            return failure(ordinal.error());
        }
        ordinals.push_back(*ordinal);
        places.emplace(node, places.size());
    }
    GroupWalk walk(m_walk.readers());
    if (const Status prepared = walk.prepare(query.nodes, ordinals, result.damage); !prepared) {
        return failure(prepared.error());
    }
    GroupSteps all(query, query.nodes.size());
    std::vector<GroupSteps> each(query.eachNode ? query.nodes.size() : 0, GroupSteps(query, 1));
    const Status walked = walk.run(
        query.from, query.to(), cancel, result.damage,
        [&](const RowEntry &entry) {
            const auto envelope = m_decoder.decode(entry.envelope);
            const auto *sample = envelope ? std::get_if<telemetry::Sample>(&envelope->payload) : nullptr;
            const auto place = sample == nullptr ? places.end() : places.find(envelope->header.node);
            if (place == places.end()) {
                ++result.damage.samples;
                return;
            }
            ++result.samples;
            all.add(place->second, entry.nodeTime, *sample);
            if (query.eachNode) {
                each[place->second].add(0, entry.nodeTime, *sample);
            }
        },
        [&](NodeTime from) {
            all.closeFrom(from);
            std::for_each(each.begin(), each.end(), [from](GroupSteps &steps) { steps.closeFrom(from); });
            return result.samples < query.sampleBudget || all.completeFrom() >= query.to();
        });
    if (!walked) {
        return failure(walked.error());
    }
    result.readFrom = all.completeFrom();
    result.points = all.takePoints();
    result.absence = all.absence();
    for (GroupSteps &steps : each) {
        result.eachNode.push_back(steps.takePoints());
    }
    for (std::size_t i = 0; i < query.nodes.size(); ++i) {
        if (!walk.isKnown(i) && !ordinals[i]) {
            result.unknown.push_back(query.nodes[i]);
        }
    }
    return result;
}

Result<std::vector<NodeId>> SqliteHistoryReader::nodes()
{
    Result<storage::Statement> rows = m_catalog.prepare("SELECT name FROM node ORDER BY name");
    if (!rows) {
        return failure(rows.error());
    }
    std::vector<NodeId> nodes;
    Result<bool> more = rows->step();
    for (; more && *more; more = rows->step()) {
        if (Result<NodeId> id = NodeId::fromText(rows->text(0))) {
            nodes.push_back(std::move(*id));
        }
    }
    return more ? Result<std::vector<NodeId>>(std::move(nodes)) : failure(more.error());
}

} // namespace

Result<std::unique_ptr<HistoryReader>> HistoryReader::open(std::filesystem::path directory)
{
    Result<storage::Database> catalog = storage::Database::openReader(directory / kCatalogName, catalogFormat());
    if (!catalog) {
        return failure(catalog.error());
    }
    return std::make_unique<SqliteHistoryReader>(std::move(directory), std::move(*catalog));
}

} // namespace iso::history
