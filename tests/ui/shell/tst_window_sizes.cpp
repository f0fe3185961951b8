#include "tests/support/manual_clock.h"
#include "tests/support/temp_workspace.h"
#include "tests/ui/support/fake_replay.h"
#include "tests/ui/support/fake_scene.h"
#include "tests/ui/support/layout_checks.h"
#include "ui/panels/fleet_tree.h"
#include "ui/panels/what_if_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/isochrone_flow.h"
#include "ui/shell/main_window.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QMenu>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <memory>

using namespace iso;
using namespace std::chrono_literals;

/// At every size the window allows, all that is shown can be read and reached.
class TestWindowSizes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_settings =
            std::make_unique<shell::WindowSettings>(QString::fromStdString(m_workspace.file("console.ini").string()));
        m_replay = std::make_unique<test::FakeReplay>(*m_session);
        m_bridge = std::make_unique<bridge::SessionBridge>(*m_session, m_clock);
        m_bridge->setReplay(m_replay.get());
        m_window = std::make_unique<shell::MainWindow>(
            shell::WindowContext{*m_bridge, m_clock, *m_settings, bridge::Objectives(), theme::ThemeKind::Dark, "op-1",
                                 QStringLiteral("test")});
    }
    void cleanup()
    {
        m_window.reset();
        m_bridge.reset();
        m_replay.reset();
        m_settings.reset();
        QFile::remove(QString::fromStdString(m_workspace.file("console.ini").string()));
    }

    void nothingIsCutOffOrCovered_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QString>("scene");
        for (const QSize size : {QSize(800, 600), QSize(960, 540), QSize(1024, 640), QSize(1366, 768)}) {
            for (const char *scene : {"empty", "node", "lost", "group", "nothing", "matrix", "charts", "commands",
                                      "events", "links", "keys", "paused", "replay", "what-if", "flat"}) {
                QTest::addRow("%dx%d %s", size.width(), size.height(), scene) << size << QString::fromLatin1(scene);
            }
        }
    }
    void nothingIsCutOffOrCovered()
    {
        QFETCH(QSize, size);
        QFETCH(QString, scene);
        open(size);
        pose(scene);
        settle();
        QCOMPARE(m_window->size(), size);
        const QStringList faults = test::layoutFaults(*m_window);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
        const QStringList nameless = test::namelessWidgets(*m_window);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
    }

    void aNarrowWindowShowsOneSideAtATime()
    {
        open({800, 600});
        pose(QStringLiteral("nothing"));
        QVERIFY(!parts().fleet().isHidden());
        QVERIFY(parts().inspector().isHidden());
        QVERIFY(!m_window->windowActions().showInspector->isChecked());
        // What is asked for is shown, and takes the place of the other.
        Q_EMIT parts().fleet().nodeActivated(node("edge-osl-001"));
        QVERIFY(!parts().inspector().isHidden());
        QVERIFY(parts().fleet().isHidden());
        QVERIFY(!m_window->windowActions().showFleet->isChecked());
        m_window->windowActions().showFleet->trigger();
        QVERIFY(!parts().fleet().isHidden());
        QVERIFY(parts().inspector().isHidden());
        // With room again both are there.
        m_window->resize(1366, 768);
        settle();
        QVERIFY(!parts().fleet().isHidden());
        QVERIFY(!parts().inspector().isHidden());
        QVERIFY(m_window->windowActions().showInspector->isChecked());
    }

    void aSideHiddenByHandStaysHiddenWhenThereIsRoom()
    {
        open({1366, 768});
        m_window->windowActions().showFleet->trigger();
        m_window->resize(800, 600);
        settle();
        QVERIFY(!parts().inspector().isHidden());
        m_window->resize(1366, 768);
        settle();
        QVERIFY(parts().fleet().isHidden());
        // And a side hidden for want of room is not remembered as hidden.
        m_window->windowActions().showFleet->trigger();
        m_window->resize(800, 600);
        settle();
        m_window->close();
        QVERIFY(m_settings->isShown(QStringLiteral("fleet")));
        QVERIFY(m_settings->isShown(QStringLiteral("inspector")));
    }

    void whatHasNoRoomAboveTheMapIsInAMenu()
    {
        open({800, 600});
        pose(QStringLiteral("node"));
        settle();
        const auto *more = parts().mapBar().findChild<QToolButton *>(QStringLiteral("map-more"));
        QVERIFY(more != nullptr);
        QVERIFY(more->isVisible());
        Q_EMIT more->menu()->aboutToShow();
        QVERIFY(more->menu()->actions().contains(m_window->windowActions().whatIf));
        m_window->resize(1600, 900);
        settle();
        QVERIFY(!more->isVisible());
    }

    void dialogsFitASmallWindow_data()
    {
        QTest::addColumn<QString>("dialog");
        for (const char *dialog : {"command", "help", "palette", "network", "acknowledge"}) {
            QTest::addRow("%s", dialog) << QString::fromLatin1(dialog);
        }
    }
    void dialogsFitASmallWindow()
    {
        QFETCH(QString, dialog);
        open({800, 600});
        pose(QStringLiteral("node"));
        openDialog(dialog);
        settle();
        QDialog *shown = nullptr;
        for (QDialog *each : m_window->findChildren<QDialog *>()) {
            shown = each->isVisible() ? each : shown;
        }
        QVERIFY(shown != nullptr);
        QVERIFY2(shown->width() <= 800 && shown->height() <= 600,
                 qPrintable(QStringLiteral("%1x%2").arg(shown->width()).arg(shown->height())));
        const QStringList faults = test::layoutFaults(*shown) + test::namelessWidgets(*shown);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
        shown->close();
    }

    void dialogsThatWaitFitASmallWindow_data()
    {
        QTest::addColumn<QString>("dialog");
        QTest::newRow("settings") << QStringLiteral("settings");
        QTest::newRow("about") << QStringLiteral("about");
    }
    void dialogsThatWaitFitASmallWindow()
    {
        QFETCH(QString, dialog);
        open({800, 600});
        QStringList faults{QStringLiteral("no dialog opened")};
        QTimer::singleShot(0, this, [this, &faults] {
            QWidget *shown = QApplication::activeModalWidget();
            settle();
            faults = test::layoutFaults(*shown) + test::namelessWidgets(*shown);
            if (shown->width() > 800 || shown->height() > 600) {
                faults << QStringLiteral("%1x%2").arg(shown->width()).arg(shown->height());
            }
            shown->close();
        });
        const shell::Actions &actions = m_window->windowActions();
        (dialog == QLatin1String("settings") ? actions.settings : actions.about)->trigger();
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
    }

