#include "core/node/command_desk.h"

namespace iso::node
{

bool isFinal(wire::ReceiptState state)
{
    return state != wire::ReceiptState::Received && state != wire::ReceiptState::Accepted &&
           state != wire::ReceiptState::Running;
}

CommandDesk::CommandDesk(const NodeSelf &self, std::vector<wire::CommandDescriptor> catalogue,
                         commands::IntentStore &store, commands::CommandActions &actions, Observer observer)
    : m_observer(std::move(observer))
    , m_executor(self.id, self.boot, std::move(catalogue), store, actions,
                 [this](const wire::Receipt &receipt) { send(receipt); })
{
}

void CommandDesk::command(NodeProtocol &link, const wire::Command &command, HubTime now)
{
    m_asking = &link;
    m_asked.reset(); // the first receipt names it
    m_executor.command(command, now);
    m_asking = nullptr;
}

void CommandDesk::query(NodeProtocol &link, const wire::CommandQuery &query)
{
    m_asking = &link;
    m_asked = query.command;
    m_executor.query(query);
    m_asking = nullptr;
}

void CommandDesk::send(const wire::Receipt &receipt)
{
    if (m_asking != nullptr && !m_asked) {
        m_asked = receipt.command;
    }
    const auto sender = m_senders.find(receipt.command);
    NodeProtocol *link = m_asking != nullptr && m_asked == receipt.command ? m_asking
                         : sender == m_senders.end()                       ? nullptr
                                                                           : sender->second;
    if (link != nullptr) {
        link->send(receipt); // one that does not fit is asked for by the hub
    }
    if (isFinal(receipt.state)) {
        m_senders.erase(receipt.command);
    } else if (link != nullptr && sender == m_senders.end()) {
        m_senders.emplace(receipt.command, link);
    }
    if (m_observer) {
        m_observer(receipt);
    }
}

} // namespace iso::node
