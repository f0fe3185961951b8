#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/dialogs/command_dialog.h"
#include "ui/dialogs/consequence_view.h"
#include "ui/dialogs/hold_button.h"
#include "ui/dialogs/receipt_view.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace iso;
using namespace iso::dialogs;
using namespace std::chrono_literals;
using commands::CommandState;
using telemetry::MetricId;

class CommandDialogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void buttonSaysWhatItDoes_data();
    void buttonSaysWhatItDoes();
    void disruptiveCommandNeedsToBeHeld();
    void observingCommandIsSentByOneClick();
    void badValueCannotBeSent();
    void consequenceCountsNodesSitesAndRequests();
    void consequenceTellsWhatIsLeftOfEachModel();
    void whatOnlyObservesTakesNothingAway();
    void isochroneThatWouldBeLostIsTold();
    void onlyTheFailedOnesAreRetried();
    void whatMustNotBeRepeatedIsNotOffered();
    void figuresOfStaleNodesAreNotCounted();
    void targetsStayWhenTheFleetChanges();
    void refusalIsShownAndNothingIsFollowed();
    void requestCarriesReasonIssuerAndArguments();
    void receiptsUpdateTheRows();
    void unknownIsNotFailed();
    void nodeWithoutCommandsOffersNone();
    void escapeClosesWithoutSending();

private:
    void open(const std::string &command, std::size_t targets);
    void hold();
    /// The first nodes serve llama-3-8b.
    void serveModel(std::size_t nodes);
    /// Whether the catalogue allows every command to be repeated.
    void setIdempotent(bool isIdempotent);
    void step(std::size_t target, CommandState state, std::optional<std::uint32_t> percent = {},
              const std::string &message = {});
    HoldButton *send() { return m_dialog->findChild<HoldButton *>(); }
    QString cell(int row, ReceiptModel::Column column);

    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<CommandDialog> m_dialog;
    std::vector<CommandId> m_ids;
};

void CommandDialogTest::init()
{
    m_clock.setUtc(HubTime::fromNanoseconds(test::ManualClock::kDefaultUtc_ns));
    m_session = std::make_unique<test::FakeSession>(m_clock);
    m_session->addNode("edge-osl-001", "eu-north", "osl");
    m_session->addNode("edge-osl-002", "eu-north", "osl");
    m_session->addNode("edge-dub-001", "eu-west", "dub");
    m_session->addNode("edge-par-001", "eu-west", "par");
    m_session->publish();
    m_ids.clear();
}

void CommandDialogTest::cleanup()
{
    m_dialog.reset();
    m_session.reset();
}

void CommandDialogTest::open(const std::string &command, std::size_t targets)
{
    const auto &nodes = m_session->snapshot()->nodes;
    CommandDraft draft;
    draft.targets.assign(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(targets));
    draft.fleet = m_session->snapshot();
    draft.command = command;
    draft.issuer = "op-7";
    m_dialog = std::make_unique<CommandDialog>(
        std::move(draft), [this](const auto &request) { return m_session->submit(request); }, m_clock,
        theme::loadTheme(theme::ThemeKind::Dark).value());
    connect(m_dialog.get(), &CommandDialog::sent, this, [this](const auto &ids) { m_ids = ids; });
    m_dialog->show();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
}

void CommandDialogTest::serveModel(std::size_t nodes)
{
    const std::vector<NodeId> ids = m_session->nodeIds();
    for (std::size_t i = 0; i < nodes; ++i) {
        m_session->editIdentity(ids[i], [](fleet::NodeIdentity &identity) {
            identity.birth.models = {{"llama-3-8b", "vLLM", 64}};
        });
    }
    m_session->publish();
}

void CommandDialogTest::setIdempotent(bool isIdempotent)
{
    for (const NodeId &node : m_session->nodeIds()) {
        m_session->editIdentity(node, [isIdempotent](fleet::NodeIdentity &identity) {
            for (wire::CommandDescriptor &command : identity.birth.commands) {
                command.idempotent = isIdempotent;
            }
        });
    }
    m_session->publish();
}

