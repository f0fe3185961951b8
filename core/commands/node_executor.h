#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/commands/arguments.h"
#include "core/wire/messages.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace iso::commands
{

/// The hash of a body that is not known any more.
inline constexpr std::uint64_t kAnyBody = 0;

/// What a node remembers of a command: written before it acts.
struct Intent {
    CommandId id;
    std::uint64_t bodyHash = kAnyBody; ///< the same id with another body is a conflict
    wire::Receipt last;                ///< what to answer when asked again
};

/// Keeps intents. A real node's store is durable: write() returns after the bytes survive a crash.
class IntentStore
{
public:
    virtual ~IntentStore() = default;
    virtual Status write(const Intent &intent) = 0;
    virtual std::optional<Intent> find(const CommandId &id) const = 0;
};

/// Forgets at exit: for simulated nodes, whose whole world ends with the process. Keeps the newest 10,000.
class MemoryIntentStore final : public IntentStore
{
public:
    Status write(const Intent &intent) override;
    std::optional<Intent> find(const CommandId &id) const override;

private:
    std::unordered_map<CommandId, Intent> m_intents;
    std::vector<CommandId> m_order; ///< a ring once it is full
    std::size_t m_oldest = 0;
};

/// What the machine behind the executor does.
class CommandActions
{
public:
    virtual ~CommandActions() = default;
    /// Begins a checked command whose arguments are complete. Ends, now or later, by NodeExecutor::finish with the same
    /// id; may call NodeExecutor::progress before.
    virtual void begin(const wire::CommandBody &body, const wire::CommandDescriptor &descriptor) = 0;
    /// Stops a running command; then finish(id, Cancelled, ...) follows. False when it cannot be stopped any more.
    virtual bool cancel(const CommandId &id) = 0;
};

/// A node's side of commands: checks, at most once by id, one state-changing command at a time. Owned and called by one
/// thread; receipts leave through `send`.
class NodeExecutor
{
public:
    /// Commands under way at once, of which one may change state.
    static constexpr std::size_t kMaxRunning = 16;

    using Send = std::function<void(const wire::Receipt &)>;

    NodeExecutor(NodeId node, BootId boot, std::vector<wire::CommandDescriptor> catalogue, IntentStore &store,
                 CommandActions &actions, Send send);

    /// Answers with a receipt for every outcome: Rejected with a reason (other node, other boot, unknown command, bad
    /// argument, busy, conflict), Expired, the remembered receipt when the id is known, else Received, Accepted and the
    /// action begins. `now` is the node's best idea of the hub's time.
    void command(const wire::Command &command, HubTime now);
    void query(const wire::CommandQuery &query);

    void progress(const CommandId &id, std::uint32_t percent, std::string message);
    void finish(const CommandId &id, wire::ReceiptState state, std::string message,
                std::vector<wire::Argument> results = {});

    /// Commands whose body does not parse: without an id there is nobody to answer.
    [[nodiscard]] std::uint64_t malformed() const { return m_malformed; }
    [[nodiscard]] std::size_t runningCount() const { return m_running.size(); }

private:
    struct Running {
        Intent intent;
        bool changesState = false;
    };

    [[nodiscard]] std::optional<wire::Receipt> refusalOf(const wire::CommandBody &body, HubTime now) const;
    [[nodiscard]] std::optional<std::string> busyWith(const wire::CommandDescriptor &descriptor) const;
    [[nodiscard]] wire::Receipt remembered(const Intent &intent) const;
    void start(wire::CommandBody body, const wire::CommandDescriptor &descriptor, std::uint64_t bodyHash);
    void cancelOther(const wire::CommandBody &body);

    NodeId m_node;
    BootId m_boot;
    std::vector<wire::CommandDescriptor> m_catalogue;
    IntentStore &m_store;
    CommandActions &m_actions;
    Send m_send;
    std::unordered_map<CommandId, Running> m_running;
    std::uint64_t m_malformed = 0;
};

} // namespace iso::commands
