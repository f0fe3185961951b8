#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/models/command_model.h"
#include "ui/panels/command_details.h"
#include "ui/panels/commands_panel.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace iso;
using namespace iso::panels;
using namespace std::chrono_literals;
using commands::CommandState;

class CommandsPanelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void emptyListSaysWhatToDo();
    void newestIsFirst();
    void chosenCommandShowsEveryStep();
    void stepsOfTheChosenCommandGrow();
    void rowUnderThePointerStaysWhenACommandComesIn();
    void stepsAreShownAlsoUnderThePointer();
    void scrolledListKeepsWhatIsInView();
    void runningOnesAreCounted();
    void searchFindsByEveryWord();
    void searchDoesNotHideThatSomethingRuns();
    void onlyAnOpenCommandCanBeCancelled();
    void doubleClickActivatesTheNode();
    void probeShowsItsFiguresAndTheRestAsText();
    void resultsOfAnUnknownFormAreText();

private:
    CommandId add(const std::string &name);
    void step(const CommandId &id, CommandState state, std::optional<std::uint32_t> percent = {},
              const std::string &message = {});
    void setResults(const CommandId &id, const std::vector<wire::Argument> &results);
    void showList() { m_panel->setCommands(m_session->commands()); }
    [[nodiscard]] QString cell(int row, int column) const
    {
        return m_panel->table()->model()->index(row, column).data().toString();
    }
    [[nodiscard]] QPushButton *cancelButton() const;
    void enter();
    void leave();

    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<CommandsPanel> m_panel;
};

void CommandsPanelTest::init()
{
    m_clock.setUtc(HubTime::fromNanoseconds(test::ManualClock::kDefaultUtc_ns));
    m_session = std::make_unique<test::FakeSession>(m_clock);
    m_session->addNode("edge-osl-001", "eu-north", "osl");
    m_session->publish();
    m_panel = std::make_unique<CommandsPanel>(theme::loadTheme(theme::ThemeKind::Light).value());
    m_panel->resize(1200, 220);
    m_panel->show();
}

void CommandsPanelTest::cleanup()
{
    m_panel.reset();
    m_session.reset();
}

CommandId CommandsPanelTest::add(const std::string &name)
{
    m_clock.advance(1s);
    commands::CommandRequest request;
    request.targets = m_session->nodeIds();
    request.name = name;
    request.issuer = "op-7";
    return m_session->submit(request).value().front();
}

void CommandsPanelTest::step(const CommandId &id, CommandState state, std::optional<std::uint32_t> percent,
                             const std::string &message)
{
    m_clock.advance(120ms);
    const auto list = m_session->commands();
    for (const commands::CommandRecordPtr &record : list->commands) {
        if (record->id == id) {
            commands::CommandRecord next = *record;
            next.steps.push_back({state, m_clock.utcNow(), percent, message});
            m_session->setCommand(next);
            return;
        }
    }
    QFAIL("no such command");
}

void CommandsPanelTest::setResults(const CommandId &id, const std::vector<wire::Argument> &results)
{
    const auto list = m_session->commands();
    commands::CommandRecord next = *list->commands.front();
    QCOMPARE(next.id, id);
    next.results = results;
    m_session->setCommand(next);
    showList();
    m_panel->table()->setCurrentIndex(m_panel->table()->model()->index(0, 0));
}

QPushButton *CommandsPanelTest::cancelButton() const
{
    return m_panel->findChild<CommandDetails *>()->findChild<QPushButton *>();
}

void CommandsPanelTest::enter()
{
    QEnterEvent event(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5));
    QCoreApplication::sendEvent(m_panel->table()->viewport(), &event);
}

void CommandsPanelTest::leave()
{
    QEvent event(QEvent::Leave);
    QCoreApplication::sendEvent(m_panel->table()->viewport(), &event);
}

void CommandsPanelTest::emptyListSaysWhatToDo()
{
    const auto labels = m_panel->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
        return label->isVisible() && label->text().contains(QStringLiteral("No commands yet"));
    }));
    add("status");
    showList();
    QVERIFY(m_panel->table()->isVisible());
}

