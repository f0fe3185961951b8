#include "tests/support/manual_clock.h"
#include "tests/support/temp_workspace.h"
#include "tests/ui/shell/open_window.h"
#include "tests/ui/support/fake_scene.h"
#include "ui/dialogs/note_dialog.h"
#include "ui/panels/fleet_tree.h"
#include "ui/shell/actions.h"
#include "ui/shell/help_window.h"

#include <QAction>
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextBrowser>
#include <memory>
#include <set>

using namespace iso;
using namespace std::chrono_literals;
using models::FleetModel;
using shell::MainWindow;

class TestMainWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_settings = std::make_unique<shell::WindowSettings>(settingsFile());
        m_bridge = std::make_unique<bridge::SessionBridge>(*m_session, m_clock);
        open();
    }
    void cleanup()
    {
        m_window.reset();
        m_bridge.reset();
        m_settings.reset();
        QFile::remove(settingsFile());
    }

    void windowWithoutNodesSaysWhatToDo()
    {
        QVERIFY(parts().emptyState().isVisibleTo(m_window.get()));
        const QString line = parts().emptyState().commandLine();
        QVERIFY(line.contains(bridge::toQString(m_session->snapshot()->hub.telemetryEndpoint)));
        QVERIFY(line.contains(bridge::toQString(m_session->snapshot()->hub.controlEndpoint)));
        // Addresses that need a second line get one, also when there were none before.
        m_session->hub().telemetryEndpoint.clear();
        m_session->hub().controlEndpoint.clear();
        frame();
        QApplication::processEvents();
        m_session->hub().telemetryEndpoint = "tcp://192.168.100.100:55555";
        m_session->hub().controlEndpoint = "tcp://192.168.100.100:55556";
        frame();
        QApplication::processEvents();
        for (const QLabel *label : parts().emptyState().findChildren<QLabel *>()) {
            QVERIFY2(!label->wordWrap() || label->height() >= label->heightForWidth(label->width()),
                     qPrintable(label->text()));
        }
        m_session->addNode("n1", "r", "s");
        frame();
        QVERIFY(!parts().emptyState().isVisibleTo(m_window.get()));
    }

    void nodeClickedOnTheMapIsSelectedInTheTreeAndInspected()
    {
        m_session->addFleet(100);
        frame();
        const NodeId node = m_session->nodeIds()[7];
        Q_EMIT parts().map().markClicked(7, Qt::NoModifier);
        QCOMPARE(m_window->selection().current(), node);
        const QModelIndexList rows = tree().selectionModel()->selectedRows();
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().data(FleetModel::NodeIdRole).toString(), bridge::toQString(node.text()));
        QVERIFY(tree().isExpanded(rows.first().parent()));
        QCOMPARE(m_session->followed(), std::vector<NodeId>{node});
    }

    void controlClickOnTheMapAddsAndTakesAway()
    {
        m_session->addFleet(10);
        frame();
        Q_EMIT parts().map().markClicked(1, Qt::NoModifier);
        Q_EMIT parts().map().markClicked(2, Qt::ControlModifier);
        QCOMPARE(m_window->selection().nodes().size(), std::size_t{2});
        Q_EMIT parts().map().markClicked(1, Qt::ControlModifier);
        QCOMPARE(m_window->selection().nodes(), std::vector<NodeId>{m_session->nodeIds()[2]});
    }

    void rowChosenInTheTreeIsSelectedEverywhere()
    {
        m_session->addFleet(100);
        frame();
        const QModelIndex region = tree().model()->index(0, 0);
        const QModelIndex site = tree().model()->index(0, 0, region);
        const QModelIndex node = tree().model()->index(0, 0, site);
        tree().setCurrentIndex(node);
        QTRY_COMPARE(bridge::toQString(m_window->selection().current().text()),
                     node.data(FleetModel::NodeIdRole).toString());
        // A group selects its nodes and inspects none of them.
        tree().setCurrentIndex(region);
        QTRY_VERIFY(m_window->selection().nodes().size() > 1);
        QVERIFY(m_window->selection().current().isEmpty());
    }

    void oldDataIsAnnounced()
    {
        m_session->addFleet(10);
        frame();
        QCOMPARE(parts().banner().text(), QString());
        m_clock.advance(6s);
        m_bridge->takeFrame();
        QVERIFY(parts().banner().text().contains(QStringLiteral("6 s")));
        frame();
        QCOMPARE(parts().banner().text(), QString());
    }

    void historyThatIsNotWrittenIsAnnounced()
    {
        m_session->hub().historyProblem = "disk full";
        frame();
        QVERIFY(parts().banner().text().contains(QStringLiteral("disk full")));
    }

    void spacePausesAndTheWindowSaysSo()
    {
        m_session->addFleet(10);
        frame();
        QTest::keyClick(m_window.get(), Qt::Key_Space);
        QVERIFY(m_bridge->isPaused());
        QVERIFY(!parts().banner().text().isEmpty());
        QTest::keyClick(m_window.get(), Qt::Key_Space);
        QVERIFY(!m_bridge->isPaused());
        QCOMPARE(parts().banner().text(), QString());
    }

    void spaceInTheFilterIsText()
    {
        QTest::keyClick(m_window.get(), Qt::Key_Slash);
        QLineEdit &filter = m_window->topBar().filter();
        QVERIFY(filter.hasFocus());
        QTest::keyClicks(&filter, QStringLiteral("new york"));
        QCOMPARE(filter.text(), QStringLiteral("new york"));
        QVERIFY(!m_bridge->isPaused());
    }

    void returnInTheFilterLeadsToWhatItFinds()
    {
        m_session->addFleet(50);
        frame();
        QTest::keyClick(m_window.get(), Qt::Key_Slash);
        QLineEdit &filter = m_window->topBar().filter();
        QTest::keyClicks(&filter, QStringLiteral("(001"));
        QTest::keyClick(&filter, Qt::Key_Return);
        QVERIFY(filter.hasFocus()); // it is wrong: here it is mended
        filter.clear();
        QTest::keyClicks(&filter, QStringLiteral("001"));
        QTest::keyClick(&filter, Qt::Key_Return);
        QVERIFY(tree().hasFocus());
        QVERIFY(m_window->selection().isEmpty());
    }

    void noteForTheNextShiftIsWrittenByKeyboard()
    {
        QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
        auto *dialog = m_window->findChild<dialogs::NoteDialog *>();
        QVERIFY(dialog != nullptr);
        QTRY_VERIFY(dialog->isActiveWindow());
        auto *send = dialog->findChild<QPushButton *>(QStringLiteral("write-note"));
        QVERIFY(!send->isEnabled()); // nothing is no note
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("x").repeated(801));
        QVERIFY(!send->isEnabled());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("osl-3 waits for a fan"));
        m_session->refuseDecisions(Error{ErrorCode::Io, "disk full"});
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(dialog->problemText().contains(QStringLiteral("disk full")));
        m_session->allowDecisions();
        QTest::mouseClick(send, Qt::LeftButton);
        QTRY_VERIFY(m_window->findChild<dialogs::NoteDialog *>() == nullptr);
        QCOMPARE(m_session->notes().size(), std::size_t(2));
        QCOMPARE(m_session->notes().back().text, std::string("osl-3 waits for a fan"));
        QVERIFY(!m_session->notes().back().by.empty());
    }

    void filterNarrowsTheTreeAndGivesItsGroupsBack()
    {
        m_session->addFleet(200);
        frame();
        m_window->windowActions().expandRegions->trigger();
        const QModelIndex first = tree().model()->index(0, 0);
        QVERIFY(tree().isExpanded(first));
        QLineEdit &filter = m_window->topBar().filter();
        filter.setText(QStringLiteral("osl"));
        QTest::keyClick(&filter, Qt::Key_Return);
        QCOMPARE(tree().model()->rowCount(), 1);
        filter.clear();
        QTest::keyClick(&filter, Qt::Key_Return);
        QVERIFY(tree().model()->rowCount() > 1);
        QVERIFY(tree().isExpanded(tree().model()->index(0, 0)));
    }

    void retiredNodeIsNowhere()
    {
        m_session->addFleet(3);
        frame();
        const NodeId gone = m_session->nodeIds()[1];
        const auto summary = [this] { return parts().fleet().findChild<QLabel *>(QStringLiteral("summary"))->text(); };
        m_window->selection().select({gone, m_session->nodeIds()[2]}, gone);
        QVERIFY(parts().map().positionOf(1).has_value());
        QCOMPARE(summary(), QStringLiteral("3 nodes"));
        m_session->editIdentity(gone, [](fleet::NodeIdentity &identity) { identity.retired = true; });
        frame();
        QVERIFY(!parts().map().positionOf(1).has_value());
        QCOMPARE(summary(), QStringLiteral("2 nodes"));
        QCOMPARE(m_window->selection().nodes(), std::vector<NodeId>{m_session->nodeIds()[2]});
        Q_EMIT parts().commands().nodeActivated(gone); // it has commands still
        QVERIFY(!m_window->selection().contains(gone));
    }

    void nodeThatRetiresAsItIsClickedIsNotSelected()
    {
        m_session->addFleet(3);
        frame();
        tree().expandAll();
        const NodeId gone = m_session->nodeIds()[1];
        QTest::mouseClick(tree().viewport(), Qt::LeftButton, Qt::NoModifier,
                          tree().visualRect(qobject_cast<FleetModel *>(tree().model())->indexOf(gone)).center());
        QVERIFY(tree().selectionModel()->hasSelection());
        QVERIFY(m_window->selection().isEmpty()); // not shared yet
        m_session->editIdentity(gone, [](fleet::NodeIdentity &identity) { identity.retired = true; });
        frame();
        QVERIFY(!m_window->selection().contains(gone));
    }

    void windowOfRetiredNodesOnlyIsEmpty()
    {
        const NodeId gone = m_session->addNode("n1", "r", "s");
        m_session->editIdentity(gone, [](fleet::NodeIdentity &identity) { identity.retired = true; });
        frame();
        QVERIFY(parts().emptyState().isVisibleTo(m_window.get()));
    }

    void hoveredNodeShowsItsCard()
    {
        m_session->addFleet(10);
        frame();
        Q_EMIT parts().map().markHovered(3, QPoint(100, 100));
        QVERIFY(parts().hoverCard().isVisibleTo(m_window.get()));
        QVERIFY(parts().map().rect().contains(parts().hoverCard().geometry()));
        Q_EMIT parts().map().hoverEnded();
        QVERIFY(!parts().hoverCard().isVisibleTo(m_window.get()));
    }

    void themeIsRemembered()
    {
        QCOMPARE(m_window->themeKind(), theme::ThemeKind::Dark);
        m_window->windowActions().darkTheme->trigger();
        QCOMPARE(m_window->themeKind(), theme::ThemeKind::Light);
        QVERIFY(shell::WindowSettings(settingsFile()).themeKind() == theme::ThemeKind::Light);
    }

    void hiddenPanelsStayHidden()
    {
        m_window->windowActions().showFleet->trigger();
        QVERIFY(parts().fleet().isHidden());
        m_window->close();
        open();
        QVERIFY(parts().fleet().isHidden());
        QVERIFY(!m_window->windowActions().showFleet->isChecked());
    }

    void mapModesSurviveARestart()
    {
        const shell::MapMode mode{shell::ColourBy::Power, shell::SizeBy::Requests};
        parts().mapBar().setMode(mode);
        m_window->windowActions().dayNight->trigger();
        QVERIFY(parts().mapBar().showsDayNight());
        m_window->close();
        open();
        QCOMPARE(parts().mapBar().mode(), mode);
        QVERIFY(parts().mapBar().showsDayNight());
        QVERIFY(m_window->windowActions().dayNight->isChecked());
    }

    void escapeClearsTheSelection()
    {
        m_session->addFleet(10);
        frame();
        m_window->selection().select(m_session->nodeIds()[0]);
        QVERIFY(m_window->windowActions().sendCommand->isEnabled());
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QVERIFY(m_window->selection().isEmpty());
        QVERIFY(!m_window->windowActions().sendCommand->isEnabled());
    }

    void everyShortcutStandsOnTheKeyboardPage()
    {
        m_window->windowActions().shortcuts->trigger();
        auto *help = m_window->findChild<shell::HelpWindow *>();
        QVERIFY(help != nullptr && help->isVisible());
        QCOMPARE(help->currentTopic(), QStringLiteral("keyboard"));
        const QString page = help->page().toPlainText();
        int found = 0;
        for (const QAction *action : m_window->actions()) {
            if (!action->shortcut().isEmpty()) {
                QVERIFY2(page.contains(action->shortcut().toString(QKeySequence::NativeText)),
                         qPrintable(action->text()));
                QVERIFY2(page.contains(action->statusTip()), qPrintable(action->statusTip()));
                ++found;
            }
        }
        QVERIFY(found > 30);
        QVERIFY(!page.contains(QLatin1Char('\\')));
    }

    void everyActionHasATooltipAMenuAndItsOwnShortcut()
    {
        std::set<QString> shortcuts;
        const QList<QAction *> inMenus = menuActions();
        for (QAction *action : m_window->actions()) {
            QVERIFY2(!action->toolTip().isEmpty(), qPrintable(action->text()));
            QVERIFY2(inMenus.contains(action), qPrintable(action->text()));
            const QString shortcut = action->shortcut().toString();
            if (!shortcut.isEmpty()) {
                QVERIFY2(shortcuts.insert(shortcut).second, qPrintable(shortcut));
            }
        }
        QVERIFY(shortcuts.size() > 10);
    }

private:
    void open()
    {
        m_window = test::openWindow(*m_bridge, m_clock, *m_settings);
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void frame()
    {
        m_session->publish();
        m_bridge->takeFrame();
    }
    [[nodiscard]] shell::WindowLayout &parts() { return m_window->parts(); }
    [[nodiscard]] panels::FleetTree &tree() { return parts().fleet().tree(); }
    [[nodiscard]] QString settingsFile() const
    {
        return QString::fromStdString(m_workspace.file("console.ini").string());
    }
    [[nodiscard]] QList<QAction *> menuActions()
    {
        QList<QAction *> all;
        for (const QAction *menu : m_window->topBar().menus().actions()) {
            all += menu->menu()->actions();
        }
        return all;
    }

    test::TempWorkspace m_workspace;
    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<shell::WindowSettings> m_settings;
    std::unique_ptr<bridge::SessionBridge> m_bridge;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
