#include "core/commands/node_executor.h"

#include "core/base/check.h"
#include "core/commands/builtin_catalogue.h"
#include "core/wire/codec.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::commands
{

namespace
{

using wire::ReceiptState;

/// FNV-1a, 64 bit (http://www.isthe.com/chongo/tech/comp/fnv/). Kept in intents, so it must not change.
std::uint64_t hashOf(std::string_view bytes)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : bytes) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return hash;
}

bool isFinalReceipt(ReceiptState state)
{
    return state != ReceiptState::Received && state != ReceiptState::Accepted && state != ReceiptState::Running;
}

wire::Receipt receiptOf(const CommandId &id, ReceiptState state, std::string message = {})
{
    wire::Receipt receipt;
    receipt.command = id;
    receipt.state = state;
    receipt.message = std::move(message);
    return receipt;
}

} // namespace

NodeExecutor::NodeExecutor(NodeId node, BootId boot, std::vector<wire::CommandDescriptor> catalogue, IntentStore &store,
                           CommandActions &actions, Send send)
    : m_node(std::move(node))
    , m_boot(boot)
    , m_catalogue(std::move(catalogue))
    , m_store(store)
    , m_actions(actions)
    , m_send(std::move(send))
{
}

void NodeExecutor::command(const wire::Command &command, HubTime now)
{
    auto body = wire::decodeCommandBody(command.body);
    if (!body) {
        ++m_malformed;
        return;
    }
    if (body->node != m_node) {
        m_send(receiptOf(body->id, ReceiptState::Rejected,
                         fmt::format("addressed to {}, this is {}", body->node.text(), m_node.text())));
        return;
    }
    // Before every other check: a known id gets its own answer again, also after its expiry.
    const std::uint64_t bodyHash = hashOf(command.body);
    if (const auto known = m_store.find(body->id)) {
        m_send(known->bodyHash == bodyHash || known->bodyHash == kAnyBody
                   ? remembered(*known)
                   : receiptOf(body->id, ReceiptState::Rejected, "conflict: this id came before with other content"));
        return;
    }
    if (auto refusal = refusalOf(*body, now)) {
        // Remembered, so that the same bytes are not carried out later, when the hub holds them for refused.
        if (const Status written = m_store.write({body->id, bodyHash, *refusal}); !written) {
            refusal->message += " (not remembered: " + written.error().message + ")";
        }
        m_send(*refusal);
        return;
    }
    const wire::CommandDescriptor *descriptor = findCommand(m_catalogue, body->name);
    auto arguments = checkArguments(*descriptor, body->arguments);
    body->arguments = std::move(*arguments);
    start(std::move(*body), *descriptor, bodyHash);
}

std::optional<wire::Receipt> NodeExecutor::refusalOf(const wire::CommandBody &body, HubTime now) const
{
    const auto rejected = [&](std::string why) { return receiptOf(body.id, ReceiptState::Rejected, std::move(why)); };
    if (!body.boot.isNull() && body.boot != m_boot) {
        return rejected("meant for another boot of this node: it has restarted since");
    }
    if (now > body.expiresAt) {
        return receiptOf(body.id, ReceiptState::Expired,
                         "arrived " + toShortText(now - body.expiresAt) + " after it expired");
    }
    const wire::CommandDescriptor *descriptor = findCommand(m_catalogue, body.name);
    if (descriptor == nullptr) {
        return rejected(fmt::format("this node has no command \"{}\"", body.name));
    }
    if (const auto arguments = checkArguments(*descriptor, body.arguments); !arguments) {
        return rejected(arguments.error().message);
    }
    if (auto reason = busyWith(*descriptor)) {
        return rejected(std::move(*reason));
    }
    return std::nullopt;
}

std::optional<std::string> NodeExecutor::busyWith(const wire::CommandDescriptor &descriptor) const
{
    if (m_running.size() >= kMaxRunning) {
        return fmt::format("busy: {} commands are running", m_running.size());
    }
    if (descriptor.hazard == wire::HazardClass::Observe) {
        return std::nullopt;
    }
    const auto changing =
        std::find_if(m_running.begin(), m_running.end(), [](const auto &entry) { return entry.second.changesState; });
    return changing == m_running.end() ? std::nullopt
                                       : std::optional("busy: command " + toText(changing->first) + " is running");
}

void NodeExecutor::start(wire::CommandBody body, const wire::CommandDescriptor &descriptor, std::uint64_t bodyHash)
{
    m_send(receiptOf(body.id, ReceiptState::Received));
    Intent intent{body.id, bodyHash, receiptOf(body.id, ReceiptState::Accepted)};
    if (const Status written = m_store.write(intent); !written) {
        m_send(receiptOf(body.id, ReceiptState::Rejected, "could not be written down: " + written.error().message));
        return;
    }
    m_send(intent.last);
    m_running.emplace(body.id, Running{std::move(intent), descriptor.hazard != wire::HazardClass::Observe});
    if (body.name == kCancelCommand) {
        cancelOther(body);
    } else {
        m_actions.begin(body, descriptor);
    }
}

void NodeExecutor::cancelOther(const wire::CommandBody &body)
{
    const auto named = std::find_if(body.arguments.begin(), body.arguments.end(),
                                    [](const auto &argument) { return argument.name == kCommandParameter; });
    const std::string text = named == body.arguments.end() ? std::string() : named->value;
    const auto target = uuidFromText<CommandId>(text);
    if (!target) {
        finish(body.id, ReceiptState::Failed, target.error().message);
    } else if (*target == body.id || m_running.count(*target) == 0) {
        finish(body.id, ReceiptState::Failed, "command " + text + " is not running here");
    } else if (!m_actions.cancel(*target)) {
        finish(body.id, ReceiptState::Failed, "command " + text + " can no longer be stopped");
    } else {
        finish(body.id, ReceiptState::Succeeded, "command " + text + " is being stopped");
    }
}

wire::Receipt NodeExecutor::remembered(const Intent &intent) const
{
    if (const auto running = m_running.find(intent.id); running != m_running.end()) {
        return running->second.intent.last;
    }
    if (!isFinalReceipt(intent.last.state)) {
        return receiptOf(intent.id, ReceiptState::Unknown,
                         "interrupted by a restart of the node; it may have acted, and will not run again");
    }
    return intent.last;
}

void NodeExecutor::query(const wire::CommandQuery &query)
{
    const auto known = m_store.find(query.command);
    m_send(known ? remembered(*known)
                 : receiptOf(query.command, ReceiptState::Unknown, "this node never heard of the command"));
}

void NodeExecutor::progress(const CommandId &id, std::uint32_t percent, std::string message)
{
    const auto running = m_running.find(id);
    if (running == m_running.end()) {
        return;
    }
    // Kept in memory only: after a crash the state is "interrupted" whatever the percentage was.
    wire::Receipt &last = running->second.intent.last;
    last = receiptOf(id, ReceiptState::Running, std::move(message));
    last.percent = std::min(percent, 100U);
    m_send(last);
}

void NodeExecutor::finish(const CommandId &id, ReceiptState state, std::string message,
                          std::vector<wire::Argument> results)
{
    ISO_CHECK(isFinalReceipt(state));
    const auto running = m_running.find(id);
    if (running == m_running.end()) {
        return;
    }
    Intent intent = std::move(running->second.intent);
    m_running.erase(running);
    intent.last = receiptOf(id, state, std::move(message));
    intent.last.results = std::move(results);
    if (const Status written = m_store.write(intent); !written) {
        intent.last.message += " (result not remembered: " + written.error().message + ")";
    }
    m_send(intent.last);
}

} // namespace iso::commands
