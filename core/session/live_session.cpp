#include "core/session/live_session.h"

#include "core/base/thread.h"
#include "core/commands/arguments.h"
#include "core/ledger/ledger_reader.h"
#include "core/session/command_json.h"
#include "core/session/event_desk.h"
#include "core/session/hub_service.h"
#include "core/session/key_json.h"
#include "core/session/local_desk.h"
#include "core/session/note_desk.h"
#include "core/session/problem_desk.h"
#include "core/session/submission.h"

#include <fmt/format.h>
#include <thread>

namespace iso::session
{
namespace
{

constexpr std::size_t kCommandsRestored = 5'000;
/// More than a fleet has nodes: every key that was ever decided.
constexpr std::size_t kKeysRestored = 100'000;

class LocalLiveSession final : public LiveSession
{
public:
    LocalLiveSession(std::unique_ptr<WorkspaceOwner> owner, Configuration configuration, const Clock &clock,
                     Logger &logger)
        : m_owner(std::move(owner))
        , m_configuration(std::move(configuration))
        , m_clock(clock)
        , m_logger(logger)
        , m_fleet(clock)
    {
    }

    ~LocalLiveSession() override
    {
        // The io thread ends first, since it hands work to all others; then those who hand work back to it.
        if (m_loop != nullptr) {
            m_loop->stop();
        }
        if (m_ioThread.joinable()) {
            m_ioThread.join();
        }
        m_desk.reset();
        m_queries.reset();
        m_history.reset();
        m_ledger.reset();
    }

    Status start(transport::Context &context, const SessionOptions &options)
    {
        if (const Status opened = openStores(); !opened) {
            return opened;
        }
        const auto local = localSocket(paths().directory);
        if (!local) {
            return failure(local.error());
        }
        transport::HubLoopOptions hub;
        hub.telemetry = options.telemetry.value_or(m_configuration.telemetry);
        hub.control = options.control.value_or(m_configuration.control);
        hub.local = local->string();
        auto loop = transport::HubLoop::open(context, hub, m_clock, m_logger);
        if (!loop) {
            return failure(loop.error());
        }
        m_loop = std::move(*loop);
        const auto hubKeys = transport::loadOrCreateKeyFile(paths().hubKey());
        if (!hubKeys) {
            return failure(hubKeys.error());
        }
        buildIoParts({options.networkTelemetry.value_or(m_configuration.networkTelemetry),
                      options.networkControl.value_or(m_configuration.networkControl), *hubKeys});
        if (const Status restored = restoreFromLedger(options); !restored) {
            return restored;
        }
        if (const Status restored = restoreEvents(); !restored) {
            return restored;
        }
        m_ioThread = std::thread([this] {
            nameThisThread("io");
            m_loop->run(*m_service);
        });
        return {};
    }

    std::shared_ptr<const fleet::FleetSnapshot> snapshot() const override { return m_newestSnapshot.get(); }
    std::shared_ptr<const commands::CommandList> commands() const override { return m_newestCommands.get(); }
    std::vector<RefusedMessage> refusals() const override { return m_refusals.newest(); }
    void follow(const std::vector<NodeId> &nodes) override { m_feed.follow(nodes); }
    std::size_t drainSamples(std::vector<LiveSample> &out, std::size_t most) override
    {
        return m_feed.drain(out, most);
    }

    Result<std::vector<CommandId>> submit(const commands::CommandRequest &request) override
    {
        auto records = prepareCommands(request, *snapshot(), m_clock, m_ids);
        if (!records) {
            return failure(records.error());
        }
        std::vector<CommandId> ids;
        for (const commands::CommandRecordPtr &record : *records) {
            ids.push_back(record->id);
        }
        const bool isTaken = m_inbox->post([this, records = std::move(*records)] {
            for (const commands::CommandRecordPtr &record : records) {
                if (const Status taken = m_dispatcher->submit(record); !taken) {
                    m_logger.error("commands", "{} to {}: {}", record->name, record->node.text(),
                                   taken.error().message);
                }
            }
        });
        if (!isTaken) {
            return failure(ErrorCode::Busy, "too much is waiting; try again");
        }
        return ids;
    }

    enrolment::KeyListPtr keys() const override { return m_keyDesk->list(); }
    NetworkStatusPtr network() const override { return m_network->status(); }

    void decideKey(const enrolment::KeyDecision &decision, std::function<void(Status)> done) override
    {
        if (!m_inbox->post([this, decision, done] { m_keyDesk->decide(decision, done); })) {
            done(failure(ErrorCode::Busy, "too much is waiting; try again"));
        }
    }