void CommandDialogTest::hold()
{
    QTest::mousePress(send(), Qt::LeftButton);
    m_clock.advance(HoldButton::kHold);
    QTRY_VERIFY(m_dialog->isSent());
}

void CommandDialogTest::step(std::size_t target, CommandState state, std::optional<std::uint32_t> percent,
                             const std::string &message)
{
    const auto list = m_session->commands();
    for (const commands::CommandRecordPtr &record : list->commands) {
        if (record->id == m_ids[target]) {
            commands::CommandRecord next = *record;
            next.steps.push_back({state, m_clock.utcNow(), percent, message});
            m_session->setCommand(next);
            m_dialog->setCommands(m_session->commands());
            return;
        }
    }
    QFAIL("no such command");
}

QString CommandDialogTest::cell(int row, ReceiptModel::Column column)
{
    const ReceiptModel &model = m_dialog->findChild<ReceiptView *>()->model();
    return model.index(row, column).data(Qt::DisplayRole).toString();
}

void CommandDialogTest::buttonSaysWhatItDoes_data()
{
    QTest::addColumn<std::string>("command");
    QTest::addColumn<int>("targets");
    QTest::addColumn<QString>("text");
    QTest::newRow("one") << std::string("drain") << 1 << QStringLiteral("Drain edge-osl-001");
    QTest::newRow("many") << std::string("drain") << 3 << QStringLiteral("Drain 3 nodes");
    QTest::newRow("setting") << std::string("set-interval") << 2 << QStringLiteral("Set interval of 2 nodes");
}

void CommandDialogTest::buttonSaysWhatItDoes()
{
    QFETCH(std::string, command);
    QFETCH(int, targets);
    open(command, static_cast<std::size_t>(targets));
    QTEST(send()->text(), "text");
}

void CommandDialogTest::disruptiveCommandNeedsToBeHeld()
{
    open("drain", 2);
    QTest::mouseClick(send(), Qt::LeftButton);
    m_clock.advance(1min);
    QCoreApplication::processEvents();
    QVERIFY(m_session->submitted().empty());
    hold();
    QCOMPARE(m_session->submitted().size(), std::size_t(1));
}

void CommandDialogTest::observingCommandIsSentByOneClick()
{
    open("status", 1);
    QTest::mouseClick(send(), Qt::LeftButton);
    QCOMPARE(m_session->submitted().size(), std::size_t(1));
    QCOMPARE(m_session->submitted()[0].name, std::string("status"));
}

void CommandDialogTest::badValueCannotBeSent()
{
    open("set-interval", 1);
    auto *field = m_dialog->findChild<QLineEdit *>(QStringLiteral("interval_ms"));
    QVERIFY(send()->isEnabled()); // the default is good
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("5"));
    QVERIFY(!send()->isEnabled());
    QTest::keyClicks(field, QStringLiteral("00"));
    QVERIFY(send()->isEnabled());
}

void CommandDialogTest::consequenceCountsNodesSitesAndRequests()
{
    open("drain", 3);
    auto *view = m_dialog->findChild<ConsequenceView *>();
    QCOMPARE(view->figuresText(),
             QStringLiteral("3 nodes \u00b7 2 sites \u00b7 2 regions \u00b7 36 requests running, 3 waiting"));
    QVERIFY(view->namesText().contains(QStringLiteral("edge-osl-001, edge-osl-002, edge-dub-001")));
    QVERIFY(view->hazardText().startsWith(QStringLiteral("Disruptive")));
}

void CommandDialogTest::consequenceTellsWhatIsLeftOfEachModel()
{
    serveModel(3);
    open("drain", 2);
    auto *view = m_dialog->findChild<ConsequenceView *>();
    QVERIFY2(view->capacityText().contains(QStringLiteral("llama-3-8b in eu-north: no node left of 2")),
             qPrintable(view->capacityText()));
}

void CommandDialogTest::whatOnlyObservesTakesNothingAway()
{
    serveModel(3);
    open("status", 2);
    QCOMPARE(m_dialog->findChild<ConsequenceView *>()->capacityText(), QString());
}

