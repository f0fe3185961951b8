#pragma once

#include "core/commands/node_executor.h"
#include "core/node/node_protocol.h"

#include <functional>
#include <optional>
#include <unordered_map>

namespace iso::node
{

/// A node's one executor before all of its hubs: every receipt goes to the hub that asked, and the steps of a command
/// to the hub that sent it. Used by one thread.
class CommandDesk
{
public:
    /// Told of every receipt, sent or not.
    using Observer = std::function<void(const wire::Receipt &)>;

    CommandDesk(const NodeSelf &self, std::vector<wire::CommandDescriptor> catalogue, commands::IntentStore &store,
                commands::CommandActions &actions, Observer observer = {});
    CommandDesk(const CommandDesk &) = delete;
    CommandDesk &operator=(const CommandDesk &) = delete;

    /// `now` is the node's best idea of that hub's time.
    void command(NodeProtocol &link, const wire::Command &command, HubTime now);
    void query(NodeProtocol &link, const wire::CommandQuery &query);

    /// For the actions' progress and results.
    [[nodiscard]] commands::NodeExecutor &executor() { return m_executor; }

private:
    void send(const wire::Receipt &receipt);

    Observer m_observer;
    NodeProtocol *m_asking = nullptr; ///< within a call of command() or query()
    std::optional<CommandId> m_asked;
    std::unordered_map<CommandId, NodeProtocol *> m_senders; ///< of the commands under way
    commands::NodeExecutor m_executor;
};

/// True for a state that ends a command.
bool isFinal(wire::ReceiptState state);

} // namespace iso::node
