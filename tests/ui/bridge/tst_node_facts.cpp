#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/bridge/node_facts.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using bridge::NodeShape;
using bridge::Tone;
using telemetry::LinkState;
using telemetry::ServiceState;

class TestNodeFacts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        test::FakeSession session(m_clock);
        session.addNode("edge-osl-014", "eu-north", "osl", {59.9, 10.7}, "Oslo, NO");
        session.publish();
        m_node = *session.snapshot()->nodes[0];
        m_now = m_clock.utcNow();
    }

    void tonesFollowTheObjective_data()
    {
        QTest::addColumn<double>("value_s");
        QTest::addColumn<int>("tone");
        QTest::newRow("well below") << 0.200 << static_cast<int>(Tone::Ok);
        QTest::newRow("just below 90 %") << 0.269 << static_cast<int>(Tone::Ok);
        QTest::newRow("at 90 %") << 0.270 << static_cast<int>(Tone::Near);
        QTest::newRow("at the objective") << 0.300 << static_cast<int>(Tone::Near);
        QTest::newRow("over") << 0.301 << static_cast<int>(Tone::Over);
        QTest::newRow("at 160 %") << 0.480 << static_cast<int>(Tone::Over);
        QTest::newRow("beyond 160 %") << 0.481 << static_cast<int>(Tone::Bad);
    }
    void tonesFollowTheObjective()
    {
        QFETCH(double, value_s);
        const bridge::Objectives objectives;
        QTEST(static_cast<int>(bridge::toneAgainst(value_s, objectives.ttftP95_s, objectives)), "tone");
    }

    void figuresOfAStaleNodeAreADashWithTheAge()
    {
        QCOMPARE(bridge::ttftText(m_node, m_now).text, QStringLiteral("200"));
        m_now = m_now + 6s;
        QVERIFY(bridge::isStale(m_node, m_now));
        QVERIFY(!bridge::ttftText(m_node, m_now).isValue);
        QVERIFY(!bridge::loadText(m_node, m_now).isValue);
        QCOMPARE(bridge::ttftText(m_node, m_now).reason, QStringLiteral("no sample for 6 s"));
        QCOMPARE(bridge::toneOf(m_node, m_now, {}), Tone::None);
    }

    void slowIntervalsMayBeOlder()
    {
        m_node.interval = 10s;
        QVERIFY(!bridge::isStale(m_node, m_now + 29s));
        QVERIFY(bridge::isStale(m_node, m_now + 31s));
    }

    void lostNodeSaysForHowLong()
    {
        QCOMPARE(bridge::lostText(m_node, m_now), QString());
        m_node.link = LinkState::Lost;
        m_node.linkSince = m_now - 4min;
        QCOMPARE(bridge::lostText(m_node, m_now), QStringLiteral("lost 4 m"));
        QVERIFY(!bridge::loadText(m_node, m_now).isValue); // its last figures are no longer true
    }

    void shapeSaysWhatTheNodeDoes_data()
    {
        QTest::addColumn<int>("link");
        QTest::addColumn<int>("service");
        QTest::addColumn<int>("shape");
        const auto row = [](const char *name, LinkState link, ServiceState service, NodeShape shape) {
            QTest::newRow(name) << static_cast<int>(link) << static_cast<int>(service) << static_cast<int>(shape);
        };
        row("serving", LinkState::Live, ServiceState::Serving, NodeShape::Dot);
        row("late but busy", LinkState::Late, ServiceState::Busy, NodeShape::Dot);
        row("draining", LinkState::Live, ServiceState::Draining, NodeShape::DashedRing);
        row("stalled", LinkState::Live, ServiceState::Stalled, NodeShape::Diamond);
        row("failed", LinkState::Live, ServiceState::Failed, NodeShape::Square);
        row("starting", LinkState::Live, ServiceState::Starting, NodeShape::Ring);
        row("lost beats service", LinkState::PathLost, ServiceState::Serving, NodeShape::Triangle);
        row("never seen", LinkState::NeverSeen, ServiceState::Unknown, NodeShape::Ring);
    }
    void shapeSaysWhatTheNodeDoes()
    {
        QFETCH(int, link);
        QFETCH(int, service);
        m_node.link = static_cast<LinkState>(link);
        m_node.service = static_cast<ServiceState>(service);
        QTEST(static_cast<int>(bridge::shapeOf(m_node)), "shape");
    }

    void stalledNodeIsBadEvenWhenItsLatencyLooksFine()
    {
        m_node.service = ServiceState::Stalled;
        QCOMPARE(bridge::toneOf(m_node, m_now, {}), Tone::Bad);
    }

    void retiredNodeIsNotCounted()
    {
        auto identity = std::make_shared<fleet::NodeIdentity>(*m_node.identity);
        identity->retired = true;
        fleet::FleetSnapshot snapshot;
        snapshot.nodes.push_back(std::make_shared<fleet::NodeSnapshot>(m_node));
        QCOMPARE(bridge::shownCount(snapshot), std::size_t{1});
        m_node.identity = identity;
        snapshot.nodes.push_back(std::make_shared<fleet::NodeSnapshot>(m_node));
        QCOMPARE(bridge::shownCount(snapshot), std::size_t{1});
    }

private:
    test::ManualClock m_clock;
    fleet::NodeSnapshot m_node;
    HubTime m_now;
};

QTEST_GUILESS_MAIN(TestNodeFacts)
#include "tst_node_facts.moc"
