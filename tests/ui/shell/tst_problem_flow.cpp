#include "tests/support/manual_clock.h"
#include "tests/support/temp_workspace.h"
#include "tests/ui/shell/open_window.h"
#include "tests/ui/support/fake_problems.h"
#include "tests/ui/support/fake_session.h"
#include "ui/dialogs/acknowledge_dialog.h"
#include "ui/models/problem_model.h"
#include "ui/panels/problem_details.h"
#include "ui/shell/actions.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTest>
#include <QTreeView>
#include <memory>

using namespace iso;
using problems::Problem;
using test::fakeProblem;

class TestProblemFlow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        for (const char *name : {"osl-1", "osl-2", "osl-3"}) {
            m_session->addNode(name, "eu-north", "osl");
        }
        m_session->publish();
        m_settings =
            std::make_unique<shell::WindowSettings>(QString::fromStdString(m_workspace.file("console.ini").string()));
        m_bridge = std::make_unique<bridge::SessionBridge>(*m_session, m_clock);
        m_window = test::openWindow(*m_bridge, m_clock, *m_settings);
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void cleanup()
    {
        m_window.reset();
        m_bridge.reset();
        m_settings.reset();
    }

    void theFirstTabCountsProblems()
    {
        QCOMPARE(tabTitle(), QStringLiteral("Problems"));
        QVERIFY(panel().isVisible());
        QVERIFY(hasLabel(QStringLiteral("No problems.")));
        show({fakeProblem("osl", 1, 2, {"osl-1", "osl-2"}), fakeProblem("osl-3", 2, 1, {"osl-3"})});
        QCOMPARE(tabTitle(), QStringLiteral("Problems 2"));
        QVERIFY(!hasLabel(QStringLiteral("No problems.")));
    }

    void theTileCountsBySeverity()
    {
        show({fakeProblem("a", 1, 2), fakeProblem("b", 3, 1), fakeProblem("c", 3, 1)});
        const widgets::KpiTile *tile = m_window->parts().kpis().tile(widgets::KpiStrip::ProblemsTile);
        QVERIFY(tile != nullptr);
        QCOMPARE(tile->figure().value.text, QStringLiteral("1 · 0 · 2"));
        QVERIFY(tile->figure().tone == bridge::Tone::Bad);
        show({});
        QCOMPARE(tile->figure().value.text, QStringLiteral("0 · 0 · 0"));
    }

    void aProblemIsAcknowledgedWithoutAMouse()
    {
        Problem seen = fakeProblem("osl-2", 1, 3, {"osl-2"});
        seen.acknowledgement = problems::Acknowledgement{"op-9", "", seen.since};
        show({seen, fakeProblem("osl-3", 1, 1, {"osl-3"})});
        QTest::keyClick(m_window.get(), Qt::Key_7, Qt::ControlModifier);
        QVERIFY(panel().tree()->hasFocus());
        QCOMPARE(panel().model().problemAt(panel().tree()->currentIndex())->where, std::string("osl-3"));
        QTest::keyClick(panel().tree(), Qt::Key_A);
        auto *dialog = m_window->findChild<dialogs::AcknowledgeDialog *>();
        QVERIFY(dialog != nullptr);
        QTRY_COMPARE(QApplication::activeWindow(), static_cast<QWidget *>(dialog));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("technician called"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(m_session->acknowledged().size(), std::size_t(1));
        QCOMPARE(m_session->acknowledged()[0].problem, std::string("lost/node/osl-3"));
        QCOMPARE(m_session->acknowledged()[0].note, std::string("technician called"));
        QCOMPARE(m_session->acknowledged()[0].by, std::string("op-1"));
        QTRY_VERIFY(!m_window->findChild<dialogs::AcknowledgeDialog *>());
    }

    void theLinkInARowAcknowledgesIt()
    {
        m_window->resize(1920, 1080);
        show({fakeProblem("osl-2", 1, 2, {"osl-2"}), fakeProblem("osl-3", 1, 1, {"osl-3"})});
        QTreeView &tree = *panel().tree();
        const QModelIndex link = panel().model().index(1, models::ProblemModel::ActionColumn);
        QTRY_VERIFY(!tree.isColumnHidden(models::ProblemModel::ActionColumn));
        QTest::mouseClick(tree.viewport(), Qt::LeftButton, {}, tree.visualRect(link).center());
        auto *dialog = m_window->findChild<dialogs::AcknowledgeDialog *>();
        QVERIFY(dialog != nullptr);
        QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("acknowledge")), Qt::LeftButton);
        QCOMPARE(m_session->acknowledged().at(0).problem, std::string("lost/node/osl-3"));
    }

    void whatStandsInTheWayIsShownAndNothingCloses()
    {
        m_session->refuseDecisions({ErrorCode::NotFound, "it has ended"});
        show({fakeProblem("osl-3", 1, 1, {"osl-3"})});
        panel().reviewWorst();
        panel().acknowledgeAction()->trigger();
        auto *dialog = m_window->findChild<dialogs::AcknowledgeDialog *>();
        QVERIFY(dialog != nullptr);
        QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("acknowledge")), Qt::LeftButton);
        QTRY_VERIFY(dialog->problemText().contains(QStringLiteral("it has ended")));
        QVERIFY(dialog->isVisible());
        dialog->close();
    }

    void enterSelectsTheNodesOfAProblem()
    {
        show({fakeProblem("osl", 1, 2, {"osl-1", "osl-2"}), fakeProblem("osl-3", 2, 1, {"osl-3"})});
        panel().reviewWorst();
        QTest::keyClick(panel().tree(), Qt::Key_Return);
        QCOMPARE(m_window->selection().nodes().size(), std::size_t(2));
        panel().tree()->setCurrentIndex(panel().model().index(1, 0));
        QTest::keyClick(panel().tree(), Qt::Key_Return);
        QCOMPARE(m_window->selection().current().text(), std::string("osl-3"));
        panel().tree()->expand(panel().model().index(0, 0));
        panel().tree()->setCurrentIndex(panel().model().index(1, 0, panel().model().index(0, 0)));
        QTest::keyClick(panel().tree(), Qt::Key_Return);
        QCOMPARE(m_window->selection().current().text(), std::string("osl-2"));
    }

    void detailsSayWhatToDo()
    {
        show({fakeProblem("osl", 1, 2, {"osl-1", "osl-2"})});
        panel().reviewWorst();
        QVERIFY(hasLabel(QStringLiteral("Check power and line")));
        QVERIFY(hasLabel(QStringLiteral("Not acknowledged.")));
    }

    void rowsStayWhileTheKeyboardIsInTheList()
    {
        show({fakeProblem("osl-3", 2, 1, {"osl-3"}), fakeProblem("osl-2", 2, 0, {"osl-2"})});
        panel().reviewWorst();
        show({fakeProblem("osl-1", 1, 2, {"osl-1"}), fakeProblem("osl-2", 2, 0, {"osl-2"})});
        QCOMPARE(panel().model().problemAt(panel().model().index(0, 0))->where, std::string("osl-3"));
        m_window->parts().map().setFocus();
        QCOMPARE(panel().model().problemAt(panel().model().index(0, 0))->where, std::string("osl-1"));
    }

    void notificationsStayOffOnceSwitchedOff()
    {
        QAction *notify = m_window->windowActions().notifyProblems;
        QVERIFY(notify->isChecked());
        notify->trigger();
        QVERIFY(!m_settings->isShown(QStringLiteral("problem-notifications")));
        notify->trigger();
    }

private:
    void show(const std::vector<Problem> &rows)
    {
        m_session->setProblems(rows);
        m_bridge->takeFrame();
    }
    [[nodiscard]] panels::ProblemsPanel &panel() const { return m_window->parts().problems(); }
    [[nodiscard]] QString tabTitle() const { return m_window->parts().bottom().findChild<QTabBar *>()->tabText(0); }
    [[nodiscard]] bool hasLabel(const QString &text) const
    {
        const auto labels = panel().findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    }

    test::ManualClock m_clock;
    test::TempWorkspace m_workspace;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<shell::WindowSettings> m_settings;
    std::unique_ptr<bridge::SessionBridge> m_bridge;
    std::unique_ptr<shell::MainWindow> m_window;
};

QTEST_MAIN(TestProblemFlow)
#include "tst_problem_flow.moc"
