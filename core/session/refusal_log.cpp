#include "core/session/refusal_log.h"

#include <fmt/format.h>

namespace iso::session
{

void RefusalLog::add(HubTime at, std::string_view node, const wire::Refusal &refusal, std::string_view message)
{
    m_counts[static_cast<std::size_t>(refusal.reason)].add();
    const std::int64_t second = at.toNanoseconds() / 1'000'000'000;
    if (second != m_second) {
        m_second = second;
        m_keptThisSecond = 0;
    }
    if (++m_keptThisSecond > kKeptPerSecond) {
        return;
    }
    RefusedMessage refused{
        at, std::string(node.substr(0, 64)), std::string(wire::toText(refusal.reason)), refusal.detail, {}};
    for (const char byte : message.substr(0, 32)) {
        fmt::format_to(std::back_inserter(refused.firstBytes), "{:02x}", static_cast<unsigned char>(byte));
    }
    const std::lock_guard lock(m_mutex);
    m_newest.push_front(std::move(refused));
    if (m_newest.size() > kKept) {
        m_newest.pop_back();
    }
}

std::vector<RefusedMessage> RefusalLog::newest() const
{
    const std::lock_guard lock(m_mutex);
    return {m_newest.begin(), m_newest.end()};
}

std::vector<std::uint64_t> RefusalLog::counts() const
{
    std::vector<std::uint64_t> counts;
    for (const Counter &counter : m_counts) {
        counts.push_back(counter.value());
    }
    return counts;
}

} // namespace iso::session
