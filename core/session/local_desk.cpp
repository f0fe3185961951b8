#include "core/session/local_desk.h"

#include "core/filter/filter.h"
#include "core/fleet/believable.h"
#include "core/ledger/ledger_reader.h"
#include "core/session/command_json.h"
#include "core/session/event_json.h"
#include "core/session/group_json.h"
#include "core/session/isochrone_json.h"
#include "core/session/json_view.h"
#include "core/session/key_json.h"
#include "core/session/problem_json.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <future>
#include <map>
#include <unordered_set>

namespace iso::session
{
using nlohmann::json;

namespace
{

/// Requests come from programs of the same user, but a bound costs nothing.
constexpr std::size_t kMaxSamples = 200'000;
/// Of one request for a group; the asker asks again for the rest, and others get their turn in between.
constexpr std::uint64_t kMaxGroupSamples = 500'000;

Status awaited(std::future<Status> &outcome)
{
    // The ledger syncs the disk, which may take its time.
    if (outcome.wait_for(std::chrono::seconds(8)) != std::future_status::ready) {
        return failure(ErrorCode::Busy, "in effect, or soon, but not written down after 8 s; look again");
    }
    return outcome.get();
}

} // namespace

LocalDesk::LocalDesk(Session &session, KeyDesk &keyDesk, transport::HubLoop &loop, IoInbox &inbox,
                     const WorkspacePaths &paths, const isochrone::Settings &isochrones, const Clock &clock)
    : m_session(session)
    , m_keyDesk(keyDesk)
    , m_loop(loop)
    , m_inbox(inbox)
    , m_paths(paths)
    , m_isochrones(isochrones)
    , m_clock(clock)
    , m_queries(paths.history())
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
    using Answer = std::function<Result<json>()>;
    const std::map<std::string_view, Answer> answers{
        {"nodes", [&] { return nodes(request); }},
        {"status", [&] { return status(); }},
        {"refused", [&] { return refused(); }},
        {"send", [&] { return send(request); }},
        {"commands", [&] { return commands(request); }},
        {"query", [&] { return query(request); }},
        {"events", [&] { return events(request); }},
        {"query-group", [&] { return queryGroup(request); }},
        {"isochrone", [&] { return isochroneAnswer(request, *m_session.snapshot(), m_isochrones); }},
        {"ledger-verify", [&] { return verifyLedger(); }},
        {"keys", [&] { return Result<json>(toJson(*m_session.keys())); }},
        {"key-decide", [&] { return decideKey(request); }},
        {"problems", [&] { return Result<json>(toJson(*m_session.problems())); }},
        {"acknowledge", [&] { return acknowledge(request); }},
        {"note", [&] { return note(request); }},
        {"network", [&] { return network(request); }},
        {"hub-key-rotate", [&] { return rotateHubKey(request); }},
    };
    const std::string what = request.at("do").get<std::string>();
    const auto answer = answers.find(what);
    if (answer == answers.end()) {
        std::vector<std::string_view> names;
        for (const auto &[name, ignored] : answers) {
            names.push_back(name);
        }
        return failure(ErrorCode::InvalidInput,
                       fmt::format("\"{}\" is not a request: allowed are {}", what, fmt::join(names, ", ")));
    }
    return answer->second();
}

Result<json> LocalDesk::refused()
{
    json list = json::array();
    for (const RefusedMessage &refused : m_session.refusals()) {
        list.push_back(toJson(refused));
    }
    return list;
}

Status LocalDesk::onIo(std::function<void(Done)> work)
{
    const auto done = std::make_shared<std::promise<Status>>();
    std::future<Status> outcome = done->get_future();
    const bool isTaken = m_inbox.post(
        [done, work = std::move(work)] { work([done](const Status &status) { done->set_value(status); }); });
    if (!isTaken) {
        return failure(ErrorCode::Busy, "too much is waiting; try again");
    }
    return awaited(outcome);
}

Result<json> LocalDesk::decideKey(const json &request)
{
    const auto decision = decisionFromJson(request, *m_session.keys());
    if (!decision) {
        return failure(decision.error());
    }
    if (const Status done =
            onIo([this, decision = *decision](Done told) { m_keyDesk.decide(decision, std::move(told)); });
        !done) {
        return failure(done.error());
    }
    const auto list = m_session.keys();
    const auto decided = std::find_if(list->keys.begin(), list->keys.end(),
                                      [&](const auto &record) { return record.key == decision->key; });
    return decided == list->keys.end() ? json::object() : toJson(*decided);
}

Result<json> LocalDesk::acknowledge(const json &request)
{
    const AcknowledgeRequest what{request.at("problem").get<std::string>(), request.value("by", ""),
                                  request.value("note", "")};
    const auto done = std::make_shared<std::promise<Status>>();
    std::future<Status> outcome = done->get_future();
    m_session.acknowledge(what, [done](const Status &status) { done->set_value(status); });
    if (const Status written = awaited(outcome); !written) {
        return failure(written.error());
    }
    const problems::ProblemPtr row = m_session.problems()->find(what.problem);
    return row ? toJson(*row) : json::object();
}

