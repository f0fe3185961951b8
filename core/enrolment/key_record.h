#pragma once

#include "core/base/ids.h"
#include "core/base/public_key.h"
#include "core/base/time.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace iso::enrolment
{

enum class KeyState : std::uint8_t {
    Pending,  ///< it knocked; nobody has decided
    Approved, ///< may connect and speak for what it is bound to
    Rejected, ///< knocked and was turned down
    Revoked,  ///< was approved; now cut off
};

enum class KeyKind : std::uint8_t {
    Node,    ///< speaks for one node, which its first message names
    Gateway, ///< speaks for a declared set of nodes
};

/// What is known of one key. Shared between threads as part of a KeyList, never changed.
struct KeyRecord {
    PublicKey key;
    std::string fingerprint; ///< for people to compare: fingerprintOf(key)
    KeyState state = KeyState::Pending;
    KeyKind kind = KeyKind::Node;
    NodeId node;                       ///< of an approved node key; empty until it is bound
    std::vector<std::string> declared; ///< of a gateway: node names, or beginnings of names followed by '*'
    std::vector<NodeId> retired;       ///< nodes it spoke for that are gone for good: not expected, not shown
    std::string decidedBy;
    HubTime decidedAt; ///< invalid while pending
    std::string note;

    // Of this session:
    HubTime firstSeen;
    HubTime lastSeen;    ///< an attempt to connect, or a message
    std::string address; ///< where it came from last
    std::uint64_t attempts = 0;
    std::uint32_t speaksFor = 0;   ///< nodes heard through it
    std::uint64_t rateLimited = 0; ///< messages turned away because it sends more than its share
};

/// All keys at one moment: pending ones first, newest first within a state.
struct KeyList {
    std::uint64_t number = 0; ///< grows by one with each change
    std::vector<KeyRecord> keys;
    std::uint64_t pendingTurnedAway = 0; ///< attempts of unknown keys that the bounded list had no room for
};
using KeyListPtr = std::shared_ptr<const KeyList>;

/// What an operator decides about a key.
struct KeyDecision {
    enum class Action : std::uint8_t {
        Approve, ///< pending, rejected or revoked: let it in
        Reject,  ///< pending: do not ask again
        Revoke,  ///< approved: cut it off at once
        Retire,  ///< approved: cut it off, and its node is gone for good
        Move,    ///< approved node key: it speaks for another node from now on
        Rekey,   ///< not approved: it takes over the node of `replaces`, which is revoked
    };
    Action action = Action::Approve;
    PublicKey key;
    KeyKind kind = KeyKind::Node;
    NodeId node;                       ///< Approve: bound at once instead of by the first message; Move: the new node
    std::vector<std::string> declared; ///< Approve of a gateway
    PublicKey replaces;                ///< Rekey
    std::string by;                    ///< who decided
    std::string note;
};

std::string_view toText(KeyState state);
std::string_view toText(KeyKind kind);
std::string_view toText(KeyDecision::Action action);
Result<KeyState> keyStateFromText(std::string_view text);
Result<KeyKind> keyKindFromText(std::string_view text);
Result<KeyDecision::Action> actionFromText(std::string_view text);

/// What a gateway may declare: a node's name, or the beginning of one with '*' behind it.
Status checkDeclared(std::string_view name);

/// "3f9a-01bc-77de-5a10-c4e2": the first 80 bits of the key's BLAKE2b hash, for people to compare by eye or by voice.
std::string fingerprintOf(const PublicKey &key);

} // namespace iso::enrolment
