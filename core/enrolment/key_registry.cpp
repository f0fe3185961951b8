#include "core/enrolment/key_registry.h"

#include <algorithm>
#include <arpa/inet.h>
#include <fmt/format.h>
#include <tuple>
#include <utility>

namespace iso::enrolment
{
namespace
{

using Action = KeyDecision::Action;

tl::unexpected<Error> notNow(const KeyRecord &record, Action action)
{
    return failure(ErrorCode::Refused, fmt::format("cannot {} the key {}: it is {}", toText(action), record.fingerprint,
                                                   toText(record.state)));
}

Status checkAllDeclared(const std::vector<std::string> &declared)
{
    if (declared.empty() || declared.size() > KeyRegistry::kMostDeclared) {
        return failure(ErrorCode::InvalidInput, fmt::format("a gateway speaks for 1 to {} declared nodes; * at the end "
                                                            "of a name stands for any ending",
                                                            KeyRegistry::kMostDeclared));
    }
    for (const std::string &name : declared) {
        if (Status status = checkDeclared(name); !status) {
            return status;
        }
    }
    return {};
}

KeyRecord recordOf(const PublicKey &key)
{
    KeyRecord record;
    record.key = key;
    record.fingerprint = fingerprintOf(key);
    return record;
}

/// What one party has at hand: an IPv4 address, or the first half of an IPv6 one (/64).
std::string networkOf(std::string_view address)
{
    in6_addr bytes{};
    if (inet_pton(AF_INET6, std::string(address).c_str(), &bytes) != 1) {
        return std::string(address);
    }
    return {reinterpret_cast<const char *>(&bytes), sizeof bytes / 2};
}

} // namespace

KeyRegistry::KeyRegistry(const Clock &clock, RateLimit limit)
    : m_clock(clock)
    , m_limit(limit)
{
}

void KeyRegistry::Holder::declare()
{
    names.clear();
    beginnings.clear();
    for (const std::string &name : record.declared) {
        if (name.ends_with('*')) {
            beginnings.push_back(name.substr(0, name.size() - 1));
        } else {
            names.insert(name);
        }
    }
}

bool KeyRegistry::Holder::isDeclared(const NodeId &id) const
{
    return names.contains(id.text()) ||
           std::any_of(beginnings.begin(), beginnings.end(),
                       [&](const std::string &beginning) { return id.text().starts_with(beginning); });
}

KeyRegistry::Holder *KeyRegistry::find(std::string_view key) const
{
    const auto found = m_holders.find(key);
    return found == m_holders.end() ? nullptr : found->second.get();
}

PublicKey KeyRegistry::ownerOf(const NodeId &node) const
{
    if (const auto owner = m_owners.find(node); owner != m_owners.end()) {
        return owner->second;
    }
    for (const PublicKey &gateway : m_gateways) {
        const Holder *holder = find(gateway.text());
        if (holder != nullptr && holder->record.state == KeyState::Approved && holder->isDeclared(node)) {
            return gateway;
        }
    }
    return {};
}

KeyRegistry::Holder &KeyRegistry::holderOf(const PublicKey &key)
{
    if (Holder *known = find(key.text())) {
        return *known;
    }
    auto holder = std::make_unique<Holder>(recordOf(key));
    const std::string_view name = holder->record.key.text();
    return *m_holders.emplace(name, std::move(holder)).first->second;
}

/// In place: the registry's map is keyed by a view of the text in there.
void KeyRegistry::Holder::take(const KeyRecord &decided)
{
    record.state = decided.state;
    record.kind = decided.kind;
    record.node = decided.node;
    record.declared = decided.declared;
    record.retired = decided.retired;
    record.decidedBy = decided.decidedBy;
    record.decidedAt = decided.decidedAt;
    record.note = decided.note;
}

void KeyRegistry::Holder::addRetiredTo(KeyRecord &target) const
{
    target.retired.insert(target.retired.end(), heard.begin(), heard.end());
    if (!record.node.isEmpty()) {
        target.retired.push_back(record.node);
    }
}

void KeyRegistry::restore(const KeyRecord &record)
{
    Holder &holder = holderOf(record.key);
    holder.take(record);
    m_retired.insert(holder.record.retired.begin(), holder.record.retired.end());
    own(holder);
    m_isChanged = true;
}

/// Takes possession of what an approved key is bound to.
void KeyRegistry::own(Holder &holder)
{
    const KeyRecord &record = holder.record;
    if (record.state != KeyState::Approved) {
        return;
    }
    if (record.kind == KeyKind::Gateway) {
        holder.declare();
        m_gateways.push_back(record.key);
    } else if (!record.node.isEmpty()) {
        m_owners[record.node] = record.key;
        holder.record.speaksFor = 1;
    }
}

bool KeyRegistry::admit(const PublicKey &key, std::string_view address)
{
    Holder *holder = find(key.text());
    if (holder == nullptr) {
        if (!makeRoom(address)) {
            ++m_pendingTurnedAway;
            m_isChanged = true;
            return false;
        }
        holder = &holderOf(key);
        m_pending.push_back(key);
    }
    KeyRecord &record = holder->record;
    record.lastSeen = m_clock.utcNow();
    if (!record.firstSeen.isValid()) {
        record.firstSeen = record.lastSeen;
    }
    record.address = address.substr(0, 64);
    ++record.attempts;
    m_isChanged = true;
    return record.state == KeyState::Approved;
}

bool KeyRegistry::makeRoom(std::string_view address)
{
    // Those who were decided, or who stopped knocking, no longer take a place.
    std::erase_if(m_pending, [&](const PublicKey &key) {
        const Holder *holder = find(key.text());
        if (holder == nullptr || holder->record.state != KeyState::Pending) {
            return true;
        }
        const bool isGone = m_clock.utcNow() - holder->record.lastSeen >= kPendingKept;
        if (isGone) {
            m_holders.erase(key.text());
        }
        return isGone;
    });
    const auto ofAddress =
        static_cast<std::size_t>(std::count_if(m_pending.begin(), m_pending.end(), [&](const PublicKey &key) {
            return networkOf(find(key.text())->record.address) == networkOf(address);
        }));
    return m_pending.size() < kMostPending && ofAddress < kMostPendingOfAddress;
}

KeyRegistry::Passage KeyRegistry::pass(std::string_view key, std::size_t size_bytes, SteadyTime now, Holder *&holder)
{
    holder = find(key);
    if (holder == nullptr || holder->record.state != KeyState::Approved) {
        return Passage::NotApproved;
    }
    const auto nodes = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(holder->heard.size()));
    holder->record.lastSeen = m_clock.utcNow();
    if (holder->bucket.take(m_limit, nodes, size_bytes, now)) {
        return Passage::Open;
    }
    ++holder->record.rateLimited;
    m_isChanged = true;
    return Passage::RateLimited;
}

