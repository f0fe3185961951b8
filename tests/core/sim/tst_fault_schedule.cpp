#include "core/sim/fault_schedule.h"
#include "tests/support/result_checks.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using sim::Fault;
using sim::FaultKind;
using sim::FaultTargets;
using Choice = sim::FaultTargets::Choice;

namespace
{

FaultTargets count(std::uint32_t n)
{
    return {Choice::Count, {}, 0, n};
}

sim::FaultSchedule scheduleOf(const sim::WorldPlan &plan, std::vector<Fault> faults)
{
    return sim::FaultSchedule::create(plan, {"", std::move(faults)}).value();
}

std::vector<std::uint32_t> nodesOf(const sim::SitePlan &site)
{
    std::vector<std::uint32_t> nodes;
    for (std::uint32_t i = 0; i < site.nodeCount; ++i) {
        nodes.push_back(site.firstNode + i);
    }
    return nodes;
}

} // namespace

class TestFaultSchedule : public QObject
{
    Q_OBJECT

private:
    const sim::WorldPlan m_plan = sim::planWorld({200, 1});

private Q_SLOTS:
    void aFaultBeginsLastsAndEnds()
    {
        auto schedule = scheduleOf(m_plan, {{FaultKind::Stall, 10s, 5s, {}, count(3), 0}});
        QVERIFY(schedule.advance(9s).empty());
        QCOMPARE(schedule.nextChange(), Duration(10s));
        const auto hit = schedule.advance(10s);
        QCOMPARE(hit.size(), std::size_t(3));
        for (const auto node : hit) {
            QVERIFY(schedule.of(node).stalled);
            QVERIFY(!schedule.of(node).down);
        }
        QVERIFY(schedule.advance(14s).empty());
        QCOMPARE(schedule.advance(15s), hit);
        QVERIFY(!schedule.of(hit.front()).stalled);
        QCOMPARE(schedule.nextChange(), Duration::max());
    }

    void aPowerLossSilencesAWholeSiteAtOnce()
    {
        const auto &site = m_plan.sites.front();
        auto schedule =
            scheduleOf(m_plan, {{FaultKind::PowerLoss, 1s, 5s, {}, {Choice::Site, site.id.text(), 0, 0}, 0}});
        QCOMPARE(schedule.advance(1s), nodesOf(site));
        QVERIFY(schedule.of(site.firstNode).down);
    }

    void repetitionsHitOthersButTheSameOnesInEveryRun()
    {
        const std::vector<Fault> faults{{FaultKind::Crash, 1s, 1s, 10s, count(5), 0}};
        auto a = scheduleOf(m_plan, faults);
        auto b = scheduleOf(m_plan, faults);
        const auto first = a.advance(1s);
        QCOMPARE(b.advance(1s), first);
        QCOMPARE(a.advance(2s), first);
        const auto second = a.advance(11s);
        QCOMPARE(second.size(), std::size_t(5));
        QVERIFY(second != first);
        b.advance(2s);
        QCOMPARE(b.advance(11s), second);
    }

    void faultsOfOneNodeAddUp()
    {
        const FaultTargets node{Choice::Node, m_plan.nodes[7].id.text(), 0, 0};
        auto schedule = scheduleOf(m_plan, {{FaultKind::Slow, 0s, 10s, {}, node, 2},
                                            {FaultKind::Slow, 0s, 5s, {}, node, 3},
                                            {FaultKind::MessageLoss, 0s, 10s, {}, node, 0.5},
                                            {FaultKind::MessageLoss, 0s, 10s, {}, node, 0.5}});
        QCOMPARE(schedule.advance(0s), std::vector<std::uint32_t>{7});
        QCOMPARE(schedule.of(7).slowFactor, 6.0);
        QCOMPARE(schedule.of(7).dropRatio, 0.75);
        QCOMPARE(schedule.advance(5s), std::vector<std::uint32_t>{7});
        QCOMPARE(schedule.of(7).slowFactor, 2.0);
        schedule.advance(10s);
        QCOMPARE(schedule.of(7), sim::NodeFaults());
    }

    void overlappingOutagesEndWithTheLast()
    {
        const FaultTargets node{Choice::Node, m_plan.nodes[7].id.text(), 0, 0};
        auto schedule =
            scheduleOf(m_plan, {{FaultKind::Crash, 0s, 10s, {}, node, 0}, {FaultKind::Crash, 5s, 10s, {}, node, 0}});
        schedule.advance(0s);
        QVERIFY(schedule.advance(5s).empty());
        QVERIFY(schedule.advance(10s).empty());
        QVERIFY(schedule.of(7).down);
        QCOMPARE(schedule.advance(15s), std::vector<std::uint32_t>{7});
    }

    void aLongJumpSkipsWhatIsOver()
    {
        auto schedule = scheduleOf(m_plan, {{FaultKind::Crash, 1s, 1s, 10s, count(5), 0}});
        QVERIFY(schedule.advance(1h).empty());
        QCOMPARE(schedule.advance(1h + 1s).size(), std::size_t(5));
    }

    void sharesAndRegionsAreCounted()
    {
        auto share = scheduleOf(m_plan, {{FaultKind::Stall, 0s, 1s, {}, {Choice::Share, {}, 0.25, 0}, 0}});
        QCOMPARE(share.advance(0s).size(), std::size_t(50));
        auto all = scheduleOf(m_plan, {{FaultKind::Stall, 0s, 1s, {}, count(20'000), 0}});
        QCOMPARE(all.advance(0s).size(), std::size_t(200));
        const std::string region = m_plan.sites.front().region.text();
        auto ofRegion = scheduleOf(m_plan, {{FaultKind::Stall, 0s, 1s, {}, {Choice::Region, region, 0, 0}, 0}});
        for (const auto node : ofRegion.advance(0s)) {
            QCOMPARE(m_plan.sites[m_plan.nodes[node].site].region.text(), region);
        }
    }

    void whomTheFleetDoesNotHaveIsNamed_data()
    {
        QTest::addColumn<int>("choice");
        QTest::addColumn<QByteArray>("what");
        QTest::newRow("node") << static_cast<int>(Choice::Node) << QByteArray("node");
        QTest::newRow("site") << static_cast<int>(Choice::Site) << QByteArray("site");
        QTest::newRow("region") << static_cast<int>(Choice::Region) << QByteArray("region");
    }
    void whomTheFleetDoesNotHaveIsNamed()
    {
        QFETCH(int, choice);
        QFETCH(QByteArray, what);
        const FaultTargets nobody{static_cast<Choice>(choice), "atlantis", 0, 0};
        const auto schedule = sim::FaultSchedule::create(m_plan, {"", {{FaultKind::Crash, 0s, 1s, {}, nobody, 0}}});
        QVERIFY_FAILURE(schedule, ErrorCode::NotFound);
        const QByteArray said = QByteArray::fromStdString(schedule.error().message);
        QVERIFY2(said.contains("fault 1 (crash): " + what + " \"atlantis\" is not in this fleet of 200 nodes"),
                 said.constData());
    }
};

QTEST_GUILESS_MAIN(TestFaultSchedule)
#include "tst_fault_schedule.moc"
