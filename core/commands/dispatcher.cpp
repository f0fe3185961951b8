#include "core/commands/dispatcher.h"

#include "core/base/check.h"
#include "core/commands/builtin_catalogue.h"
#include "core/wire/codec.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::commands
{

/// One command and how far the log, the node and the readers are with it.
struct Dispatcher::Entry {
    Order order = 0;
    CommandRecordPtr newest;    ///< what is true now
    CommandRecordPtr published; ///< the newest that came back from the log; null before the first did
    /// Made but not yet back from the log, oldest first: each step is written, none is skipped.
    std::deque<CommandRecordPtr> unlogged;
    std::size_t handedToLog = 0; ///< of these, from the front
    bool left = false;           ///< the channel took it, in this session or perhaps in an earlier one
    bool settled = false;        ///< the node said it cannot know, and will not start it any more
    bool progressPending = false;
    SteadyTime deadline; ///< without a receipt until then its state is unknown
    SteadyTime nextQuery;
    SteadyTime lastProgressWritten;

    [[nodiscard]] CommandState state() const { return newest->state(); }
    [[nodiscard]] bool isOpen() const { return !isFinal(state()) && !settled; }
    [[nodiscard]] bool isUnsent() const
    {
        return state() == CommandState::Created || state() == CommandState::Approved;
    }
};

namespace
{

/// A node that keeps contradicting itself must not grow a record without end. The first step always stays.
constexpr std::size_t kMaxSteps = 32;

wire::Command toCommand(const CommandRecord &record)
{
    // From the record alone, so that the bytes are the same before and after a restart.
    wire::CommandBody body;
    body.id = record.id;
    body.node = record.node;
    body.name = record.name;
    body.arguments = record.arguments;
    body.issuedAt = record.createdAt;
    body.expiresAt = record.expiresAt;
    body.issuer = record.issuer;
    body.reason = record.reason;
    wire::Command command;
    command.body = wire::encodeCommandBody(body);
    return command;
}

} // namespace

Dispatcher::Dispatcher(CommandChannel &channel, CommandLog &log, const Clock &clock, Logger &logger)
    : m_channel(channel)
    , m_log(log)
    , m_clock(clock)
    , m_logger(logger)
    , m_list(std::make_shared<const CommandList>())
{
}

Dispatcher::~Dispatcher() = default;

Dispatcher::Entry &Dispatcher::add(CommandRecordPtr record)
{
    auto owned = std::make_unique<Entry>();
    Entry &entry = *owned;
    entry.order = m_nextOrder++;
    entry.newest = std::move(record);
    m_byId.emplace(entry.newest->id, &entry);
    m_entries.emplace(entry.order, std::move(owned));
    if (entry.isOpen()) {
        ++m_open;
        m_active.insert(entry.order);
        m_activeByNode[entry.newest->node].insert(entry.order);
    } else {
        m_finished.push_back(entry.order);
    }
    return entry;
}

Dispatcher::Entry *Dispatcher::entryOf(const CommandId &id)
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? nullptr : found->second;
}

void Dispatcher::restore(std::vector<CommandRecordPtr> records)
{
    const SteadyTime now = m_clock.steadyNow();
    for (CommandRecordPtr &record : records) {
        if (record == nullptr || record->steps.empty() || entryOf(record->id) != nullptr) {
            m_logger.warning("commands", "a stored command is empty or stored twice; it is left out");
            continue;
        }
        Entry &entry = add(std::move(record));
        entry.published = entry.newest;
        if (isOpenAtNode(entry.state())) {
            // It may have left before the earlier session ended. From here on it is only ever asked for.
            entry.left = true;
            entry.deadline = now + entry.newest->timeout;
            entry.nextQuery = now;
        }
    }
    m_listChanged = true;
    forgetOldest();
}

Status Dispatcher::submit(CommandRecordPtr record)
{
    ISO_CHECK(record != nullptr && record->steps.size() == 1 && record->state() == CommandState::Created);
    if (m_open >= kMaxOpen) {
        return failure(ErrorCode::Busy,
                       fmt::format("{} commands are open already; wait until some have ended", m_open));
    }
    if (entryOf(record->id) != nullptr) {
        return failure(ErrorCode::InvalidInput, "command " + toText(record->id) + " exists already");
    }
    Entry &entry = add(std::move(record));
    entry.unlogged.push_back(entry.newest);
    write(entry);
    return {};
}

