#pragma once

// Private to core/history.

#include "core/history/raw_reader.h"

#include <filesystem>
#include <functional>
#include <map>
#include <vector>

namespace iso::history
{

/// A file that cannot be read is left out and named in the result, so that one bad day does not hide all others. A lock
/// or a cancellation ends the query.
bool isDamage(const Error &error);

/// Walks over one node's samples in all day files by node time, an hour at a time, each (boot, seq) once.
class SampleWalk
{
public:
    explicit SampleWalk(std::filesystem::path directory)
        : m_directory(std::move(directory))
    {
    }

    /// Looks which day files there are now. Call before a query.
    Status refresh(Damage &damage);
    /// The files that can be read, as refresh() found them.
    [[nodiscard]] std::map<std::filesystem::path, RawReader> &readers() { return m_readers; }
    /// Hands over samples with from <= node time < to until `visit` returns false. True when any file knows the node.
    /// The caller checks that a sample really is the node's.
    Result<bool> run(const NodeId &node, std::optional<std::int64_t> catalogOrdinal, NodeTime from, NodeTime to,
                     const CancelToken &cancel, Damage &damage, const std::function<bool(const FoundSample &)> &visit);

private:
    struct Source {
        RawReader *reader = nullptr;
        std::int64_t ordinal = 0;
    };
    Result<std::vector<Source>> sourcesOf(const NodeId &node, std::optional<std::int64_t> catalogOrdinal,
                                          Damage &damage);
    Result<std::optional<std::int64_t>> nextMinute(std::vector<Source> &sources, std::int64_t minute, Damage &damage);
    Result<std::vector<FoundSample>> collect(std::vector<Source> &sources, const MinuteRange &minutes, NodeTime from,
                                             NodeTime to, const CancelToken &cancel, Damage &damage);

    std::filesystem::path m_directory;
    std::map<std::filesystem::path, RawReader> m_readers;
};

} // namespace iso::history
