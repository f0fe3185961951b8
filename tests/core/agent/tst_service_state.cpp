#include "core/agent/service_state.h"
#include "tests/support/manual_clock.h"

#include <QTest>

using namespace iso;
using namespace iso::agent;
using telemetry::ServiceState;
using Outcome = Scrape::Outcome;

class TestServiceState : public QObject
{
    Q_OBJECT

    test::ManualClock m_clock;
    ServiceJudge m_judge;

    ServiceState judge(ServiceFacts facts)
    {
        facts.at = m_clock.steadyNow();
        return m_judge.judge(facts, m_clock.steadyNow());
    }
    static ServiceFacts working(double running, double waiting, double steps)
    {
        return {Outcome::Ok, {}, running, waiting, steps, false};
    }
    static ServiceFacts failing(Outcome outcome) { return {outcome, {}, {}, {}, {}, false}; }
    void pass(int seconds) { m_clock.advance(std::chrono::seconds(seconds)); }

private Q_SLOTS:
    void init() { m_judge = ServiceJudge(); }

    void requestsTellIdleFromServing()
    {
        QCOMPARE(judge(failing(Outcome::NotAsked)), ServiceState::Unknown);
        QCOMPARE(judge(working(0, 0, 5)), ServiceState::Idle);
        pass(1);
        QCOMPARE(judge(working(2, 0, 6)), ServiceState::Serving);
        pass(1);
        QCOMPARE(judge(working(0, 0, 7)), ServiceState::Idle);
    }
    void aStandingCounterIsAStallAfterTwoMinutes()
    {
        QCOMPARE(judge(working(3, 0, 100)), ServiceState::Serving);
        pass(119);
        QCOMPARE(judge(working(3, 0, 100)), ServiceState::Serving);
        pass(1);
        QCOMPARE(judge(working(3, 0, 100)), ServiceState::Stalled);
        pass(1);
        QCOMPARE(judge(working(3, 0, 101)), ServiceState::Serving);
    }
    void theClockOfAStallBeginsWithTheWork()
    {
        judge(working(0, 0, 100));
        pass(1000);
        QCOMPARE(judge(working(0, 0, 100)), ServiceState::Idle);
        pass(1);
        QCOMPARE(judge(working(1, 0, 100)), ServiceState::Serving);
        pass(118);
        QCOMPARE(judge(working(1, 0, 100)), ServiceState::Serving);
        pass(2);
        QCOMPARE(judge(working(1, 0, 100)), ServiceState::Stalled);
    }
    void requestsThatOnlyWaitCanStallToo()
    {
        judge(working(0, 4, 100));
        pass(120);
        QCOMPARE(judge(working(0, 4, 100)), ServiceState::Stalled);
    }
    void aRestartIsNoStandstill()
    {
        judge(working(1, 0, 100));
        pass(119);
        judge(working(1, 0, 3));
        pass(119);
        QCOMPARE(judge(working(1, 0, 3)), ServiceState::Serving);
    }
    void withoutStepsNothingIsCalledStalled()
    {
        ServiceFacts facts = working(1, 0, 0);
        facts.steps.reset();
        judge(facts);
        pass(500);
        QCOMPARE(judge(facts), ServiceState::Serving);
    }
    void withoutRequestsTheStepsTell()
    {
        ServiceFacts facts = working(0, 0, 10);
        facts.running.reset();
        facts.waiting.reset();
        QCOMPARE(judge(facts), ServiceState::Unknown);
        facts.steps = 20;
        QCOMPARE(judge(facts), ServiceState::Serving);
    }
    void waitingForTenSecondsIsBusy()
    {
        QCOMPARE(judge(working(8, 2, 1)), ServiceState::Serving);
        pass(9);
        QCOMPARE(judge(working(8, 5, 2)), ServiceState::Serving);
        pass(1);
        QCOMPARE(judge(working(8, 1, 3)), ServiceState::Busy);
        pass(1);
        QCOMPARE(judge(working(8, 0, 4)), ServiceState::Serving);
    }
    void asleepIsNotDown()
    {
        ServiceFacts facts = working(0, 0, 10);
        facts.isAsleep = true;
        QCOMPARE(judge(facts), ServiceState::Sleeping);
        // What waited while it slept does not count as stalled when it wakes up.
        facts.waiting = 3;
        pass(500);
        QCOMPARE(judge(facts), ServiceState::Sleeping);
        pass(1);
        QCOMPARE(judge(working(0, 3, 10)), ServiceState::Serving);
    }
    void anEngineThatNeverAnsweredIsStarting()
    {
        for (const Outcome outcome : {Outcome::Unreachable, Outcome::NoAnswer, Outcome::ServerError}) {
            m_judge = ServiceJudge();
            QCOMPARE(judge(failing(outcome)), ServiceState::Starting);
            pass(599);
            QCOMPARE(judge(failing(outcome)), ServiceState::Starting);
            pass(1);
            QCOMPARE(judge(failing(outcome)), ServiceState::Failed);
        }
    }
    void anEngineThatIsGoneHasFailed()
    {
        judge(working(1, 0, 5));
        pass(1);
        QCOMPARE(judge(failing(Outcome::Unreachable)), ServiceState::Failed);
        pass(1);
        QCOMPARE(judge(working(0, 0, 0)), ServiceState::Idle);
        pass(1);
        QCOMPARE(judge(failing(Outcome::ServerError)), ServiceState::Failed);
    }
    void silenceIsUnknownBeforeItIsFailure()
    {
        judge(working(1, 0, 5));
        pass(9);
        QCOMPARE(judge(failing(Outcome::NoAnswer)), ServiceState::Serving);
        pass(1);
        QCOMPARE(judge(failing(Outcome::NoAnswer)), ServiceState::Unknown);
        pass(109);
        QCOMPARE(judge(failing(Outcome::NoAnswer)), ServiceState::Unknown);
        pass(1);
        QCOMPARE(judge(failing(Outcome::NoAnswer)), ServiceState::Failed);
    }
    void aStandstillIsSeenAcrossSilence()
    {
        judge(working(1, 0, 5));
        pass(60);
        judge(failing(Outcome::NoAnswer));
        pass(60);
        QCOMPARE(judge(working(1, 0, 5)), ServiceState::Stalled);
    }
    void somethingElseThatAnswersIsMisconfigured()
    {
        QCOMPARE(judge(failing(Outcome::Misconfigured)), ServiceState::Misconfigured);
        judge(working(1, 0, 5));
        QCOMPARE(judge(failing(Outcome::Misconfigured)), ServiceState::Misconfigured);
    }

    void theMostUrgentStateSpeaksForTheNode()
    {
        using S = ServiceState;
        const auto of = [](std::vector<S> states) { return combine(states); };
        QCOMPARE(of({}), S::Unknown);
        QCOMPARE(of({S::Serving}), S::Serving);
        QCOMPARE(of({S::Serving, S::Stalled}), S::Stalled);
        QCOMPARE(of({S::Stalled, S::Failed}), S::Failed);
        QCOMPARE(of({S::Idle, S::Serving, S::Sleeping}), S::Serving);
        QCOMPARE(of({S::Idle, S::Unknown}), S::Unknown);
    }
};

QTEST_GUILESS_MAIN(TestServiceState)
#include "tst_service_state.moc"
