#include "core/replay/command_moment.h"

#include <algorithm>

namespace iso::replay
{

std::shared_ptr<const commands::CommandList> commandsAt(const commands::CommandList &newest, HubTime moment,
                                                        std::uint64_t number)
{
    auto list = std::make_shared<commands::CommandList>();
    list->number = number;
    for (const commands::CommandRecordPtr &record : newest.commands) {
        if (record->createdAt > moment) {
            continue;
        }
        const auto isLater = [moment](const commands::CommandStep &step) { return step.at > moment; };
        if (std::none_of(record->steps.begin(), record->steps.end(), isLater)) {
            list->commands.push_back(record);
            continue;
        }
        auto then = std::make_shared<commands::CommandRecord>(*record);
        std::erase_if(then->steps, isLater);
        if (then->steps.empty()) {
            then->steps.push_back({commands::CommandState::Created, then->createdAt, std::nullopt, {}});
        }
        then->results.clear(); // they came with the end
        list->commands.push_back(std::move(then));
    }
    return list;
}

} // namespace iso::replay
