#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_problems.h"
#include "ui/shell/problem_notifier.h"

#include <QStringList>
#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using problems::Problem;
using test::fakeProblem;

class TestProblemNotifier : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_told.clear();
        m_notifier = std::make_unique<shell::ProblemNotifier>(
            m_clock, [this](const QString &title, const QString &text) { m_told << title + u'|' + text; });
    }

    void whatStandsAtTheStartIsNotNew()
    {
        show({fakeProblem("dub", 1, 0)});
        show({fakeProblem("dub", 1, 0)});
        QCOMPARE(m_told, QStringList());
    }

    void aNewUrgentProblemIsTold()
    {
        show({});
        show({fakeProblem("dub", 1, 0), fakeProblem("osl", 2, 0)});
        QCOMPARE(m_told.size(), 1);
        QVERIFY(m_told[0].startsWith(u"dub|No word from dub"));
        show({fakeProblem("dub", 1, 0), fakeProblem("osl", 2, 0)});
        QCOMPARE(m_told.size(), 1);
    }

    void moreWithinAMinuteAreToldTogether()
    {
        show({});
        show({fakeProblem("a", 1, 0)});
        show({fakeProblem("a", 1, 0), fakeProblem("b", 1, 1), fakeProblem("c", 1, 2)});
        m_clock.advance(59s);
        m_notifier->tick();
        QCOMPARE(m_told.size(), 1);
        m_clock.advance(1s);
        m_notifier->tick();
        QCOMPARE(m_told.size(), 2);
        QVERIFY2(m_told[1].startsWith(u"2 urgent problems|"), qPrintable(m_told[1]));
    }

    void whatEndedOrWasSeenMeanwhileIsNotTold()
    {
        show({});
        show({fakeProblem("a", 1, 0)});
        show({fakeProblem("a", 1, 0), fakeProblem("b", 1, 1), fakeProblem("c", 1, 2)});
        Problem seen = fakeProblem("b", 1, 1);
        seen.acknowledgement = problems::Acknowledgement{"op-7", "", seen.since};
        show({fakeProblem("a", 1, 0), seen});
        m_clock.advance(2min);
        m_notifier->tick();
        QCOMPARE(m_told.size(), 1);
    }

    void switchedOffNothingIsToldAlsoNotLater()
    {
        m_notifier->setEnabled(false);
        show({});
        show({fakeProblem("a", 1, 0)});
        m_notifier->setEnabled(true);
        m_clock.advance(2min);
        m_notifier->tick();
        QCOMPARE(m_told, QStringList());
    }

private:
    void show(const std::vector<Problem> &rows) { m_notifier->setProblems(test::fakeProblems(rows)); }

    test::ManualClock m_clock;
    QStringList m_told;
    std::unique_ptr<shell::ProblemNotifier> m_notifier;
};

QTEST_GUILESS_MAIN(TestProblemNotifier)
#include "tst_problem_notifier.moc"
