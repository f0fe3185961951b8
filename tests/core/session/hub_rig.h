#pragma once

#include "core/session/hub_service.h"
#include "tests/core/ledger/ledger_fixture.h"

#include <QTest>
#include <csignal>
#include <sys/resource.h>

namespace iso::test
{

/// While it lives nothing can be written to a file beyond this size, as on a disk that is full.
class FullDisk
{
public:
    FullDisk()
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit none{0, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    FullDisk(const FullDisk &) = delete;
    FullDisk &operator=(const FullDisk &) = delete;

private:
    rlimit m_before{};
};

/// What a hub's io thread works with, put together as in a session, on the test's thread: messages are handed to
/// service() as the sockets would, and runInbox() does what other threads have asked for.
class HubRig
{
public:
    HubRig()
    {
        transport::HubLoopOptions options;
        options.telemetry = "tcp://127.0.0.1:*";
        options.control = "tcp://127.0.0.1:*";
        loop = valueOf(transport::HubLoop::open(m_context, options, clock, logger));
        ledgerLoop = valueOf(ledger.open());
        history::HistoryOptions historyOptions;
        historyOptions.directory = ledger.folder() / "history";
        historyLoop = valueOf(history::HistoryLoop::open(
            historyOptions, clock, logger, [](const auto &) {}, [] {}));
        inbox = std::make_unique<session::IoInbox>(*loop);
        commandLog = std::make_unique<session::LedgerCommandLog>(*ledgerLoop, *inbox, clock);
        sender = std::make_unique<session::ControlSender>(*loop, connections, clock);
        dispatcher = std::make_unique<commands::Dispatcher>(*sender, *commandLog, clock, logger);
        commandLog->setListener([this](const commands::CommandRecordPtr &record) { dispatcher->recorded(record); });
        network = std::make_unique<session::NetworkKeeper>(*loop, listener(), logger);
        desk = std::make_unique<session::KeyDesk>(keys, *network, fleet, connections, *dispatcher, *ledgerLoop, *inbox,
                                                  clock, logger);
        problems =
            std::make_unique<session::ProblemDesk>(problems::NodeRules(), refusals, *ledgerLoop, *inbox, clock, logger);
        events = std::make_unique<session::EventDesk>(*historyLoop, clock);
        m_service = std::make_unique<session::HubService>(
            session::HubParts{*loop, *inbox, fleet, *historyLoop, *dispatcher, *commandLog, connections, *sender, gate,
                              *desk, *network, *problems, *events, refusals, feed, m_snapshot, m_commands, clock,
                              logger},
            "test", [](const transport::PeerId &, const std::string &) {});
    }

    [[nodiscard]] session::HubService &service() { return *m_service; }
    void runInbox() const { inbox->run(); }
    [[nodiscard]] std::uint64_t refused(wire::RefusalReason reason) const
    {
        return refusals.counts()[static_cast<std::size_t>(reason)];
    }
    /// Decides and waits for the answer.
    Status decide(const enrolment::KeyDecision &decision)
    {
        std::optional<Status> answer;
        desk->decide(decision, [&](const Status &status) { answer = status; });
        return waitFor(answer);
    }
    Status waitFor(std::optional<Status> &answer) const
    {
        const bool isAnswered = QTest::qWaitFor(
            [&] {
                runInbox();
                return answer.has_value();
            },
            20'000);
        return isAnswered ? *answer : Status(failure(ErrorCode::Cancelled, "there was no answer"));
    }
    /// What a session that starts now would read from the ledger.
    [[nodiscard]] std::vector<ledger::Record> recorded(const char *kind) const
    {
        const auto reader = ledger::LedgerReader::open(ledger.file());
        return (*reader)->newestBySubject(kind, 100).value();
    }
    [[nodiscard]] static transport::NetworkListener listener()
    {
        return {"tcp://127.0.0.1:*", "tcp://127.0.0.1:*", transport::generateKeyPair()};
    }

    SystemClock clock;
    Logger logger{clock, [](const LogEntry &) {}};
    LedgerFixture ledger;
    fleet::FleetState fleet{clock};
    enrolment::KeyRegistry keys{clock, kLimit};
    session::Gate gate{keys, kLimit};
    session::Connections connections;
    session::RefusalLog refusals;
    session::LiveFeed feed;

private:
    static constexpr enrolment::RateLimit kLimit{50, 500};
    template<typename T>
    static T valueOf(Result<T> result)
    {
        if (!result) {
            qFatal("%s", result.error().message.c_str());
        }
        return std::move(*result);
    }
    transport::Context m_context;
    Latest<fleet::FleetSnapshot> m_snapshot{std::make_shared<const fleet::FleetSnapshot>()};
    Latest<commands::CommandList> m_commands{std::make_shared<const commands::CommandList>()};

public:
    std::unique_ptr<transport::HubLoop> loop;
    std::unique_ptr<session::IoInbox> inbox;
    std::unique_ptr<session::LedgerCommandLog> commandLog;
    std::unique_ptr<session::ControlSender> sender;
    std::unique_ptr<commands::Dispatcher> dispatcher;
    std::unique_ptr<session::NetworkKeeper> network;
    std::unique_ptr<session::KeyDesk> desk;
    std::unique_ptr<session::ProblemDesk> problems;
    std::unique_ptr<session::EventDesk> events;
    /// These end first: their threads post into the inbox.
    std::unique_ptr<history::HistoryLoop> historyLoop;
    std::unique_ptr<ledger::LedgerLoop> ledgerLoop;

private:
    std::unique_ptr<session::HubService> m_service;
};

} // namespace iso::test
