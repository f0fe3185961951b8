#include "core/events/key_watch.h"

#include <fmt/format.h>

namespace iso::events
{

void KeyWatch::look(const enrolment::KeyListPtr &list, std::vector<Event> &events)
{
    if (m_hasList && list->number == m_number) {
        return;
    }
    for (const enrolment::KeyRecord &record : list->keys) {
        HubTime &before = m_decidedAt[record.key];
        if (m_hasList && record.decidedAt.isValid() && record.decidedAt != before) {
            std::string text = fmt::format("Key {} by {}", toText(record.state), record.decidedBy);
            text += record.note.empty() ? "" : ": " + record.note;
            events.push_back(
                {record.decidedAt, EventKind::Key, 0, record.node, record.fingerprint, text.substr(0, kMostText)});
        }
        before = record.decidedAt;
    }
    m_number = list->number;
    m_hasList = true;
}

} // namespace iso::events