Result<json> LocalDesk::note(const json &request)
{
    const NoteRequest what{request.value("by", ""), request.at("text").get<std::string>()};
    const auto done = std::make_shared<std::promise<Status>>();
    std::future<Status> outcome = done->get_future();
    m_session.writeNote(what, [done](const Status &status) { done->set_value(status); });
    if (const Status written = awaited(outcome); !written) {
        return failure(written.error());
    }
    return json{{"by", what.by}, {"text", what.text}};
}

Result<json> LocalDesk::network(const json &request)
{
    if (request.contains("accept")) {
        m_session.acceptFromNetwork(request.at("accept").get<bool>(), request.value("by", ""));
    }
    return toJson(*m_session.network());
}

Result<json> LocalDesk::rotateHubKey(const json &request)
{
    // The new key is complete before the old one loses its name, and the old one is never overwritten: a mistaken
    // rotation can be taken back.
    namespace fs = std::filesystem;
    const fs::path current = m_paths.hubKey();
    const fs::path next = current.string() + ".next";
    const fs::path old = fmt::format("{}.{}", current.string(), m_clock.utcNow().toNanoseconds() / 1'000'000'000);
    std::error_code error;
    fs::remove(next, error); // of a rotation that a crash ended
    const transport::KeyPair keys = transport::generateKeyPair();
    if (const Status written = transport::writeKeyFile(next, keys); !written) {
        return failure(written.error());
    }
    fs::create_hard_link(current, old, error);
    if (!error) {
        fs::rename(next, current, error);
    }
    if (error) {
        return failure(ErrorCode::Io, fmt::format("the hub's key stays as it is: {}", error.message()));
    }
    const std::string by = request.value("by", "");
    const Status done = onIo([this, keys, by](Done told) { m_keyDesk.rotate(keys, by, std::move(told)); });
    if (!done) {
        return failure(done.error());
    }
    return json{{"hub_key", keys.publicKey.text()}, {"old_key_file", old.string()}};
}

Result<json> LocalDesk::nodes(const json &request)
{
    const auto filter = filter::Filter::parse(request.value("filter", ""));
    if (!filter) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("filter, byte {}: {}", filter.error().offset + 1, filter.error().message));
    }
    const auto snapshot = m_session.snapshot();
    std::vector<std::uint8_t> worstProblem;
    const auto open = m_session.problems();
    for (const problems::Badge &badge : open->badges) {
        worstProblem.push_back(badge.severity);
    }
    json list = json::array();
    for (const fleet::NodeRecord &node : snapshot->nodes) {
        if (filter->matches(*node, {snapshot->takenAt, worstProblem})) {
            list.push_back(toJson(*node, snapshot->takenAt));
        }
    }
    // Counted here, since the fleet's own figures are renewed once a second and may not know the newest node yet.
    const auto count = [&](auto counts) {
        return std::count_if(snapshot->nodes.begin(), snapshot->nodes.end(),
                             [&](const fleet::NodeRecord &node) { return !node->identity->retired && counts(*node); });
    };
    return json{{"taken_at", toRfc3339(snapshot->takenAt)},
                {"fleet", toJson(snapshot->fleet)},
                {"total", count([](const fleet::NodeSnapshot &) { return true; })},
                {"serving", count([](const fleet::NodeSnapshot &node) { return fleet::isServing(node); })},
                {"nodes", std::move(list)}};
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
    // Held here: the io thread may put another list in its place while this one is read.
    const auto known = m_session.commands();
    json list = json::array();
    for (const commands::CommandRecordPtr &record : known->commands) {
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

Result<json> LocalDesk::events(const json &request)
{
    const auto query = eventQueryFromJson(request);
    if (!query) {
        return failure(query.error());
    }
    const auto reader = m_queries.reader();
    if (!reader) {
        return failure(reader.error());
    }
    const history::CancelToken never;
    return (*reader)->events(*query, never).map([](const events::EventResult &result) { return toJson(result); });
}

Result<json> LocalDesk::queryGroup(const json &request)
{
    auto query = groupQueryFromJson(request, *m_session.snapshot());
    if (!query) {
        return failure(query.error());
    }
    query->sampleBudget = std::min(query->sampleBudget, kMaxGroupSamples);
    const auto reader = m_queries.reader();
    if (!reader) {
        return failure(reader.error());
    }
    const history::CancelToken never;
    return (*reader)->group(*query, never).map([&](const history::GroupResult &result) {
        return toJson(result, *query);
    });
}

Result<json> LocalDesk::verifyLedger()
{
    const auto reader = ledger::LedgerReader::open(m_paths.ledger());
    if (!reader) {
        return failure(reader.error());
    }
    return (*reader)->verify([](double) { return true; }).map([](const ledger::Verification &verification) {
        return toJson(verification);
    });
}

} // namespace iso::session
