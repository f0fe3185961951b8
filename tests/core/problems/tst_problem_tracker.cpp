#include "problem_fixture.h"

using namespace iso;
using namespace iso::problems;
using namespace iso::test;
using namespace std::chrono_literals;
using telemetry::LinkState;
using telemetry::ServiceState;

class tst_ProblemTracker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHealthyFleetHasNone();
    void aLostNodeIsOneAfterTheDelay();
    void aNodeThatComesBackEndsIt();
    void aRetiredNodeHasNone();
    void aKnownNodeThatStaysSilentAfterTheStartIsLost();
    void aStalledNodeIsOne();
    void aFailedServiceIsOne();
    void aWrongClockIsOne();
    void slownessTakesAMinuteToBegin();
    void slownessOfFewRequestsIsNone();
    void slownessAroundTheObjectiveDoesNotChatter();
    void anOverloadedNodeIsNotSlowToo();
    void slownessFromAnOverloadEndsWithIt();
    void oldFiguresNeitherBeginNorEndAnything();
    void everyRowSaysWhatToDo();
    void theWorstComesFirstThenTheNewest();
    void nothingChangedKeepsTheList();
    void figuresAreRenewedInWords();
    void aFigureThatIsGoodAgainDoesNotLookLikeTheReason();
    void badgesCountWhatANodeHas();
    void acknowledgedHoldsUntilItEnds();
    void acknowledgedSurvivesARestartWhileItLasts();
    void acknowledgedIsForgottenWhenItDoesNotShowAgain();
};

void tst_ProblemTracker::aHealthyFleetHasNone()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 5);
    f.samplesArrive = true;
    f.pass(200);
    QCOMPARE(f.ids(), Ids());
    QCOMPARE(f.tracker.list()->number, 0U);
}

void tst_ProblemTracker::aLostNodeIsOneAfterTheDelay()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 9);
    f.pass(1);
    const HubTime lostAt = f.clock.utcNow();
    f.link(3, LinkState::Lost);
    f.pass(12);
    QCOMPARE(f.ids(), Ids());
    f.pass(1);
    QCOMPARE(f.ids(), Ids{"lost/node/osl-003"});
    const ProblemPtr problem = f.find("lost/node/osl-003");
    QCOMPARE(problem->severity, 2);
    QCOMPARE(problem->since, lostAt);
    QCOMPARE(problem->where, std::string("osl-003"));
    QCOMPARE(problem->site, std::string("osl"));
    QCOMPARE(problem->region, std::string("eu"));
    QCOMPARE(problem->nodes, std::vector{NodeId::fromText("osl-003").value()});
    const auto changes = f.tracker.takeChanges();
    QCOMPARE(changes.size(), 1U);
    QVERIFY(changes[0].hasBegun && changes[0].problem == problem);
    QVERIFY(f.tracker.takeChanges().empty());
}

void tst_ProblemTracker::aNodeThatComesBackEndsIt()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 9);
    f.link(3, LinkState::Lost);
    f.pass(20);
    QCOMPARE(f.ids().size(), 1U);
    f.link(3, LinkState::Live);
    f.pass(5);
    QCOMPARE(f.ids().size(), 1U);
    f.tracker.takeChanges();
    f.pass(1);
    QCOMPARE(f.ids(), Ids());
    const auto changes = f.tracker.takeChanges();
    QCOMPARE(changes.size(), 1U);
    QVERIFY(!changes[0].hasBegun);
}

void tst_ProblemTracker::aRetiredNodeHasNone()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 9);
    f.link(3, LinkState::Lost);
    f.pass(20);
    QCOMPARE(f.ids().size(), 1U);
    f.edit(3, [](fleet::NodeSnapshot &node) {
        auto identity = std::make_shared<fleet::NodeIdentity>(*node.identity);
        identity->retired = true;
        node.identity = std::move(identity);
    });
    f.pass(1);
    QCOMPARE(f.ids(), Ids());
}

void tst_ProblemTracker::aKnownNodeThatStaysSilentAfterTheStartIsLost()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 9);
    f.link(1, LinkState::NeverSeen);
    f.link(2, LinkState::NeverSeen);
    f.edit(2, [](fleet::NodeSnapshot &node) { // only a name: it never said who it is
        auto identity = std::make_shared<fleet::NodeIdentity>(*node.identity);
        identity->bornAt = {};
        node.identity = std::move(identity);
    });
    f.pass(60);
    QCOMPARE(f.ids(), Ids());
    f.pass(13);
    QCOMPARE(f.ids(), Ids{"lost/node/osl-001"});
    QCOMPARE(f.find("lost/node/osl-001")->text, std::string("Not heard since the hub started"));
}

