#include "core/node/telemetry_ring.h"

namespace iso::node
{

void TelemetryRing::push(Entry entry)
{
    const SteadyTime newest = entry.taken;
    m_bytes += entry.bytes.size();
    m_entries.push_back(std::move(entry));
    ++m_lastSeq;
    while (m_entries.size() > 1 && (m_bytes > m_capacity_bytes || newest - m_entries.front().taken > kKeep)) {
        m_bytes -= m_entries.front().bytes.size();
        m_entries.pop_front();
    }
}

void TelemetryRing::clear()
{
    m_entries.clear();
    m_lastSeq = 0;
    m_bytes = 0;
}

TelemetryRing::Entry *TelemetryRing::find(std::uint64_t seq)
{
    return seq < firstSeq() || seq > m_lastSeq ? nullptr : &m_entries[seq - firstSeq()];
}

} // namespace iso::node