    void acceptFromNetwork(bool accept, const std::string &by) override
    {
        m_inbox->post([this, accept, by] { m_keyDesk->acceptFromNetwork(accept, by, [](const Status &) {}); });
    }

    problems::ProblemListPtr problems() const override { return m_problemDesk->list(); }

    void acknowledge(const AcknowledgeRequest &request, std::function<void(Status)> done) override
    {
        if (!m_inbox->post([this, request, done] {
                m_problemDesk->acknowledge(request.problem, request.by, request.note, done);
            })) {
            done(failure(ErrorCode::Busy, "too much is waiting; try again"));
        }
    }

    void writeNote(const NoteRequest &request, std::function<void(Status)> done) override
    {
        if (!m_inbox->post([this, request, done] { m_noteDesk->write(request, done); })) {
            done(failure(ErrorCode::Busy, "too much is waiting; try again"));
        }
    }

    QueryTicketPtr querySamples(const history::SampleQuery &query,
                                std::function<void(Result<history::SampleResult>)> done) override
    {
        return ask<history::SampleResult>(std::move(done), [query](history::HistoryReader &reader, const auto &token) {
            return reader.samples(query, token);
        });
    }

    QueryTicketPtr querySeries(const history::SeriesQuery &query,
                               std::function<void(Result<history::SeriesResult>)> done) override
    {
        return ask<history::SeriesResult>(std::move(done), [query](history::HistoryReader &reader, const auto &token) {
            return reader.series(query, token);
        });
    }

    events::EventListPtr events() const override { return m_eventDesk->list(); }

    QueryTicketPtr queryEvents(const events::EventQuery &query,
                               std::function<void(Result<events::EventResult>)> done) override
    {
        return ask<events::EventResult>(std::move(done), [query](history::HistoryReader &reader, const auto &token) {
            return reader.events(query, token);
        });
    }

    QueryTicketPtr queryGroup(const history::GroupQuery &query,
                              std::function<void(Result<history::GroupResult>)> done) override
    {
        return ask<history::GroupResult>(std::move(done), [query](history::HistoryReader &reader, const auto &token) {
            return reader.group(query, token);
        });
    }

    QueryTicketPtr queryMinutes(HubTime from, HubTime to,
                                std::function<void(Result<std::vector<history::FleetMinute>>)> done) override
    {
        return ask<std::vector<history::FleetMinute>>(
            std::move(done),
            [from, to](history::HistoryReader &reader, const auto &) { return reader.minutes(from, to); });
    }

    std::string description() const override { return fmt::format("live, {}", paths().directory.filename().string()); }
    const std::string &telemetryEndpoint() const override { return m_loop->telemetryEndpoint(); }
    const std::string &controlEndpoint() const override { return m_loop->controlEndpoint(); }
    const Configuration &configuration() const override { return m_configuration; }
    const WorkspacePaths &paths() const override { return m_owner->paths(); }

private:
    Status openStores()
    {
        history::HistoryOptions options;
        options.directory = paths().history();
        options.commitInterval = m_configuration.commitInterval;
        // Nothing is stored before the io thread hands something in, so the inbox is there.
        auto history = history::HistoryLoop::open(
            options, m_clock, m_logger,
            [this](const auto &numbers) { m_inbox->post([this, numbers] { m_service->stored(numbers); }); },
            [this] { m_inbox->post([this] { m_service->synced(); }); });
        if (!history) {
            return failure(history.error());
        }
        m_history = std::move(*history);
        auto ledger = ledger::LedgerLoop::open(paths().ledger(), m_clock, m_logger);
        if (!ledger) {
            return failure(ledger.error());
        }
        m_ledger = std::move(*ledger);
        for (const history::KnownNode &known : m_history->resume().nodes) {
            std::vector<fleet::NodeState::StoredBoot> boots;
            for (const history::BootRanges &boot : known.boots) {
                fleet::NodeState::StoredBoot stored{boot.boot, {}};
                for (const auto &[from, to] : boot.ranges) {
                    stored.ranges.push_back({from, to});
                }
                boots.push_back(std::move(stored));
            }
            m_fleet.restore(known.node, known.lastBirth.birth, known.lastBirth.boot, known.lastBirth.received, boots);
        }
        return {};
    }

