#include "app/sim/stored_log.h"

#include <fmt/format.h>
#include <iterator>

namespace iso::app
{

Result<std::unique_ptr<StoredLog>> StoredLog::create(const std::filesystem::path &file)
{
    auto log = std::make_unique<StoredLog>();
    log->m_stream.open(file, std::ios::out | std::ios::trunc);
    if (!log->m_stream.is_open()) {
        return failure(ErrorCode::Io, "cannot write " + file.string());
    }
    return log;
}

void StoredLog::sampleStored(const NodeId &node, const BootId &boot, std::uint64_t seq, NodeTime time, HubTime sent,
                             HubTime stored)
{
    fmt::format_to(std::ostreambuf_iterator<char>(m_stream), "{} {} {} {} {} {}\n", node.text(), toText(boot), seq,
                   time.toNanoseconds(), sent.toNanoseconds(), stored.toNanoseconds());
    m_hasNew = true;
}

void StoredLog::storedMessageEnds()
{
    if (m_hasNew) {
        m_stream.flush();
        m_hasNew = false;
    }
}

} // namespace iso::app
