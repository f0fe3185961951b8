#include "core/session/problem_desk.h"
#include "core/session/problem_json.h"
#include "core/transport/context.h"
#include "tests/support/manual_clock.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <QTest>

using namespace iso;
using namespace iso::session;
using namespace std::chrono_literals;
using telemetry::LinkState;

namespace
{

constexpr const char *kLost = "lost/node/osl-0";

/// A desk over a real ledger, with the test as its io thread.
class Desk
{
public:
    explicit Desk(const std::filesystem::path &folder)
        : m_loop(transport::HubLoop::open(m_context, {"tcp://127.0.0.1:*", "tcp://127.0.0.1:*", {}, 10, 10}, m_clock,
                                          m_logger)
                     .value())
        , m_inbox(*m_loop)
        , m_ledger(ledger::LedgerLoop::open(folder / "ledger.db", m_clock, m_logger).value())
        , m_reader(ledger::LedgerReader::open(folder / "ledger.db").value())
        , desk({}, m_refusals, *m_ledger, m_inbox, m_clock, m_logger)
    {
        for (std::uint32_t i = 0; i < 10; ++i) {
            auto identity = std::make_shared<fleet::NodeIdentity>();
            identity->id = NodeId::fromText("osl-" + std::to_string(i)).value();
            identity->region = RegionId::fromText("eu").value();
            identity->site = SiteId::fromText("osl").value();
            identity->bornAt = m_clock.utcNow();
            auto node = std::make_shared<fleet::NodeSnapshot>();
            node->index = i;
            node->identity = std::move(identity);
            node->link = LinkState::Live;
            m_nodes.push_back(std::move(node));
        }
    }

    void link(std::size_t node, LinkState state)
    {
        auto copy = std::make_shared<fleet::NodeSnapshot>(*m_nodes[node]);
        copy->link = state;
        copy->linkSince = m_clock.utcNow();
        m_nodes[node] = std::move(copy);
    }
    void pass(int seconds)
    {
        for (int i = 0; i < seconds; ++i) {
            m_clock.advance(1s);
            auto snapshot = std::make_shared<fleet::FleetSnapshot>();
            snapshot->takenAt = m_clock.utcNow();
            snapshot->nodes = m_nodes;
            desk.look(snapshot);
        }
    }
    /// The outcome of an acknowledgement, when it is told.
    Status acknowledge(const std::string &problem, const std::string &by, const std::string &note)
    {
        std::optional<Status> outcome;
        desk.acknowledge(problem, by, note, [&](const Status &status) { outcome = status; });
        if (!outcome) {
            wasShownEarly = desk.list()->find(problem)->acknowledgement.has_value();
        }
        if (!QTest::qWaitFor([&] {
                m_inbox.run();
                return outcome.has_value();
            })) {
            return failure(ErrorCode::Busy, "no answer");
        }
        return *outcome;
    }
    /// Bodies of the records of acknowledgements, once there are as many.
    std::vector<std::string> records(std::size_t count)
    {
        std::vector<std::string> bodies;
        static_cast<void>(QTest::qWaitFor([&] {
            bodies.clear();
            const auto newest = m_reader->newest(ProblemDesk::kKind, 100);
            for (const ledger::Record &record : newest.value()) {
                bodies.push_back(record.entry.body);
            }
            return bodies.size() >= count;
        }));
        return bodies;
    }
    bool isLedgerIntact()
    {
        return m_reader->verify([](double) { return true; }).value().isIntact();
    }
    Status restore() { return desk.restore(*m_reader); }

private:
    test::ManualClock m_clock;
    Logger m_logger{m_clock, [](const LogEntry &) {}};
    transport::Context m_context;
    std::unique_ptr<transport::HubLoop> m_loop;
    IoInbox m_inbox;
    RefusalLog m_refusals;
    std::unique_ptr<ledger::LedgerLoop> m_ledger;
    std::unique_ptr<ledger::LedgerReader> m_reader;
    std::vector<fleet::NodeRecord> m_nodes;

public:
    ProblemDesk desk;
    bool wasShownEarly = false;
};

} // namespace

