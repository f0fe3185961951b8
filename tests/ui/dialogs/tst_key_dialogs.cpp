#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_keys.h"
#include "tests/ui/support/fake_session.h"
#include "ui/dialogs/approve_key_dialog.h"
#include "ui/dialogs/end_key_dialog.h"
#include "ui/dialogs/move_key_dialog.h"
#include "ui/dialogs/rekey_dialog.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

using namespace iso;
using namespace iso::dialogs;
using enrolment::KeyDecision;
using enrolment::KeyKind;
using enrolment::KeyState;
using Action = KeyDecision::Action;

class TestKeyDialogs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_dialog.reset();
    }
    void cleanup()
    {
        m_dialog.reset();
        m_session.reset();
    }

    void pendingKeyIsApprovedByKeyboard()
    {
        open<ApproveKeyDialog>(test::keyRecord("3f9a-01bc"));
        QSignalSpy accepted(m_dialog.get(), &QDialog::accepted);
        QCOMPARE(QApplication::focusWidget(), field<QLineEdit>("node"));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("edge-osl-001"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), field<QLineEdit>("note"));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("called in"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(accepted.count(), 1);
        const KeyDecision &decision = onlyDecision();
        QCOMPARE(decision.action, Action::Approve);
        QCOMPARE(decision.key, test::keyOf("3f9a-01bc"));
        QCOMPARE(decision.kind, KeyKind::Node);
        QCOMPARE(decision.node.text(), std::string("edge-osl-001"));
        QCOMPARE(decision.note, std::string("called in"));
        QCOMPARE(decision.by, std::string("op-7"));
    }

    void fingerprintAndAddressAreShown()
    {
        open<ApproveKeyDialog>(test::keyRecord("3f9a-01bc"));
        QVERIFY(hasLabel(QStringLiteral("3f9a-01bc")));
        QVERIFY(field<QLabel>("facts")->text().contains(QStringLiteral("192.0.2.7")));
    }

    void nodeNameMayBeLeftToTheFirstMessage()
    {
        open<ApproveKeyDialog>(test::keyRecord("3f9a-01bc"));
        QTest::mouseClick(button(), Qt::LeftButton);
        QVERIFY(onlyDecision().node.isEmpty());
    }

    void nameThatIsNoneCannotBeApproved()
    {
        open<ApproveKeyDialog>(test::keyRecord("3f9a-01bc"));
        field<QLineEdit>("node")->setText(QStringLiteral("edge osl"));
        QVERIFY(!button()->isEnabled());
        QTest::keyClick(field<QLineEdit>("node"), Qt::Key_Return);
        QVERIFY(m_session->decisions().empty());
        QVERIFY(m_dialog->isVisible());
    }

    void gatewayIsApprovedWithWhatItDeclares()
    {
        open<ApproveKeyDialog>(test::keyRecord("3f9a-01bc"));
        chooseGateway();
        QVERIFY(!field<QLineEdit>("node")->isVisible());
        QVERIFY(!button()->isEnabled()); // nothing is declared yet
        field<QPlainTextEdit>("declared")->setPlainText(QStringLiteral("edge-osl-*\nedge-ber-001\n\nedge-osl-*"));
        QTest::mouseClick(button(), Qt::LeftButton);
        QCOMPARE(onlyDecision().kind, KeyKind::Gateway);
        QCOMPARE(onlyDecision().declared, (std::vector<std::string>{"edge-osl-*", "edge-ber-001"}));
    }

    void wrongDeclarationIsNamedWithItsLine()
    {
        open<ApproveKeyDialog>(test::keyRecord("3f9a-01bc"));
        chooseGateway();
        auto *declared = field<QPlainTextEdit>("declared");
        declared->setPlainText(QStringLiteral("edge-osl-*\ned*ge"));
        QVERIFY(!button()->isEnabled());
        QVERIFY(declared->accessibleDescription().startsWith(QStringLiteral("line 2: ")));
        declared->setPlainText(QStringLiteral("edge-osl-*"));
        QVERIFY(button()->isEnabled());
        declared->setPlainText(QStringLiteral("*"));
        QVERIFY(declared->accessibleDescription().contains(QStringLiteral("every node")));
    }

    void errorIsShownAndNothingCloses()
    {
        m_session->refuseDecisions({ErrorCode::Busy, "edge-osl-001 belongs to the key c2d4"});
        open<ApproveKeyDialog>(test::keyRecord("3f9a-01bc"));
        field<QLineEdit>("node")->setText(QStringLiteral("edge-osl-001"));
        QTest::mouseClick(button(), Qt::LeftButton);
        QVERIFY(m_dialog->isVisible());
        QVERIFY(m_dialog->problemText().contains(QStringLiteral("belongs to the key c2d4")));
        QCOMPARE(field<QLineEdit>("node")->text(), QStringLiteral("edge-osl-001"));
        m_session->allowDecisions();
        QTest::mouseClick(button(), Qt::LeftButton);
        QVERIFY(!m_dialog->isVisible());
    }

    void decisionIsSentOnceWhileItsAnswerIsAwaited()
    {
        m_session->holdDecisions();
        open<ApproveKeyDialog>(test::keyRecord("3f9a-01bc"));
        QTest::mouseClick(button(), Qt::LeftButton);
        QVERIFY(!button()->isEnabled());
        QTest::keyClick(field<QLineEdit>("note"), Qt::Key_Return);
        QCOMPARE(m_session->decisions().size(), std::size_t{1});
        QVERIFY(m_dialog->isVisible());
        m_session->pendingDecisions()[0]({});
        QVERIFY(!m_dialog->isVisible());
    }

    void confirmationSaysWhatHappens_data()
    {
        QTest::addColumn<int>("action");
        QTest::addColumn<int>("nodes");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char *name, Action action, int nodes, const QStringList &words) {
            QTest::newRow(name) << static_cast<int>(action) << nodes << words;
        };
        row("revoke a node", Action::Revoke, 0, {QStringLiteral("at once"), QStringLiteral("lost: edge-osl-001")});
        row("revoke a gateway", Action::Revoke, 28, {QStringLiteral("at once"), QStringLiteral("lost: the 28 nodes")});
        row("retire a node", Action::Retire, 0, {QStringLiteral("hidden"), QStringLiteral("for good: edge-osl-001")});
        row("retire a gateway", Action::Retire, 28, {QStringLiteral("hidden"), QStringLiteral("the 28 nodes")});
    }
    void confirmationSaysWhatHappens()
    {
        QFETCH(int, action);
        QFETCH(int, nodes);
        QFETCH(QStringList, words);
        const bool isGateway = nodes > 0;
        enrolment::KeyRecord key =
            test::keyRecord("3f9a-01bc", KeyState::Approved, isGateway ? std::string() : "edge-osl-001");
        if (isGateway) {
            key.kind = KeyKind::Gateway;
            key.declared = {"edge-*"};
            key.speaksFor = static_cast<std::uint32_t>(nodes);
        }
        m_dialog = std::make_unique<EndKeyDialog>(draft(key), static_cast<Action>(action));
        show();
        for (const QString &word : words) {
            QVERIFY2(hasLabel(word), qPrintable(word));
        }
        QTest::mouseClick(button(), Qt::LeftButton);
        QCOMPARE(onlyDecision().action, static_cast<Action>(action));
    }

    void enterAloneRevokesNothing()
    {
        m_dialog = std::make_unique<EndKeyDialog>(
            draft(test::keyRecord("3f9a-01bc", KeyState::Approved, "edge-osl-001")), Action::Revoke);
        show();
        QTest::keyClick(m_dialog.get(), Qt::Key_Return);
        QTest::keyClick(field<QLineEdit>("note"), Qt::Key_Return);
        QVERIFY(m_session->decisions().empty());
    }

    void keyIsMovedToAnotherNameOnly()
    {
        open<MoveKeyDialog>(test::keyRecord("3f9a-01bc", KeyState::Approved, "edge-osl-001"));
        QVERIFY(hasLabel(QStringLiteral("edge-osl-001 is retired")));
        QVERIFY(!button()->isEnabled());
        field<QLineEdit>("node")->setText(QStringLiteral("edge-osl-001"));
        QVERIFY(!button()->isEnabled());
        field<QLineEdit>("node")->setText(QStringLiteral("edge-osl-077"));
        QTest::mouseClick(button(), Qt::LeftButton);
        QCOMPARE(onlyDecision().action, Action::Move);
        QCOMPARE(onlyDecision().node.text(), std::string("edge-osl-077"));
    }

    void newKeyReplacesTheChosenApprovedOne()
    {
        enrolment::KeyList known;
        known.keys = {test::keyRecord("3f9a-01bc"), test::keyRecord("aaaa", KeyState::Revoked, "edge-osl-001"),
                      test::keyRecord("bbbb", KeyState::Approved, "edge-osl-002"),
                      test::keyRecord("cccc", KeyState::Approved, "edge-osl-001")};
        m_dialog = std::make_unique<RekeyDialog>(draft(known.keys.front()), known);
        show();
        auto *replaces = field<QComboBox>("replaces");
        QCOMPARE(replaces->count(), 2);  // approved ones, by node
        QVERIFY(!button()->isEnabled()); // nothing is chosen for the user
        QTest::keyClick(replaces, Qt::Key_Down);
        QTest::mouseClick(button(), Qt::LeftButton);
        QCOMPARE(onlyDecision().action, Action::Rekey);
        QCOMPARE(onlyDecision().replaces, test::keyOf("cccc"));
    }

    void withoutApprovedKeysNothingCanBeReplaced()
    {
        m_dialog = std::make_unique<RekeyDialog>(draft(test::keyRecord("3f9a-01bc")), enrolment::KeyList());
        show();
        QVERIFY(!button()->isEnabled());
        QVERIFY(hasLabel(QStringLiteral("none to replace")));
    }

