#pragma once

// Private to core/history.

#include "core/history/raw_reader.h"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace iso::history
{

/// Walks over the samples of many nodes in all day files from the newest to the oldest, a few minutes at a time: every
/// row is read once, whatever the number of nodes.
class GroupWalk
{
public:
    /// `readers` outlive the walk.
    explicit GroupWalk(std::map<std::filesystem::path, RawReader> &readers)
        : m_readers(readers)
    {
    }

    /// Looks the nodes up in every file; `catalogOrdinals` are what the catalogue calls them, in their order.
    Status prepare(std::span<const NodeId> nodes, std::span<const std::optional<std::int64_t>> catalogOrdinals,
                   Damage &damage);
    /// True when any file knows the node.
    [[nodiscard]] bool isKnown(std::size_t node) const { return m_known[node]; }

    /// A row's entry that is of one of the nodes, as far as the file's list of names can be believed.
    using Visit = std::function<void(const RowEntry &entry)>;
    /// Everything at or after this time was visited. False ends the walk.
    using Passed = std::function<bool(NodeTime from)>;
    /// Entries with from <= node time < to, each (node, boot, seq) once, in no order within a few minutes.
    Status run(NodeTime from, NodeTime to, const CancelToken &cancel, Damage &damage, const Visit &visit,
               const Passed &passed);

private:
    struct Source {
        RawReader *reader = nullptr;
        std::vector<bool> ordinals; ///< which are wanted
        std::vector<std::int64_t> parts;
        std::optional<std::int64_t> newest; ///< minute with rows, below the one that was asked for last
        bool isExhausted = false;

        void want(std::int64_t ordinal);
        void findParts();
    };
    Result<std::optional<std::int64_t>> newestBefore(std::int64_t minute, Damage &damage);
    Status readWindow(const MinuteRange &minutes, NodeTime from, NodeTime to, const CancelToken &cancel, Damage &damage,
                      const Visit &visit);

    std::map<std::filesystem::path, RawReader> &m_readers;
    std::vector<Source> m_sources;
    std::vector<bool> m_known;
    std::int64_t m_window_minutes = 1;
};

} // namespace iso::history
