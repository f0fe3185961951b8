#include "core/events/command_watch.h"

#include <fmt/format.h>

namespace iso::events
{
using commands::CommandRecord;
using commands::CommandRecordPtr;

namespace
{

std::string cut(std::string text)
{
    if (text.size() > kMostText) {
        text.resize(kMostText);
    }
    return text;
}

Event sent(const CommandRecord &record)
{
    std::string text = fmt::format("{} by {}", record.name, record.issuer.empty() ? "nobody named" : record.issuer);
    for (const wire::Argument &argument : record.arguments) {
        text += fmt::format(" {}={}", argument.name, argument.value);
    }
    text += record.reason.empty() ? "" : ": " + record.reason;
    return {record.createdAt, EventKind::CommandSent, 0, record.node, toText(record.id), cut(std::move(text))};
}

Event ended(const CommandRecord &record)
{
    const commands::CommandStep &last = record.steps.back();
    std::string text = fmt::format("{} {}{}", record.name, commands::toText(last.state),
                                   last.message.empty() ? "" : ": " + last.message);
    return {last.at, EventKind::CommandEnded, 0, record.node, toText(record.id), cut(std::move(text))};
}

} // namespace

void CommandWatch::look(const std::shared_ptr<const commands::CommandList> &list, std::vector<Event> &events)
{
    if (m_hasList && list->number == m_number) {
        return;
    }
    Records known;
    for (const CommandRecordPtr &record : list->commands) {
        const auto before = m_known.find(record->id);
        const bool isNew = before == m_known.end();
        if (m_hasList && (isNew || before->second != record)) {
            if (isNew) {
                events.push_back(sent(*record));
            }
            const bool hadEnded = !isNew && isFinal(before->second->state());
            if (isFinal(record->state()) && !hadEnded) {
                events.push_back(ended(*record));
            }
        }
        known.emplace(record->id, record);
    }
    m_known = std::move(known);
    m_number = list->number;
    m_hasList = true;
}

} // namespace iso::events
