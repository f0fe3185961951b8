#include "core/session/key_json.h"

#include <fmt/format.h>

namespace iso::session
{
using enrolment::KeyDecision;
using enrolment::KeyKind;
using enrolment::KeyList;
using enrolment::KeyRecord;
using nlohmann::json;

namespace
{

/// Shorter beginnings of fingerprints match too easily by mistake.
constexpr std::size_t kShortestFingerprint = 4;

json timeOrNull(HubTime time)
{
    return time.isValid() ? json(toRfc3339(time)) : json(nullptr);
}

std::vector<std::string> namesOf(const std::vector<NodeId> &nodes)
{
    std::vector<std::string> names;
    for (const NodeId &node : nodes) {
        names.push_back(node.text());
    }
    return names;
}

Result<NodeId> optionalNode(const json &object, const char *name)
{
    const std::string text = object.value(name, "");
    return text.empty() ? Result<NodeId>(NodeId()) : NodeId::fromText(text);
}

Result<PublicKey> resolve(const std::string &named, const KeyList &list)
{
    if (named.size() == PublicKey::kTextLength) {
        return PublicKey::fromText(named);
    }
    const KeyRecord *found = nullptr;
    for (const KeyRecord &record : list.keys) {
        if (named.size() >= kShortestFingerprint && record.fingerprint.starts_with(named)) {
            if (found != nullptr) {
                return failure(ErrorCode::InvalidInput,
                               fmt::format("{} begins more than one fingerprint; give more of it", named));
            }
            found = &record;
        }
    }
    if (found == nullptr) {
        return failure(ErrorCode::NotFound, fmt::format("no key has the fingerprint {}", named.substr(0, 64)));
    }
    return found->key;
}

} // namespace

std::string toLedgerText(const KeyRecord &record)
{
    const json body{{"key", record.key.text()},
                    {"fingerprint", record.fingerprint},
                    {"state", toText(record.state)},
                    {"kind", toText(record.kind)},
                    {"node", record.node.text()},
                    {"declared", record.declared},
                    {"retired", namesOf(record.retired)},
                    {"address", record.address},
                    {"decided_by", record.decidedBy},
                    {"decided_at_ns", record.decidedAt.toNanoseconds()},
                    {"note", record.note}};
    return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<KeyRecord> keyFromLedgerText(const std::string &text)
{
    try {
        const json body = json::parse(text);
        const auto key = PublicKey::fromText(body.at("key").get<std::string>());
        const auto state = enrolment::keyStateFromText(body.at("state").get<std::string>());
        const auto kind = enrolment::keyKindFromText(body.at("kind").get<std::string>());
        const auto node = optionalNode(body, "node");
        if (!key || !state || !kind || !node) {
            return failure(ErrorCode::Corrupt, "a record of a key that this version does not understand");
        }
        KeyRecord record;
        record.key = *key;
        record.state = *state;
        record.kind = *kind;
        record.node = *node;
        record.declared = body.at("declared").get<std::vector<std::string>>();
        for (const std::string &name : body.at("retired").get<std::vector<std::string>>()) {
            if (auto retired = NodeId::fromText(name)) {
                record.retired.push_back(std::move(*retired));
            }
        }
        record.address = body.at("address").get<std::string>();
        record.decidedBy = body.at("decided_by").get<std::string>();
        record.decidedAt = HubTime::fromNanoseconds(body.at("decided_at_ns").get<std::int64_t>());
        record.note = body.at("note").get<std::string>();
        return record;
    } catch (const json::exception &error) {
        return failure(ErrorCode::Corrupt, fmt::format("a record of a key is damaged: {}", error.what()));
    }
}

json toJson(const KeyRecord &record)
{
    return {{"key", record.key.text()},
            {"fingerprint", record.fingerprint},
            {"state", toText(record.state)},
            {"kind", toText(record.kind)},
            {"node", record.node.isEmpty() ? json(nullptr) : json(record.node.text())},
            {"declared", record.declared},
            {"retired", namesOf(record.retired)},
            {"decided_by", record.decidedBy},
            {"decided_at", timeOrNull(record.decidedAt)},
            {"note", record.note},
            {"first_seen", timeOrNull(record.firstSeen)},
            {"last_seen", timeOrNull(record.lastSeen)},
            {"address", record.address},
            {"attempts", record.attempts},
            {"speaks_for", record.speaksFor},
            {"rate_limited", record.rateLimited}};
}

json toJson(const KeyList &list)
{
    json keys = json::array();
    for (const KeyRecord &record : list.keys) {
        keys.push_back(toJson(record));
    }
    return {{"keys", std::move(keys)}, {"pending_turned_away", list.pendingTurnedAway}};
}

json toJson(const NetworkStatus &status)
{
    return {{"wanted", status.isWanted},       {"listening", status.isListening},
            {"proven", status.isProven},       {"crowded", status.isCrowded},
            {"telemetry", status.telemetry},   {"control", status.control},
            {"hub_key", status.hubKey.text()}, {"hub_fingerprint", status.hubFingerprint},
            {"join_lines", status.joinLines},  {"problem", status.problem}};
}

Result<KeyDecision> decisionFromJson(const json &request, const KeyList &list)
{
    KeyDecision decision;
    const auto action = enrolment::actionFromText(request.at("action").get<std::string>());
    const auto kind = enrolment::keyKindFromText(request.value("kind", std::string(toText(KeyKind::Node))));
    const auto node = optionalNode(request, "node");
    auto key = resolve(request.at("key").get<std::string>(), list);
    if (!action) {
        return failure(action.error());
    }
    if (!kind) {
        return failure(kind.error());
    }
    if (!node) {
        return failure(node.error());
    }
    if (!key) {
        return failure(key.error());
    }
    if (const std::string replaces = request.value("replaces", ""); !replaces.empty()) {
        auto old = resolve(replaces, list);
        if (!old) {
            return failure(old.error());
        }
        decision.replaces = *old;
    }
    decision.action = *action;
    decision.kind = *kind;
    decision.node = *node;
    decision.key = *key;
    decision.declared = request.value("declared", std::vector<std::string>());
    decision.by = request.value("by", "").substr(0, 256);
    decision.note = request.value("note", "").substr(0, 256);
    return decision;
}

} // namespace iso::session
