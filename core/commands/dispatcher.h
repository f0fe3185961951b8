#pragma once

#include "core/base/ids.h"
#include "core/base/log.h"
#include "core/base/time.h"
#include "core/commands/command_record.h"
#include "core/wire/messages.h"

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace iso::commands
{

/// How the dispatcher reaches nodes.
class CommandChannel
{
public:
    virtual ~CommandChannel() = default;
    /// False when the node has no control connection now, or its pipe is full.
    virtual bool sendCommand(const NodeId &node, const wire::Command &command) = 0;
    virtual bool sendQuery(const NodeId &node, const wire::CommandQuery &query) = 0;
};

/// Where steps are written down before they count.
class CommandLog
{
public:
    virtual ~CommandLog() = default;
    /// Records the command's newest state. Later, on the dispatcher's own thread, Dispatcher::recorded must be called
    /// with the same pointer. False when it could not be taken now; the dispatcher tries again at its next tick.
    virtual bool record(const CommandRecordPtr &record) = 0;
};

/// Takes commands through their life on the io thread. A command is in the log before it is sent, and a step is
/// published only once it is in the log, so what anybody was shown survives a crash. Never retries a command that
/// changes state; asks for its id instead.
class Dispatcher
{
public:
    /// At most this many commands are open at once; more are refused.
    static constexpr std::size_t kMaxOpen = 50'000;
    /// At most this many are kept for the list; older finished ones are in the ledger.
    static constexpr std::size_t kMaxListed = 5'000;

    /// An unknown command is asked for this often.
    static constexpr Duration kQueryEvery = std::chrono::seconds(10);
    /// A running percentage is written down at most this often.
    static constexpr Duration kProgressEvery = std::chrono::seconds(1);

    Dispatcher(CommandChannel &channel, CommandLog &log, const Clock &clock, Logger &logger);
    ~Dispatcher();
    Dispatcher(const Dispatcher &) = delete;
    Dispatcher &operator=(const Dispatcher &) = delete;

    /// Takes up what an earlier session left (newest state of each, oldest first): open ones are asked for again when
    /// their node says HELLO, unsent ones are sent while they have not expired.
    void restore(std::vector<CommandRecordPtr> records);

    /// A new command in state Created. Busy when too many are open.
    Status submit(CommandRecordPtr record);
    /// The log has it.
    void recorded(const CommandRecordPtr &record);
    void receipt(const NodeId &node, const wire::Receipt &receipt);
    /// The node is connected (again): unsent commands go out, open ones are asked for.
    void nodeConnected(const NodeId &node);
    /// Its control connection is gone: its commands wait unsent. Optional; a send that fails tells the same.
    void nodeDisconnected(const NodeId &node);
    /// Timeouts, expiries, second tries of what the log did not take. Call a few times a second.
    void tick();

    /// The published list; the same pointer until something changes.
    [[nodiscard]] std::shared_ptr<const CommandList> list();
    [[nodiscard]] std::size_t openCount() const;

private:
    struct Entry;
    using Order = std::uint64_t; ///< commands by the order they came in

    Entry &add(CommandRecordPtr record);
    Entry *entryOf(const CommandId &id);
    void apply(Entry &entry, CommandEvent event, std::string message, std::optional<std::uint32_t> percent = {},
               std::vector<wire::Argument> results = {});
    void write(Entry &entry);
    void publish(Entry &entry, const CommandRecordPtr &record);
    void advance(Entry &entry);
    bool cancelUnsentTarget(Entry &entry);
    void handOver(Entry &entry);
    void ask(Entry &entry);
    void tickEntry(Entry &entry);
    void forgetOldest();

    CommandChannel &m_channel;
    CommandLog &m_log;
    const Clock &m_clock;
    Logger &m_logger;
    std::map<Order, std::unique_ptr<Entry>> m_entries;
    std::unordered_map<CommandId, Entry *> m_byId;
    std::unordered_map<NodeId, std::set<Order>> m_activeByNode;
    std::set<Order> m_active;     ///< not final, or with steps the log does not have yet
    std::deque<Order> m_finished; ///< the order in which they are forgotten
    std::unordered_set<NodeId> m_connected;
    std::size_t m_open = 0;
    Order m_nextOrder = 1;
    std::shared_ptr<const CommandList> m_list;
    bool m_listChanged = false;
};

} // namespace iso::commands