class tst_ProblemDesk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAcknowledgementIsWrittenBeforeItIsShown();
    void itSurvivesARestartWhileTheProblemLasts();
    void itEndsWithTheProblemAlsoAfterARestart();
    void onlyWhatStandsCanBeAcknowledged();
    void changesAreTold();
};

void tst_ProblemDesk::anAcknowledgementIsWrittenBeforeItIsShown()
{
    test::TempWorkspace workspace;
    Desk desk(workspace.path());
    desk.link(0, LinkState::Lost);
    desk.pass(14);
    QVERIFY(desk.desk.list()->find(kLost));
    QVERIFY_RESULT(desk.acknowledge(kLost, "op-7", "technician called"));
    QVERIFY(!desk.wasShownEarly);
    const auto records = desk.records(1);
    QCOMPARE(records.size(), 1U);
    const auto stored = acknowledgementFromLedgerText(records[0]);
    QVERIFY_RESULT(stored);
    QVERIFY(*stored);
    QCOMPARE((*stored)->problem, std::string(kLost));
    QCOMPARE((*stored)->acknowledgement.note, std::string("technician called"));
    QVERIFY(desk.desk.list()->find(kLost)->acknowledgement == (*stored)->acknowledgement);
    QVERIFY(desk.isLedgerIntact());
}

void tst_ProblemDesk::itSurvivesARestartWhileTheProblemLasts()
{
    test::TempWorkspace workspace;
    HubTime since;
    {
        Desk desk(workspace.path());
        desk.link(0, LinkState::Lost);
        desk.pass(14);
        since = desk.desk.list()->find(kLost)->since;
        QVERIFY_RESULT(desk.acknowledge(kLost, "op-7", "technician called"));
    }
    Desk desk(workspace.path());
    QVERIFY_RESULT(desk.restore());
    desk.link(0, LinkState::NeverSeen);
    desk.pass(80);
    const problems::ProblemPtr problem = desk.desk.list()->find(kLost);
    QVERIFY(problem);
    QCOMPARE(problem->since, since);
    QVERIFY(problem->acknowledgement);
    QCOMPARE(problem->acknowledgement->by, std::string("op-7"));
}

void tst_ProblemDesk::itEndsWithTheProblemAlsoAfterARestart()
{
    test::TempWorkspace workspace;
    {
        Desk desk(workspace.path());
        desk.link(0, LinkState::Lost);
        desk.pass(14);
        QVERIFY_RESULT(desk.acknowledge(kLost, "op-7", ""));
        desk.link(0, LinkState::Live);
        desk.pass(10);
        QCOMPARE(desk.records(2).size(), 2U);
    }
    Desk desk(workspace.path());
    QVERIFY_RESULT(desk.restore());
    desk.link(0, LinkState::Lost);
    desk.pass(14);
    QVERIFY(desk.desk.list()->find(kLost));
    QVERIFY(!desk.desk.list()->find(kLost)->acknowledgement);
    QVERIFY(desk.isLedgerIntact());
}

void tst_ProblemDesk::onlyWhatStandsCanBeAcknowledged()
{
    test::TempWorkspace workspace;
    Desk desk(workspace.path());
    desk.link(0, LinkState::Lost);
    desk.pass(14);
    const Status unknown = desk.acknowledge("lost/node/nobody", "op-7", "");
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
    QCOMPARE(desk.acknowledge(kLost, "", "").error().code, ErrorCode::InvalidInput);
    QCOMPARE(desk.acknowledge(kLost, "op-7", std::string(501, 'x')).error().code, ErrorCode::InvalidInput);
    QVERIFY(desk.records(0).empty());
}

void tst_ProblemDesk::changesAreTold()
{
    test::TempWorkspace workspace;
    Desk desk(workspace.path());
    std::vector<problems::ProblemChange> changes;
    desk.desk.setListener([&](const problems::ProblemChange &change) { changes.push_back(change); });
    desk.link(0, LinkState::Lost);
    desk.pass(14);
    QCOMPARE(changes.size(), 1U);
    QVERIFY(changes[0].hasBegun);
    desk.link(0, LinkState::Live);
    desk.pass(10);
    QCOMPARE(changes.size(), 2U);
    QVERIFY(!changes[1].hasBegun);
}

QTEST_GUILESS_MAIN(tst_ProblemDesk)
#include "tst_problem_desk.moc"
