#pragma once

#include "core/commands/command_record.h"
#include "core/events/event.h"

#include <map>
#include <memory>
#include <vector>

namespace iso::events
{

/// Finds commands that were sent and that ended. What stands in the first list is not new. Thread: io.
class CommandWatch
{
public:
    void look(const std::shared_ptr<const commands::CommandList> &list, std::vector<Event> &events);

private:
    using Records = std::map<CommandId, commands::CommandRecordPtr>;
    Records m_known;
    std::uint64_t m_number = 0;
    bool m_hasList = false;
};

} // namespace iso::events