std::optional<std::string> KeyRegistry::objection(Holder &holder, const NodeId &node)
{
    KeyRecord &record = holder.record;
    if (record.kind == KeyKind::Node && !node.isEmpty() && record.node == node) {
        return std::nullopt;
    }
    if (record.kind == KeyKind::Gateway && holder.heard.contains(node)) {
        return std::nullopt;
    }
    if (record.kind == KeyKind::Node && !record.node.isEmpty()) {
        return fmt::format("its key speaks for {}; to let it speak for this node, move the key", record.node.text());
    }
    if (record.kind == KeyKind::Gateway && !holder.isDeclared(node)) {
        return "its key is a gateway's that did not declare this node";
    }
    if (node.isEmpty()) {
        return "it does not say which node it is";
    }
    // Its own declared set comes first: two gateways may both declare a node, and whoever spoke first has it.
    const auto owner = m_owners.find(node);
    const PublicKey owning = owner != m_owners.end()           ? owner->second
                             : record.kind == KeyKind::Gateway ? record.key
                                                               : ownerOf(node);
    if (!owning.isEmpty() && owning != record.key) {
        return fmt::format("the node belongs to the key {}; a new key takes over by rekey", fingerprintOf(owning));
    }
    if (holder.heard.size() >= kMostDeclared) {
        return "its gateway speaks for as many nodes as one may already";
    }
    m_owners[node] = record.key;
    if (record.kind == KeyKind::Gateway) {
        holder.heard.insert(node);
        record.speaksFor = static_cast<std::uint32_t>(holder.heard.size());
    } else {
        record.node = node;
        record.speaksFor = 1;
        changed(holder);
    }
    m_isChanged = true;
    return std::nullopt;
}

