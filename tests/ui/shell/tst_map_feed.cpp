#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/shell/map_feed.h"

#include <QTest>
#include <cmath>

using namespace iso;
using namespace std::chrono_literals;
using map::MarkShape;
using map::MarkTone;
using telemetry::LatencyId;
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;

class TestMapFeed : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        test::FakeSession session(m_clock);
        session.addNode("n1", "r", "s", {59.9, 10.7});
        session.publish();
        m_node = *session.snapshot()->nodes[0];
    }

    void toneIsTtftAgainstTheObjective_data()
    {
        QTest::addColumn<double>("p95_s");
        QTest::addColumn<int>("tone");
        QTest::newRow("ok") << 0.2 << static_cast<int>(MarkTone::Ok);
        QTest::newRow("near") << 0.29 << static_cast<int>(MarkTone::Near);
        QTest::newRow("over") << 0.4 << static_cast<int>(MarkTone::Over);
        QTest::newRow("bad") << 0.6 << static_cast<int>(MarkTone::Bad);
    }
    void toneIsTtftAgainstTheObjective()
    {
        QFETCH(double, p95_s);
        m_node.latencies[static_cast<std::size_t>(LatencyId::TimeToFirstToken)].p95 = {p95_s, p95_s, p95_s};
        QTEST(static_cast<int>(mark().tone), "tone");
    }

    void nodeWithoutRequestsIsUnknownOrIdleAndNeverOk()
    {
        m_node.latencies = {};
        QCOMPARE(mark().tone, MarkTone::Unknown);
        m_node.service = ServiceState::Idle;
        QCOMPARE(mark().tone, MarkTone::Idle);
    }

    void staleNodeIsStaleAndItsLoadUnknown()
    {
        m_node.lastSampleReceived = m_clock.utcNow() - 40s;
        QVERIFY(mark().stale);
        QVERIFY(std::isnan(mark().load));
    }

    void lostNodeIsATriangle()
    {
        m_node.link = LinkState::Lost;
        QCOMPARE(mark().shape, MarkShape::Triangle);
        QVERIFY(std::isnan(mark().load));
    }

    void drainingNodeIsADashedRing()
    {
        m_node.service = ServiceState::Draining;
        QCOMPARE(mark().shape, MarkShape::DashedRing);
        QCOMPARE(mark().tone, MarkTone::Draining);
    }

    void nodeWithoutAPlaceHasNoMark()
    {
        auto identity = *m_node.identity;
        identity.birth.place.reset();
        m_node.identity = std::make_shared<fleet::NodeIdentity>(identity);
        QVERIFY(!shell::markFor(m_node, m_clock.utcNow(), {}, m_selection));
    }

    void selectedNodeIsMarked()
    {
        QVERIFY(!mark().selected);
        m_selection.select(m_node.id());
        QVERIFY(mark().selected);
        m_selection.clear();
    }

private:
    [[nodiscard]] map::MapMark mark() const { return *shell::markFor(m_node, m_clock.utcNow(), {}, m_selection); }

    test::ManualClock m_clock;
    bridge::Selection m_selection;
    fleet::NodeSnapshot m_node;
};

QTEST_GUILESS_MAIN(TestMapFeed)
#include "tst_map_feed.moc"
