#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <deque>
#include <string>

namespace iso::node
{

/// The newest telemetry of one boot, as sent: what a hub missed is answered from here. Numbers are without gaps. Used
/// by one thread.
class TelemetryRing
{
public:
    static constexpr Duration kKeep = std::chrono::minutes(15);

    struct Entry {
        NodeTime time;
        SteadyTime taken; ///< its age counts from here, since the node's clock may be set
        NodeTime sent;    ///< for the first time, to any hub; invalid: not yet
        std::string bytes;
    };

    /// Keeps at most `capacity_bytes` of messages, whatever their age.
    explicit TelemetryRing(std::size_t capacity_bytes)
        : m_capacity_bytes(capacity_bytes)
    {
    }

    /// Appends the message with the number lastSeq() + 1, and drops what has become too old or too much.
    void push(Entry entry);
    void clear();

    /// Null when it was dropped or never there.
    [[nodiscard]] Entry *find(std::uint64_t seq);
    /// 0 when nothing was ever pushed.
    [[nodiscard]] std::uint64_t lastSeq() const { return m_lastSeq; }
    /// lastSeq() + 1 when empty.
    [[nodiscard]] std::uint64_t firstSeq() const { return m_lastSeq + 1 - m_entries.size(); }
    [[nodiscard]] std::size_t size_bytes() const { return m_bytes; }

private:
    const std::size_t m_capacity_bytes;
    std::deque<Entry> m_entries;
    std::uint64_t m_lastSeq = 0;
    std::size_t m_bytes = 0;
};

} // namespace iso::node
