#include "core/history/moment_reader.h"

#include "core/history/minute_table.h"
#include "core/history/received_cursor.h"
#include "core/history/schema.h"
#include "core/history/sql_values.h"
#include "core/wire/codec.h"

namespace iso::history
{
namespace
{

class SqliteMomentReader final : public MomentReader
{
public:
    SqliteMomentReader(std::filesystem::path directory, storage::Database catalog)
        : m_directory(std::move(directory))
        , m_catalog(std::move(catalog))
    {
    }

    Result<std::vector<StoredBirth>> birthsAt(HubTime at) override
    {
        return births("SELECT n.name, b.boot, b.received_ns, b.data FROM birth b JOIN node n ON n.ordinal = b.node "
                      "WHERE b.id IN (SELECT max(id) FROM birth WHERE received_ns <= ? AND ? GROUP BY node) "
                      "ORDER BY n.ordinal",
                      at.toNanoseconds(), 1);
    }

    Result<std::vector<StoredBirth>> birthsBetween(HubTime after, HubTime upTo) override
    {
        return births("SELECT n.name, b.boot, b.received_ns, b.data FROM birth b JOIN node n ON n.ordinal = b.node "
                      "WHERE b.received_ns > ? AND b.received_ns <= ? ORDER BY b.received_ns, b.id",
                      after.toNanoseconds(), upTo.toNanoseconds());
    }

    Result<std::unordered_map<std::uint32_t, NodeId>> ordinals() override
    {
        Result<storage::Statement> rows = m_catalog.prepare("SELECT ordinal, name FROM node");
        if (!rows) {
            return failure(rows.error());
        }
        std::unordered_map<std::uint32_t, NodeId> nodes;
        Result<bool> more = rows->step();
        for (; more && *more; more = rows->step()) {
            if (const Result<NodeId> id = NodeId::fromText(rows->text(1))) {
                nodes.emplace(static_cast<std::uint32_t>(rows->integer(0)), *id);
            }
        }
        return more ? Result<std::unordered_map<std::uint32_t, NodeId>>(std::move(nodes)) : failure(more.error());
    }

    Result<std::vector<FleetMinute>> minutes(HubTime from, HubTime to) override
    {
        return readMinutes(m_catalog, from, to);
    }

    Result<std::unique_ptr<ReceivedCursor>> received(HubTime from, const CancelToken &cancel) override
    {
        auto cursor = std::make_unique<DayFilesCursor>(m_directory, from);
        if (const Status sought = cursor->seek(cancel); !sought) {
            return failure(sought.error());
        }
        return cursor;
    }

private:
    Result<std::vector<StoredBirth>> births(std::string_view sql, std::int64_t first, std::int64_t second)
    {
        Result<storage::Statement> rows = m_catalog.prepare(sql);
        if (!rows) {
            return failure(rows.error());
        }
        std::vector<StoredBirth> births;
        Result<bool> more = rows->bindInteger(1, first).bindInteger(2, second).step();
        for (; more && *more; more = rows->step()) {
            const Result<NodeId> id = NodeId::fromText(rows->text(0));
            auto birth = wire::decodeBirth(rows->blob(3));
            if (id && birth) {
                births.push_back(
                    {*id, bootOf(rows->blob(1)), HubTime::fromNanoseconds(rows->integer(2)), std::move(*birth)});
            }
        }
        return more ? Result<std::vector<StoredBirth>>(std::move(births)) : failure(more.error());
    }

    std::filesystem::path m_directory;
    storage::Database m_catalog;
};

} // namespace

Result<std::unique_ptr<MomentReader>> MomentReader::open(std::filesystem::path directory)
{
    Result<storage::Database> catalog = storage::Database::openReader(directory / kCatalogName, catalogFormat());
    if (!catalog) {
        return failure(catalog.error());
    }
    return std::make_unique<SqliteMomentReader>(std::move(directory), std::move(*catalog));
}

} // namespace iso::history
