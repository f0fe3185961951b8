#include "problem_fixture.h"

using namespace iso;
using namespace iso::problems;
using namespace iso::test;
using namespace std::chrono_literals;
using telemetry::LinkState;

class tst_ProblemGroups : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLostPathIsOneRowWithItsNodes();
    void aPathThatComesBackNodeByNodeStaysOneRow();
    void aSiteThatIsOverloadedIsOneRow();
    void aRowOfASiteDoesNotFallApartAtOnce();
    void aRegionIsOneRow();
    void theFleetIsOneRow();
    void thousandsOfLostNodesStayAShortList();
    void sitesOfTheSameNameInTwoRegionsAreTwo();
};

void tst_ProblemGroups::aLostPathIsOneRowWithItsNodes()
{
    ProblemFixture f;
    f.addSite("eu-west", "dub", 12);
    f.addSite("eu-west", "lon", 12);
    f.link(0, LinkState::Lost); // before it is clear what it is
    f.pass(8);
    f.editSite("dub", f.linkTo(LinkState::PathLost));
    f.pass(20);
    QCOMPARE(f.ids(), Ids{"path-lost/path/dub"});
    const ProblemPtr problem = f.find("path-lost/path/dub");
    QCOMPARE(problem->nodes.size(), 12U);
    QCOMPARE(problem->severity, 1);
    QCOMPARE(problem->text, std::string("Path to dub lost: 12 nodes silent together; they may be fine"));
    QCOMPARE(f.tracker.list()->badgeOf(3), (Badge{1, 1}));
    QCOMPARE(f.tracker.takeChanges().size(), 1U);
}

void tst_ProblemGroups::aPathThatComesBackNodeByNodeStaysOneRow()
{
    ProblemFixture f;
    f.addSite("eu-west", "dub", 12);
    f.addSite("eu-west", "lon", 12);
    f.editSite("dub", f.linkTo(LinkState::PathLost));
    f.pass(20);
    const HubTime since = f.find("path-lost/path/dub")->since;
    f.editSite("dub", f.linkTo(LinkState::Lost)); // fewer than 80 % are silent now
    for (fleet::NodeIndex node = 0; node < 4; ++node) {
        f.link(node, LinkState::Live);
    }
    f.pass(30);
    QCOMPARE(f.ids(), Ids{"path-lost/path/dub"});
    QCOMPARE(f.find("path-lost/path/dub")->nodes.size(), 8U);
    QCOMPARE(f.find("path-lost/path/dub")->since, since);
    for (fleet::NodeIndex node = 4; node < 11; ++node) {
        f.link(node, LinkState::Live);
    }
    f.pass(30);
    QCOMPARE(f.ids(), Ids{"lost/node/dub-011"});
}

void tst_ProblemGroups::aSiteThatIsOverloadedIsOneRow()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 6);
    f.addSite("eu", "ber", 6);
    f.addSite("eu", "par", 60);
    f.samplesArrive = true;
    for (const fleet::NodeIndex node : {0U, 1U, 2U, 6U, 7U}) { // half of osl, two of ber
        f.edit(node, ProblemFixture::load(1.5));
        f.edit(node, ProblemFixture::ttft(2.0));
    }
    f.pass(61);
    QCOMPARE(f.ids(), (Ids{"overloaded/site/eu/osl", "overloaded/node/ber-000", "overloaded/node/ber-001"}));
    QCOMPARE(f.find("overloaded/site/eu/osl")->nodes.size(), 3U);
    QCOMPARE(f.find("overloaded/site/eu/osl")->severity, 2);
    QCOMPARE(f.find("overloaded/site/eu/osl")->where, std::string("osl"));
}

void tst_ProblemGroups::aRowOfASiteDoesNotFallApartAtOnce()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 6);
    f.addSite("eu", "par", 60);
    f.samplesArrive = true;
    f.editSite("osl", ProblemFixture::load(1.5));
    f.pass(61);
    QCOMPARE(f.ids(), Ids{"overloaded/site/eu/osl"});
    for (fleet::NodeIndex node = 0; node < 4; ++node) {
        f.edit(node, ProblemFixture::load(0.5));
    }
    f.pass(100);
    QCOMPARE(f.ids(), Ids{"overloaded/site/eu/osl"});
    QCOMPARE(f.find("overloaded/site/eu/osl")->nodes.size(), 2U);
    f.edit(4, ProblemFixture::load(0.5));
    f.pass(100);
    QCOMPARE(f.ids(), Ids{"overloaded/node/osl-005"});
}

void tst_ProblemGroups::aRegionIsOneRow()
{
    ProblemFixture f;
    for (int i = 0; i < 30; ++i) {
        f.addSite("ap-south", fmt::format("s{}", i), 8);
        f.addSite("eu", fmt::format("e{}", i), 20);
    }
    f.samplesArrive = true;
    for (int i = 0; i < 30; ++i) { // one node of each site: many rows
        f.edit(static_cast<fleet::NodeIndex>(i * 28), ProblemFixture::ttft(0.5));
    }
    f.pass(61);
    QCOMPARE(f.ids(), Ids{"over-threshold/region/ap-south"});
    QCOMPARE(f.find("over-threshold/region/ap-south")->nodes.size(), 30U);
    QCOMPARE(f.find("over-threshold/region/ap-south")->severity, 1);
}

void tst_ProblemGroups::theFleetIsOneRow()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 20);
    f.addSite("us", "nyc", 20);
    f.samplesArrive = true;
    f.editAll(ProblemFixture::ttft(0.5));
    f.pass(61);
    QCOMPARE(f.ids(), Ids{"over-threshold/fleet"});
    QCOMPARE(f.find("over-threshold/fleet")->nodes.size(), 40U);
}

void tst_ProblemGroups::thousandsOfLostNodesStayAShortList()
{
    ProblemFixture f;
    for (int i = 0; i < 500; ++i) {
        f.addSite(fmt::format("region-{}", i % 8), fmt::format("site-{}", i), 20);
    }
    for (fleet::NodeIndex node = 0; node < 10'000; node += 5) { // a fifth everywhere
        f.link(node, LinkState::Lost);
    }
    f.pass(13);
    QVERIFY2(f.ids().size() <= 8, qPrintable(QString::number(f.ids().size())));
}

void tst_ProblemGroups::sitesOfTheSameNameInTwoRegionsAreTwo()
{
    ProblemFixture f;
    for (int i = 0; i < 4; ++i) {
        f.add(fmt::format("a-{}", i), "eu", "one");
        f.add(fmt::format("b-{}", i), "us", "one");
    }
    f.addSite("eu", "rest", 40);
    f.addSite("us", "other", 40);
    f.samplesArrive = true;
    f.editSite("one", ProblemFixture::load(1.5));
    f.pass(61);
    QCOMPARE(f.ids(), (Ids{"overloaded/site/eu/one", "overloaded/site/us/one"}));
}

QTEST_GUILESS_MAIN(tst_ProblemGroups)
#include "tst_problem_groups.moc"