private:
    [[nodiscard]] KeyDraft draft(const enrolment::KeyRecord &key)
    {
        return {key, "op-7", [this](const KeyDecision &decision, QObject *, std::function<void(const Status &)> done) {
                    m_session->decideKey(decision, std::move(done));
                }};
    }
    void show()
    {
        m_dialog->show();
        QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
    }
    template<typename Dialog>
    void open(const enrolment::KeyRecord &key)
    {
        m_dialog = std::make_unique<Dialog>(draft(key));
        show();
    }
    template<typename Widget>
    [[nodiscard]] Widget *field(const char *name) const
    {
        return m_dialog->findChild<Widget *>(QLatin1String(name));
    }
    [[nodiscard]] QPushButton *button() const { return field<QPushButton>("decide"); }
    [[nodiscard]] bool hasLabel(const QString &text) const
    {
        const auto labels = m_dialog->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    }
    void chooseGateway() const
    {
        for (auto *choice : m_dialog->findChildren<QRadioButton *>()) {
            if (!choice->isChecked()) {
                QTest::mouseClick(choice, Qt::LeftButton, {}, QPoint(8, choice->height() / 2));
                return;
            }
        }
    }
    [[nodiscard]] const KeyDecision &onlyDecision() const
    {
        static const KeyDecision kNone;
        return m_session->decisions().size() == 1 ? m_session->decisions().front() : kNone;
    }

    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<KeyDialog> m_dialog;
};

QTEST_MAIN(TestKeyDialogs)
#include "tst_key_dialogs.moc"
