#include "core/history/batch.h"

#include "core/wire/codec.h"

#include <algorithm>
#include <tuple>

namespace iso::history
{
namespace
{

/// Below this a row is not worth being one: compression and the row's own cost get bad.
constexpr std::size_t kSmallRow_bytes = 4 * 1024;
/// Above this a row makes a reader of one node decompress too much of others.
constexpr std::size_t kLargeRow_bytes = 512 * 1024;

Day dayOfItem(const QueuedItem &item)
{
    struct Visitor {
        Day operator()(const AcceptedSample &sample) const { return dayOf(sample.received); }
        Day operator()(const AcceptedGap &gap) const { return dayOf(gap.gap.recordedAt); }
        Day operator()(const std::unique_ptr<AcceptedBirth> &birth) const { return dayOf(birth->received); }
        Day operator()(const std::unique_ptr<events::Event> &event) const { return dayOf(event->at); }
        Day operator()(const std::unique_ptr<FleetMinute> &minute) const { return dayOf(minute->at); }
    };
    return std::visit(Visitor(), item);
}

} // namespace

/// A sample with the part and minute it belongs to.
struct PlacedEntry {
    std::int64_t part = 0;
    std::int64_t minute = 0;
    RowEntry entry;
};

struct BatchBuilder::Pending {
    Batch batch;
    std::vector<RowEntry> entries;
    struct Number {
        Batch::TouchedStream stream;
        std::uint64_t from = 0;
        std::uint64_t to = 0;
        auto operator<=>(const Number &) const = default;
    };
    std::vector<Number> numbers;
};

NodeState &BatchBuilder::node(const NodeId &id, Pending &pending)
{
    bool isNew = false;
    NodeState &node = m_index.findOrAdd(id, isNew);
    if (isNew) {
        pending.batch.newNodes.push_back(node.ordinal);
    }
    return node;
}

void BatchBuilder::take(const AcceptedSample &sample, Pending &pending)
{
    NodeState &node = this->node(sample.node, pending);
    StreamState &stream = m_index.stream(node, sample.boot, sample.received);
    pending.numbers.push_back({{node.ordinal, sample.boot}, sample.seq, sample.seq});
    if (stream.stored.contains(sample.seq)) {
        return;
    }
    stream.stored.add(sample.seq, sample.seq);
    stream.lastReceived = std::max(stream.lastReceived, sample.received);
    pending.entries.push_back({static_cast<std::uint32_t>(node.ordinal), sample.boot, sample.seq, sample.nodeTime,
                               sample.received, sample.historical, sample.isTimeCorrected, sample.envelope});
}

void BatchBuilder::take(const AcceptedBirth &birth, Pending &pending)
{
    NodeState &node = this->node(birth.node, pending);
    std::string bytes = wire::encodeBirth(birth.birth);
    if (bytes == node.birth && birth.boot == node.birthBoot) {
        return;
    }
    node.birth = bytes;
    node.birthBoot = birth.boot;
    node.birthReceived = birth.received;
    pending.batch.births.push_back({node.ordinal, birth.boot, birth.received, std::move(bytes)});
}

void BatchBuilder::take(const AcceptedGap &accepted, Pending &pending)
{
    const GapRecord &gap = accepted.gap;
    if (gap.fromSeq > gap.toSeq) {
        return;
    }
    NodeState &node = this->node(accepted.node, pending);
    m_index.stream(node, gap.boot, gap.recordedAt).stored.add(gap.fromSeq, gap.toSeq);
    pending.numbers.push_back({{node.ordinal, gap.boot}, gap.fromSeq, gap.toSeq});
    pending.batch.gaps.push_back({node.ordinal, gap});
}

void BatchBuilder::report(Pending &pending)
{
    std::sort(pending.numbers.begin(), pending.numbers.end());
    Batch &batch = pending.batch;
    for (const Pending::Number &number : pending.numbers) {
        const bool sameStream = !batch.streams.empty() && batch.streams.back() == number.stream;
        if (!sameStream) {
            batch.streams.push_back(number.stream);
        } else if (StoredNumber &last = batch.stored.back();
                   last.toSeq == UINT64_MAX || number.from <= last.toSeq + 1) {
            last.toSeq = std::max(last.toSeq, number.to);
            continue;
        }
        batch.stored.push_back(
            {m_index.byOrdinal(number.stream.ordinal).id, number.stream.boot, number.from, number.to});
    }
}

void BatchBuilder::addRow(std::span<const PlacedEntry> entries, Pending &pending)
{
    Batch::Row row;
    row.key.part = entries.front().part;
    row.key.minNodeTime_ns = INT64_MAX;
    row.key.maxNodeTime_ns = INT64_MIN;
    row.key.samples = static_cast<std::int64_t>(entries.size());
    std::string raw;
    for (const PlacedEntry &placed : entries) {
        const std::int64_t time_ns = placed.entry.nodeTime.toNanoseconds();
        row.key.minNodeTime_ns = std::min(row.key.minNodeTime_ns, time_ns);
        row.key.maxNodeTime_ns = std::max(row.key.maxNodeTime_ns, time_ns);
        appendEntry(raw, placed.entry);
    }
    row.data = m_codec.compress(raw);
    pending.batch.rows.push_back(std::move(row));
    pending.batch.samples += entries.size();
}

void BatchBuilder::cutIntoRows(Pending &pending)
{
    std::size_t size_bytes = 0;
    for (const RowEntry &entry : pending.entries) {
        size_bytes += kEntryOverhead_bytes + entry.envelope.size();
    }
    std::int64_t cut = 1;
    while (cut < kMostParts && size_bytes / static_cast<std::size_t>(2 * cut) >= kSmallRow_bytes) {
        cut *= 2;
    }
    std::vector<PlacedEntry> placed;
    placed.reserve(pending.entries.size());
    for (const RowEntry &entry : pending.entries) {
        placed.push_back({partOf(entry.ordinal, cut), minuteOf(entry.nodeTime.toNanoseconds()), entry});
    }
    std::sort(placed.begin(), placed.end(), [](const PlacedEntry &a, const PlacedEntry &b) {
        return std::tie(a.part, a.minute, a.entry.ordinal, a.entry.nodeTime, a.entry.seq) <
               std::tie(b.part, b.minute, b.entry.ordinal, b.entry.nodeTime, b.entry.seq);
    });
    std::size_t first = 0;
    std::size_t row_bytes = 0;
    for (std::size_t i = 0; i <= placed.size(); ++i) {
        const bool cutHere = i == placed.size() || placed[i].part != placed[first].part ||
                             placed[i].minute != placed[first].minute || row_bytes >= kLargeRow_bytes;
        if (cutHere && i > first) {
            addRow(std::span(placed).subspan(first, i - first), pending);
            first = i;
            row_bytes = 0;
        }
        if (i < placed.size()) {
            row_bytes += kEntryOverhead_bytes + placed[i].entry.envelope.size();
        }
    }
}

Batch BatchBuilder::build(std::span<const QueuedItem> &items)
{
    // A stream's row names every number that is stored or about to be, so what is about to be must all go into the same
    // transaction: a kill between the files of two days would leave numbers that are named but not there.
    const Day day = dayOfItem(items.front());
    Pending pending;
    pending.batch.day = day;
    for (; !items.empty() && dayOfItem(items.front()) == day; items = items.subspan(1)) {
        const QueuedItem &item = items.front();
        if (const auto *sample = std::get_if<AcceptedSample>(&item)) {
            take(*sample, pending);
        } else if (const auto *gap = std::get_if<AcceptedGap>(&item)) {
            take(*gap, pending);
        } else if (const auto *event = std::get_if<std::unique_ptr<events::Event>>(&item)) {
            pending.batch.events.push_back(**event);
        } else if (const auto *minute = std::get_if<std::unique_ptr<FleetMinute>>(&item)) {
            pending.batch.minutes.push_back(**minute);
        } else {
            take(*std::get<std::unique_ptr<AcceptedBirth>>(item), pending);
        }
    }
    report(pending);
    cutIntoRows(pending);
    return std::move(pending.batch);
}

} // namespace iso::history
