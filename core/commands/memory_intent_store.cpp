#include "core/commands/node_executor.h"

namespace iso::commands
{

namespace
{
constexpr std::size_t kMaxIntents = 10'000;
} // namespace

Status MemoryIntentStore::write(const Intent &intent)
{
    if (const auto known = m_intents.find(intent.id); known != m_intents.end()) {
        known->second = intent;
        return {};
    }
    if (m_order.size() < kMaxIntents) {
        m_order.push_back(intent.id);
    } else {
        m_intents.erase(m_order[m_oldest]);
        m_order[m_oldest] = intent.id;
        m_oldest = (m_oldest + 1) % kMaxIntents;
    }
    m_intents.emplace(intent.id, intent);
    return {};
}

std::optional<Intent> MemoryIntentStore::find(const CommandId &id) const
{
    const auto known = m_intents.find(id);
    return known == m_intents.end() ? std::nullopt : std::optional(known->second);
}

} // namespace iso::commands
