#include "tests/support/fixed_id_source.h"
#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/models/command_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace iso;
using commands::CommandState;
using models::CommandModel;

class TestCommandModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_model = std::make_unique<CommandModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }

    void newCommandsAreInsertedInFront()
    {
        set(make("drain"));
        QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
        QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        set(make("resume"));
        QCOMPARE(reset.count(), 0);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(cell(0, CommandModel::CommandColumn), QStringLiteral("resume"));
        QCOMPARE(cell(1, CommandModel::CommandColumn), QStringLiteral("drain"));
    }

    void newStepChangesItsRowOnly()
    {
        auto first = make("drain");
        set(first);
        set(make("resume"));
        QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
        first.steps.push_back({CommandState::Running, m_clock.utcNow(), 40, "3 requests left"});
        set(first);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.at(0).at(0).toModelIndex().row(), 1);
        QCOMPARE(cell(1, CommandModel::StateColumn), QStringLiteral("running"));
        QCOMPARE(cell(1, CommandModel::MessageColumn), QStringLiteral("40 %: 3 requests left"));
    }

    void oldCommandsLeaveAtTheEnd()
    {
        auto list = std::make_shared<commands::CommandList>();
        for (int i = 0; i < 3; ++i) {
            list->commands.insert(list->commands.begin(), std::make_shared<commands::CommandRecord>(make("status")));
        }
        m_model->setCommands(list);
        auto next = std::make_shared<commands::CommandList>(*list);
        next->commands.pop_back();
        next->commands.insert(next->commands.begin(), std::make_shared<commands::CommandRecord>(make("drain")));
        QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
        m_model->setCommands(next);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(m_model->rowCount(), 3);
        QCOMPARE(cell(0, CommandModel::CommandColumn), QStringLiteral("drain"));
    }

    void unknownIsNeitherRunningNorFailed()
    {
        auto record = make("drain");
        set(record);
        QCOMPARE(models::runningCount(*m_session->commands()), 1);
        record.steps.push_back({CommandState::Unknown, m_clock.utcNow(), {}, "no answer"});
        set(record);
        QCOMPARE(models::runningCount(*m_session->commands()), 0);
        const QModelIndex state = m_model->index(0, CommandModel::StateColumn);
        QCOMPARE(state.data().toString(), QStringLiteral("unknown"));
        QCOMPARE(state.data(CommandModel::ToneRole).toInt(), static_cast<int>(bridge::Tone::Over));
    }

    void argumentsStandBehindTheName()
    {
        auto record = make("set-interval");
        record.arguments = {{"interval_ms", "500"}};
        set(record);
        QCOMPARE(cell(0, CommandModel::CommandColumn), QStringLiteral("set-interval interval_ms=500"));
    }

private:
    commands::CommandRecord make(const char *name)
    {
        commands::CommandRecord record;
        record.id = m_ids.newCommandId(1);
        record.node = NodeId::fromText("n1").value();
        record.name = name;
        record.createdAt = m_clock.utcNow();
        record.steps = {{CommandState::Sent, m_clock.utcNow(), {}, {}}};
        return record;
    }
    void set(const commands::CommandRecord &record)
    {
        m_session->setCommand(record);
        m_model->setCommands(m_session->commands());
    }
    [[nodiscard]] QString cell(int row, int column) const { return m_model->index(row, column).data().toString(); }

    test::ManualClock m_clock;
    test::FixedIdSource m_ids;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<CommandModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestCommandModel)
#include "tst_command_model.moc"
