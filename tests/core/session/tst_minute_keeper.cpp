#include "core/session/minute_keeper.h"
#include "tests/support/manual_clock.h"

#include <QTest>

using namespace iso;
using namespace iso::session;
using namespace std::chrono_literals;
using test::ManualClock;

namespace
{

fleet::NodeRecord node(std::uint64_t requests, std::uint64_t failed, bool retired = false)
{
    auto identity = std::make_shared<fleet::NodeIdentity>();
    identity->retired = retired;
    auto record = std::make_shared<fleet::NodeSnapshot>();
    record->identity = identity;
    record->requestsInWindow = requests;
    record->failedInWindow = failed;
    return record;
}

fleet::FleetSnapshot snapshot()
{
    fleet::FleetSnapshot snapshot;
    snapshot.nodes = {node(10, 1), node(20, 2), node(1000, 1000, true)};
    snapshot.fleet.nodes = 2;
    snapshot.fleet.serving = 1;
    snapshot.fleet.byLink[static_cast<std::size_t>(telemetry::LinkState::Lost)] = 1;
    snapshot.fleet.ttft.count = 30;
    snapshot.fleet.ttft.p95 = {0.1, 0.2, 0.3};
    snapshot.fleet.ttftCoverage_ratio = 1;
    snapshot.fleet.load_ratio = 0.4;
    return snapshot;
}

} // namespace

class TestMinuteKeeper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMinuteIsSummedUpOnceWhenItIsOver()
    {
        ManualClock clock; // 26:53.589 past the hour
        MinuteKeeper keeper(clock);
        const HubTime began = clock.utcNow();
        QVERIFY(!keeper.tick(snapshot()));
        clock.advance(6s);
        QVERIFY(!keeper.tick(snapshot()));
        clock.advance(1s);
        const auto minute = keeper.tick(snapshot());
        QVERIFY(minute.has_value());
        QVERIFY(minute->at == clock.utcNow());
        QVERIFY(minute->hubSince == began);
        QVERIFY(minute->steady == clock.steadyNow());
        clock.advance(1s);
        QVERIFY(!keeper.tick(snapshot()));
        clock.advance(60s);
        QVERIFY(keeper.tick(snapshot()).has_value());
    }

    void retiredNodesDoNotCount()
    {
        const auto minute = fleetMinute(snapshot(), {}, {}, {});
        QCOMPARE(minute.requests, std::uint64_t(30));
        QCOMPARE(minute.failed, std::uint64_t(3));
        QCOMPARE(minute.nodes, std::uint32_t(2));
        QCOMPARE(minute.troubled(), std::uint32_t(1));
        QCOMPARE(minute.ttftP95->estimate, 0.2);
        QCOMPARE(minute.load_ratio.value(), 0.4);
    }

    void whatWasNotMeasuredIsAbsent()
    {
        fleet::FleetSnapshot quiet = snapshot();
        quiet.fleet.ttft = {};
        quiet.fleet.load_ratio.reset();
        const auto minute = fleetMinute(quiet, {}, {}, {});
        QVERIFY(!minute.ttftP50 && !minute.ttftP95 && !minute.ttftP99 && !minute.load_ratio && !minute.power_watts);
    }
};

QTEST_GUILESS_MAIN(TestMinuteKeeper)
#include "tst_minute_keeper.moc"
