#include "core/fleet/turns.h"
#include "core/session/event_desk.h"
#include "tests/core/fleet/fleet_fixture.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using session::EventDesk;

class TestEventDesk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTurnTakesAllInLessThanASecond_data()
    {
        QTest::addColumn<int>("nodes");
        QTest::addColumn<int>("turns");
        QTest::newRow("none") << 0 << 0;
        QTest::newRow("one") << 1 << 1;
        QTest::newRow("all at once") << 1'000 << 1;
        QTest::newRow("one too many") << 1'001 << 2;
        QTest::newRow("large") << 10'000 << 8;
        QTest::newRow("largest") << 20'000 << 8;
    }
    void aTurnTakesAllInLessThanASecond()
    {
        QFETCH(int, nodes);
        const auto most = static_cast<int>(fleet::nodesPerTurn(static_cast<std::size_t>(nodes)));
        QTEST((nodes + most - 1) / most, "turns");
    }

    void manyNodesAreLookedAtOnceASecond()
    {
        test::TempWorkspace workspace;
        test::FleetFixture fleet;
        Logger logger{fleet.clock, [](const LogEntry &) {}};
        history::HistoryOptions options;
        options.directory = workspace.file("history");
        auto history = history::HistoryLoop::open(
            options, fleet.clock, logger, [](const auto &) {}, [] {});
        QVERIFY_RESULT(history);
        EventDesk desk(**history, fleet.clock);
        desk.start({}, false);
        const auto look = [&] {
            desk.look(*fleet.fleet.snapshot({}), std::make_shared<const commands::CommandList>(),
                      std::make_shared<const enrolment::KeyList>());
            return desk.list()->events.size();
        };
        const std::size_t before = look(); // the empty fleet is taken in whole
        constexpr int kNodes = 2'500;      // three turns
        for (int i = 0; i < kNodes; ++i) {
            fleet.born("n" + std::to_string(i), test::FleetFixture::birth("r", "s"));
        }
        QCOMPARE(look(), before); // not yet a second
        fleet.clock.advance(1s);
        QCOMPARE(look(), before); // told together, when all have had their turn
        fleet.clock.advance(1s);
        QCOMPARE(look(), before);
        QCOMPARE(look(), EventDesk::kKept); // the newest of the 2,500
        const events::EventListPtr list = desk.list();
        QCOMPARE(list->events.front()->node.text(), std::string("n2499"));
        // The round took longer than a second, so the next one begins at once.
        fleet.born("n0", test::FleetFixture::birth("r", "other"), 2);
        look();
        look();
        look();
        QCOMPARE(desk.list()->events.front()->node.text(), std::string("n0"));
    }
};

QTEST_GUILESS_MAIN(TestEventDesk)
#include "tst_event_desk.moc"