void Dispatcher::apply(Entry &entry, CommandEvent event, std::string message, std::optional<std::uint32_t> percent,
                       std::vector<wire::Argument> results)
{
    const auto next = nextState(entry.state(), event);
    if (!next) {
        return;
    }
    const CommandStep &last = entry.newest->steps.back();
    const bool repeats = *next == last.state;
    if (repeats && last.percent == percent && last.message == message) {
        return;
    }
    auto record = std::make_shared<CommandRecord>(*entry.newest);
    if (repeats && *next == CommandState::Running) {
        record->steps.pop_back();
    } else if (record->steps.size() >= kMaxSteps) {
        record->steps.erase(record->steps.begin() + 1);
    }
    record->steps.push_back({*next, m_clock.utcNow(), percent, std::move(message)});
    if (!results.empty()) {
        record->results = std::move(results);
    }
    const bool wasOpen = entry.isOpen();
    entry.newest = std::move(record);
    if (wasOpen && !entry.isOpen()) {
        --m_open;
    }

    const SteadyTime now = m_clock.steadyNow();
    const bool isProgress = repeats && *next == CommandState::Running;
    if (isProgress && now < entry.lastProgressWritten + kProgressEvery) {
        entry.progressPending = true;
        return;
    }
    if (*next == CommandState::Running) {
        entry.lastProgressWritten = now;
    }
    entry.progressPending = false;
    entry.unlogged.push_back(entry.newest);
    write(entry);
}

void Dispatcher::write(Entry &entry)
{
    while (entry.handedToLog < entry.unlogged.size()) {
        if (!m_log.record(entry.unlogged[entry.handedToLog])) {
            m_logger.limited(LogLevel::Warning, "commands", "log-full",
                             "the ledger takes no entries now; commands wait until it does");
            return;
        }
        ++entry.handedToLog;
    }
}

void Dispatcher::recorded(const CommandRecordPtr &record)
{
    Entry *entry = record == nullptr ? nullptr : entryOf(record->id);
    if (entry == nullptr || entry->handedToLog == 0 || entry->unlogged.front() != record) {
        m_logger.limited(LogLevel::Warning, "commands", "log-order", "the ledger reported a step nobody waits for");
        return;
    }
    entry->unlogged.pop_front();
    --entry->handedToLog;
    const bool isNewest = entry->unlogged.empty();
    publish(*entry, record);
    entry = entryOf(record->id); // a full list may have forgotten it at once
    if (isNewest && entry != nullptr) {
        advance(*entry);
    }
}

void Dispatcher::publish(Entry &entry, const CommandRecordPtr &record)
{
    entry.published = record;
    m_listChanged = true;
    if (!entry.isOpen() && entry.unlogged.empty() && m_active.erase(entry.order) == 1) {
        const auto ofNode = m_activeByNode.find(entry.newest->node);
        ofNode->second.erase(entry.order);
        if (ofNode->second.empty()) {
            m_activeByNode.erase(ofNode);
        }
        m_finished.push_back(entry.order);
        forgetOldest();
    }
}

/// The next move of a command whose newest step is in the log.
void Dispatcher::advance(Entry &entry)
{
    if (entry.isUnsent()) {
        const bool canGo = m_connected.contains(entry.newest->node) && m_clock.utcNow() < entry.newest->expiresAt;
        if (canGo && !cancelUnsentTarget(entry)) {
            apply(entry, CommandEvent::Send, {});
        }
    } else if (entry.state() == CommandState::Sent && !entry.left) {
        handOver(entry);
    }
}

/// What never left the hub is cancelled here: its node could only say that it never heard of it.
bool Dispatcher::cancelUnsentTarget(Entry &entry)
{
    if (entry.newest->name != kCancelCommand || entry.newest->arguments.empty()) {
        return false;
    }
    const auto id = uuidFromText<CommandId>(entry.newest->arguments.front().value);
    Entry *target = id ? entryOf(*id) : nullptr;
    if (target == nullptr || target == &entry || target->newest->node != entry.newest->node || !target->isUnsent()) {
        return false;
    }
    apply(*target, CommandEvent::CancelUnsent, "cancelled by " + entry.newest->issuer + " before it was sent");
    apply(entry, CommandEvent::CancelUnsent, "not needed: the command had not been sent and was cancelled here");
    return true;
}

void Dispatcher::handOver(Entry &entry)
{
    if (m_clock.utcNow() >= entry.newest->expiresAt) {
        apply(entry, CommandEvent::ExpireUnsent, "expired before it could leave");
    } else if (m_channel.sendCommand(entry.newest->node, toCommand(*entry.newest))) {
        entry.left = true;
        entry.deadline = m_clock.steadyNow() + entry.newest->timeout;
        m_connected.insert(entry.newest->node);
    } else {
        // Gone or only full: this one is tried again at each tick, the node's others wait as they are until it leaves.
        m_connected.erase(entry.newest->node);
    }
}

