#include "tests/support/manual_clock.h"
#include "tests/support/temp_workspace.h"
#include "tests/ui/shell/open_window.h"
#include "tests/ui/support/fake_keys.h"
#include "tests/ui/support/fake_problems.h"
#include "tests/ui/support/fake_replay.h"
#include "tests/ui/support/fake_scene.h"
#include "ui/dialogs/key_dialog.h"
#include "ui/panels/command_buttons.h"
#include "ui/panels/command_details.h"
#include "ui/shell/actions.h"

#include <QAction>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QTreeView>
#include <memory>

using namespace iso;
using namespace std::chrono_literals;

/// Who looks, or looks at the past, commands nothing: whatever sends or decides is disabled and says why.
class TestAuthority : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        test::setScene(*m_session, m_clock, 500);
        test::setKeyScene(*m_session, m_clock);
        m_session->setProblems({test::fakeProblem("edge-osl-001", 1, 1, {"edge-osl-001"})});
        m_replay = std::make_unique<test::FakeReplay>(*m_session);
        m_settings =
            std::make_unique<shell::WindowSettings>(QString::fromStdString(m_workspace.file("console.ini").string()));
    }
    void cleanup()
    {
        m_window.reset();
        m_bridge.reset();
        m_replay.reset();
        m_settings.reset();
    }

    void whoCommandsCanDoEverything()
    {
        open(false);
        chooseEverything();
        QCOMPARE(namesOf(senders(), true), namesOf(senders(), {}));
        QCOMPARE(namesOf(deciders(), true), namesOf(deciders(), {}));
    }

    void whoOnlyLooksCanSendAndDecideNothing()
    {
        open(true);
        chooseEverything();
        for (const QString &tip : tipsOf(senders() + deciders())) {
            QVERIFY2(tip.contains(QStringLiteral("--viewer")), qPrintable(tip));
        }
        QCOMPARE(namesOf(senders() + deciders(), true), QStringList());
        QVERIFY(m_window->windowTitle().contains(QStringLiteral("view only")));
        QVERIFY(descriptionText().contains(QStringLiteral("view only")));
    }

    void whoOnlyLooksOpensNoDialogByKeyboard()
    {
        open(true);
        chooseEverything();
        QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
        m_window->windowActions().showKeys->trigger();
        QTest::keyClick(m_window->parts().keys().table(), Qt::Key_Return);
        m_window->windowActions().showProblems->trigger();
        QTest::keyClick(m_window->parts().problems().tree(), Qt::Key_A);
        for (const QDialog *dialog : m_window->findChildren<QDialog *>()) {
            QVERIFY2(!dialog->isVisible(), dialog->metaObject()->className());
        }
        QVERIFY(m_session->submitted().empty());
        QVERIFY(m_session->decisions().empty());
        QVERIFY(m_session->acknowledged().empty());
    }

    void whoOnlyLooksCanStillLook()
    {
        open(true);
        chooseEverything();
        shell::Actions &actions = m_window->windowActions();
        for (const QAction *action : {actions.showProblems, actions.showKeys, actions.whatIf, actions.copyNames,
                                      actions.exportRows, actions.isochrones, actions.focusFilter}) {
            QVERIFY2(action->isEnabled(), qPrintable(action->text()));
        }
    }

    void thePastTakesNoCommandsButTheDoorIsOfToday()
    {
        open(false);
        chooseEverything();
        m_bridge->replayAt(m_clock.utcNow() - 1h);
        m_bridge->takeFrame();
        QCOMPARE(namesOf(senders(), true), QStringList());
        for (const QString &tip : tipsOf(senders())) {
            QVERIFY2(tip.contains(m_window->windowActions().goLive->shortcut().toString()), qPrintable(tip));
        }
        QCOMPARE(namesOf(deciders(), true), namesOf(deciders(), {}));
        m_bridge->goLive();
        chooseEverything();
        QCOMPARE(namesOf(senders(), true), namesOf(senders(), {}));
    }

private:
    void open(bool isViewer)
    {
        m_bridge = std::make_unique<bridge::SessionBridge>(*m_session, m_clock);
        m_bridge->setReplay(m_replay.get());
        if (isViewer) {
            m_bridge->setViewer();
        }
        m_window = test::openWindow(*m_bridge, m_clock, *m_settings);
        m_bridge->takeFrame();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    /// A node, a running command, a problem and a pending key are chosen: all that could be acted on.
    void chooseEverything()
    {
        m_window->selection().select(m_session->nodeIds().front());
        m_window->parts().keys().reviewPending();
        m_window->parts().problems().reviewWorst();
        const auto &list = m_bridge->commands()->commands;
        for (std::size_t row = 0; row < list.size(); ++row) {
            QTableView &table = *m_window->parts().commands().table();
            table.setCurrentIndex(table.model()->index(static_cast<int>(row), 0));
            if (!cancelButton()->isHidden()) {
                return;
            }
        }
    }

    QPushButton *cancelButton() const
    {
        return m_window->parts().commands().details().findChild<QPushButton *>(QStringLiteral("cancel-command"));
    }
    QList<QObject *> senders() const
    {
        shell::Actions &actions = m_window->windowActions();
        QList<QObject *> all = {
            actions.sendCommand,
            actions.writeNote,
            m_window->parts().problems().acknowledgeAction(),
            cancelButton(),
            m_window->parts().inspector().findChild<panels::CommandButtons *>(),
            m_window->parts().inspector().findChild<QPushButton *>(QStringLiteral("send-to-group"))};
        for (QAction *action : m_window->actions()) {
            if (action->property("command").isValid()) {
                all << action;
            }
        }
        return all;
    }
    QList<QObject *> deciders() const
    {
        using Action = enrolment::KeyDecision::Action;
        return {m_window->windowActions().acceptNodes, m_window->parts().keys().action(Action::Approve),
                m_window->parts().keys().action(Action::Reject)};
    }
    /// By class and text, of those that are enabled or not, or of all.
    static QStringList namesOf(const QList<QObject *> &things, std::optional<bool> enabled)
    {
        QStringList names;
        for (const QObject *thing : things) {
            const auto *action = qobject_cast<const QAction *>(thing);
            const auto *widget = qobject_cast<const QWidget *>(thing);
            const bool isEnabled = action != nullptr ? action->isEnabled() : widget->isEnabled();
            if (!enabled || isEnabled == *enabled) {
                names << QStringLiteral("%1 %2").arg(QLatin1String(thing->metaObject()->className()),
                                                     thing->property("text").toString());
            }
        }
        return names;
    }
    static QStringList tipsOf(const QList<QObject *> &things)
    {
        QStringList tips;
        for (const QObject *thing : things) {
            tips << thing->property("toolTip").toString();
        }
        return tips;
    }
    QString descriptionText() const { return m_window->topBar().descriptionText(); }

    test::ManualClock m_clock;
    test::TempWorkspace m_workspace;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<test::FakeReplay> m_replay;
    std::unique_ptr<shell::WindowSettings> m_settings;
    std::unique_ptr<bridge::SessionBridge> m_bridge;
    std::unique_ptr<shell::MainWindow> m_window;
};

QTEST_MAIN(TestAuthority)
#include "tst_authority.moc"
