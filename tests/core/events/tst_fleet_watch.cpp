#include "core/events/birth_changes.h"
#include "core/events/fleet_watch.h"
#include "tests/core/fleet/fleet_fixture.h"

using namespace iso;
using namespace iso::events;
using namespace std::chrono_literals;
using telemetry::ServiceState;

namespace
{

wire::Birth birthWith(const std::string &engineVersion)
{
    wire::Birth birth = test::FleetFixture::birth("eu", "osl");
    birth.engines = {{"vLLM", engineVersion}};
    birth.models = {{"llama-3-8b", "vLLM", 64}};
    birth.hardware = {"EPYC", 16, 64'000'000'000, {{"L40S", 48'000'000'000}, {"L40S", 48'000'000'000}}};
    return birth;
}

} // namespace

class tst_FleetWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatStandsAtTheStartIsNoEvent();
    void aNewNodeJoins();
    void aBirthThatDiffersSaysWhatChanged();
    void aNewBootWithTheSameBirthIsARestart();
    void aLostLinkAndItsReturnAreEvents();
    void serviceChangesInKindAreEvents();
    void everyFieldOfABirthIsCompared_data();
    void everyFieldOfABirthIsCompared();
    void aLongTextIsCut();
    void manyNodesAreLookedAtInTurns();

private:
    std::vector<Event> look()
    {
        std::vector<Event> events;
        m_watch->look(*m_fleet->fleet.snapshot({}), 100, events);
        return events;
    }
    void init()
    {
        m_fleet = std::make_unique<test::FleetFixture>();
        m_watch = std::make_unique<FleetWatch>();
    }

    std::unique_ptr<test::FleetFixture> m_fleet;
    std::unique_ptr<FleetWatch> m_watch;
};

void tst_FleetWatch::whatStandsAtTheStartIsNoEvent()
{
    init();
    m_fleet->born("osl-1", birthWith("0.10"));
    m_fleet->heard("osl-1");
    QVERIFY(look().empty());
    QVERIFY(look().empty());
}

void tst_FleetWatch::aNewNodeJoins()
{
    init();
    look();
    m_fleet->born("osl-1", birthWith("0.10"));
    const auto events = look();
    QCOMPARE(events.size(), 1U);
    QCOMPARE(events[0].kind, EventKind::Joined);
    QCOMPARE(events[0].node.text(), std::string("osl-1"));
    QCOMPARE(events[0].at, m_fleet->clock.utcNow());
    QCOMPARE(events[0].text, std::string("Joined: vLLM 0.10, llama-3-8b, L40S 48.0 GB x2"));
}

void tst_FleetWatch::aBirthThatDiffersSaysWhatChanged()
{
    init();
    m_fleet->born("osl-1", birthWith("0.10"));
    look();
    m_fleet->clock.advance(1s);
    m_fleet->born("osl-1", birthWith("0.11"), 2);
    const auto events = look();
    QCOMPARE(events.size(), 1U);
    QCOMPARE(events[0].kind, EventKind::Changed);
    QCOMPARE(events[0].text, std::string("Restarted, changed: engine vLLM: 0.10 -> 0.11"));
}

void tst_FleetWatch::aNewBootWithTheSameBirthIsARestart()
{
    init();
    m_fleet->born("osl-1", birthWith("0.10"));
    look();
    m_fleet->clock.advance(1s);
    m_fleet->born("osl-1", birthWith("0.10"), 2);
    const auto events = look();
    QCOMPARE(events.size(), 1U);
    QCOMPARE(events[0].kind, EventKind::Restarted);
}

void tst_FleetWatch::aLostLinkAndItsReturnAreEvents()
{
    init();
    m_fleet->born("osl-1", birthWith("0.10"));
    m_fleet->heard("osl-1");
    look();
    m_fleet->clock.advance(20s); // late at most
    m_fleet->fleet.tick();
    QVERIFY(look().empty());
    m_fleet->clock.advance(100s);
    m_fleet->fleet.tick();
    auto events = look();
    QCOMPARE(events.size(), 1U);
    QCOMPARE(events[0].kind, EventKind::Link);
    QCOMPARE(events[0].text, std::string("Link lost"));
    m_fleet->clock.advance(60s);
    m_fleet->heard("osl-1");
    events = look();
    QCOMPARE(events.size(), 1U);
    QCOMPARE(events[0].text, std::string("Heard again after 1 min"));
}

void tst_FleetWatch::serviceChangesInKindAreEvents()
{
    init();
    m_fleet->born("osl-1", birthWith("0.10"));
    m_fleet->heard("osl-1");
    std::uint64_t seq = 0;
    const auto say = [&](ServiceState service) {
        telemetry::Sample sample = test::FleetFixture::sample();
        sample.service = service;
        m_fleet->clock.advance(1s);
        m_fleet->send("osl-1", ++seq, sample);
        return look();
    };
    say(ServiceState::Serving);
    QVERIFY(say(ServiceState::Busy).empty());
    QVERIFY(say(ServiceState::Idle).empty());
    const auto events = say(ServiceState::Draining);
    QCOMPARE(events.size(), 1U);
    QCOMPARE(events[0].kind, EventKind::Service);
    QCOMPARE(events[0].text, std::string("Service draining, was serving"));
    QCOMPARE(say(ServiceState::Busy).size(), 1U);
}

