#include "core/history/sample_walk.h"

#include <algorithm>
#include <tuple>

namespace iso::history
{
namespace
{

constexpr std::int64_t kWindow_minutes = 60;

} // namespace

bool isDamage(const Error &error)
{
    return error.code != ErrorCode::Busy && error.code != ErrorCode::Cancelled;
}

Status SampleWalk::refresh(Damage &damage)
{
    std::erase_if(m_readers, [](const auto &known) { return !known.second.isCurrent(); });
    for (const RawFile &file : rawFilesIn(m_directory)) {
        std::error_code error;
        if (m_readers.contains(file.path) || std::filesystem::file_size(file.path, error) == 0) {
            continue;
        }
        Result<RawReader> reader = RawReader::open(file.path);
        if (reader) {
            m_readers.emplace(file.path, std::move(*reader));
        } else if (!isDamage(reader.error())) {
            return failure(reader.error());
        } else if (reader.error().code != ErrorCode::NotFound) {
            addDamage(damage, file.path.filename().string(), 0);
        }
    }
    return {};
}

Result<std::vector<SampleWalk::Source>>
SampleWalk::sourcesOf(const NodeId &node, std::optional<std::int64_t> catalogOrdinal, Damage &damage)
{
    std::vector<Source> sources;
    for (auto &[path, reader] : m_readers) {
        const Result<std::optional<std::int64_t>> ordinal = reader.ordinalOf(node);
        if (!ordinal && !isDamage(ordinal.error())) {
            return failure(ordinal.error());
        }
        if (!ordinal) {
            addDamage(damage, path.filename().string(), 0);
        }
        if (ordinal && *ordinal) {
            sources.push_back({&reader, **ordinal});
        }
        // Also where the file does not name the node: its list of names may be what is damaged.
        if (catalogOrdinal && (!ordinal || *ordinal != catalogOrdinal)) {
            sources.push_back({&reader, *catalogOrdinal});
        }
    }
    return sources;
}

Result<std::optional<std::int64_t>> SampleWalk::nextMinute(std::vector<Source> &sources, std::int64_t minute,
                                                           Damage &damage)
{
    std::optional<std::int64_t> next;
    for (auto source = sources.begin(); source != sources.end();) {
        const Result<std::optional<std::int64_t>> own = source->reader->nextMinute(source->ordinal, minute);
        if (!own && !isDamage(own.error())) {
            return failure(own.error());
        }
        if (!own) {
            addDamage(damage, source->reader->path().filename().string(), 0);
            source = sources.erase(source);
            continue;
        }
        if (*own) {
            next = std::min(next.value_or(INT64_MAX), **own);
        }
        ++source;
    }
    return next;
}

Result<std::vector<FoundSample>> SampleWalk::collect(std::vector<Source> &sources, const MinuteRange &minutes,
                                                     NodeTime from, NodeTime to, const CancelToken &cancel,
                                                     Damage &damage)
{
    std::vector<FoundSample> found;
    for (Source &source : sources) {
        const Status collected = source.reader->collect(source.ordinal, minutes, from, to, cancel, found, damage);
        if (!collected && !isDamage(collected.error())) {
            return failure(collected.error());
        }
        if (!collected) {
            addDamage(damage, source.reader->path().filename().string(), 0);
        }
    }
    const auto order = [](const FoundSample &s) { return std::tie(s.nodeTime, s.boot, s.seq); };
    std::sort(found.begin(), found.end(),
              [&](const FoundSample &a, const FoundSample &b) { return order(a) < order(b); });
    // A number has one time, so its copies stand side by side.
    found.erase(std::unique(found.begin(), found.end(),
                            [&](const FoundSample &a, const FoundSample &b) { return order(a) == order(b); }),
                found.end());
    return found;
}

Result<bool> SampleWalk::run(const NodeId &node, std::optional<std::int64_t> catalogOrdinal, NodeTime from, NodeTime to,
                             const CancelToken &cancel, Damage &damage,
                             const std::function<bool(const FoundSample &)> &visit)
{
    Result<std::vector<Source>> sources = sourcesOf(node, catalogOrdinal, damage);
    if (!sources) {
        return failure(sources.error());
    }
    const bool isKnown = !sources->empty();
    const std::int64_t endMinute = minuteOf(to.toNanoseconds() - 1) + 1;
    std::int64_t minute = minuteOf(from.toNanoseconds());
    while (minute < endMinute) {
        if (cancel.isCancelled()) {
            return failure(ErrorCode::Cancelled, "the query was stopped");
        }
        const Result<std::optional<std::int64_t>> next = nextMinute(*sources, minute, damage);
        if (!next) {
            return failure(next.error());
        }
        if (!*next || **next >= endMinute) {
            break;
        }
        const MinuteRange window{**next, std::min(**next + kWindow_minutes, endMinute)};
        const Result<std::vector<FoundSample>> found = collect(*sources, window, from, to, cancel, damage);
        if (!found) {
            return failure(found.error());
        }
        for (const FoundSample &sample : *found) {
            if (!visit(sample)) {
                return isKnown;
            }
        }
        minute = window.end;
    }
    return isKnown;
}

} // namespace iso::history