private:
    void open(QSize size)
    {
        m_window->resize(size);
        m_window->show();
        m_window->restoreLayout();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    /// Layouts follow by posted events.
    static void settle()
    {
        for (int i = 0; i < 3; ++i) {
            QApplication::sendPostedEvents();
            QApplication::processEvents();
        }
    }
    void pose(const QString &scene)
    {
        shell::Actions &actions = m_window->windowActions();
        if (scene == QLatin1String("empty")) {
            m_bridge->takeFrame();
            return;
        }
        test::setScene(*m_session, m_clock, 500);
        test::setKeyScene(*m_session, m_clock);
        test::setProblemScene(*m_session, m_clock);
        m_bridge->takeFrame();
        if (scene == QLatin1String("group")) {
            m_window->selection().select({node("edge-osl-001"), node("edge-osl-002")}, {});
        } else if (scene != QLatin1String("nothing")) {
            m_window->selection().select(node(scene == QLatin1String("lost") ? "edge-dub-001" : "edge-osl-001"));
            actions.showProblems->trigger();
        }
        const std::map<QString, QAction *> pages = {
            {QStringLiteral("matrix"), actions.showMatrix},     {QStringLiteral("charts"), actions.showCharts},
            {QStringLiteral("commands"), actions.showCommands}, {QStringLiteral("events"), actions.showEvents},
            {QStringLiteral("links"), actions.showLinks},       {QStringLiteral("keys"), actions.showKeys},
            {QStringLiteral("paused"), actions.pause},          {QStringLiteral("flat"), actions.flatFleet},
            {QStringLiteral("what-if"), actions.whatIf}};
        if (const auto page = pages.find(scene); page != pages.end()) {
            page->second->trigger();
        }
        if (scene == QLatin1String("what-if")) {
            QTRY_VERIFY(m_window->isochrones().panel().text().contains(QStringLiteral("Taken over")));
        } else if (scene == QLatin1String("replay")) {
            m_bridge->replayAt(m_clock.utcNow() - 1h);
            m_replay->finish();
        }
        m_bridge->takeFrame();
    }
    void openDialog(const QString &dialog)
    {
        shell::Actions &actions = m_window->windowActions();
        if (dialog == QLatin1String("acknowledge")) {
            parts().problems().acknowledgeAction()->trigger();
        } else {
            (dialog == QLatin1String("command")   ? actions.sendCommand
             : dialog == QLatin1String("help")    ? actions.help
             : dialog == QLatin1String("palette") ? actions.openPalette
                                                  : actions.acceptNodes)
                ->trigger();
        }
    }
    [[nodiscard]] static NodeId node(const char *name) { return NodeId::fromText(name).value(); }
    [[nodiscard]] shell::WindowLayout &parts() { return m_window->parts(); }

    test::TempWorkspace m_workspace;
    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<test::FakeReplay> m_replay;
    std::unique_ptr<shell::WindowSettings> m_settings;
    std::unique_ptr<bridge::SessionBridge> m_bridge;
    std::unique_ptr<shell::MainWindow> m_window;
};

QTEST_MAIN(TestWindowSizes)
#include "tst_window_sizes.moc"