void tst_ProblemTracker::aStalledNodeIsOne()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 9);
    f.edit(0, [](fleet::NodeSnapshot &node) { node.service = ServiceState::Stalled; });
    f.pass(6);
    QCOMPARE(f.ids(), Ids{"stalled/node/osl-000"});
    QCOMPARE(f.find("stalled/node/osl-000")->severity, 2);
    f.edit(0, [](fleet::NodeSnapshot &node) { node.service = ServiceState::Serving; });
    f.pass(16);
    QCOMPARE(f.ids(), Ids());
}

void tst_ProblemTracker::aFailedServiceIsOne()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 9);
    f.edit(0, [](fleet::NodeSnapshot &node) { node.service = ServiceState::Failed; });
    f.edit(1, [](fleet::NodeSnapshot &node) { node.service = ServiceState::Misconfigured; });
    f.edit(2, [](fleet::NodeSnapshot &node) { node.service = ServiceState::Draining; });
    f.pass(6);
    QCOMPARE(f.ids(), (Ids{"failed/node/osl-000", "failed/node/osl-001"}));
}

void tst_ProblemTracker::aWrongClockIsOne()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 9);
    f.edit(0, [](fleet::NodeSnapshot &node) { node.clock = {-5min, 1ms, true, false}; });
    f.pass(11);
    QCOMPARE(f.ids(), Ids{"wrong-clock/node/osl-000"});
    QCOMPARE(f.find("wrong-clock/node/osl-000")->text, std::string("Clock is 5 min behind"));
    QCOMPARE(f.find("wrong-clock/node/osl-000")->severity, 3);
}

void tst_ProblemTracker::slownessTakesAMinuteToBegin()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 9);
    f.samplesArrive = true;
    f.edit(0, ProblemFixture::ttft(0.612));
    f.pass(60);
    QCOMPARE(f.ids(), Ids());
    f.pass(1);
    QCOMPARE(f.ids(), Ids{"over-threshold/node/osl-000"});
    QCOMPARE(f.find("over-threshold/node/osl-000")->text, std::string("TTFT p95 612 ms, objective 300 ms"));
    f.edit(0, ProblemFixture::ttft(0.2));
    f.pass(60);
    QCOMPARE(f.ids().size(), 1U);
    f.pass(1);
    QCOMPARE(f.ids(), Ids());
}

void tst_ProblemTracker::slownessOfFewRequestsIsNone()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 9);
    f.samplesArrive = true;
    f.edit(0, ProblemFixture::ttft(0.612, 19));
    f.pass(200);
    QCOMPARE(f.ids(), Ids());
}

void tst_ProblemTracker::slownessAroundTheObjectiveDoesNotChatter()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 9);
    f.samplesArrive = true;
    for (int i = 0; i < 20; ++i) { // over for 50 s, good for 50 s
        f.edit(0, ProblemFixture::ttft(i % 2 == 0 ? 0.4 : 0.2));
        f.pass(50);
    }
    QVERIFY(f.tracker.takeChanges().empty());
    f.edit(0, ProblemFixture::ttft(0.4));
    f.pass(100);
    QCOMPARE(f.tracker.takeChanges().size(), 1U);
    for (int i = 0; i < 20; ++i) { // just below, just above
        f.edit(0, ProblemFixture::ttft(i % 2 == 0 ? 0.297 : 0.304));
        f.pass(100);
    }
    QVERIFY(f.tracker.takeChanges().empty());
}

void tst_ProblemTracker::anOverloadedNodeIsNotSlowToo()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 9);
    f.samplesArrive = true;
    f.edit(0, ProblemFixture::ttft(0.612));
    f.edit(0, ProblemFixture::load(1.2));
    f.edit(1, [](fleet::NodeSnapshot &node) {
        node.metrics.set(telemetry::MetricId::KvCacheUsage, 0.97);
        node.metrics.set(telemetry::MetricId::RequestsWaiting, 3);
    });
    f.pass(61);
    QCOMPARE(f.ids(), (Ids{"overloaded/node/osl-000", "overloaded/node/osl-001"}));
    QCOMPARE(f.find("overloaded/node/osl-000")->text, std::string("Overloaded: load 120 %"));
    f.edit(0, ProblemFixture::load(0.9)); // better, but not good
    f.pass(200);
    QCOMPARE(f.ids().size(), 2U);
}

