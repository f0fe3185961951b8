#pragma once

#include "core/base/counter.h"
#include "core/session/session.h"
#include "core/wire/codec.h"

#include <array>
#include <deque>
#include <mutex>
#include <string_view>
#include <vector>

namespace iso::session
{

/// Counts what was turned away and keeps the newest for people to see. Added to by the io thread, read by any.
class RefusalLog
{
public:
    static constexpr std::size_t kKept = 256;
    /// A flood must not cost more than its counting: at most this many a second are kept.
    static constexpr int kKeptPerSecond = 20;

    void add(HubTime at, std::string_view node, const wire::Refusal &refusal, std::string_view message);
    /// Newest first.
    [[nodiscard]] std::vector<RefusedMessage> newest() const;
    /// Indexed by wire::RefusalReason.
    [[nodiscard]] std::vector<std::uint64_t> counts() const;

private:
    std::array<Counter, wire::kRefusalReasonCount> m_counts;
    mutable std::mutex m_mutex;
    std::deque<RefusedMessage> m_newest;
    std::int64_t m_second = 0;
    int m_keptThisSecond = 0;
};

} // namespace iso::session