void Dispatcher::receipt(const NodeId &node, const wire::Receipt &receipt)
{
    Entry *entry = entryOf(receipt.command);
    if (entry == nullptr || entry->newest->node != node || !entry->left) {
        m_logger.limited(
            LogLevel::Warning, "commands", "foreign-receipt",
            fmt::format("{} answered for command {}, which it was not given", node.text(), toText(receipt.command)));
        return;
    }
    if (!entry->isOpen()) {
        return;
    }
    const SteadyTime now = m_clock.steadyNow();
    entry->deadline = now + entry->newest->timeout;
    apply(*entry, eventOf(receipt.state), receipt.message, receipt.percent, receipt.results);
    if (receipt.state != wire::ReceiptState::Unknown) {
        return;
    }
    entry->nextQuery = now + kQueryEvery;
    if (m_clock.utcNow() > entry->newest->expiresAt) {
        // It can not start any more and nobody knows whether it did: there is nothing left to ask.
        entry->settled = true;
        --m_open;
        if (entry->unlogged.empty()) {
            publish(*entry, entry->published);
        }
    }
}

void Dispatcher::nodeConnected(const NodeId &node)
{
    m_connected.insert(node);
    const auto ofNode = m_activeByNode.find(node);
    if (ofNode == m_activeByNode.end()) {
        return;
    }
    // Steps may end commands while we go through them.
    const std::vector<Order> orders(ofNode->second.begin(), ofNode->second.end());
    for (const Order order : orders) {
        const auto found = m_entries.find(order);
        if (found == m_entries.end()) {
            continue;
        }
        Entry &entry = *found->second;
        if (entry.left && entry.isOpen()) {
            ask(entry);
        } else if (entry.unlogged.empty()) {
            advance(entry);
        }
    }
}

void Dispatcher::nodeDisconnected(const NodeId &node)
{
    m_connected.erase(node);
}

void Dispatcher::ask(Entry &entry)
{
    entry.nextQuery = m_clock.steadyNow() + kQueryEvery;
    m_channel.sendQuery(entry.newest->node, {entry.newest->id}); // asked again later whether it left or not
}

void Dispatcher::tick()
{
    const std::vector<Order> orders(m_active.begin(), m_active.end());
    for (const Order order : orders) {
        if (const auto found = m_entries.find(order); found != m_entries.end()) {
            tickEntry(*found->second);
        }
    }
}

void Dispatcher::tickEntry(Entry &entry)
{
    write(entry);
    const SteadyTime now = m_clock.steadyNow();
    const bool expired = m_clock.utcNow() >= entry.newest->expiresAt;
    const bool neverLeft = entry.isUnsent() || (entry.state() == CommandState::Sent && !entry.left);
    if (neverLeft && expired) {
        apply(entry, CommandEvent::ExpireUnsent, "expired before it could be sent: the node was not connected");
        return;
    }
    if (!isOpenAtNode(entry.state()) || !entry.left) {
        if (entry.unlogged.empty()) {
            advance(entry);
        }
        return;
    }
    if (entry.progressPending && now >= entry.lastProgressWritten + kProgressEvery) {
        entry.progressPending = false;
        entry.lastProgressWritten = now;
        entry.unlogged.push_back(entry.newest);
        write(entry);
    }
    if (entry.state() != CommandState::Unknown && now >= entry.deadline) {
        apply(entry, CommandEvent::Timeout, "no answer for " + toShortText(entry.newest->timeout));
        entry.nextQuery = now;
    }
    if (entry.state() == CommandState::Unknown && entry.isOpen() && now >= entry.nextQuery) {
        ask(entry);
    }
}

void Dispatcher::forgetOldest()
{
    while (m_entries.size() > kMaxListed && !m_finished.empty()) {
        const auto oldest = m_entries.find(m_finished.front());
        m_finished.pop_front();
        m_byId.erase(oldest->second->newest->id);
        m_entries.erase(oldest);
    }
}

std::shared_ptr<const CommandList> Dispatcher::list()
{
    if (m_listChanged) {
        auto list = std::make_shared<CommandList>();
        list->number = m_list->number + 1;
        list->commands.reserve(m_entries.size());
        for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry) {
            if (entry->second->published != nullptr) {
                list->commands.push_back(entry->second->published);
            }
        }
        m_list = std::move(list);
        m_listChanged = false;
    }
    return m_list;
}

std::size_t Dispatcher::openCount() const
{
    return m_open;
}

} // namespace iso::commands