    void buildIoParts(transport::NetworkListener listener)
    {
        m_inbox = std::make_unique<IoInbox>(*m_loop);
        m_commandLog = std::make_unique<LedgerCommandLog>(*m_ledger, *m_inbox, m_clock);
        m_sender = std::make_unique<ControlSender>(*m_loop, m_connections, m_clock);
        m_dispatcher = std::make_unique<commands::Dispatcher>(*m_sender, *m_commandLog, m_clock, m_logger);
        m_commandLog->setListener([this](const commands::CommandRecordPtr &record) { m_dispatcher->recorded(record); });
        m_queries = std::make_unique<QueryLoop>(paths().history());
        m_keys = std::make_unique<enrolment::KeyRegistry>(m_clock, m_configuration.rateLimit);
        m_gate = std::make_unique<Gate>(*m_keys, m_configuration.rateLimit);
        m_network = std::make_unique<NetworkKeeper>(*m_loop, std::move(listener), m_logger);
        m_keyDesk = std::make_unique<KeyDesk>(*m_keys, *m_network, m_fleet, m_connections, *m_dispatcher, *m_ledger,
                                              *m_inbox, m_clock, m_logger);
        problems::NodeRules rules;
        rules.ttftObjective_s = std::chrono::duration<double>(m_configuration.ttftObjective).count();
        m_problemDesk = std::make_unique<ProblemDesk>(rules, m_refusals, *m_ledger, *m_inbox, m_clock, m_logger);
        m_eventDesk = std::make_unique<EventDesk>(*m_history, m_clock);
        m_problemDesk->setListener(
            [this](const problems::ProblemChange &change) { m_eventDesk->problemChanged(change); });
        m_problemDesk->setAcknowledgedListener(
            [this](const problems::Problem &problem) { m_eventDesk->acknowledged(problem); });
        m_noteDesk = std::make_unique<NoteDesk>(*m_ledger, *m_inbox, m_clock,
                                                [this](const events::Event &note) { m_eventDesk->add(note); });
        m_desk = std::make_unique<LocalDesk>(*this, *m_keyDesk, *m_loop, *m_inbox, paths(), m_configuration.isochrone,
                                             m_clock);
        m_service = std::make_unique<HubService>(
            HubParts{*m_loop, *m_inbox, m_fleet, *m_history, *m_dispatcher, *m_commandLog, m_connections, *m_sender,
                     *m_gate, *m_keyDesk, *m_network, *m_problemDesk, *m_eventDesk, m_refusals, m_feed,
                     m_newestSnapshot, m_newestCommands, m_clock, m_logger},
            m_configuration.hubName,
            [this](const transport::PeerId &peer, std::string text) { m_desk->request(peer, std::move(text)); });
    }

    Status restoreFromLedger(const SessionOptions &options)
    {
        const auto reader = ledger::LedgerReader::open(paths().ledger());
        if (!reader) {
            return failure(reader.error());
        }
        if (const Status commands = restoreCommands(**reader); !commands) {
            return commands;
        }
        if (const Status keys = restoreKeys(**reader); !keys) {
            return keys;
        }
        if (const Status problems = m_problemDesk->restore(**reader); !problems) {
            return problems;
        }
        const auto decided = networkDecision(**reader);
        if (!decided) {
            return failure(decided.error());
        }
        m_network->want(options.acceptFromNetwork.value_or(decided->value_or(m_configuration.acceptFromNetwork)));
        return {};
    }

    Status restoreEvents()
    {
        auto reader = history::HistoryReader::open(paths().history());
        if (!reader) {
            return failure(reader.error());
        }
        events::EventQuery newest;
        newest.to = HubTime::fromNanoseconds(INT64_MAX);
        newest.limit = EventDesk::kKept;
        const history::CancelToken never;
        auto stored = (*reader)->events(newest, never);
        if (!stored) {
            return failure(stored.error());
        }
        m_eventDesk->start(std::move(stored->events), m_history->resume().afterUncleanStop);
        return {};
    }

    Status restoreKeys(ledger::LedgerReader &reader)
    {
        const auto newest = reader.newestBySubject(KeyDesk::kKeyKind, kKeysRestored);
        if (!newest) {
            return failure(newest.error());
        }
        std::vector<NodeId> retired;
        for (const ledger::Record &record : *newest) {
            auto key = keyFromLedgerText(record.entry.body);
            if (!key) {
                m_logger.error("ledger", "record {}: {}", record.number, key.error().message);
                continue;
            }
            retired.insert(retired.end(), key->retired.begin(), key->retired.end());
            m_keys->restore(*key);
        }
        // A later key may have taken a retired node over, so all of them come first.
        for (const NodeId &node : retired) {
            if (m_keys->isRetired(node)) {
                m_fleet.retire(node);
            }
        }
        return {};
    }

