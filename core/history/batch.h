#pragma once

// Private to core/history, for the history thread.

#include "core/history/history_loop.h"
#include "core/history/node_index.h"
#include "core/history/row.h"
#include "core/history/schema.h"

#include <memory>
#include <span>
#include <vector>

namespace iso::history
{

/// A commit in the making, ready to be written, and written again should it fail.
struct Batch {
    struct Row {
        RowKey key; ///< but for the id
        std::string data;
    };
    struct NewBirth {
        std::int64_t ordinal = 0;
        BootId boot;
        HubTime received;
        std::string bytes;
    };
    struct NewGap {
        std::int64_t ordinal = 0;
        GapRecord gap;
    };
    struct TouchedStream {
        std::int64_t ordinal = 0;
        BootId boot;
        auto operator<=>(const TouchedStream &) const = default;
    };

    Day day = 0;
    std::vector<Row> rows;
    std::vector<TouchedStream> streams; ///< each once
    std::vector<StoredNumber> stored;   ///< what to report, coalesced; duplicates of earlier commits included
    std::uint64_t samples = 0;          ///< in `rows`

    std::vector<std::int64_t> newNodes;
    std::vector<NewBirth> births;
    std::vector<NewGap> gaps;
    std::vector<events::Event> events;
    std::vector<FleetMinute> minutes;
    bool inCatalog = false; ///< the last four are written already

    [[nodiscard]] bool needsCatalog() const
    {
        return !(newNodes.empty() && births.empty() && gaps.empty() && events.empty() && minutes.empty());
    }
};

struct PlacedEntry;

/// Turns items into batches: gives new nodes their ordinals, drops what is stored already, cuts into rows, compresses.
class BatchBuilder
{
public:
    explicit BatchBuilder(NodeIndex &index)
        : m_index(index)
    {
    }

    /// A batch of the items at the front that were received on one day; takes them off. At least one item. Write it
    /// before the next is built.
    Batch build(std::span<const QueuedItem> &items);

private:
    struct Pending;
    void take(const AcceptedSample &sample, Pending &pending);
    void take(const AcceptedBirth &birth, Pending &pending);
    void take(const AcceptedGap &gap, Pending &pending);
    NodeState &node(const NodeId &id, Pending &pending);
    void report(Pending &pending);
    void cutIntoRows(Pending &pending);
    void addRow(std::span<const PlacedEntry> entries, Pending &pending);

    NodeIndex &m_index;
    RowCodec m_codec;
};

} // namespace iso::history
