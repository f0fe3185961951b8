#include "core/history/raw_writer.h"

#include "core/history/sql_values.h"
#include "core/storage/transaction.h"

#include <algorithm>

namespace iso::history
{

RawWriter::RawWriter(storage::Database database, Day day, std::int64_t lastId, Statements statements)
    : m_database(std::move(database))
    , m_day(day)
    , m_lastId(lastId)
    , m_statements(std::move(statements))
{
}

Result<RawWriter::Statements> RawWriter::prepare(storage::Database &database)
{
    Result<storage::Statement> node = database.prepare("INSERT OR IGNORE INTO node(ordinal, name) VALUES(?,?)");
    Result<storage::Statement> row = database.prepare(
        "INSERT INTO journal(id, part, min_node_time_ns, max_node_time_ns, samples, data) VALUES(?,?,?,?,?,?)");
    Result<storage::Statement> segment =
        database.prepare("INSERT INTO segment(part, minute, row_count) VALUES(?,?,1) "
                         "ON CONFLICT(part, minute) DO UPDATE SET row_count = row_count + 1");
    Result<storage::Statement> stream = database.prepare(
        "INSERT OR REPLACE INTO stream(node, boot, first_received_ns, last_received_ns, ranges) VALUES(?,?,?,?,?)");
    Result<storage::Statement> oldRanges =
        database.prepare("SELECT ranges, first_received_ns FROM stream WHERE node = ? AND boot = ?");
    for (const Result<storage::Statement> *statement : {&node, &row, &segment, &stream, &oldRanges}) {
        if (!*statement) {
            return failure(statement->error());
        }
    }
    return Statements{std::move(*node), std::move(*row), std::move(*segment), std::move(*stream),
                      std::move(*oldRanges)};
}

Result<RawWriter> RawWriter::open(const std::filesystem::path &file, Day day)
{
    Result<storage::Database> database = storage::Database::openWriter(file, rawFormat());
    if (!database) {
        return failure(database.error());
    }
    const Result<std::int64_t> lastId = database->integer("SELECT coalesce(max(id), 0) FROM journal");
    if (!lastId) {
        return failure(lastId.error());
    }
    Result<Statements> statements = prepare(*database);
    if (!statements) {
        return failure(statements.error());
    }
    return RawWriter(std::move(*database), day, *lastId, std::move(*statements));
}

Status RawWriter::write(Batch &batch, NodeIndex &index)
{
    Result<storage::Transaction> transaction = storage::Transaction::begin(m_database);
    if (!transaction) {
        return failure(transaction.error());
    }
    Status done = writeNodes(batch, index).and_then([&] { return writeRows(batch); });
    for (std::size_t i = 0; done && i < batch.streams.size(); ++i) {
        NodeState &node = index.byOrdinal(batch.streams[i].ordinal);
        done = writeStream(node, index.stream(node, batch.streams[i].boot, {}));
    }
    if (done) {
        done = transaction->commit();
    }
    if (done) {
        m_lastId += static_cast<std::int64_t>(batch.rows.size());
        for (const Batch::TouchedStream &stream : batch.streams) {
            m_knownNodes.insert(stream.ordinal);
        }
    }
    return done;
}

Status RawWriter::writeNodes(const Batch &batch, NodeIndex &index)
{
    Status done;
    for (std::size_t i = 0; done && i < batch.streams.size(); ++i) {
        const std::int64_t ordinal = batch.streams[i].ordinal;
        if (!m_knownNodes.contains(ordinal)) {
            done = m_statements.node.bindInteger(1, ordinal).bindText(2, index.byOrdinal(ordinal).id.text()).run();
        }
    }
    return done;
}

Status RawWriter::writeRows(Batch &batch)
{
    Status done;
    std::int64_t id = m_lastId;
    for (std::size_t i = 0; done && i < batch.rows.size(); ++i) {
        Batch::Row &row = batch.rows[i];
        row.key.id = ++id;
        RowCodec::seal(row.data, row.key);
        done = m_statements.row.bindInteger(1, row.key.id)
                   .bindInteger(2, row.key.part)
                   .bindInteger(3, row.key.minNodeTime_ns)
                   .bindInteger(4, row.key.maxNodeTime_ns)
                   .bindInteger(5, row.key.samples)
                   .bindBlob(6, row.data)
                   .run();
        if (done) {
            done = m_statements.segment.bindInteger(1, row.key.part)
                       .bindInteger(2, minuteOf(row.key.minNodeTime_ns))
                       .run();
        }
    }
    return done;
}

Status RawWriter::writeStream(const NodeState &node, StreamState &stream)
{
    if (stream.mayHaveRow) {
        m_statements.oldRanges.bindInteger(1, node.ordinal).bindBlob(2, bytesOf(stream.boot));
        const Result<bool> row = m_statements.oldRanges.step();
        if (row && *row) {
            if (const Result<RangeSet> old = RangeSet::fromBytes(m_statements.oldRanges.blob(0))) {
                stream.stored.add(*old);
            }
            // Else an old boot that speaks up once more would count as the newest.
            stream.firstReceived =
                std::min(stream.firstReceived, HubTime::fromNanoseconds(m_statements.oldRanges.integer(1)));
        }
        m_statements.oldRanges.reset();
        if (!row) {
            return failure(row.error());
        }
    }
    return m_statements.stream.bindInteger(1, node.ordinal)
        .bindBlob(2, bytesOf(stream.boot))
        .bindInteger(3, stream.firstReceived.toNanoseconds())
        .bindInteger(4, stream.lastReceived.toNanoseconds())
        .bindBlob(5, stream.stored.toBytes())
        .run();
}

Status readStreams(storage::Database &raw, NodeIndex &index)
{
    const auto damaged = [&raw] {
        return failure(ErrorCode::Corrupt, raw.file().string() + ": the list of nodes or of stored numbers is damaged");
    };
    Result<storage::Statement> nodes = raw.prepare("SELECT ordinal, name FROM node");
    Result<storage::Statement> streams = raw.prepare(
        "SELECT n.name, s.boot, s.first_received_ns, s.last_received_ns, s.ranges FROM stream s JOIN node n "
        "ON n.ordinal = s.node");
    if (!nodes || !streams) {
        return failure(nodes ? streams.error() : nodes.error());
    }
    Result<bool> more = nodes->step();
    for (; more && *more; more = nodes->step()) {
        const Result<NodeId> id = NodeId::fromText(nodes->text(1));
        if (!id || !index.restore(nodes->integer(0), *id)) {
            return damaged();
        }
    }
    for (more = more ? streams->step() : more; more && *more; more = streams->step()) {
        const Result<NodeId> id = NodeId::fromText(streams->text(0));
        NodeState *node = id ? index.find(*id) : nullptr;
        Result<RangeSet> ranges = RangeSet::fromBytes(streams->blob(4));
        if (node == nullptr || !ranges) {
            return damaged();
        }
        index.restoreStream(*node, {bootOf(streams->blob(1)), std::move(*ranges),
                                    HubTime::fromNanoseconds(streams->integer(2)),
                                    HubTime::fromNanoseconds(streams->integer(3)), false});
    }
    return more ? Status() : failure(more.error());
}

} // namespace iso::history