void CommandsPanelTest::newestIsFirst()
{
    add("status");
    add("drain");
    showList();
    QCOMPARE(cell(0, models::CommandModel::CommandColumn), QStringLiteral("drain"));
    QCOMPARE(cell(1, models::CommandModel::CommandColumn), QStringLiteral("status"));
}

void CommandsPanelTest::chosenCommandShowsEveryStep()
{
    const CommandId id = add("drain");
    step(id, CommandState::Received);
    step(id, CommandState::Rejected, {}, "busy: another command is running");
    showList();
    m_panel->table()->setCurrentIndex(m_panel->table()->model()->index(0, 0));
    QCOMPARE(m_panel->details().stepsText(), QStringLiteral("09:26:54.589 created\n"
                                                            "09:26:54.589 sent\n"
                                                            "09:26:54.709 received\n"
                                                            "09:26:54.829 rejected busy: another command is running"));
}

void CommandsPanelTest::stepsOfTheChosenCommandGrow()
{
    const CommandId id = add("drain");
    showList();
    m_panel->table()->setCurrentIndex(m_panel->table()->model()->index(0, 0));
    step(id, CommandState::Running, 40, "24 left");
    showList();
    QVERIFY(m_panel->details().stepsText().endsWith(QStringLiteral("running 40 % \u00b7 24 left")));
}

void CommandsPanelTest::rowUnderThePointerStaysWhenACommandComesIn()
{
    add("status");
    showList();
    enter();
    add("drain");
    showList();
    QCOMPARE(m_panel->waitingCount(), std::size_t(1));
    QCOMPARE(cell(0, models::CommandModel::CommandColumn), QStringLiteral("status"));
    leave();
    QCOMPARE(m_panel->waitingCount(), std::size_t(0));
    QCOMPARE(cell(0, models::CommandModel::CommandColumn), QStringLiteral("drain"));
}

void CommandsPanelTest::stepsAreShownAlsoUnderThePointer()
{
    const CommandId id = add("status");
    showList();
    enter();
    add("drain");
    step(id, CommandState::Verified);
    showList();
    QCOMPARE(cell(0, models::CommandModel::CommandColumn), QStringLiteral("status"));
    QCOMPARE(cell(0, models::CommandModel::StateColumn), QStringLiteral("verified"));
}

void CommandsPanelTest::scrolledListKeepsWhatIsInView()
{
    for (int i = 0; i < 50; ++i) {
        add("status");
    }
    showList();
    QTableView *table = m_panel->table();
    QScrollBar *bar = table->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 20);
    bar->setValue(20);
    const QString before = cell(table->rowAt(0), models::CommandModel::TimeColumn);
    add("drain");
    add("drain");
    showList();
    QCOMPARE(cell(table->rowAt(0), models::CommandModel::TimeColumn), before);
    bar->setValue(0);
    add("drain");
    showList();
    QCOMPARE(bar->value(), 0); // at the top one follows what is new
}

void CommandsPanelTest::runningOnesAreCounted()
{
    QSignalSpy changed(m_panel.get(), &CommandsPanel::runningCountChanged);
    const CommandId id = add("drain");
    add("status");
    showList();
    QCOMPARE(m_panel->runningCount(), 2);
    step(id, CommandState::Unknown); // nobody knows, so it is not counted as running
    showList();
    QCOMPARE(m_panel->runningCount(), 1);
    QCOMPARE(changed.count(), 2);
}

