#include "tests/ui/support/fake_keys.h"
#include "ui/panels/key_details.h"
#include "ui/panels/keys_panel.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace iso;
using namespace iso::panels;
using enrolment::KeyKind;
using enrolment::KeyState;
using models::KeyModel;
using Action = KeysPanel::Action;

class TestKeysPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_keys.clear();
        m_panel = std::make_unique<KeysPanel>(theme::loadTheme(theme::ThemeKind::Light).value());
        m_panel->resize(1300, 220);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    }
    void cleanup() { m_panel.reset(); }

    void emptyListSaysWhatToDo()
    {
        QVERIFY(hasLabel(QStringLiteral("No node has asked to be let in.")));
        QSignalSpy asked(m_panel.get(), &KeysPanel::networkRequested);
        QTest::mouseClick(visibleButton(QStringLiteral("Accept nodes from the network…")), Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        session::NetworkStatus listening;
        listening.isWanted = listening.isListening = true;
        m_panel->setNetwork(std::make_shared<session::NetworkStatus>(listening));
        QVERIFY(hasLabel(QStringLiteral("join line")));
    }

    void actionsFitTheStateOfTheChosenKey_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<bool>("isGateway");
        QTest::addColumn<QString>("possible"); // in the order of kActions
        const auto row = [](const char *name, KeyState state, bool isGateway, const char *possible) {
            QTest::newRow(name) << static_cast<int>(state) << isGateway << QString::fromLatin1(possible);
        };
        row("pending", KeyState::Pending, false, "approve reject rekey");
        row("approved node", KeyState::Approved, false, "revoke retire move");
        row("approved gateway", KeyState::Approved, true, "revoke retire");
        row("rejected", KeyState::Rejected, false, "approve");
        row("revoked", KeyState::Revoked, false, "approve");
    }
    void actionsFitTheStateOfTheChosenKey()
    {
        QFETCH(int, state);
        QFETCH(bool, isGateway);
        add("aaaa", static_cast<KeyState>(state)).kind = isGateway ? KeyKind::Gateway : KeyKind::Node;
        show();
        QCOMPARE(possible(), QString()); // none is chosen
        choose(0);
        QTEST(possible(), "possible");
    }

    void chosenKeyIsHandedToWhatWasAskedFor()
    {
        add("aaaa", KeyState::Approved, "edge-osl-001");
        add("bbbb");
        show();
        choose(1);
        QSignalSpy asked(m_panel.get(), &KeysPanel::decisionRequested);
        QTest::mouseClick(visibleButton(QStringLiteral("Revoke…")), Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.at(0).at(0).value<Action>(), Action::Revoke);
        QCOMPARE(asked.at(0).at(1).value<models::KeyRecordPtr>()->fingerprint, std::string("aaaa"));
    }

    void keyThatSendsTooFastIsMarkedWithTheCount()
    {
        add("aaaa", KeyState::Approved, "edge-osl-001").rateLimited = 48'000;
        show();
        choose(0);
        const QList<QLabel *> labels = m_panel->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text().contains(bridge::grouped(48'000) + QStringLiteral(" messages turned away"));
        }));
    }

    void enterOnAPendingKeyAsksToApproveIt()
    {
        add("aaaa");
        show();
        m_panel->reviewPending();
        QVERIFY(m_panel->table()->hasFocus());
        QSignalSpy asked(m_panel.get(), &KeysPanel::decisionRequested);
        QTest::keyClick(m_panel->table(), Qt::Key_Return);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.at(0).at(0).value<Action>(), Action::Approve);
    }

    void doubleClickOnAnApprovedKeyShowsItsNode()
    {
        add("aaaa", KeyState::Approved, "edge-osl-001");
        show();
        NodeId shown;
        connect(m_panel.get(), &KeysPanel::nodeActivated, this, [&shown](const NodeId &node) { shown = node; });
        QTableView *table = m_panel->table();
        const QPoint at = table->visualRect(table->model()->index(0, 1)).center();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(shown.text(), std::string("edge-osl-001"));
    }

    void contextMenuOffersTheSameActions()
    {
        add("aaaa");
        show();
        choose(0);
        Q_EMIT m_panel->table()->customContextMenuRequested(QPoint(20, 10));
        auto *menu = m_panel->findChild<QMenu *>();
        QVERIFY(menu != nullptr);
        QCOMPARE(menu->actions().size(), 6);
        QCOMPARE(menu->actions().front(), m_panel->action(Action::Approve));
        menu->close();
    }

    void nothingMovesUnderThePointer()
    {
        add("aaaa");
        add("bbbb", KeyState::Approved, "edge-osl-001");
        show();
        QEnterEvent enter(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5));
        QCoreApplication::sendEvent(m_panel->table()->viewport(), &enter);
        m_keys[0].state = KeyState::Rejected;
        add("cccc").firstSeen = HubTime::fromNanoseconds(2'000'000'000);
        show();
        QCOMPARE(column(KeyModel::FingerprintColumn), QStringLiteral("aaaa bbbb cccc"));
        QCOMPARE(column(KeyModel::StateColumn), QStringLiteral("rejected approved pending"));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(m_panel->table()->viewport(), &leave);
        QCOMPARE(column(KeyModel::FingerprintColumn), QStringLiteral("cccc bbbb aaaa"));
    }

    void choiceFollowsItsKey()
    {
        add("aaaa", KeyState::Approved, "edge-osl-001");
        show();
        choose(0);
        m_panel->table()->clearFocus();
        add("bbbb");
        show();
        QCOMPARE(m_panel->table()->currentIndex().row(), 1);
        QVERIFY(m_panel->action(Action::Revoke)->isEnabled());
        QCOMPARE(m_panel->pendingCount(), 1);
    }

    void headerSortsAndSaysWhich()
    {
        add("bbbb").address = "10.0.0.9";
        add("aaaa").address = "10.0.0.5";
        show();
        QHeaderView *header = m_panel->table()->horizontalHeader();
        const int x = header->sectionViewportPosition(KeyModel::AddressColumn) + 20;
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(x, 8));
        QCOMPARE(header->sortIndicatorSection(), int(KeyModel::AddressColumn));
        const QString first = column(KeyModel::FingerprintColumn);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(x, 8));
        QVERIFY(column(KeyModel::FingerprintColumn) != first);
    }

    void problemGoesWithTheNextChoice()
    {
        add("aaaa");
        add("bbbb");
        show();
        choose(0);
        m_panel->showProblem(QStringLiteral("Not rejected: it is approved"));
        QVERIFY(hasLabel(QStringLiteral("Not rejected")));
        choose(1);
        QVERIFY(!hasLabel(QStringLiteral("Not rejected")));
    }

    void keysThatFoundNoRoomAreCounted()
    {
        add("aaaa");
        m_turnedAway = 1200;
        show();
        QVERIFY(hasLabel(QStringLiteral("1,200 unknown keys more knocked")));
    }

