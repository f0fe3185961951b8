#include "core/replay/command_moment.h"

#include "tests/support/fixed_id_source.h"

#include <QTest>

using namespace iso;
using namespace iso::commands;
using iso::replay::commandsAt;

namespace
{

HubTime utc(std::int64_t s)
{
    return HubTime::fromNanoseconds(s * 1'000'000'000);
}

CommandList twoCommands()
{
    CommandRecord first;
    first.name = "drain";
    first.createdAt = utc(100);
    first.steps = {{CommandState::Created, utc(100), {}, {}},
                   {CommandState::Sent, utc(101), {}, {}},
                   {CommandState::Verified, utc(110), {}, "drained"}};
    first.results = {{"left", "0"}};
    CommandRecord second = first;
    second.name = "resume";
    second.createdAt = utc(200);
    second.steps = {{CommandState::Created, utc(200), {}, {}}};
    second.results.clear();
    CommandList list;
    list.commands = {std::make_shared<const CommandRecord>(second), std::make_shared<const CommandRecord>(first)};
    return list;
}

} // namespace

class TestCommandMoment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandsOfLaterAreNotThere()
    {
        QVERIFY(commandsAt(twoCommands(), utc(99), 1)->commands.empty());
        QCOMPARE(commandsAt(twoCommands(), utc(150), 1)->commands.size(), std::size_t(1));
        QCOMPARE(commandsAt(twoCommands(), utc(200), 1)->commands.size(), std::size_t(2));
    }

    void aCommandStandsWhereItStoodThen()
    {
        const auto then = commandsAt(twoCommands(), utc(105), 7);
        QCOMPARE(then->number, std::uint64_t(7));
        QCOMPARE(then->commands.front()->state(), CommandState::Sent);
        QVERIFY(then->commands.front()->results.empty());
    }

    void aCommandThatHadEndedIsTheSameRecord()
    {
        const CommandList list = twoCommands();
        QCOMPARE(commandsAt(list, utc(150), 1)->commands.front(), list.commands.back());
    }

    void aCommandIsNeverWithoutAStep()
    {
        CommandList list = twoCommands();
        auto odd = std::make_shared<CommandRecord>(*list.commands.front());
        odd->steps = {{CommandState::Sent, utc(300), {}, {}}};
        list.commands = {odd};
        const auto then = commandsAt(list, utc(250), 1);
        QCOMPARE(then->commands.front()->state(), CommandState::Created);
    }
};

QTEST_GUILESS_MAIN(TestCommandMoment)
#include "tst_command_moment.moc"