void CommandDialogTest::isochroneThatWouldBeLostIsTold()
{
    open("drain", 2);
    auto *view = m_dialog->findChild<ConsequenceView *>();
    QCOMPARE(view->reachText(), QString());
    m_dialog->setReachLost(QStringLiteral("1.2 million km\u00b2 beyond 100 ms"));
    QVERIFY(view->reachText().contains(QStringLiteral("beyond 100 ms")));
    // Looking at another command and coming back loses nothing.
    auto *chooser = m_dialog->findChild<QComboBox *>();
    const int drain = chooser->currentIndex();
    chooser->setCurrentIndex(chooser->findText(QStringLiteral("Status")));
    QCOMPARE(view->reachText(), QString());
    chooser->setCurrentIndex(drain);
    QVERIFY(view->reachText().contains(QStringLiteral("beyond 100 ms")));
    open("status", 2);
    m_dialog->setReachLost(QStringLiteral("1.2 million km\u00b2 beyond 100 ms"));
    QCOMPARE(m_dialog->findChild<ConsequenceView *>()->reachText(), QString());
}

void CommandDialogTest::onlyTheFailedOnesAreRetried()
{
    setIdempotent(true);
    open("set-interval", 3);
    QTest::mouseClick(send(), Qt::LeftButton);
    m_dialog->setCommands(m_session->commands());
    auto *retry = m_dialog->findChild<QPushButton *>(QStringLiteral("retry"));
    QVERIFY(!retry->isVisible());
    step(0, CommandState::Verified);
    step(1, CommandState::Failed, {}, "busy");
    QVERIFY(!retry->isVisible()); // one is still under way
    step(2, CommandState::Expired);
    QVERIFY(retry->isVisible());
    QSignalSpy asked(m_dialog.get(), &CommandDialog::retryRequested);
    QTest::mouseClick(retry, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    const std::vector<NodeId> all = m_dialog->targets().ids();
    QCOMPARE(asked[0][1].value<std::vector<NodeId>>(), (std::vector<NodeId>{all[1], all[2]}));
    QCOMPARE(asked[0][2].value<std::vector<wire::Argument>>(), std::vector<wire::Argument>({{"interval_ms", "1000"}}));
}

void CommandDialogTest::whatMustNotBeRepeatedIsNotOffered()
{
    setIdempotent(false);
    open("set-interval", 1);
    QTest::mouseClick(send(), Qt::LeftButton);
    m_dialog->setCommands(m_session->commands());
    step(0, CommandState::Failed, {}, "busy");
    QVERIFY(!m_dialog->findChild<QPushButton *>(QStringLiteral("retry"))->isVisible());
}

void CommandDialogTest::figuresOfStaleNodesAreNotCounted()
{
    m_session->edit(m_session->nodeIds()[1], [](fleet::NodeSnapshot &node) { node.metrics.clear(); });
    m_session->publish();
    open("drain", 2);
    auto *view = m_dialog->findChild<ConsequenceView *>();
    QVERIFY2(view->figuresText().contains(QStringLiteral("12 requests running, 1 waiting, 1 nodes do not say")),
             qPrintable(view->figuresText()));
}

void CommandDialogTest::targetsStayWhenTheFleetChanges()
{
    open("drain", 2);
    const std::vector<NodeId> before = m_dialog->targets().ids();
    m_clock.advance(2s);
    m_session->addNode("edge-osl-003", "eu-north", "osl");
    for (const NodeId &node : before) {
        m_session->edit(node, [this](fleet::NodeSnapshot &snapshot) {
            snapshot.metrics.set(MetricId::RequestsRunning, 50);
            snapshot.lastSampleReceived = m_clock.utcNow();
        });
    }
    m_session->publish();
    m_dialog->setSnapshot(m_session->snapshot());
    QCOMPARE(m_dialog->targets().ids(), before);
    auto *view = m_dialog->findChild<ConsequenceView *>();
    QVERIFY2(view->figuresText().contains(QStringLiteral("100 requests running")), qPrintable(view->figuresText()));
    hold();
    QCOMPARE(m_session->submitted()[0].targets, before);
}

void CommandDialogTest::refusalIsShownAndNothingIsFollowed()
{
    open("status", 1);
    m_session->refuseSubmits({ErrorCode::Busy, "too many commands are open"});
    QTest::mouseClick(send(), Qt::LeftButton);
    QVERIFY(!m_dialog->isSent());
    const auto labels = m_dialog->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
        return label->isVisible() && label->text().contains(QStringLiteral("too many commands are open"));
    }));
    QVERIFY(send()->isVisible()); // it can be tried again
}

