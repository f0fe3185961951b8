#include "tests/support/manual_clock.h"
#include "tests/support/temp_workspace.h"
#include "tests/ui/shell/open_window.h"
#include "tests/ui/support/fake_replay.h"
#include "tests/ui/support/fake_scene.h"
#include "ui/charts/chart_frame.h"
#include "ui/panels/fleet_tree.h"
#include "ui/shell/actions.h"
#include "ui/widgets/timeline_strip.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QTest>
#include <memory>

using namespace iso;
using namespace std::chrono_literals;
using shell::WindowSettings;

/// What the window makes of settings it cannot use, of a history that is empty, and of a filter that is wrong.
class TestWindowStates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_workspace = std::make_unique<test::TempWorkspace>();
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_replay = std::make_unique<test::FakeReplay>(*m_session);
        m_bridge = std::make_unique<bridge::SessionBridge>(*m_session, m_clock);
        m_bridge->setReplay(m_replay.get());
    }
    void cleanup()
    {
        m_window.reset();
        m_bridge.reset();
        m_replay.reset();
        m_settings.reset();
    }

    void settingsOfANewerVersionAreLeftAsTheyAre()
    {
        const QByteArray newer = "version=99\n[layout]\nrows=@Docking(1 2 3)\n[shown]\nfleet=false\n";
        write(QStringLiteral("console.ini"), newer);
        open();
        QVERIFY(!parts().fleet().isHidden()); // the defaults
        m_bridge->takeFrame();
        QVERIFY2(parts().banner().text().contains(QStringLiteral("newer version")),
                 qPrintable(parts().banner().text()));
        m_window->windowActions().darkTheme->trigger();
        m_window->close();
        QCOMPARE(read(QStringLiteral("console.ini")), newer);
        // What was changed is remembered all the same, and the notice is not repeated.
        open();
        QCOMPARE(m_settings->themeKind(), std::optional(theme::ThemeKind::Light));
        m_bridge->takeFrame();
        QCOMPARE(parts().banner().text(), QString());
    }

    void settingsThatCannotBeReadAreKeptAside()
    {
        QByteArray noise = "[layout\n\x01\x02\xff no sense at all\n====\n";
        write(QStringLiteral("console.ini"), noise);
        open();
        QVERIFY(!parts().fleet().isHidden());
        m_bridge->takeFrame();
        QVERIFY2(parts().banner().text().contains(QStringLiteral("console.ini.damaged")),
                 qPrintable(parts().banner().text()));
        Q_EMIT parts().banner().dismissClicked();
        QCOMPARE(parts().banner().text(), QString());
        QCOMPARE(read(QStringLiteral("console.ini.damaged")), noise);
        m_window->close();
        open();
        m_bridge->takeFrame();
        QCOMPARE(parts().banner().text(), QString());
    }

    void settingsThatCannotEvenBePutAsideAreNotWrittenOver()
    {
        const QString name = QString(248, u'w'); // with ".damaged" one letter too long; what writes it needs 7 more
        const QByteArray noise = "[layout\n\x01\x02\xff no sense at all\n====\n";
        write(name, noise);
        open(name);
        QVERIFY(!parts().fleet().isHidden());
        m_bridge->takeFrame();
        QVERIFY2(parts().banner().text().contains(QStringLiteral("nor put aside")),
                 qPrintable(parts().banner().text()));
        m_window->windowActions().darkTheme->trigger();
        m_window->close();
        m_window.reset();
        m_settings.reset();
        QCOMPARE(read(name), noise);
        QCOMPARE(QDir(QFileInfo(file(name)).path()).entryList({QStringLiteral("www*")}), QStringList(name));
    }

    void aLayoutOfOtherPartsGivesTheDefaults()
    {
        {
            WindowSettings settings(file(QStringLiteral("console.ini")));
            for (const char *name : {"rows", "columns", "fleetTable", "window"}) {
                settings.setState(QString::fromLatin1(name), QByteArray("\0\0\0\xff\0\0\0\x63 of another kind", 26));
            }
        }
        open();
        QVERIFY(parts().map().width() > 300);
        QVERIFY(parts().fleet().width() >= 240);
        QVERIFY(parts().inspector().width() >= 300);
        QVERIFY(parts().bottom().height() > 100);
        QVERIFY(!parts().fleet().tree().isColumnHidden(models::NodeColumn));
    }

    void anEmptyHistorySaysWhatToDo()
    {
        m_session->addNode("edge-osl-001", "eu-north", "osl");
        m_session->answerGroups([](const history::GroupQuery &) { return history::GroupResult(); });
        m_session->answerSeries([](const history::SeriesQuery &) { return history::SeriesResult(); });
        open();
        m_session->publish();
        m_bridge->takeFrame();
        shell::Actions &actions = m_window->windowActions();
        actions.showCharts->trigger();
        const auto *chart = parts().charts().findChild<charts::ChartFrame *>();
        QTRY_VERIFY(chart->message().contains(QStringLiteral("longer")));
        m_window->selection().select(m_session->nodeIds().front());
        const auto *small = parts().inspector().findChild<charts::ChartFrame *>();
        QTRY_VERIFY(small->message().contains(QStringLiteral("F4")));
        actions.showEvents->trigger();
        QVERIFY(!shownTexts(parts().events()).isEmpty());
        actions.showProblems->trigger();
        QVERIFY(shownTexts(parts().problems()).contains(QStringLiteral("No problems")));
        actions.showCommands->trigger();
        QVERIFY(shownTexts(parts().commands()).contains(QStringLiteral("Choose nodes")));
        actions.showKeys->trigger();
        QVERIFY(!shownTexts(parts().keys()).isEmpty());
        // Nothing can be replayed yet, and the window says why.
        QVERIFY(parts().timeline().isVisible());
        QTRY_VERIFY(!actions.stepBack->isEnabled());
        QVERIFY(actions.stepBack->toolTip().contains(QStringLiteral("stored yet")));
        QVERIFY(!actions.previousEvent->isEnabled());
        QVERIFY(parts().timeline().strip().accessibleDescription().contains(QStringLiteral("stored yet")));
        history::FleetMinute minute;
        minute.at = m_clock.utcNow();
        minute.nodes = 1;
        m_session->setMinutes({minute});
        m_clock.advance(30s);
        m_session->publish();
        m_bridge->takeFrame();
        QTRY_VERIFY(actions.stepBack->isEnabled());
        QVERIFY(!actions.stepBack->toolTip().contains(QStringLiteral("stored yet")));
    }

    void aWrongFilterChangesNothingAndSaysWhatIsShown()
    {
        m_session->addFleet(200);
        open();
        m_session->publish();
        m_bridge->takeFrame();
        shell::FilterLine &filter = m_window->topBar().filter();
        filter.apply(QStringLiteral("osl"));
        QCOMPARE(parts().fleet().tree().model()->rowCount(), 1);
        filter.setFocus();
        filter.apply(QStringLiteral("osl and lod>5%"));
        QCOMPARE(parts().fleet().tree().model()->rowCount(), 1); // the filter before
        QVERIFY(filter.property("invalid").toBool());
        QCOMPARE(filter.errorRange(), std::pair(8, 3)); // "lod"
        auto *message = m_window->findChild<QLabel *>(QStringLiteral("filterMessage"));
        QVERIFY(message->isVisible());
        QVERIFY(m_window->rect().contains(message->geometry()));
        QVERIFY2(message->text().contains(QStringLiteral("Still in effect: osl")), qPrintable(message->text()));
        // Also without the focus somebody who wonders is told.
        parts().map().setFocus();
        QVERIFY(!message->isVisible());
        QVERIFY(filter.toolTip().contains(QStringLiteral("Still in effect: osl")));
        filter.apply(QString());
        QVERIFY(parts().fleet().tree().model()->rowCount() > 1);
        QVERIFY(!filter.toolTip().contains(QStringLiteral("Still")));
        filter.apply(QStringLiteral("lod>5%"));
        QVERIFY(filter.toolTip().contains(QStringLiteral("all nodes")));
    }

    void somethingCutShortIsMarkedAtItsEnd()
    {
        open();
        shell::FilterLine &filter = m_window->topBar().filter();
        filter.apply(QStringLiteral("osl and"));
        QVERIFY(filter.property("invalid").toBool());
        QVERIFY(filter.errorRange().first <= 7);
    }

