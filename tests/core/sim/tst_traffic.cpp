#include "core/sim/traffic.h"

#include <QTest>
#include <cmath>

using namespace iso;

namespace
{

const HubTime kNow = HubTime::fromNanoseconds(1'773'480'413'000'000'000);

double servedBy(const sim::Traffic &traffic, const sim::WorldPlan &plan)
{
    double sum = 0;
    for (std::uint32_t node = 0; node < plan.nodes.size(); ++node) {
        sum += traffic.offered_rps(node);
    }
    return sum;
}

double servedAt(const sim::Traffic &traffic, const sim::SitePlan &site)
{
    double sum = 0;
    for (std::uint32_t node = site.firstNode; node < site.firstNode + site.nodeCount; ++node) {
        sum += traffic.offered_rps(node);
    }
    return sum;
}

const sim::SitePlan &siteOf(const sim::WorldPlan &plan, bool single)
{
    return *std::find_if(plan.sites.begin(), plan.sites.end(),
                         [single](const auto &site) { return single ? site.nodeCount == 1 : site.nodeCount >= 10; });
}

} // namespace

class TestTraffic : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everybodyIsServedWhenAllIsWell()
    {
        const sim::WorldPlan plan = sim::planWorld({500, 1});
        sim::Traffic traffic(plan);
        traffic.plan(kNow);
        QVERIFY(traffic.demand_rps() > 0);
        QCOMPARE(traffic.unserved_rps(), 0.0);
        QVERIFY(std::abs(servedBy(traffic, plan) / traffic.demand_rps() - 1) < 1e-9);
        double capacity = 0;
        for (const auto &node : plan.nodes) {
            capacity += node.kind->capacity_rps();
        }
        const double load = traffic.demand_rps() / capacity;
        QVERIFY2(load > 0.4 && load < 0.75, QByteArray::number(load).constData());
    }

    void aDrainedNodesTrafficGoesToItsSiteFirst()
    {
        const sim::WorldPlan plan = sim::planWorld({500, 1});
        sim::Traffic traffic(plan);
        traffic.plan(kNow);
        const sim::SitePlan &site = siteOf(plan, false);
        const std::uint32_t drained = site.firstNode;
        const double siteBefore = servedAt(traffic, site);
        const double neighbourBefore = traffic.offered_rps(drained + 1);

        traffic.setAccepting(drained, false);
        traffic.plan(kNow);
        QCOMPARE(traffic.offered_rps(drained), 0.0);
        QVERIFY(traffic.offered_rps(drained + 1) > neighbourBefore);
        QVERIFY(std::abs(servedAt(traffic, site) / siteBefore - 1) < 1e-9);
        QVERIFY(std::abs(servedBy(traffic, plan) / traffic.demand_rps() - 1) < 1e-9);
    }

    void aDrainedSitesTrafficGoesToNeighbourSites()
    {
        const sim::WorldPlan plan = sim::planWorld({500, 1});
        sim::Traffic traffic(plan);
        traffic.plan(kNow);
        const sim::SitePlan &site = siteOf(plan, true);
        std::vector<double> before;
        for (const std::uint32_t neighbour : site.neighbours) {
            before.push_back(servedAt(traffic, plan.sites[neighbour]));
        }
        const double moved = traffic.offered_rps(site.firstNode);

        traffic.setAccepting(site.firstNode, false);
        traffic.plan(kNow);
        double gained = 0;
        for (std::size_t i = 0; i < before.size(); ++i) {
            gained += servedAt(traffic, plan.sites[site.neighbours[i]]) - before[i];
        }
        QVERIFY(moved > 0);
        QVERIFY2(std::abs(gained / moved - 1) < 1e-6, QByteArray::number(gained / moved).constData());
        QVERIFY(std::abs(servedBy(traffic, plan) / traffic.demand_rps() - 1) < 1e-9);
    }

    void whatComesBackFindsItsTrafficAgain()
    {
        const sim::WorldPlan plan = sim::planWorld({200, 2});
        sim::Traffic traffic(plan);
        traffic.plan(kNow);
        std::vector<double> before;
        for (std::uint32_t node = 0; node < 200; ++node) {
            before.push_back(traffic.offered_rps(node));
        }
        for (const bool accepting : {false, true}) {
            for (std::uint32_t node = 0; node < 200; node += 3) {
                traffic.setAccepting(node, accepting);
            }
            traffic.plan(kNow);
        }
        for (std::uint32_t node = 0; node < 200; ++node) {
            QCOMPARE(traffic.offered_rps(node), before[node]);
        }
    }

    void withNobodyLeftAllOfItIsUnserved()
    {
        const sim::WorldPlan plan = sim::planWorld({50, 2});
        sim::Traffic traffic(plan);
        for (std::uint32_t node = 0; node < 50; ++node) {
            traffic.setAccepting(node, false);
        }
        traffic.plan(kNow);
        QCOMPARE(servedBy(traffic, plan), 0.0);
        QVERIFY(std::abs(traffic.unserved_rps() / traffic.demand_rps() - 1) < 1e-9);
    }

    void demandIsHighWhereItIsAfternoon()
    {
        const sim::WorldPlan plan = sim::planWorld({1000, 3});
        sim::Traffic traffic(plan);
        // 2026-03-14T15:00Z: afternoon at Greenwich, before dawn in Japan.
        traffic.plan(HubTime::fromNanoseconds(1'773'500'400'000'000'000));
        const auto loadOf = [&](std::string_view region) {
            double served = 0;
            double capacity = 0;
            for (std::uint32_t node = 0; node < plan.nodes.size(); ++node) {
                if (plan.sites[plan.nodes[node].site].region.text() == region) {
                    served += traffic.offered_rps(node);
                    capacity += plan.nodes[node].kind->capacity_rps();
                }
            }
            return served / capacity;
        };
        QVERIFY(loadOf("eu-west") > loadOf("ap-northeast") + 0.1);
    }
};

QTEST_GUILESS_MAIN(TestTraffic)
#include "tst_traffic.moc"