void tst_ProblemTracker::slownessFromAnOverloadEndsWithIt()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 9);
    f.samplesArrive = true;
    f.edit(0, ProblemFixture::ttft(0.612));
    f.edit(0, ProblemFixture::load(1.2));
    f.pass(100);
    f.edit(0, ProblemFixture::load(0.5));
    f.pass(40);
    f.edit(0, ProblemFixture::ttft(0.2)); // the window of the percentile is a minute
    f.pass(100);
    const auto changes = f.tracker.takeChanges();
    QCOMPARE(changes.size(), 2U);
    QVERIFY(changes[0].hasBegun && changes[0].problem->kind == ProblemKind::Overloaded);
    QVERIFY(!changes[1].hasBegun && changes[1].problem->kind == ProblemKind::Overloaded);
    f.edit(0, ProblemFixture::ttft(0.612)); // slow by itself
    f.pass(61);
    QCOMPARE(f.ids(), Ids{"over-threshold/node/osl-000"});
}

void tst_ProblemTracker::oldFiguresNeitherBeginNorEndAnything()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 9);
    f.edit(0, ProblemFixture::load(1.2));
    f.pass(200);
    QCOMPARE(f.ids(), Ids());
    f.samplesArrive = true;
    f.pass(61);
    QCOMPARE(f.ids().size(), 1U);
    f.edit(0, ProblemFixture::load(0.1));
    f.samplesArrive = false;
    f.pass(200);
    QCOMPARE(f.ids().size(), 1U);
}

void tst_ProblemTracker::everyRowSaysWhatToDo()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 20);
    f.addSite("eu", "ber", 4);
    f.samplesArrive = true;
    f.link(0, LinkState::Lost);
    f.edit(1, [](fleet::NodeSnapshot &node) { node.service = ServiceState::Stalled; });
    f.edit(2, [](fleet::NodeSnapshot &node) { node.service = ServiceState::Failed; });
    f.edit(3, ProblemFixture::load(1.2));
    f.edit(4, ProblemFixture::ttft(0.5));
    f.edit(5, [](fleet::NodeSnapshot &node) { node.clock.isImplausible = true; });
    f.editSite("ber", f.linkTo(LinkState::PathLost));
    f.hub.historyProblem = "history is not being written: the disk is full";
    f.pass(1);
    f.hub.historyDropped = 1;
    f.hub.liveDropped = 1;
    f.refuse(wire::RefusalReason::Malformed, 100);
    f.pass(70);
    QCOMPARE(f.ids().size(), 11U);
    const ProblemListPtr list = f.tracker.list();
    for (const ProblemPtr &problem : list->problems) {
        QVERIFY2(!problem->text.empty() && !problem->consequence.empty() && !problem->advice.empty(),
                 problem->id.c_str());
        QVERIFY2(!problem->where.empty() && problem->since.isValid(), problem->id.c_str());
        QVERIFY2(problem->severity >= 1 && problem->severity <= 3, problem->id.c_str());
    }
    QCOMPARE(f.tracker.list()->bySeverity, (std::array<std::uint32_t, 4>{0, 2, 4, 5}));
}

void tst_ProblemTracker::theWorstComesFirstThenTheNewest()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 20);
    f.link(0, LinkState::Lost);
    f.edit(5, [](fleet::NodeSnapshot &node) { node.clock.isImplausible = true; });
    f.pass(20);
    f.link(1, LinkState::Lost);
    f.hub.historyProblem = "history is not being written";
    f.pass(20);
    QCOMPARE(f.ids(),
             (Ids{"history-not-written/hub", "lost/node/osl-001", "lost/node/osl-000", "wrong-clock/node/osl-005"}));
}

void tst_ProblemTracker::nothingChangedKeepsTheList()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 20);
    f.link(0, LinkState::Lost);
    f.pass(20);
    const ProblemListPtr before = f.tracker.list();
    f.pass(60);
    QCOMPARE(f.tracker.list().get(), before.get());
    f.link(1, LinkState::Lost);
    f.pass(20);
    QVERIFY(f.tracker.list() != before);
    QVERIFY(f.tracker.list()->number > before->number);
    QCOMPARE(f.find("lost/node/osl-000").get(), before->problems[0].get());
}