    /// What was decided last in this workspace, if anything ever was.
    static Result<std::optional<bool>> networkDecision(ledger::LedgerReader &reader)
    {
        const auto newest = reader.newestBySubject(KeyDesk::kNetworkKind, 100);
        if (!newest) {
            return failure(newest.error());
        }
        std::optional<bool> decided;
        for (const ledger::Record &record : *newest) {
            const auto body = nlohmann::json::parse(record.entry.body, nullptr, false);
            if (body.is_object() && body.value("accept", nlohmann::json()).is_boolean()) {
                decided = body.at("accept").get<bool>();
            }
        }
        return decided;
    }

    Status restoreCommands(ledger::LedgerReader &reader)
    {
        const auto newest = reader.newestBySubject(LedgerCommandLog::kKind, kCommandsRestored);
        if (!newest) {
            return failure(newest.error());
        }
        std::vector<commands::CommandRecordPtr> records;
        for (const ledger::Record &record : *newest) {
            if (auto command = commandFromJson(record.entry.body)) {
                records.push_back(std::make_shared<const commands::CommandRecord>(std::move(*command)));
            } else {
                m_logger.error("ledger", "record {}: {}", record.number, command.error().message);
            }
        }
        m_dispatcher->restore(std::move(records));
        return {};
    }

    template<typename T, typename Ask>
    QueryTicketPtr ask(std::function<void(Result<T>)> done, Ask askReader)
    {
        const CancellableQuery query;
        const bool isTaken = m_queries->submit([this, query, done, askReader] {
            if (query.token().isCancelled()) {
                return;
            }
            const auto reader = m_queries->reader();
            Result<T> result = reader ? askReader(**reader, query.token()) : failure(reader.error());
            query.deliver([&] { done(std::move(result)); });
        });
        if (!isTaken) {
            done(failure(ErrorCode::Busy, "too many queries are waiting; try again"));
        }
        return query.ticket();
    }

    std::unique_ptr<WorkspaceOwner> m_owner;
    Configuration m_configuration;
    const Clock &m_clock;
    Logger &m_logger;
    SystemIdSource m_ids;

    Latest<fleet::FleetSnapshot> m_newestSnapshot{emptySnapshot()};
    Latest<commands::CommandList> m_newestCommands{std::make_shared<const commands::CommandList>()};
    RefusalLog m_refusals;
    LiveFeed m_feed;
    fleet::FleetState m_fleet;
    Connections m_connections;

    std::unique_ptr<transport::HubLoop> m_loop;
    std::unique_ptr<IoInbox> m_inbox;
    std::unique_ptr<history::HistoryLoop> m_history;
    std::unique_ptr<ledger::LedgerLoop> m_ledger;
    std::unique_ptr<LedgerCommandLog> m_commandLog;
    std::unique_ptr<ControlSender> m_sender;
    std::unique_ptr<commands::Dispatcher> m_dispatcher;
    std::unique_ptr<enrolment::KeyRegistry> m_keys;
    std::unique_ptr<Gate> m_gate;
    std::unique_ptr<NetworkKeeper> m_network;
    std::unique_ptr<KeyDesk> m_keyDesk;
    std::unique_ptr<ProblemDesk> m_problemDesk;
    std::unique_ptr<NoteDesk> m_noteDesk;
    std::unique_ptr<EventDesk> m_eventDesk;
    std::unique_ptr<QueryLoop> m_queries;
    std::unique_ptr<HubService> m_service;
    std::unique_ptr<LocalDesk> m_desk;
    std::thread m_ioThread;

    static std::shared_ptr<const fleet::FleetSnapshot> emptySnapshot()
    {
        auto empty = std::make_shared<fleet::FleetSnapshot>();
        empty->regions = std::make_shared<const std::vector<fleet::GroupSummary>>();
        empty->sites = empty->regions;
        return empty;
    }
};

} // namespace

Result<std::unique_ptr<LiveSession>> LiveSession::open(transport::Context &context, const SessionOptions &options,
                                                       const Clock &clock, Logger &logger)
{
    auto owner = WorkspaceOwner::take(options.workspace, options.program);
    if (!owner) {
        return failure(owner.error());
    }
    auto configuration = readConfiguration((*owner)->paths().configuration());
    if (!configuration) {
        return failure(configuration.error());
    }
    auto session = std::make_unique<LocalLiveSession>(std::move(*owner), std::move(*configuration), clock, logger);
    if (const Status started = session->start(context, options); !started) {
        return failure(started.error());
    }
    return session;
}

} // namespace iso::session