private:
    enrolment::KeyRecord &add(const std::string &fingerprint, KeyState state = KeyState::Pending,
                              const std::string &node = {})
    {
        return m_keys.emplace_back(test::keyRecord(fingerprint, state, node));
    }
    void show()
    {
        m_panel->setKeys(std::make_shared<enrolment::KeyList>(enrolment::KeyList{++m_number, m_keys, m_turnedAway}));
    }
    void choose(int row) { m_panel->table()->setCurrentIndex(m_panel->table()->model()->index(row, 0)); }
    [[nodiscard]] QString column(int column) const
    {
        QStringList cells;
        for (int row = 0; row < m_panel->table()->model()->rowCount(); ++row) {
            cells.append(m_panel->table()->model()->index(row, column).data().toString());
        }
        return cells.join(QLatin1Char(' '));
    }
    [[nodiscard]] QString possible() const
    {
        QStringList names;
        for (const Action action : KeysPanel::kActions) {
            if (m_panel->action(action)->isEnabled()) {
                names.append(bridge::toQString(enrolment::toText(action)));
            }
        }
        return names.join(QLatin1Char(' '));
    }
    [[nodiscard]] QPushButton *visibleButton(const QString &name) const
    {
        for (auto *button : m_panel->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text().remove(QLatin1Char('&')) == name) {
                return button;
            }
        }
        return nullptr;
    }
    [[nodiscard]] bool hasLabel(const QString &text) const
    {
        const auto labels = m_panel->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    }

    std::uint64_t m_number = 0;
    std::uint64_t m_turnedAway = 0;
    std::vector<enrolment::KeyRecord> m_keys;
    std::unique_ptr<KeysPanel> m_panel;
};

QTEST_MAIN(TestKeysPanel)
#include "tst_keys_panel.moc"