void tst_ProblemTracker::figuresAreRenewedInWords()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 20);
    f.samplesArrive = true;
    f.edit(0, ProblemFixture::ttft(0.612));
    f.pass(61);
    const HubTime since = f.find("over-threshold/node/osl-000")->since;
    f.edit(0, ProblemFixture::ttft(0.7));
    f.pass(11);
    QCOMPARE(f.find("over-threshold/node/osl-000")->text, std::string("TTFT p95 700 ms, objective 300 ms"));
    QCOMPARE(f.find("over-threshold/node/osl-000")->since, since);
}

void tst_ProblemTracker::aFigureThatIsGoodAgainDoesNotLookLikeTheReason()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 20);
    f.samplesArrive = true;
    f.edit(0, ProblemFixture::ttft(0.612));
    f.edit(1, ProblemFixture::load(1.2));
    f.pass(61);
    f.edit(0, ProblemFixture::ttft(0.2));
    f.edit(1, ProblemFixture::load(0.6));
    f.pass(15);
    QCOMPARE(f.find("over-threshold/node/osl-000")->text,
             std::string("TTFT p95 was over the objective of 300 ms; better now, 200 ms"));
    QCOMPARE(f.find("overloaded/node/osl-001")->text, std::string("Overloaded; better now, load 60 %"));
}

void tst_ProblemTracker::badgesCountWhatANodeHas()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 20);
    f.edit(4, [](fleet::NodeSnapshot &node) {
        node.clock.isImplausible = true;
        node.service = ServiceState::Stalled;
    });
    f.pass(20);
    QCOMPARE(f.tracker.list()->badgeOf(4), (Badge{2, 2}));
    QCOMPARE(f.tracker.list()->badgeOf(0), Badge());
    QCOMPARE(f.tracker.list()->badgeOf(19), Badge());
}

void tst_ProblemTracker::acknowledgedHoldsUntilItEnds()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 20);
    f.link(0, LinkState::Lost);
    f.pass(20);
    const Acknowledgement seen{"op-7", "technician called", f.clock.utcNow()};
    QVERIFY(!f.tracker.acknowledge("lost/node/osl-001", seen));
    QVERIFY(f.tracker.acknowledge("lost/node/osl-000", seen));
    f.pass(20);
    QVERIFY(f.find("lost/node/osl-000")->acknowledgement == seen);
    QVERIFY(f.tracker.takeEnded().empty());
    f.link(0, LinkState::Live);
    f.pass(20);
    const auto ended = f.tracker.takeEnded();
    QCOMPARE(ended.size(), 1U);
    QCOMPARE(ended[0].problem, std::string("lost/node/osl-000"));
    f.link(0, LinkState::Lost);
    f.pass(20);
    QVERIFY(!f.find("lost/node/osl-000")->acknowledgement);
}

void tst_ProblemTracker::acknowledgedSurvivesARestartWhileItLasts()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 20);
    const HubTime since = f.clock.utcNow() - 3h;
    const Acknowledgement seen{"op-7", "technician called", f.clock.utcNow() - 2h};
    f.tracker.restore({"lost/node/osl-000", since, seen});
    f.link(0, LinkState::NeverSeen);
    f.pass(80);
    QVERIFY(f.find("lost/node/osl-000")->acknowledgement == seen);
    QCOMPARE(f.find("lost/node/osl-000")->since, since);
    f.pass(400);
    QVERIFY(f.tracker.takeEnded().empty());
}

void tst_ProblemTracker::acknowledgedIsForgottenWhenItDoesNotShowAgain()
{
    ProblemFixture f;
    f.addSite("eu", "osl", 20);
    f.tracker.restore({"lost/node/osl-000", f.clock.utcNow() - 3h, {"op-7", "", f.clock.utcNow() - 2h}});
    f.pass(301);
    QCOMPARE(f.tracker.takeEnded().size(), 1U);
    f.link(0, LinkState::Lost);
    f.pass(20);
    QVERIFY(!f.find("lost/node/osl-000")->acknowledgement);
}

QTEST_GUILESS_MAIN(tst_ProblemTracker)
#include "tst_problem_tracker.moc"