Result<std::vector<KeyRecord>> KeyRegistry::consider(const KeyDecision &decision, HubTime at) const
{
    const Holder *holder = find(decision.key.text());
    if (decision.key.isEmpty() || (holder == nullptr && decision.action != Action::Approve)) {
        return failure(ErrorCode::NotFound, "no such key has knocked, and none is kept");
    }
    KeyRecord record = holder == nullptr ? recordOf(decision.key) : holder->record;
    std::vector<KeyRecord> considered;
    Status fits;
    switch (decision.action) {
    case Action::Approve:
        fits = approve(decision, record);
        break;
    case Action::Reject:
        if (record.state != KeyState::Pending) {
            return notNow(record, decision.action);
        }
        record.state = KeyState::Rejected;
        break;
    case Action::Revoke:
    case Action::Retire:
        if (record.state != KeyState::Approved) {
            return notNow(record, decision.action);
        }
        if (decision.action == Action::Retire) {
            holder->addRetiredTo(record);
        }
        record.state = KeyState::Revoked;
        break;
    case Action::Move:
        fits = move(decision, *holder, record);
        break;
    case Action::Rekey:
        if (auto replaced = rekey(decision, at, record)) {
            considered.push_back(std::move(*replaced));
        } else {
            fits = failure(replaced.error());
        }
        break;
    }
    if (!fits) {
        return failure(fits.error());
    }
    record.decidedBy = decision.by;
    record.decidedAt = at;
    record.note = decision.note;
    considered.push_back(std::move(record));
    return considered;
}

KeyRegistry::Consequences KeyRegistry::settle(const std::vector<KeyRecord> &considered)
{
    Consequences consequences;
    for (const KeyRecord &record : considered) {
        Holder &holder = holderOf(record.key);
        if (holder.record.state == KeyState::Approved) {
            release(holder, consequences);
        }
        for (const NodeId &node : record.retired) {
            const std::vector<NodeId> &before = holder.record.retired;
            if (std::find(before.begin(), before.end(), node) == before.end()) {
                m_retired.insert(node);
                consequences.retired.push_back(node);
            }
        }
        holder.take(record);
        own(holder);
    }
    m_isChanged = true;
    return consequences;
}

Result<KeyRegistry::Consequences> KeyRegistry::decide(const KeyDecision &decision)
{
    const auto considered = consider(decision, m_clock.utcNow());
    if (!considered) {
        return failure(considered.error());
    }
    Consequences consequences = settle(*considered);
    for (const KeyRecord &record : *considered) {
        changed(holderOf(record.key));
    }
    return consequences;
}

Status KeyRegistry::approve(const KeyDecision &decision, KeyRecord &record) const
{
    if (decision.kind == KeyKind::Gateway) {
        if (Status declared = checkAllDeclared(decision.declared); !declared) {
            return declared;
        }
    }
    if (!decision.node.isEmpty() && isOwned(decision.node)) {
        return failure(ErrorCode::Busy, fmt::format("{} belongs to the key {}; a new key takes over by rekey",
                                                    decision.node.text(), fingerprintOf(ownerOf(decision.node))));
    }
    if (record.state == KeyState::Approved) {
        return notNow(record, Action::Approve);
    }
    record.state = KeyState::Approved;
    record.kind = decision.kind;
    record.declared = decision.kind == KeyKind::Gateway ? decision.declared : std::vector<std::string>();
    record.node = decision.kind == KeyKind::Node ? decision.node : NodeId();
    return {};
}

