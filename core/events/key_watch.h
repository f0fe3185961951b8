#pragma once

#include "core/enrolment/key_record.h"
#include "core/events/event.h"

#include <map>
#include <vector>

namespace iso::events
{

/// Finds decisions about keys. What stands in the first list is not new, and who knocks has decided nothing. Thread:
/// io.
class KeyWatch
{
public:
    void look(const enrolment::KeyListPtr &list, std::vector<Event> &events);

private:
    std::map<PublicKey, HubTime> m_decidedAt;
    std::uint64_t m_number = 0;
    bool m_hasList = false;
};

} // namespace iso::events