void tst_FleetWatch::everyFieldOfABirthIsCompared_data()
{
    using Change = std::function<void(wire::Birth &)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const char *text, const Change &change) {
        QTest::newRow(name) << change << QByteArray(text);
    };
    row("engine", "engine vLLM: 0.10 -> 0.11", [](wire::Birth &b) { b.engines[0].version = "0.11"; });
    row("engine gone", "engine vLLM: gone", [](wire::Birth &b) { b.engines.clear(); });
    row("model", "model qwen: new, on vLLM", [](wire::Birth &b) { b.models.push_back({"qwen", "vLLM", 0}); });
    row("concurrency", "model llama-3-8b: on vLLM, 64 at once -> on vLLM, 32 at once",
        [](wire::Birth &b) { b.models[0].maxConcurrent = 32; });
    row("region", "region: eu -> us", [](wire::Birth &b) { b.region = RegionId::fromText("us").value(); });
    row("site", "site: osl -> ber", [](wire::Birth &b) { b.site = SiteId::fromText("ber").value(); });
    row("place", "place: new, Oslo, NO", [](wire::Birth &b) { b.placeName = "Oslo, NO"; });
    row("position", "position: new, 59.9000, 10.7000", [](wire::Birth &b) { b.place = GeoPoint{59.9, 10.7}; });
    row("cpu", "CPU: EPYC -> Xeon", [](wire::Birth &b) { b.hardware.cpu = "Xeon"; });
    row("cores", "cores: 16 -> 32", [](wire::Birth &b) { b.hardware.cores = 32; });
    row("memory", "memory: 64.0 GB -> 128.0 GB", [](wire::Birth &b) { b.hardware.memory_bytes = 128'000'000'000; });
    row("gpus", "GPUs: L40S 48.0 GB x2 -> L40S 48.0 GB x1", [](wire::Birth &b) { b.hardware.gpus.pop_back(); });
    row("interval", "interval: 1 s -> 2 s", [](wire::Birth &b) { b.interval = 2s; });
    row("agent", "agent: new, agent 2", [](wire::Birth &b) { b.software = "agent 2"; });
    row("command", "command drain: new", [](wire::Birth &b) {
        b.commands.resize(1);
        b.commands[0].name = "drain";
    });
    row("metric", "metric load: new", [](wire::Birth &b) { b.metrics = {"load"}; });
    row("control", "control: takes commands -> telemetry only", [](wire::Birth &b) { b.telemetryOnly = true; });
}

void tst_FleetWatch::everyFieldOfABirthIsCompared()
{
    using Change = std::function<void(wire::Birth &)>;
    QFETCH(Change, change);
    QFETCH(QByteArray, text);
    wire::Birth after = birthWith("0.10");
    QVERIFY(changesBetween(after, after).empty());
    change(after);
    QCOMPARE(QByteArray::fromStdString(toText(changesBetween(birthWith("0.10"), after))), text);
}

void tst_FleetWatch::aLongTextIsCut()
{
    init();
    look();
    wire::Birth birth = birthWith("0.10");
    for (int i = 0; i < 100; ++i) {
        birth.models.push_back({"a-model-with-a-rather-long-name-" + std::to_string(i), "vLLM", 1});
    }
    m_fleet->born("osl-1", birth);
    const auto events = look();
    QCOMPARE(events[0].text.size(), kMostText);
    QVERIFY(events[0].text.ends_with("..."));
}

void tst_FleetWatch::manyNodesAreLookedAtInTurns()
{
    init();
    const auto turn = [this](std::vector<Event> &events) {
        return m_watch->look(*m_fleet->fleet.snapshot({}), 2, events);
    };
    const auto nodesOf = [](const std::vector<Event> &events) {
        std::string nodes;
        for (const Event &event : events) {
            nodes += event.node.text() + " ";
        }
        return nodes;
    };
    for (const char *node : {"a", "b", "c"}) {
        m_fleet->born(node, birthWith("0.10"));
    }
    std::vector<Event> events;
    QVERIFY(turn(events)); // all three stood there at the start
    m_fleet->clock.advance(1s);
    for (const char *node : {"a", "b", "c"}) {
        m_fleet->born(node, birthWith("0.11"), 2);
    }
    QVERIFY(!turn(events));
    QCOMPARE(nodesOf(events), std::string("a b "));
    m_fleet->clock.advance(100ms);
    m_fleet->born("a", birthWith("0.12"), 3);
    m_fleet->born("d", birthWith("0.10"));
    QVERIFY(turn(events));
    QCOMPARE(nodesOf(events), std::string("a b c d "));
    QVERIFY(!turn(events));
    QVERIFY(turn(events));
    QCOMPARE(nodesOf(events), std::string("a b c d a "));
    QCOMPARE(events.back().text, std::string("Restarted, changed: engine vLLM: 0.11 -> 0.12"));
}

QTEST_GUILESS_MAIN(tst_FleetWatch)
#include "tst_fleet_watch.moc"
