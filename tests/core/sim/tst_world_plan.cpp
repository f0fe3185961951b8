#include "core/sim/world_plan.h"

#include <QTest>
#include <algorithm>
#include <numeric>
#include <set>

using namespace iso;

class TestWorldPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyNodeHasItsOwnNameAndAValidTopic_data()
    {
        QTest::addColumn<unsigned>("nodes");
        QTest::newRow("one") << 1U;
        QTest::newRow("two") << 2U;
        QTest::newRow("2,000") << 2000U;
        QTest::newRow("20,000") << 20'000U;
    }
    void everyNodeHasItsOwnNameAndAValidTopic()
    {
        QFETCH(unsigned, nodes);
        const sim::WorldPlan plan = sim::planWorld({nodes, 7});
        QCOMPARE(plan.nodes.size(), std::size_t(nodes));
        std::set<std::string> ids;
        std::set<std::string> sites;
        std::uint32_t counted = 0;
        for (const auto &site : plan.sites) {
            QVERIFY(sites.insert(site.id.text()).second);
            QVERIFY(site.id.text().size() <= 12);
            QCOMPARE(site.firstNode, counted);
            QVERIFY(site.nodeCount >= 1);
            counted += site.nodeCount;
        }
        QCOMPARE(counted, nodes);
        for (const auto &node : plan.nodes) {
            QVERIFY(ids.insert(node.id.text()).second);
            QVERIFY2(node.topic.size() <= 64, node.topic.c_str());
            const auto &site = plan.sites[node.site];
            QCOMPARE(node.topic, "t/" + site.region.text() + "/" + site.id.text() + "/" + node.id.text());
            QVERIFY(node.kind != nullptr);
            QVERIFY(distance_km(node.place, site.city.place) < 10);
        }
    }

    void theSameSeedGivesTheSameWorldAndAnotherSeedAnother()
    {
        const sim::WorldPlan a = sim::planWorld({300, 1});
        const sim::WorldPlan b = sim::planWorld({300, 1});
        const sim::WorldPlan c = sim::planWorld({300, 2});
        const auto topics = [](const sim::WorldPlan &plan) {
            std::vector<std::string> all;
            for (const auto &node : plan.nodes) {
                all.push_back(node.topic + std::string(node.kind->model));
            }
            return all;
        };
        QCOMPARE(topics(a), topics(b));
        QVERIFY(topics(a) != topics(c));
    }

    void largeCitiesHaveLargeSites()
    {
        const sim::WorldPlan plan = sim::planWorld({2000, 3});
        QVERIFY(plan.sites.size() > 200 && plan.sites.size() < 600);
        const std::size_t half = plan.sites.size() / 2;
        std::uint32_t large = 0;
        std::uint32_t small = 0;
        for (std::size_t i = 0; i < plan.sites.size(); ++i) {
            (i < half ? large : small) += plan.sites[i].nodeCount;
        }
        QVERIFY2(large > 2 * small, (QByteArray::number(large) + " against " + QByteArray::number(small)).constData());
    }

    void neighboursAreNearestFirstAndInTheRegionWhereItHasAny()
    {
        const sim::WorldPlan plan = sim::planWorld({1000, 4});
        for (const auto &site : plan.sites) {
            QVERIFY(!site.neighbours.empty());
            const bool alone = std::count_if(plan.sites.begin(), plan.sites.end(),
                                             [&](const auto &other) { return other.region == site.region; }) == 1;
            double before = 0;
            for (const std::uint32_t neighbour : site.neighbours) {
                const auto &other = plan.sites[neighbour];
                QVERIFY(other.id != site.id);
                QVERIFY(alone || other.region == site.region);
                const double distance = distance_km(site.city.place, other.city.place);
                QVERIFY(distance >= before);
                before = distance;
            }
        }
    }

    void kindsOfMachinesComeInTheirShares()
    {
        double shares = 0;
        for (const auto &kind : sim::nodeClasses()) {
            shares += kind.share;
        }
        QVERIFY(std::abs(shares - 1) < 1e-9);
        const sim::WorldPlan plan = sim::planWorld({20'000, 5});
        for (const auto &kind : sim::nodeClasses()) {
            const auto count = static_cast<double>(std::count_if(plan.nodes.begin(), plan.nodes.end(),
                                                                 [&](const auto &node) { return node.kind == &kind; }));
            QVERIFY(std::abs(count / 20'000 - kind.share) < 0.015);
        }
    }

    void enginesReportOnlyWhatTheyHave()
    {
        for (const auto &kind : sim::nodeClasses()) {
            const auto names = sim::reportedNames(kind);
            const auto reports = [&](const char *name) {
                return std::find(names.begin(), names.end(), name) != names.end();
            };
            QVERIFY(reports("requests.running") && reports("cpu.utilization"));
            QCOMPARE(reports("gpu.temp"), kind.gpus > 0);
            if (kind.engine == "llama.cpp") {
                QVERIFY(!reports("ttft") && !reports("itl") && !reports("e2e") && !reports("requests.ok"));
            }
            if (kind.engine == "TGI") {
                QVERIFY(!reports("ttft") && !reports("kv.usage") && !reports("preemptions") && reports("e2e"));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestWorldPlan)
#include "tst_world_plan.moc"