private:
    void open(const QString &settings = QStringLiteral("console.ini"))
    {
        m_window.reset();
        m_settings = std::make_unique<WindowSettings>(file(settings));
        m_window = test::openWindow(*m_bridge, m_clock, *m_settings);
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    [[nodiscard]] QString file(const QString &name) const
    {
        return QString::fromStdString(m_workspace->file(name.toStdString()).string());
    }
    void write(const QString &name, const QByteArray &bytes)
    {
        QFile out(file(name));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(bytes);
    }
    [[nodiscard]] QByteArray read(const QString &name) const
    {
        QFile in(file(name));
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    static QString shownTexts(const QWidget &panel)
    {
        QString texts;
        for (const QLabel *label : panel.findChildren<QLabel *>()) {
            texts += label->isVisible() ? label->text() : QString();
        }
        return texts;
    }
    [[nodiscard]] shell::WindowLayout &parts() { return m_window->parts(); }

    std::unique_ptr<test::TempWorkspace> m_workspace;
    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<test::FakeReplay> m_replay;
    std::unique_ptr<WindowSettings> m_settings;
    std::unique_ptr<bridge::SessionBridge> m_bridge;
    std::unique_ptr<shell::MainWindow> m_window;
};

QTEST_MAIN(TestWindowStates)
#include "tst_window_states.moc"
