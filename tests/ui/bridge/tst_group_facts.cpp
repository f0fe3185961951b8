#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/bridge/group_facts.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using telemetry::LatencyId;
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;

class TestGroupFacts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_ids.clear();
        for (const char *name : {"a", "b", "c"}) {
            m_ids.push_back(m_session->addNode(name, "r", name[0] == 'c' ? "t" : "s"));
        }
    }

    void percentilesAreMergedAndNeverAveraged()
    {
        setWindow(0, 0.1, 900);
        setWindow(1, 1.0, 100);
        setWindow(2, 1.0, 0);
        const bridge::GroupFacts facts = factsOf();
        telemetry::LatencyHistogram together;
        together.merge(nodes()[0]->windows->ttft);
        together.merge(nodes()[1]->windows->ttft);
        QCOMPARE(facts.latency.p95, *together.quantile(0.95));
        QCOMPARE(facts.latency.count, together.count());
        QVERIFY(facts.latency.p95.estimate > 0.4); // means of the two p95, weighted by requests, would say 0.19
    }

    void endToEndIsItsOwn()
    {
        setWindow(0, 0.1, 900);
        QVERIFY(factsOf(LatencyId::EndToEnd).latency.p95.estimate > 10 * factsOf().latency.p95.estimate);
    }

    void coverageIsTheShareOfRequestsWhoseNodeMeasures()
    {
        setWindow(0, 0.1, 300);
        setWindow(1, 0.1, 100);
        setWindow(2, 0.1, 0);
        edit(2, [](fleet::NodeSnapshot &node) { node.requestsInWindow = 100; });
        const bridge::GroupFacts facts = factsOf();
        QCOMPARE(facts.requests, 500U);
        QVERIFY(std::abs(facts.coverage_ratio - 0.8) < 1e-9);
    }

    void staleAndLostNodesAreCountedApart()
    {
        edit(0, [](fleet::NodeSnapshot &node) { node.link = LinkState::Lost; });
        edit(1, [this](fleet::NodeSnapshot &node) { node.lastSampleReceived = m_clock.utcNow() - 40s; });
        const bridge::GroupFacts facts = factsOf();
        QCOMPARE(facts.nodes, 3U);
        QCOMPARE(facts.lost, 1U);
        QCOMPARE(facts.stale, 1U);
        QCOMPARE(facts.byService[static_cast<std::size_t>(ServiceState::Serving)], 1U);
        QCOMPARE(facts.sites, 2U);
        QCOMPARE(facts.slowest, std::optional<fleet::NodeIndex>(2)); // the others cannot be believed
    }

    void absentFiguresStayAbsent()
    {
        for (std::size_t i = 0; i < 3; ++i) {
            edit(i, [](fleet::NodeSnapshot &node) {
                node.windows.reset();
                node.latencies = {};
                node.requestsInWindow = 0;
                node.metrics = {};
            });
        }
        const bridge::GroupFacts facts = factsOf();
        QCOMPARE(facts.latency.count, 0U);
        QVERIFY(!facts.load_ratio && !facts.errors_ratio && !facts.power_watts && !facts.joulesPerToken);
        QVERIFY(!facts.slowest);
    }

    void energyIsOfNodesThatTellBoth()
    {
        edit(0, [](fleet::NodeSnapshot &node) {
            node.metrics.set(MetricId::GpuPower, 300);
            node.metrics.set(MetricId::TokensOut, 2000);
            node.interval = 2s;
        });
        edit(1, [](fleet::NodeSnapshot &node) { node.metrics.set(MetricId::GpuPower, 100); });
        const bridge::GroupFacts facts = factsOf();
        QCOMPARE(facts.power_watts, std::optional(400.0));
        QCOMPARE(facts.joulesPerToken, std::optional(0.3));
        QVERIFY(!bridge::joulesPerToken(*nodes()[1]));
    }

private:
    void edit(std::size_t node, const std::function<void(fleet::NodeSnapshot &)> &change)
    {
        m_session->edit(m_ids[node], change);
    }
    void setWindow(std::size_t node, double p95_s, std::uint64_t count)
    {
        edit(node, [&](fleet::NodeSnapshot &n) {
            n.windows = count > 0 ? test::windowsAround(p95_s, count) : nullptr;
            n.requestsInWindow = count;
        });
    }
    [[nodiscard]] const std::vector<fleet::NodeRecord> &nodes()
    {
        m_session->publish();
        return m_session->snapshot()->nodes;
    }
    bridge::GroupFacts factsOf(LatencyId latency = LatencyId::TimeToFirstToken)
    {
        return bridge::groupFactsOf(nodes(), latency, m_clock.utcNow());
    }

    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::vector<NodeId> m_ids;
};

QTEST_GUILESS_MAIN(TestGroupFacts)
#include "tst_group_facts.moc"
