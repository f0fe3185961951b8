#pragma once

#include "core/enrolment/key_record.h"
#include "core/enrolment/rate_limiter.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace iso::enrolment
{

/// Who may connect, and who may speak for which node. Keeps no file: what must outlive the process comes out of
/// takeUnrecorded() and goes back in through restore(). Thread: io.
class KeyRegistry
{
public:
    /// Unknown keys listed at once, in all and from one address: making keys costs a stranger nothing.
    static constexpr std::size_t kMostPending = 256;
    static constexpr std::size_t kMostPendingOfAddress = 16;
    /// A pending key that has not knocked for this long makes room for another.
    static constexpr Duration kPendingKept = std::chrono::minutes(2);
    static constexpr std::size_t kMostDeclared = 20'000;

    KeyRegistry(const Clock &clock, RateLimit limit);

    /// A decided key of an earlier session.
    void restore(const KeyRecord &record);

    /// Whether the key may connect now. One that nobody knows is listed as pending.
    bool admit(const PublicKey &key, std::string_view address);

    /// One key's standing. Valid until the next call that decides.
    class Holder;
    enum class Passage { Open, NotApproved, RateLimited };
    /// Every message of a proven key, before anything in it is believed. An open connection outlives a revocation, so
    /// its messages are stopped here.
    Passage pass(std::string_view key, std::size_t size_bytes, SteadyTime now, Holder *&holder);
    /// Why the key may not speak for the node; nothing when it may. The first message of a node key binds it, whatever
    /// it is: the birth of a plain publisher may have been lost while its key waited.
    std::optional<std::string> objection(Holder &holder, const NodeId &node);
    /// True when the node belongs to a key, also as one of a gateway's declared nodes that was not heard yet: then
    /// nobody may speak for it without that key.
    [[nodiscard]] bool isOwned(const NodeId &node) const { return !ownerOf(node).isEmpty(); }
    [[nodiscard]] bool isRetired(const NodeId &node) const { return m_retired.contains(node) && !isOwned(node); }

    /// What follows from a decision.
    struct Consequences {
        std::vector<NodeId> cutOff;  ///< their connections may not be used any more
        std::vector<NodeId> retired; ///< gone for good
    };
    /// The records as they will be, without any effect; why not, when the decision does not fit how things are now.
    [[nodiscard]] Result<std::vector<KeyRecord>> consider(const KeyDecision &decision, HubTime at) const;
    /// Puts into effect what was considered and has been kept.
    Consequences settle(const std::vector<KeyRecord> &considered);
    /// Both at once, before it is kept: the records come out of takeUnrecorded().
    Result<Consequences> decide(const KeyDecision &decision);

    /// Records that changed and must be kept, each once.
    std::vector<KeyRecord> takeUnrecorded();
    /// The record could not be kept, or something else was: it comes again, as it is by then.
    void notRecorded(const PublicKey &key);
    /// The same pointer as before when nothing changed.
    KeyListPtr list();

private:
    /// Empty when it belongs to no key.
    [[nodiscard]] PublicKey ownerOf(const NodeId &node) const;
    [[nodiscard]] Holder *find(std::string_view key) const;
    Holder &holderOf(const PublicKey &key);
    bool makeRoom(std::string_view address);
    void own(Holder &holder);
    void changed(Holder &holder);
    void release(Holder &holder, Consequences &consequences);

    // What becomes of a record; `holder` is who has the key now.
    Status approve(const KeyDecision &decision, KeyRecord &record) const;
    Status move(const KeyDecision &decision, const Holder &holder, KeyRecord &record) const;
    Result<KeyRecord> rekey(const KeyDecision &decision, HubTime at, KeyRecord &record) const;

    const Clock &m_clock;
    const RateLimit m_limit;
    std::unordered_map<std::string_view, std::unique_ptr<Holder>> m_holders; ///< by the holder's own key text
    std::unordered_map<NodeId, PublicKey> m_owners; ///< as bound or heard; ownerOf() also knows what is declared
    std::vector<PublicKey> m_gateways;              ///< approved
    std::unordered_set<NodeId> m_retired;
    std::vector<PublicKey> m_pending; ///< at most kMostPending; may hold some that were decided meanwhile
    std::vector<PublicKey> m_unrecorded;
    std::uint64_t m_pendingTurnedAway = 0;
    bool m_isChanged = true;
    KeyListPtr m_list;
};

class KeyRegistry::Holder
{
public:
    explicit Holder(KeyRecord known)
        : record(std::move(known))
    {
    }
    [[nodiscard]] const NodeId &node() const { return record.node; }

private:
    friend class KeyRegistry;
    /// Makes the declared set quick to look up.
    void declare();
    /// All that was decided, from a record of the same key.
    void take(const KeyRecord &decided);
    /// Its nodes, as gone for good.
    void addRetiredTo(KeyRecord &target) const;
    [[nodiscard]] bool isDeclared(const NodeId &id) const;

    KeyRecord record;
    std::unordered_set<std::string> names; ///< declared
    std::vector<std::string> beginnings;   ///< declared, without their *
    std::unordered_set<NodeId> heard;      ///< nodes of a gateway
    RateBucket bucket;
};

} // namespace iso::enrolment