void CommandsPanelTest::searchFindsByEveryWord()
{
    const CommandId drain = add("drain");
    add("status");
    step(drain, CommandState::Failed, {}, "engine does not answer");
    showList();
    QCOMPARE(m_panel->table()->model()->rowCount(), 2);
    m_panel->searchLine().setText(QStringLiteral("OSL engine"));
    QCOMPARE(m_panel->table()->model()->rowCount(), 1);
    QVERIFY(cell(0, models::CommandModel::CommandColumn).contains(QStringLiteral("drain")));
    m_panel->searchLine().setText(QStringLiteral("nothing like it"));
    QCOMPARE(m_panel->table()->model()->rowCount(), 0);
    QVERIFY(m_panel->searchLine().isVisible()); // or nobody could clear it
    m_panel->searchLine().clear();
    QCOMPARE(m_panel->table()->model()->rowCount(), 2);
}

void CommandsPanelTest::searchDoesNotHideThatSomethingRuns()
{
    add("status");
    showList();
    QCOMPARE(m_panel->runningCount(), 1);
    m_panel->searchLine().setText(QStringLiteral("drain"));
    QCOMPARE(m_panel->runningCount(), 1);
}

void CommandsPanelTest::onlyAnOpenCommandCanBeCancelled()
{
    const CommandId id = add("drain");
    showList();
    m_panel->table()->setCurrentIndex(m_panel->table()->model()->index(0, 0));
    commands::CommandRecordPtr asked;
    connect(m_panel.get(), &CommandsPanel::cancelRequested, this, [&asked](const auto &record) { asked = record; });
    QVERIFY(cancelButton()->isVisible());
    QTest::mouseClick(cancelButton(), Qt::LeftButton);
    QVERIFY(asked != nullptr);
    QCOMPARE(asked->id, id);
    step(id, CommandState::Verified);
    showList();
    QVERIFY(!cancelButton()->isVisible());
}

void CommandsPanelTest::doubleClickActivatesTheNode()
{
    add("drain");
    showList();
    NodeId node;
    connect(m_panel.get(), &CommandsPanel::nodeActivated, this, [&node](const NodeId &activated) { node = activated; });
    QTableView *table = m_panel->table();
    const QPoint point = table->visualRect(table->model()->index(0, 1)).center();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, point);
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, point);
    QCOMPARE(node, m_session->nodeIds().front());
}

void CommandsPanelTest::probeShowsItsFiguresAndTheRestAsText()
{
    const CommandId id = add("probe");
    setResults(id, {{"ok", "9"},
                    {"failed", "1"},
                    {"error", "connection refused"},
                    {"connect_min_ms", "11.93"},
                    {"connect_p50_ms", "12.4"},
                    {"connect_p95_ms", "20.8"},
                    {"connect_p99_ms", "20.8"},
                    {"connect_max_ms", "20.8"},
                    {"connect_histogram_ms", "11.93:0,12.33:4,12.74:9,20.14:0,20.80:1"},
                    {"ttft_histogram_ms", "wrong"},
                    {"hops", "7"}});
    QCOMPARE(m_panel->details().probeText(),
             QStringLiteral("9 of 10 requests went well \u00b7 1 failed: connection refused\n"
                            "Connect p50 12 p95 21 p99 21 ms"));
    const QString facts = m_panel->details().factsText();
    QVERIFY(facts.contains(QStringLiteral("hops = 7")));
    QVERIFY(facts.contains(QStringLiteral("ttft_histogram_ms = wrong")));
    QVERIFY(!facts.contains(QStringLiteral("connect_")));
}

void CommandsPanelTest::resultsOfAnUnknownFormAreText()
{
    const CommandId probe = add("probe");
    setResults(probe, {{"ok", "many"}, {"connect_p50_ms", "12.4"}});
    QCOMPARE(m_panel->details().probeText(), QString());
    QVERIFY(m_panel->details().factsText().contains(QStringLiteral("ok = many")));
    QVERIFY(m_panel->details().factsText().contains(QStringLiteral("connect_p50_ms = 12.4")));
    const CommandId other = add("status");
    setResults(other, {{"ok", "9"}, {"failed", "0"}});
    QCOMPARE(m_panel->details().probeText(), QString());
    QVERIFY(m_panel->details().factsText().contains(QStringLiteral("ok = 9")));
}

QTEST_MAIN(CommandsPanelTest)
#include "tst_commands_panel.moc"
