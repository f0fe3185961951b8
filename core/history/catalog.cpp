#include "core/history/catalog.h"

#include "core/history/minute_table.h"
#include "core/history/sql_values.h"
#include "core/storage/transaction.h"

namespace iso::history
{
namespace
{

constexpr std::string_view kInsertNode = "INSERT OR IGNORE INTO node(ordinal, name) VALUES(?,?)";
constexpr std::string_view kInsertBirth = "INSERT INTO birth(node, boot, received_ns, data) VALUES(?,?,?,?)";
constexpr std::string_view kInsertGap =
    "INSERT OR IGNORE INTO gap(node, boot, from_seq, to_seq, recorded_ns) VALUES(?,?,?,?,?)";

} // namespace

Catalog::Catalog(storage::Database database)
    : m_database(std::move(database))
{
}

Result<Catalog> Catalog::open(const std::filesystem::path &directory)
{
    Result<storage::Database> database = storage::Database::openWriter(directory / kCatalogName, catalogFormat());
    if (!database) {
        return failure(database.error());
    }
    return Catalog(std::move(*database));
}

Result<bool> Catalog::wasStoppedCleanly()
{
    return m_database.integer("SELECT coalesce((SELECT value FROM state WHERE key = 'clean_stop'), 1)")
        .map([](std::int64_t value) { return value != 0; });
}

Status Catalog::setState(std::string_view key, std::int64_t value)
{
    return m_database.prepare("INSERT OR REPLACE INTO state(key, value) VALUES(?,?)")
        .and_then([&](storage::Statement insert) { return insert.bindText(1, key).bindInteger(2, value).run(); });
}

Status Catalog::readNodes(NodeIndex &index)
{
    Result<storage::Statement> rows = m_database.prepare(
        "SELECT n.ordinal, n.name, b.boot, b.received_ns, b.data FROM node n LEFT JOIN birth b ON b.id = "
        "(SELECT max(id) FROM birth WHERE node = n.ordinal)");
    if (!rows) {
        return failure(rows.error());
    }
    Result<bool> more = rows->step();
    for (; more && *more; more = rows->step()) {
        const Result<NodeId> id = NodeId::fromText(rows->text(1));
        if (!id || !index.restore(rows->integer(0), *id)) {
            return failure(ErrorCode::Corrupt, m_database.file().string() + ": the list of nodes is damaged");
        }
        if (!rows->isNull(2)) {
            NodeState &node = *index.find(*id);
            node.birthBoot = bootOf(rows->blob(2));
            node.birthReceived = HubTime::fromNanoseconds(rows->integer(3));
            node.birth = rows->blob(4);
        }
    }
    return more ? Status() : failure(more.error());
}

Status Catalog::writeMissingNodes(NodeIndex &index)
{
    const Result<std::int64_t> present = m_database.integer("SELECT count(*) FROM node");
    if (!present) {
        return failure(present.error());
    }
    Batch batch;
    for (const NodeState &node : index.nodes()) {
        batch.newNodes.push_back(node.ordinal);
        if (*present == 0 && !node.birth.empty()) {
            batch.births.push_back({node.ordinal, node.birthBoot, node.birthReceived, node.birth});
        }
    }
    return static_cast<std::size_t>(*present) == index.nodes().size() ? Status() : write(batch, index);
}

Status Catalog::write(const Batch &batch, NodeIndex &index)
{
    Result<storage::Transaction> transaction = storage::Transaction::begin(m_database);
    Result<storage::Statement> node = m_database.prepare(kInsertNode);
    Result<storage::Statement> birth = m_database.prepare(kInsertBirth);
    Result<storage::Statement> gap = m_database.prepare(kInsertGap);
    if (!transaction) {
        return failure(transaction.error());
    }
    for (const Result<storage::Statement> *statement : {&node, &birth, &gap}) {
        if (!*statement) {
            return failure(statement->error());
        }
    }
    Status done;
    for (std::size_t i = 0; done && i < batch.newNodes.size(); ++i) {
        const std::int64_t ordinal = batch.newNodes[i];
        done = node->bindInteger(1, ordinal).bindText(2, index.byOrdinal(ordinal).id.text()).run();
    }
    for (std::size_t i = 0; done && i < batch.births.size(); ++i) {
        const Batch::NewBirth &b = batch.births[i];
        done = birth->bindInteger(1, b.ordinal)
                   .bindBlob(2, bytesOf(b.boot))
                   .bindInteger(3, b.received.toNanoseconds())
                   .bindBlob(4, b.bytes)
                   .run();
    }
    for (std::size_t i = 0; done && i < batch.gaps.size(); ++i) {
        const Batch::NewGap &g = batch.gaps[i];
        done = gap->bindInteger(1, g.ordinal)
                   .bindBlob(2, bytesOf(g.gap.boot))
                   .bindInteger(3, toSql(g.gap.fromSeq))
                   .bindInteger(4, toSql(g.gap.toSeq))
                   .bindInteger(5, g.gap.recordedAt.toNanoseconds())
                   .run();
    }
    if (done && !batch.events.empty()) {
        done = m_events.write(m_database, batch.events);
    }
    done = done ? insertMinutes(m_database, batch.minutes) : done;
    return done ? transaction->commit() : done;
}

Status Catalog::addFile(const std::string &name)
{
    return m_database.prepare("INSERT OR IGNORE INTO file(name) VALUES(?)").and_then([&](storage::Statement insert) {
        return insert.bindText(1, name).run();
    });
}

} // namespace iso::history
