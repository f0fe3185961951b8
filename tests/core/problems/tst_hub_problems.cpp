#include "problem_fixture.h"

using namespace iso;
using namespace iso::problems;
using namespace iso::test;
using wire::RefusalReason;

class tst_HubProblems : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void historyThatIsNotWrittenIsOne();
    void dropsAreOneUntilAMinuteAfterTheLast();
    void refusedMessagesAreOneForEachReason();
    void aFewRefusedMessagesAreNone();
    void keysThatWaitAreNone();
    void whatWasRefusedBeforeTheFirstLookIsNone();
};

void tst_HubProblems::historyThatIsNotWrittenIsOne()
{
    ProblemFixture f;
    f.pass(1);
    f.hub.historyProblem = "history is not being written: the disk is full";
    f.pass(1);
    QCOMPARE(f.ids(), Ids{"history-not-written/hub"});
    QCOMPARE(f.find("history-not-written/hub")->severity, 1);
    QVERIFY(f.find("history-not-written/hub")->text.find("the disk is full") != std::string::npos);
    f.hub.historyProblem.clear();
    f.pass(6);
    QCOMPARE(f.ids(), Ids());
}

void tst_HubProblems::dropsAreOneUntilAMinuteAfterTheLast()
{
    ProblemFixture f;
    f.hub.historyDropped = 1000; // of long ago
    f.pass(30);
    QCOMPARE(f.ids(), Ids());
    f.hub.historyDropped = 1001;
    f.pass(1);
    QCOMPARE(f.ids(), Ids{"drops/history"});
    f.pass(60);
    QCOMPARE(f.ids().size(), 1U);
    f.pass(80);
    QCOMPARE(f.ids(), Ids());
}

void tst_HubProblems::refusedMessagesAreOneForEachReason()
{
    ProblemFixture f;
    f.pass(1);
    f.refuse(RefusalReason::Malformed, 10);
    f.refuse(RefusalReason::NotOwner, 12);
    f.claims = {{"osl-1", "malformed"}, {"osl-2", "not owner"}, {"", "malformed"}};
    f.pass(1);
    QCOMPARE(f.ids(), (Ids{"refused/malformed", "refused/not owner"}));
    QCOMPARE(f.find("refused/malformed")->text,
             std::string("Messages refused (malformed): 10 in the last minute, said to come from osl-1"));
    QVERIFY(f.find("refused/malformed")->nodes.empty());
    f.pass(299);
    QCOMPARE(f.ids().size(), 2U);
    f.pass(80);
    QCOMPARE(f.ids(), Ids());
}

void tst_HubProblems::aFewRefusedMessagesAreNone()
{
    ProblemFixture f;
    for (int i = 0; i < 60; ++i) { // one each 10 s
        f.refuse(RefusalReason::Malformed, 1);
        f.pass(10);
    }
    QCOMPARE(f.ids(), Ids());
}

void tst_HubProblems::keysThatWaitAreNone()
{
    ProblemFixture f;
    f.pass(1);
    f.refuse(RefusalReason::NotApproved, 1000);
    f.pass(10);
    QCOMPARE(f.ids(), Ids());
}

void tst_HubProblems::whatWasRefusedBeforeTheFirstLookIsNone()
{
    ProblemFixture f;
    f.refuse(RefusalReason::Malformed, 1000);
    f.pass(10);
    QCOMPARE(f.ids(), Ids());
}

QTEST_GUILESS_MAIN(tst_HubProblems)
#include "tst_hub_problems.moc"
