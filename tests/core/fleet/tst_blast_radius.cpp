#include "core/fleet/blast_radius.h"
#include "tests/core/fleet/fleet_fixture.h"

using namespace iso;
using namespace std::chrono_literals;
using telemetry::MetricId;
using test::FleetFixture;

class tst_BlastRadius : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsWhatIsHit()
    {
        FleetFixture f;
        serve(f, "a", "north", "oslo", {"llama"}, 5, 2);
        serve(f, "b", "north", "bergen", {"llama"}, 7, 0);
        serve(f, "c", "south", "rome", {"llama"}, 1, 1);
        const auto radius = radiusOf(f, {"a", "b"});
        QCOMPARE(radius.nodes, std::size_t{2});
        QCOMPARE(radius.sites, std::size_t{2});
        QCOMPARE(radius.regions, std::size_t{1});
        QCOMPARE(radius.running, 12.0);
        QCOMPARE(radius.waiting, 2.0);
        QCOMPARE(radius.requestsUnknown, std::size_t{0});
        QCOMPARE(radius.unreachable, std::size_t{0});
    }

    void capacityIsCountedByModelAndRegion()
    {
        FleetFixture f;
        serve(f, "a", "north", "oslo", {"llama", "bge"}, 1, 0);
        serve(f, "b", "north", "oslo", {"llama"}, 1, 0);
        serve(f, "c", "south", "rome", {"bge"}, 1, 0);
        const auto radius = radiusOf(f, {"a"});
        QCOMPARE(radius.capacity.size(), std::size_t{2});
        QCOMPARE(radius.capacity[0].model, std::string("bge")); // least is left of it
        QCOMPARE(radius.capacity[0].servingNow, 1U);
        QCOMPARE(radius.capacity[0].servingLeft, 0U);
        QCOMPARE(radius.capacity[1].model, std::string("llama"));
        QCOMPARE(radius.capacity[1].servingLeft, 1U);
        QCOMPARE(radius.modelsLost(), std::size_t{1});
    }

    void aTargetThatServesNothingTakesNothingAway()
    {
        FleetFixture f;
        serve(f, "a", "north", "oslo", {"llama"}, 1, 0, telemetry::ServiceState::Drained);
        serve(f, "b", "north", "oslo", {"llama"}, 1, 0);
        QVERIFY(radiusOf(f, {"a"}).capacity.empty());
    }

    void whoDoesNotSayIsCountedNotGuessed()
    {
        FleetFixture f;
        f.born("a", FleetFixture::birth("north", "oslo"));
        f.heard("a");
        QCOMPARE(f.send("a", 1), FleetFixture::Kind::Live);
        const auto radius = radiusOf(f, {"a", "nobody"});
        QCOMPARE(radius.nodes, std::size_t{2});
        QCOMPARE(radius.requestsUnknown, std::size_t{2});
        QCOMPARE(radius.unreachable, std::size_t{1});
        QCOMPARE(radius.running, 0.0);
    }

    void staleRequestsAreNotKnown()
    {
        FleetFixture f;
        serve(f, "a", "north", "oslo", {"llama"}, 5, 2);
        f.clock.advance(20s);
        f.heard("a");
        const auto radius = radiusOf(f, {"a"});
        QCOMPARE(radius.requestsUnknown, std::size_t{1});
        QCOMPARE(radius.running, 0.0);
    }

private:
    static void serve(FleetFixture &f, const std::string &node, const std::string &region, const std::string &site,
                      const std::vector<std::string> &models, double running, double waiting,
                      telemetry::ServiceState service = telemetry::ServiceState::Serving)
    {
        wire::Birth birth = FleetFixture::birth(region, site);
        for (const std::string &model : models) {
            birth.models.push_back({model, "vLLM", 0});
        }
        f.born(node, birth);
        f.heard(node);
        telemetry::Sample sample = FleetFixture::sample();
        sample.service = service;
        sample.metrics.set(MetricId::RequestsRunning, running);
        sample.metrics.set(MetricId::RequestsWaiting, waiting);
        f.send(node, 1, sample);
    }

    static fleet::BlastRadius radiusOf(FleetFixture &f, const std::vector<std::string> &names)
    {
        std::vector<NodeId> targets;
        for (const std::string &name : names) {
            targets.push_back(FleetFixture::id(name));
        }
        return fleet::blastRadius(*f.fleet.snapshot({}), targets);
    }
};

QTEST_APPLESS_MAIN(tst_BlastRadius)
#include "tst_blast_radius.moc"
