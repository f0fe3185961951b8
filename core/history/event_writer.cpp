#include "core/history/event_writer.h"

namespace iso::history
{
namespace
{

constexpr std::uint64_t kPruneEvery = 5'000;
/// A commit must stay short: what is left over goes with the next ones.
constexpr std::int64_t kMostPruned = 20'000;

} // namespace

Status pruneEvents(storage::Database &catalog, std::int64_t most)
{
    // Ids grow with the order of writing and have no holes but at the old end.
    Result<storage::Statement> prune = catalog.prepare(
        "DELETE FROM event WHERE id <= min((SELECT max(id) FROM event) - ?1, (SELECT min(id) FROM event) + ?2 - 1)");
    return prune ? prune->bindInteger(1, most).bindInteger(2, kMostPruned).run() : Status(failure(prune.error()));
}

Status EventWriter::write(storage::Database &catalog, const std::vector<events::Event> &events)
{
    Result<storage::Statement> insert =
        catalog.prepare("INSERT INTO event(time_ns, kind, severity, node, subject, text) VALUES(?,?,?,?,?,?)");
    if (!insert) {
        return failure(insert.error());
    }
    for (const events::Event &event : events) {
        const Status done = insert->bindInteger(1, event.at.toNanoseconds())
                                .bindInteger(2, static_cast<std::int64_t>(event.kind))
                                .bindInteger(3, event.severity)
                                .bindText(4, event.node.text())
                                .bindText(5, event.subject)
                                .bindText(6, event.text)
                                .run();
        if (!done) {
            return done;
        }
    }
    m_sincePruned += events.size();
    if (m_sincePruned < kPruneEvery) {
        return {};
    }
    m_sincePruned = 0;
    return pruneEvents(catalog, kMostEvents);
}

} // namespace iso::history
