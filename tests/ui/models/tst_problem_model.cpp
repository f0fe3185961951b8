#include "tests/ui/support/fake_problems.h"
#include "ui/models/problem_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace iso;
using models::ProblemModel;
using problems::Problem;
using test::fakeProblem;
using test::fakeProblems;

class TestProblemModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theWorstStandsFirst()
    {
        show({fakeProblem("a", 2, 1), fakeProblem("b", 1, 0), fakeProblem("c", 2, 2)});
        QCOMPARE(shown(), (QStringList{QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("a")}));
    }

    void aRowTellsWhatIsWrongAndWhatToDo()
    {
        show({fakeProblem("osl-1", 2, 1, {"osl-1"})});
        QCOMPARE(cell(0, ProblemModel::SinceColumn), QStringLiteral("12:01:00"));
        QCOMPARE(cell(0, ProblemModel::TextColumn), QStringLiteral("No word from osl-1"));
        QCOMPARE(cell(0, ProblemModel::AdviceColumn), QStringLiteral("Its service is not known. Check power and line"));
        QCOMPARE(cell(0, ProblemModel::StateColumn), QStringLiteral("unack"));
        Problem seen = fakeProblem("osl-1", 2, 1, {"osl-1"});
        seen.acknowledgement = problems::Acknowledgement{"op-7", "called", seen.since};
        show({seen});
        QCOMPARE(cell(0, ProblemModel::StateColumn), QStringLiteral("ack op-7"));
        QVERIFY(m_model.index(0, ProblemModel::StateColumn).data(Qt::ToolTipRole).toString().contains(u"called"));
    }

    void nodesStandBelowTheirProblem()
    {
        show({fakeProblem("osl", 1, 1, {"osl-1", "osl-2"}), fakeProblem("ber", 2, 1, {"ber-1"})});
        const QModelIndex osl = m_model.index(0, 0);
        QCOMPARE(m_model.rowCount(osl), 2);
        const QModelIndex second = m_model.index(1, ProblemModel::WhereColumn, osl);
        QCOMPARE(second.data().toString(), QStringLiteral("osl-2"));
        QCOMPARE(second.parent(), osl);
        QCOMPARE(m_model.problemAt(second)->where, std::string("osl"));
        QCOMPARE(m_model.nodesAt(second), std::vector{NodeId::fromText("osl-2").value()});
        QCOMPARE(m_model.nodesAt(osl).size(), std::size_t(2));
    }

    void nodesFollowTheirProblemWhenItMoves()
    {
        show({fakeProblem("osl", 2, 1, {"osl-1", "osl-2"})});
        const QPersistentModelIndex node = m_model.index(1, 0, m_model.index(0, 0));
        const QPersistentModelIndex problem = m_model.index(0, 0);
        show({fakeProblem("ber", 1, 5), fakeProblem("osl", 2, 1, {"osl-1", "osl-2"})});
        QCOMPARE(problem.row(), 1);
        QCOMPARE(node.parent(), QModelIndex(problem));
        QCOMPARE(m_model.nodesAt(node), std::vector{NodeId::fromText("osl-2").value()});
    }

    void membersAreRenewed()
    {
        show({fakeProblem("osl", 1, 1, {"osl-1", "osl-2"})});
        show({fakeProblem("osl", 1, 1, {"osl-2", "osl-3", "osl-4"})});
        QCOMPARE(m_model.rowCount(m_model.index(0, 0)), 3);
    }

    void nothingMovesWhileTheOrderIsFrozen()
    {
        show({fakeProblem("a", 2, 1, {"a-1", "a-2"}), fakeProblem("b", 3, 1)});
        m_model.setOrderFrozen(true);
        QSignalSpy moved(&m_model, &QAbstractItemModel::layoutChanged);
        QSignalSpy removed(&m_model, &QAbstractItemModel::rowsRemoved);
        show({fakeProblem("new", 1, 9), fakeProblem("a", 2, 1, {"a-1"})});
        QCOMPARE(shown(), (QStringList{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("new")}));
        QVERIFY(m_model.hasEnded(m_model.index(1, 0)));
        QCOMPARE(cell(1, ProblemModel::StateColumn), QStringLiteral("ended"));
        QCOMPARE(m_model.rowCount(m_model.index(0, 0)), 2);
        QCOMPARE(moved.count() + removed.count(), 0);
        m_model.setOrderFrozen(false);
        QCOMPARE(shown(), (QStringList{QStringLiteral("new"), QStringLiteral("a")}));
        QCOMPARE(m_model.rowCount(m_model.index(1, 0)), 1);
    }

    void whatBeginsAgainWhileFrozenIsNotEnded()
    {
        show({fakeProblem("a", 2, 1)});
        m_model.setOrderFrozen(true);
        show({});
        QVERIFY(m_model.hasEnded(m_model.index(0, 0)));
        show({fakeProblem("a", 2, 1)});
        QVERIFY(!m_model.hasEnded(m_model.index(0, 0)));
        m_model.setOrderFrozen(false);
    }

    void cleanup() { show({}); }

private:
    void show(const std::vector<Problem> &rows) { m_model.setProblems(fakeProblems(rows, ++m_number)); }
    [[nodiscard]] QStringList shown() const
    {
        QStringList names;
        for (int row = 0; row < m_model.rowCount(); ++row) {
            names << cell(row, ProblemModel::WhereColumn);
        }
        return names;
    }
    [[nodiscard]] QString cell(int row, int column) const { return m_model.index(row, column).data().toString(); }

    ProblemModel m_model;
    QAbstractItemModelTester m_tester{&m_model, QAbstractItemModelTester::FailureReportingMode::Fatal};
    std::uint64_t m_number = 0;
};

QTEST_MAIN(TestProblemModel)
#include "tst_problem_model.moc"
