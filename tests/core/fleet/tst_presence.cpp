#include "tests/core/fleet/fleet_fixture.h"

using namespace iso;
using namespace std::chrono_literals;
using telemetry::LinkState;
using telemetry::ServiceState;
using test::FleetFixture;

namespace
{

LinkState linkOf(FleetFixture &f, const std::string &node)
{
    return f.record(node)->link;
}

/// Nodes at one site that were heard just now.
void siteOf(FleetFixture &f, const std::string &site, const std::vector<std::string> &nodes)
{
    for (const std::string &node : nodes) {
        f.born(node, FleetFixture::birth("north", site));
        f.heard(node);
    }
}

} // namespace

class tst_Presence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSilentNodeBecomesLateThenLost();
    void samplesAloneDoNotMakeANodePresent();
    void ofALostNodeTheServiceIsUnknownUntilItIsHeardAgain();
    void aGoodbyeIsALossAtOnce();
    void aSiteThatGoesSilentTogetherIsALostPath();
    void oneSilentNodeOfASiteIsJustLost();
    void goodbyesMakeNoLostPath();
    void otherSitesAreNotDrawnIn();
    void aPathThatReturnsIsLive();
};

void tst_Presence::aSilentNodeBecomesLateThenLost()
{
    FleetFixture f;
    f.heard("a");
    f.send("a", 1);
    f.fleet.tick();
    QCOMPARE(linkOf(f, "a"), LinkState::Live);
    f.clock.advance(12s);
    f.fleet.tick();
    QCOMPARE(linkOf(f, "a"), LinkState::Late);
    f.clock.advance(18s);
    f.fleet.tick();
    QCOMPARE(linkOf(f, "a"), LinkState::Lost);
    QCOMPARE(f.record("a")->linkSince, f.clock.utcNow());
}

void tst_Presence::samplesAloneDoNotMakeANodePresent()
{
    FleetFixture f;
    f.send("a", 1);
    f.fleet.tick();
    QCOMPARE(linkOf(f, "a"), LinkState::NeverSeen);
    QCOMPARE(f.record("a")->service, ServiceState::Unknown);
}

void tst_Presence::ofALostNodeTheServiceIsUnknownUntilItIsHeardAgain()
{
    FleetFixture f;
    f.heard("a");
    f.send("a", 1);
    f.clock.advance(30s);
    f.fleet.tick();
    QCOMPARE(f.record("a")->service, ServiceState::Unknown);
    f.heard("a");
    QCOMPARE(linkOf(f, "a"), LinkState::Live);
    QCOMPARE(f.record("a")->service, ServiceState::Serving);
}

void tst_Presence::aGoodbyeIsALossAtOnce()
{
    FleetFixture f;
    f.heard("a");
    f.fleet.find(FleetFixture::id("a"))->saidGoodbye(f.clock.utcNow());
    QCOMPARE(linkOf(f, "a"), LinkState::Lost);
    f.fleet.tick();
    QCOMPARE(linkOf(f, "a"), LinkState::Lost);
    f.heard("a");
    QCOMPARE(linkOf(f, "a"), LinkState::Live);
}

void tst_Presence::aSiteThatGoesSilentTogetherIsALostPath()
{
    FleetFixture f;
    siteOf(f, "oslo", {"a", "b", "c"});
    f.clock.advance(30s);
    f.fleet.tick();
    for (const char *node : {"a", "b", "c"}) {
        QCOMPARE(linkOf(f, node), LinkState::PathLost);
    }
}

void tst_Presence::oneSilentNodeOfASiteIsJustLost()
{
    FleetFixture f;
    siteOf(f, "oslo", {"a", "b", "c"});
    f.clock.advance(30s);
    f.heard("b");
    f.heard("c");
    f.fleet.tick();
    QCOMPARE(linkOf(f, "a"), LinkState::Lost);
    QCOMPARE(linkOf(f, "b"), LinkState::Live);
}

void tst_Presence::goodbyesMakeNoLostPath()
{
    FleetFixture f;
    siteOf(f, "oslo", {"a", "b", "c"});
    for (const char *node : {"a", "b", "c"}) {
        f.fleet.find(FleetFixture::id(node))->saidGoodbye(f.clock.utcNow());
    }
    f.clock.advance(30s);
    f.fleet.tick();
    QCOMPARE(linkOf(f, "a"), LinkState::Lost);
}

void tst_Presence::otherSitesAreNotDrawnIn()
{
    FleetFixture f;
    siteOf(f, "oslo", {"a", "b", "c"});
    siteOf(f, "bergen", {"d", "e", "f"});
    f.clock.advance(30s);
    for (const char *node : {"e", "f"}) {
        f.heard(node);
    }
    f.fleet.tick();
    QCOMPARE(linkOf(f, "a"), LinkState::PathLost);
    QCOMPARE(linkOf(f, "d"), LinkState::Lost);
    QCOMPARE(linkOf(f, "e"), LinkState::Live);
}

void tst_Presence::aPathThatReturnsIsLive()
{
    FleetFixture f;
    siteOf(f, "oslo", {"a", "b", "c"});
    f.clock.advance(30s);
    f.fleet.tick();
    for (const char *node : {"a", "b", "c"}) {
        f.heard(node);
    }
    f.fleet.tick();
    for (const char *node : {"a", "b", "c"}) {
        QCOMPARE(linkOf(f, node), LinkState::Live);
    }
}

QTEST_GUILESS_MAIN(tst_Presence)
#include "tst_presence.moc"