Status KeyRegistry::move(const KeyDecision &decision, const Holder &holder, KeyRecord &record) const
{
    if (record.kind != KeyKind::Node) {
        return failure(ErrorCode::Refused, "a gateway's key is not moved: approve it anew with other declared nodes");
    }
    if (record.state != KeyState::Approved) {
        return notNow(record, decision.action);
    }
    if (decision.node.isEmpty() || isOwned(decision.node)) {
        return failure(ErrorCode::InvalidInput, "a key is moved to a node that no key is bound to");
    }
    holder.addRetiredTo(record);
    record.node = decision.node;
    return {};
}

/// The record of the key that is replaced; `record` takes over.
Result<KeyRecord> KeyRegistry::rekey(const KeyDecision &decision, HubTime at, KeyRecord &record) const
{
    const Holder *old = find(decision.replaces.text());
    if (old == nullptr || decision.replaces == decision.key) {
        return failure(ErrorCode::NotFound, "the key to be replaced is not known");
    }
    if (record.state == KeyState::Approved) {
        return notNow(record, decision.action);
    }
    if (old->record.state != KeyState::Approved) {
        return notNow(old->record, Action::Revoke);
    }
    record.state = KeyState::Approved;
    record.kind = old->record.kind;
    record.declared = old->record.declared;
    record.node = old->record.node;
    KeyRecord replaced = old->record;
    replaced.state = KeyState::Revoked;
    replaced.node = NodeId();
    replaced.decidedBy = decision.by;
    replaced.decidedAt = at;
    replaced.note = fmt::format("replaced by {}", record.fingerprint);
    return replaced;
}

void KeyRegistry::release(Holder &holder, Consequences &consequences)
{
    if (!holder.record.node.isEmpty()) {
        m_owners.erase(holder.record.node);
        consequences.cutOff.push_back(holder.record.node);
    }
    for (const NodeId &node : holder.heard) {
        m_owners.erase(node);
        consequences.cutOff.push_back(node);
    }
    std::erase(m_gateways, holder.record.key);
    holder.heard.clear();
    holder.record.speaksFor = 0;
}

void KeyRegistry::changed(Holder &holder)
{
    m_isChanged = true;
    if (std::find(m_unrecorded.begin(), m_unrecorded.end(), holder.record.key) == m_unrecorded.end()) {
        m_unrecorded.push_back(holder.record.key);
    }
}

void KeyRegistry::notRecorded(const PublicKey &key)
{
    if (find(key.text()) == nullptr) {
        m_pending.push_back(key); // it never knocked here, and makes room like one that stopped
    }
    changed(holderOf(key));
}

std::vector<KeyRecord> KeyRegistry::takeUnrecorded()
{
    std::vector<KeyRecord> records;
    for (const PublicKey &key : std::exchange(m_unrecorded, {})) {
        records.push_back(holderOf(key).record);
    }
    return records;
}

KeyListPtr KeyRegistry::list()
{
    if (m_list != nullptr && !m_isChanged) {
        return m_list;
    }
    m_isChanged = false;
    auto list = std::make_shared<KeyList>();
    list->number = m_list == nullptr ? 1 : m_list->number + 1;
    list->pendingTurnedAway = m_pendingTurnedAway;
    for (const auto &[name, holder] : m_holders) {
        list->keys.push_back(holder->record);
    }
    std::sort(list->keys.begin(), list->keys.end(), [](const KeyRecord &a, const KeyRecord &b) {
        const auto when = [](const KeyRecord &r) { return r.decidedAt.isValid() ? r.decidedAt : r.firstSeen; };
        return std::tuple(a.state, when(b), a.key) < std::tuple(b.state, when(a), b.key);
    });
    m_list = std::move(list);
    return m_list;
}

} // namespace iso::enrolment
