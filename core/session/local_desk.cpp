#include "core/session/local_desk.h"

#include "core/ledger/ledger_reader.h"
#include "core/session/command_json.h"
#include "core/session/json_view.h"

#include <fmt/format.h>
#include <unordered_set>

namespace iso::session
{
using nlohmann::json;

namespace
{

/// Requests come from programs of the same user, but a bound costs nothing.
constexpr std::size_t kMaxSamples = 200'000;

} // namespace

LocalDesk::LocalDesk(Session &session, transport::HubLoop &loop, IoInbox &inbox, std::filesystem::path history,
                     std::filesystem::path ledger, const Clock &clock, Logger &logger)
    : m_session(session)
    , m_loop(loop)
    , m_inbox(inbox)
    , m_ledger(std::move(ledger))
    , m_clock(clock)
    , m_queries(std::move(history), logger)
{
}

void LocalDesk::request(const transport::PeerId &peer, std::string text)
{
    const bool isTaken = m_queries.submit([this, peer, text = std::move(text)] {
        std::string reply = answer(text).dump(-1, ' ', false, json::error_handler_t::replace);
        m_inbox.post([this, peer, reply = std::move(reply)] { m_loop.sendLocal(peer, reply); });
    });
    if (!isTaken) {
        const json busy{{"ok", false}, {"error", toJson(Error{ErrorCode::Busy, "too many requests are waiting"})}};
        m_loop.sendLocal(peer, busy.dump());
    }
}

json LocalDesk::answer(const std::string &text)
{
    json reply = json::object();
    Result<json> result = failure(ErrorCode::InvalidInput, "not a request");
    try {
        const json request = json::parse(text);
        if (request.contains("id")) {
            reply["id"] = request.at("id");
        }
        result = handle(request);
    } catch (const json::exception &error) {
        result = failure(ErrorCode::InvalidInput, fmt::format("malformed request: {}", error.what()));
    }
    reply["ok"] = result.has_value();
    if (result) {
        reply["result"] = std::move(*result);
    } else {
        reply["error"] = toJson(result.error());
    }
    return reply;
}

Result<json> LocalDesk::handle(const json &request)
{
    const std::string what = request.at("do").get<std::string>();
    if (what == "nodes") {
        return nodes();
    }
    if (what == "status") {
        return status();
    }
    if (what == "refused") {
        json list = json::array();
        for (const RefusedMessage &refused : m_session.refusals()) {
            list.push_back(toJson(refused));
        }
        return list;
    }
    if (what == "send") {
        return send(request);
    }
    if (what == "commands") {
        return commands(request);
    }
    if (what == "query") {
        return query(request);
    }
    if (what == "ledger-verify") {
        return verifyLedger();
    }
    return failure(ErrorCode::InvalidInput,
                   fmt::format("\"{}\" is not a request: allowed are nodes, status, refused, send, commands, query, "
                               "ledger-verify",
                               what));
}

Result<json> LocalDesk::nodes()
{
    const auto snapshot = m_session.snapshot();
    json list = json::array();
    for (const fleet::NodeRecord &node : snapshot->nodes) {
        list.push_back(toJson(*node, snapshot->takenAt));
    }
    return json{
        {"taken_at", toRfc3339(snapshot->takenAt)}, {"fleet", toJson(snapshot->fleet)}, {"nodes", std::move(list)}};
}

Result<json> LocalDesk::status()
{
    const auto snapshot = m_session.snapshot();
    return json{{"taken_at", toRfc3339(snapshot->takenAt)},
                {"session", m_session.description()},
                {"fleet", toJson(snapshot->fleet)},
                {"hub", toJson(snapshot->hub)}};
}

Result<json> LocalDesk::send(const json &request)
{
    commands::CommandRequest command;
    for (const json &target : request.at("targets")) {
        const auto node = NodeId::fromText(target.get<std::string>());
        if (!node) {
            return failure(node.error());
        }
        command.targets.push_back(*node);
    }
    command.name = request.at("command").get<std::string>();
    for (const auto &[name, value] : request.at("arguments").items()) {
        command.arguments.push_back({name, value.get<std::string>()});
    }
    command.issuer = request.value("issuer", "");
    command.reason = request.value("reason", "");
    command.expiresAfter = std::chrono::milliseconds(request.value("expires_ms", std::int64_t{60'000}));
    const auto ids = m_session.submit(command);
    if (!ids) {
        return failure(ids.error());
    }
    json list = json::array();
    for (std::size_t i = 0; i < ids->size(); ++i) {
        list.push_back({{"node", command.targets[i].text()}, {"id", toText((*ids)[i])}});
    }
    return json{{"commands", std::move(list)}};
}

Result<json> LocalDesk::commands(const json &request)
{
    std::unordered_set<std::string> wanted;
    for (const json &id : request.value("ids", json::array())) {
        wanted.insert(id.get<std::string>());
    }
    json list = json::array();
    for (const commands::CommandRecordPtr &record : m_session.commands()->commands) {
        if (wanted.empty() || wanted.contains(toText(record->id))) {
            list.push_back(toJson(*record));
        }
    }
    return json{{"commands", std::move(list)}};
}

Result<json> LocalDesk::query(const json &request)
{
    const auto node = NodeId::fromText(request.at("node").get<std::string>());
    if (!node) {
        return failure(node.error());
    }
    history::SampleQuery query;
    query.node = *node;
    query.from = NodeTime::fromNanoseconds(request.at("from_ns").get<std::int64_t>());
    query.to = NodeTime::fromNanoseconds(request.at("to_ns").get<std::int64_t>());
    query.limit = std::min(request.value("limit", kMaxSamples), kMaxSamples);
    const auto reader = m_queries.reader();
    if (!reader) {
        return failure(reader.error());
    }
    const history::CancelToken never;
    return (*reader)->samples(query, never).map([](const history::SampleResult &result) { return toJson(result); });
}

Result<json> LocalDesk::verifyLedger()
{
    const auto reader = ledger::LedgerReader::open(m_ledger);
    if (!reader) {
        return failure(reader.error());
    }
    return (*reader)->verify([](double) { return true; }).map([](const ledger::Verification &verification) {
        return toJson(verification);
    });
}

} // namespace iso::session
