#include "core/history/group_walk.h"

#include "core/history/sample_walk.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>

namespace iso::history
{
namespace
{

/// About so many samples are looked at together, which bounds what is remembered of them.
constexpr std::int64_t kWindow_samples = 200'000;
constexpr std::int64_t kMostWindow_minutes = 30;
/// No file numbers its nodes higher; a damaged list of names can say anything.
constexpr std::int64_t kMostOrdinal = 10'000'000;

struct SampleKey {
    std::uint32_t ordinal = 0;
    BootId boot;
    std::uint64_t seq = 0;
    bool operator==(const SampleKey &) const = default;
};
struct SampleKeyHash {
    std::size_t operator()(const SampleKey &key) const
    {
        std::uint64_t hash = 0;
        std::memcpy(&hash, key.boot.bytes().data(), sizeof(hash));
        return static_cast<std::size_t>((hash ^ (key.seq + key.ordinal * 0x100000001b3ULL)) * 0x9e3779b97f4a7c15ULL);
    }
};

} // namespace

void GroupWalk::Source::want(std::int64_t ordinal)
{
    if (ordinal < 0 || ordinal > kMostOrdinal) {
        return;
    }
    const auto i = static_cast<std::size_t>(ordinal);
    if (ordinals.size() <= i) {
        ordinals.resize(i + 1);
    }
    ordinals[i] = true;
}

void GroupWalk::Source::findParts()
{
    for (std::size_t ordinal = 0; ordinal < ordinals.size(); ++ordinal) {
        for (std::int64_t cut = 1; ordinals[ordinal] && cut <= kMostParts; cut *= 2) {
            parts.push_back(partOf(static_cast<std::int64_t>(ordinal), cut));
        }
    }
    std::sort(parts.begin(), parts.end());
    parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
}

Status GroupWalk::prepare(std::span<const NodeId> nodes, std::span<const std::optional<std::int64_t>> catalogOrdinals,
                          Damage &damage)
{
    m_known.assign(nodes.size(), false);
    m_window_minutes = std::clamp<std::int64_t>(kWindow_samples / (60 * static_cast<std::int64_t>(nodes.size())), 1,
                                                kMostWindow_minutes);
    for (auto &[path, reader] : m_readers) {
        Source source;
        source.reader = &reader;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const Result<std::optional<std::int64_t>> ordinal = reader.ordinalOf(nodes[i]);
            if (!ordinal && !isDamage(ordinal.error())) {
                return failure(ordinal.error());
            }
            if (!ordinal) {
                addDamage(damage, path.filename().string(), 0);
            } else if (*ordinal) {
                m_known[i] = true;
                source.want(**ordinal);
            }
            // Also where the file does not name the node: its list of names may be what is damaged.
            if (catalogOrdinals[i]) {
                m_known[i] = true;
                source.want(*catalogOrdinals[i]);
            }
        }
        source.findParts();
        m_sources.push_back(std::move(source));
    }
    return {};
}

Result<std::optional<std::int64_t>> GroupWalk::newestBefore(std::int64_t minute, Damage &damage)
{
    std::optional<std::int64_t> newest;
    for (Source &source : m_sources) {
        if (source.isExhausted) {
            continue;
        }
        if (!source.newest || *source.newest >= minute) {
            const auto own = source.reader->newestMinuteBefore(source.parts, minute);
            if (!own && !isDamage(own.error())) {
                return failure(own.error());
            }
            if (!own) {
                addDamage(damage, source.reader->path().filename().string(), 0);
            }
            source.newest = own ? *own : std::nullopt;
            source.isExhausted = !source.newest;
        }
        if (source.newest) {
            newest = std::max(newest.value_or(INT64_MIN), *source.newest);
        }
    }
    return newest;
}

Status GroupWalk::readWindow(const MinuteRange &minutes, NodeTime from, NodeTime to, const CancelToken &cancel,
                             Damage &damage, const Visit &visit)
{
    // Two files can both hold a number; a number has one time, so its copies are in one window.
    std::unordered_set<SampleKey, SampleKeyHash> seen;
    for (const Source &source : m_sources) {
        if (!source.newest || *source.newest < minutes.first) {
            continue;
        }
        const Status read = source.reader->visit(source.parts, minutes, cancel, damage, [&](const RowEntry &entry) {
            if (entry.ordinal < source.ordinals.size() && source.ordinals[entry.ordinal] && entry.nodeTime >= from &&
                entry.nodeTime < to && seen.insert({entry.ordinal, entry.boot, entry.seq}).second) {
                visit(entry);
            }
        });
        if (!read && !isDamage(read.error())) {
            return read;
        }
        if (!read) {
            addDamage(damage, source.reader->path().filename().string(), 0);
        }
    }
    return {};
}

Status GroupWalk::run(NodeTime from, NodeTime to, const CancelToken &cancel, Damage &damage, const Visit &visit,
                      const Passed &passed)
{
    const std::int64_t firstMinute = minuteOf(from.toNanoseconds());
    std::int64_t endMinute = minuteOf(to.toNanoseconds() - 1) + 1;
    while (endMinute > firstMinute) {
        if (cancel.isCancelled()) {
            return failure(ErrorCode::Cancelled, "the query was stopped");
        }
        const Result<std::optional<std::int64_t>> newest = newestBefore(endMinute, damage);
        if (!newest) {
            return failure(newest.error());
        }
        if (!*newest || **newest < firstMinute) {
            break;
        }
        const MinuteRange window{std::max(firstMinute, **newest + 1 - m_window_minutes), **newest + 1};
        if (const Status read = readWindow(window, from, to, cancel, damage, visit); !read) {
            return read;
        }
        endMinute = window.first;
        if (endMinute > firstMinute && !passed(NodeTime::fromNanoseconds(startOfMinute(endMinute)))) {
            return {};
        }
    }
    passed(from);
    return {};
}

} // namespace iso::history