void CommandDialogTest::requestCarriesReasonIssuerAndArguments()
{
    open("set-interval", 1);
    for (QLineEdit *edit : m_dialog->findChildren<QLineEdit *>()) {
        if (edit->accessibleName() == QStringLiteral("Reason")) {
            QTest::keyClicks(edit, QStringLiteral("uplink is full"));
        }
    }
    QTest::mouseClick(send(), Qt::LeftButton);
    const commands::CommandRequest &request = m_session->submitted().at(0);
    QCOMPARE(request.issuer, std::string("op-7"));
    QCOMPARE(request.reason, std::string("uplink is full"));
    QCOMPARE(request.arguments, std::vector<wire::Argument>({{"interval_ms", "1000"}}));
}

void CommandDialogTest::receiptsUpdateTheRows()
{
    open("drain", 2);
    hold();
    auto *view = m_dialog->findChild<ReceiptView *>();
    const QAbstractItemModelTester tester(view->findChild<ReceiptModel *>());
    QVERIFY(view->isVisible());
    m_dialog->setCommands(m_session->commands());
    QCOMPARE(cell(0, ReceiptModel::NodeColumn), QStringLiteral("edge-osl-001"));
    QCOMPARE(cell(0, ReceiptModel::StateColumn), QStringLiteral("sent"));
    QVERIFY(cell(0, ReceiptModel::ReceivedColumn).isEmpty());

    step(0, CommandState::Received);
    QCOMPARE(cell(0, ReceiptModel::ReceivedColumn), QStringLiteral("09:26:54.589"));
    step(0, CommandState::Running, 40, "24 requests left");
    QCOMPARE(cell(0, ReceiptModel::MessageColumn), QStringLiteral("40 %: 24 requests left"));
    QCOMPARE(cell(1, ReceiptModel::StateColumn), QStringLiteral("sent")); // the other one is untouched
    step(0, CommandState::Verified, {}, "drained");
    QCOMPARE(cell(0, ReceiptModel::StateColumn), QStringLiteral("verified"));
    QVERIFY(!view->model().isSettled());
    step(1, CommandState::Failed, {}, "engine does not answer");
    QVERIFY(view->model().isSettled());
    QCOMPARE(view->summary(), QStringLiteral("1 of 2 verified \u00b7 1 not done"));
}

void CommandDialogTest::unknownIsNotFailed()
{
    open("drain", 1);
    hold();
    step(0, CommandState::Unknown, {}, "no answer within 120 s");
    const ReceiptModel &model = m_dialog->findChild<ReceiptView *>()->model();
    QCOMPARE(cell(0, ReceiptModel::StateColumn), QStringLiteral("unknown"));
    QCOMPARE(model.counts().unknown, std::size_t(1));
    QCOMPARE(model.counts().refused, std::size_t(0));
    QVERIFY(!model.isSettled());
    step(0, CommandState::Verified); // the node was asked and had done it
    QVERIFY(model.isSettled());
}

void CommandDialogTest::nodeWithoutCommandsOffersNone()
{
    m_session->editIdentity(m_session->nodeIds()[0],
                            [](fleet::NodeIdentity &identity) { identity.birth.commands.clear(); });
    m_session->publish();
    open("drain", 1);
    QVERIFY(!send()->isVisible());
    open("drain", 2);
    QVERIFY(!send()->isVisible());
}

void CommandDialogTest::escapeClosesWithoutSending()
{
    open("drain", 1);
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
    QVERIFY(m_session->submitted().empty());
}

QTEST_MAIN(CommandDialogTest)
#include "tst_command_dialog.moc"
