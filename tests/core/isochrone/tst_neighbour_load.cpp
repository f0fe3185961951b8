#include "core/isochrone/neighbour_load.h"
#include "tests/core/isochrone/snapshot_builder.h"

#include <QTest>

using namespace iso;
using isochrone::NeighbourLoad;
using isochrone::Takeover;
using telemetry::MetricId;

namespace
{

auto serves(std::vector<std::string> models, std::uint64_t requests = 60, double load = 0.5)
{
    return [models = std::move(models), requests, load](fleet::NodeSnapshot &node, fleet::NodeIdentity &identity) {
        identity.birth.models.clear();
        for (const std::string &model : models) {
            identity.birth.models.push_back({model, "vLLM", 64});
        }
        node.requestsInWindow = requests;
        node.metrics.set(MetricId::Load, load);
    };
}

const NeighbourLoad *find(const Takeover &takeover, const std::string &site)
{
    const auto found = std::find_if(takeover.neighbours.begin(), takeover.neighbours.end(),
                                    [&](const NeighbourLoad &neighbour) { return neighbour.site == site; });
    return found == takeover.neighbours.end() ? nullptr : &*found;
}

} // namespace

class tst_NeighbourLoad : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsMoveToTheNearestSiteAndRaiseItsLoadInProportion()
    {
        test::SnapshotBuilder fleet;
        const auto drained = fleet.add("oslo", {59.9, 10.7}, serves({"llama"}, 30));
        fleet.add("stockholm", {59.3, 18.1}, serves({"llama"}, 60, 0.5));
        fleet.add("rome", {41.9, 12.5}, serves({"llama"}, 60, 0.5));
        const Takeover takeover = isochrone::takeoverOf(fleet.build(), {drained});
        QCOMPARE(takeover.requests_per_min, 30.0);
        QCOMPARE(takeover.unserved_per_min, 0.0);
        QCOMPARE(takeover.neighbours.size(), std::size_t(1));
        const NeighbourLoad &stockholm = takeover.neighbours[0];
        QCOMPARE(stockholm.site, std::string("stockholm"));
        QCOMPARE(stockholm.nodes, 1U);
        QCOMPARE(stockholm.requests_per_min, 60.0);
        QCOMPARE(stockholm.takenOver_per_min, 30.0);
        QCOMPARE(stockholm.loadNow_ratio.value(), 0.5);
        QCOMPARE(stockholm.loadThen_ratio.value(), 0.75); // 0.5 x (1 + 30 / 60)
        QVERIFY(!stockholm.isOverloaded());
        QCOMPARE(takeover.overloaded, 0U);
    }

    void whatIsLeftOfTheSiteItselfComesFirst()
    {
        test::SnapshotBuilder fleet;
        const auto drained = fleet.add("oslo", {59.9, 10.7}, serves({"llama"}, 60));
        fleet.add("oslo", {59.9, 10.7}, serves({"llama"}, 60, 0.8));
        fleet.add("stockholm", {59.3, 18.1});
        const Takeover takeover = isochrone::takeoverOf(fleet.build(), {drained});
        QCOMPARE(takeover.neighbours.size(), std::size_t(1));
        QCOMPARE(takeover.neighbours[0].site, std::string("oslo"));
        QCOMPARE(takeover.neighbours[0].loadThen_ratio.value(), 1.6);
        QVERIFY(takeover.neighbours[0].isOverloaded());
        QCOMPARE(takeover.overloaded, 1U);
    }

    void onlySitesWithTheSameModelTakeOver()
    {
        test::SnapshotBuilder fleet;
        const auto drained = fleet.add("oslo", {59.9, 10.7}, serves({"llama", "qwen"}, 60));
        fleet.add("stockholm", {59.3, 18.1}, serves({"llama"}));
        fleet.add("rome", {41.9, 12.5}, serves({"qwen"}));
        const Takeover takeover = isochrone::takeoverOf(fleet.build(), {drained});
        QCOMPARE(takeover.neighbours.size(), std::size_t(2));
        QCOMPARE(find(takeover, "stockholm")->takenOver_per_min, 30.0);
        QCOMPARE(find(takeover, "rome")->takenOver_per_min, 30.0);
    }

    void aModelThatNobodyElseServesIsUnserved()
    {
        test::SnapshotBuilder fleet;
        const auto drained = fleet.add("oslo", {59.9, 10.7}, serves({"llama"}, 60));
        fleet.add("stockholm", {59.3, 18.1}, serves({"qwen"}));
        const Takeover takeover = isochrone::takeoverOf(fleet.build(), {drained});
        QVERIFY(takeover.neighbours.empty());
        QCOMPARE(takeover.unserved_per_min, 60.0);
    }

    void aNodeThatNamesNoModelIsReplacedByAny()
    {
        test::SnapshotBuilder fleet;
        const auto drained = fleet.add("oslo", {59.9, 10.7}, serves({}, 60));
        fleet.add("stockholm", {59.3, 18.1}, serves({"qwen"}));
        QCOMPARE(isochrone::takeoverOf(fleet.build(), {drained}).neighbours.size(), std::size_t(1));
    }

    void sickNodesTakeNothingOver()
    {
        test::SnapshotBuilder fleet;
        const auto drained = fleet.add("oslo", {59.9, 10.7});
        fleet.add("stockholm", {59.3, 18.1},
                  [](auto &node, auto &) { node.service = telemetry::ServiceState::Draining; });
        fleet.add("rome", {41.9, 12.5});
        const Takeover takeover = isochrone::takeoverOf(fleet.build(), {drained});
        QCOMPARE(takeover.neighbours.size(), std::size_t(1));
        QCOMPARE(takeover.neighbours[0].site, std::string("rome"));
    }

    void aNodeThatTakesNoRequestsMovesNone()
    {
        test::SnapshotBuilder fleet;
        const auto drained = fleet.add("oslo", {59.9, 10.7}, [](auto &node, auto &) {
            node.link = telemetry::LinkState::Lost; // its last minute is over
        });
        fleet.add("rome", {41.9, 12.5});
        const Takeover takeover = isochrone::takeoverOf(fleet.build(), {drained});
        QCOMPARE(takeover.requests_per_min, 0.0);
        QVERIFY(takeover.neighbours.empty());
    }

    void aLoadThatCannotBeToldStaysUnknown_data()
    {
        QTest::addColumn<bool>("reportsLoad");
        QTest::addColumn<int>("requests");
        QTest::newRow("does not report its load") << false << 60;
        QTest::newRow("had no requests to compare with") << true << 0;
    }
    void aLoadThatCannotBeToldStaysUnknown()
    {
        QFETCH(bool, reportsLoad);
        QFETCH(int, requests);
        test::SnapshotBuilder fleet;
        const auto drained = fleet.add("oslo", {59.9, 10.7});
        fleet.add("rome", {41.9, 12.5}, [&](auto &node, auto &) {
            node.requestsInWindow = static_cast<std::uint64_t>(requests);
            if (!reportsLoad) {
                node.metrics.clear();
            }
        });
        const Takeover takeover = isochrone::takeoverOf(fleet.build(), {drained});
        QCOMPARE(takeover.neighbours.size(), std::size_t(1));
        QCOMPARE(takeover.neighbours[0].loadNow_ratio.has_value(), reportsLoad);
        QVERIFY(!takeover.neighbours[0].loadThen_ratio);
        QVERIFY(!takeover.neighbours[0].isOverloaded());
    }

    void theOneThatTakesMostStandsFirst()
    {
        test::SnapshotBuilder fleet;
        const auto first = fleet.add("oslo", {59.9, 10.7}, serves({"a"}, 10));
        const auto second = fleet.add("oslo", {59.9, 10.7}, serves({"b"}, 90));
        fleet.add("stockholm", {59.3, 18.1}, serves({"a"}));
        fleet.add("rome", {41.9, 12.5}, serves({"b"}));
        const Takeover takeover = isochrone::takeoverOf(fleet.build(), {first, second});
        QCOMPARE(takeover.neighbours.size(), std::size_t(2));
        QCOMPARE(takeover.neighbours[0].site, std::string("rome"));
    }
};

QTEST_GUILESS_MAIN(tst_NeighbourLoad)
#include "tst_neighbour_load.moc"
