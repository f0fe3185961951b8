#include "tests/support/manual_clock.h"
#include "tests/support/temp_workspace.h"
#include "tests/ui/shell/open_window.h"
#include "tests/ui/support/fake_keys.h"
#include "tests/ui/support/fake_session.h"
#include "ui/dialogs/key_dialog.h"
#include "ui/dialogs/network_dialog.h"
#include "ui/shell/actions.h"
#include "ui/shell/key_notice.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <memory>

using namespace iso;
using enrolment::KeyState;
using Action = enrolment::KeyDecision::Action;

class TestKeyFlow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_keys.clear();
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_session->addNode("edge-osl-001", "eu-north", "osl");
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

    void pendingKeyIsApprovedWithoutAMouse()
    {
        knock("3f9a-01bc");
        QTest::keyClick(m_window.get(), Qt::Key_6, Qt::ControlModifier);
        QVERIFY(keys().isVisible());
        QVERIFY(keys().table()->hasFocus());
        QTest::keyClick(keys().table(), Qt::Key_Return);
        auto *dialog = m_window->findChild<dialogs::KeyDialog *>();
        QVERIFY(dialog != nullptr);
        QTRY_COMPARE(QApplication::activeWindow(), static_cast<QWidget *>(dialog));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("edge-osl-001"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(m_session->decisions().size(), std::size_t{1});
        QCOMPARE(m_session->decisions()[0].action, Action::Approve);
        QCOMPARE(m_session->decisions()[0].node.text(), std::string("edge-osl-001"));
        QCOMPARE(m_session->decisions()[0].by, std::string("op-1"));
        QTRY_VERIFY(!m_window->findChild<dialogs::KeyDialog *>());
    }

    void bannerLeadsToTheKeysAndIsSilentAfterwards()
    {
        QCOMPARE(banner().text(), QString());
        knock("aaaa");
        QCOMPARE(banner().text(), QStringLiteral("1 key waits for approval"));
        knock("bbbb");
        QCOMPARE(banner().text(), QStringLiteral("2 keys wait for approval"));
        QTest::mouseClick(bannerButton(QStringLiteral("Review")), Qt::LeftButton);
        QVERIFY(keys().isVisible());
        QCOMPARE(keys().table()->currentIndex().row(), 0);
        QCOMPARE(banner().text(), QString());
        m_keys[0].attempts = 9; // it knocks again
        tell();
        QCOMPARE(banner().text(), QString());
        knock("cccc");
        QCOMPARE(banner().text(), QStringLiteral("3 keys wait for approval"));
    }

    void bannerCanBeDismissed()
    {
        knock("aaaa");
        QTest::mouseClick(bannerButton(QStringLiteral("Not now")), Qt::LeftButton);
        QCOMPARE(banner().text(), QString());
        QVERIFY(!keys().isVisible());
        tell();
        QCOMPARE(banner().text(), QString());
    }

    void pausedViewSpeaksFirst()
    {
        knock("aaaa");
        m_bridge->setPaused(true);
        m_bridge->takeFrame();
        QVERIFY(banner().text().contains(QStringLiteral("paused")));
        Q_EMIT banner().actionClicked();
        QVERIFY(!m_bridge->isPaused());
        QCOMPARE(banner().text(), QStringLiteral("1 key waits for approval"));
    }

    void tabCountsWhatWaits()
    {
        const auto title = [this] {
            const auto *bar = m_window->parts().bottom().findChild<QTabBar *>();
            return bar->tabText(bar->count() - 1);
        };
        QCOMPARE(title(), QStringLiteral("Keys"));
        knock("aaaa");
        QCOMPARE(title(), QStringLiteral("Keys 1 pending"));
    }

    void rejectionNeedsNoDialogAndItsErrorIsShown()
    {
        knock("aaaa");
        m_window->windowActions().showKeys->trigger();
        m_session->refuseDecisions({ErrorCode::Refused, "cannot reject the key aaaa: it is approved"});
        keys().action(Action::Reject)->trigger();
        QCOMPARE(m_session->decisions().size(), std::size_t{1});
        QVERIFY(m_window->findChild<dialogs::KeyDialog *>() == nullptr);
        QTRY_VERIFY(hasLabel(QStringLiteral("Not rejected: cannot reject the key aaaa")));
        m_session->allowDecisions();
        keys().action(Action::Reject)->trigger();
        QTRY_VERIFY(!hasLabel(QStringLiteral("Not rejected")));
    }

    void decidedKeyClosesNothingElse()
    {
        m_keys.push_back(test::keyRecord("aaaa", KeyState::Approved, "edge-osl-001"));
        tell();
        m_window->windowActions().showKeys->trigger();
        keys().table()->setCurrentIndex(keys().table()->model()->index(0, 0));
        for (const Action action : {Action::Revoke, Action::Retire, Action::Move}) {
            keys().action(action)->trigger();
        }
        QCOMPARE(m_window->findChildren<dialogs::KeyDialog *>().size(), 3);
        m_window.reset(); // open dialogs go with the window
    }

    void networkIsSwitchedOnFromTheMenu()
    {
        m_window->windowActions().acceptNodes->trigger();
        auto *dialog = m_window->findChild<dialogs::NetworkDialog *>();
        QVERIFY(dialog != nullptr);
        m_window->windowActions().acceptNodes->trigger();
        QCOMPARE(m_window->findChildren<dialogs::NetworkDialog *>().size(), 1);
        dialog->findChild<QCheckBox *>()->click();
        QCOMPARE(m_session->networkChangedBy(), std::string("op-1"));
        m_bridge->takeFrame();
        QVERIFY(dialog->findChild<QCheckBox *>()->isChecked());
        const auto labels = dialog->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text().contains(QStringLiteral("Listening on"));
        }));
    }

    void floodOfKeysIsForgottenAgain()
    {
        shell::KeyNotice notice;
        enrolment::KeyList list;
        for (std::size_t i = 0; i <= shell::KeyNotice::kMostRemembered; ++i) {
            list.keys = {test::keyRecord(std::to_string(i))};
            notice.setKeys(list);
            QVERIFY(!notice.text().isEmpty());
            notice.dismiss();
            QVERIFY(notice.text().isEmpty());
        }
    }

private:
    void tell()
    {
        m_session->setKeys({0, m_keys, 0});
        m_bridge->takeFrame();
    }
    void knock(const std::string &fingerprint)
    {
        m_keys.push_back(test::keyRecord(fingerprint));
        tell();
    }
    [[nodiscard]] panels::KeysPanel &keys() { return m_window->parts().keys(); }
    [[nodiscard]] shell::Banner &banner() { return m_window->parts().banner(); }
    [[nodiscard]] QPushButton *bannerButton(const QString &text)
    {
        const auto buttons = banner().findChildren<QPushButton *>();
        return *std::find_if(buttons.begin(), buttons.end(),
                             [&text](const QPushButton *button) { return button->text() == text; });
    }
    [[nodiscard]] bool hasLabel(const QString &text)
    {
        const auto labels = keys().findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    }

    test::TempWorkspace m_workspace;
    test::ManualClock m_clock;
    std::vector<enrolment::KeyRecord> m_keys;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<shell::WindowSettings> m_settings;
    std::unique_ptr<bridge::SessionBridge> m_bridge;
    std::unique_ptr<shell::MainWindow> m_window;
};

QTEST_MAIN(TestKeyFlow)
#include "tst_key_flow.moc"
