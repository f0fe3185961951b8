#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/bridge/shown_nodes.h"

#include <QSignalSpy>
#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using bridge::ShownNodes;

class TestShownNodes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_bridge = std::make_unique<bridge::SessionBridge>(*m_session, m_clock);
        m_shown = std::make_unique<ShownNodes>(*m_bridge);
        m_oslo = m_session->addNode("edge-osl", "eu-north", "oslo");
        m_tokyo = m_session->addNode("edge-tyo", "ap-northeast", "tokyo");
        frame();
    }

    void withoutAFilterAllAreShown()
    {
        QVERIFY(isShown(m_oslo));
        QVERIFY(isShown(m_tokyo));
        QCOMPARE(m_shown->count(), std::size_t{2});
    }

    void aFilterIsInEffectAtOnce()
    {
        QSignalSpy changed(m_shown.get(), &ShownNodes::filterChanged);
        setFilter("region:eu");
        QCOMPARE(changed.count(), 1);
        QVERIFY(isShown(m_oslo));
        QVERIFY(!isShown(m_tokyo));
        setFilter("region:eu");
        QCOMPARE(changed.count(), 1);
    }

    void figuresAreAskedAgainOnceASecond()
    {
        setFilter("load>90%");
        QCOMPARE(m_shown->count(), std::size_t{0});
        QSignalSpy changed(m_shown.get(), &ShownNodes::drifted);
        m_session->edit(m_oslo, [](fleet::NodeSnapshot &node) { node.metrics.set(telemetry::MetricId::Load, 0.97); });
        frame();
        QCOMPARE(changed.count(), 0);
        QVERIFY(!isShown(m_oslo));
        m_clock.advance(1s);
        m_session->edit(m_oslo, [](fleet::NodeSnapshot &) {});
        frame();
        QCOMPARE(changed.count(), 1);
        QVERIFY(isShown(m_oslo));
    }

    void aNodeThatMovedIsAskedAtOnce()
    {
        setFilter("region:eu");
        QSignalSpy changed(m_shown.get(), &ShownNodes::drifted);
        m_session->editIdentity(
            m_tokyo, [](fleet::NodeIdentity &identity) { identity.region = RegionId::fromText("eu-west").value(); });
        frame();
        QCOMPARE(changed.count(), 1);
        QVERIFY(isShown(m_tokyo));
    }

    void aNewNodeIsDecidedWithoutASignal()
    {
        setFilter("region:eu");
        QSignalSpy changed(m_shown.get(), &ShownNodes::drifted);
        const NodeId bergen = m_session->addNode("edge-bgo", "eu-north", "bergen");
        frame();
        QVERIFY(isShown(bergen));
        QCOMPARE(m_shown->count(), std::size_t{2});
        QCOMPARE(changed.count(), 0);
    }

    void problemsCanBeAskedFor()
    {
        problems::Problem problem;
        problem.id = "lost/node/edge-tyo";
        problem.severity = 1;
        problem.nodes = {m_tokyo};
        m_session->setProblems({problem});
        m_bridge->takeFrame();
        setFilter("problem:any");
        QVERIFY(!isShown(m_oslo));
        QVERIFY(isShown(m_tokyo));
    }

private:
    void frame()
    {
        m_session->publish();
        m_bridge->takeFrame();
    }
    void setFilter(const char *text) { m_shown->setFilter(filter::Filter::parse(text).value()); }
    bool isShown(const NodeId &node) { return m_shown->contains(*m_bridge->findNode(node)); }

    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<bridge::SessionBridge> m_bridge;
    std::unique_ptr<ShownNodes> m_shown;
    NodeId m_oslo;
    NodeId m_tokyo;
};

QTEST_GUILESS_MAIN(TestShownNodes)
#include "tst_shown_nodes.moc"
