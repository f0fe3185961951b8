#include "core/events/command_watch.h"
#include "core/events/key_watch.h"
#include "core/events/problem_events.h"

#include <QTest>

using namespace iso;
using namespace iso::events;
using namespace std::chrono_literals;
using commands::CommandRecord;
using commands::CommandState;

namespace
{

HubTime at(int second)
{
    return HubTime::fromNanoseconds(1'773'446'400'000'000'000 + second * 1'000'000'000LL);
}

CommandRecord command(std::uint8_t number, CommandState state, int second)
{
    CommandRecord record;
    std::array<std::uint8_t, 16> id{};
    id[15] = number;
    record.id = CommandId(id);
    record.node = NodeId::fromText("osl-1").value();
    record.name = "drain";
    record.issuer = "op-7";
    record.reason = "new disk";
    record.createdAt = at(0);
    record.steps = {{CommandState::Created, at(0), {}, {}}, {state, at(second), {}, "done"}};
    return record;
}

std::shared_ptr<const commands::CommandList> listOf(std::uint64_t number, const std::vector<CommandRecord> &records)
{
    auto list = std::make_shared<commands::CommandList>();
    list->number = number;
    for (const CommandRecord &record : records) {
        list->commands.push_back(std::make_shared<const CommandRecord>(record));
    }
    return list;
}

enrolment::KeyListPtr keysOf(std::uint64_t number, const enrolment::KeyRecord &record)
{
    return std::make_shared<const enrolment::KeyList>(enrolment::KeyList{number, {record}, 0});
}

} // namespace

/// Commands, keys and problems as events.
class tst_Watches : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCommandIsSentAndEnds();
    void commandsOfEarlierSessionsAreNoEventsUntilTheyEnd();
    void aDecisionAboutAKeyIsOneEvent();
    void aProblemBeginsAndEnds();
};

void tst_Watches::aCommandIsSentAndEnds()
{
    CommandWatch watch;
    std::vector<Event> events;
    watch.look(listOf(1, {}), events);
    watch.look(listOf(2, {command(1, CommandState::Sent, 1)}), events);
    QCOMPARE(events.size(), 1U);
    QCOMPARE(events[0].kind, EventKind::CommandSent);
    QCOMPARE(events[0].at, at(0));
    QCOMPARE(events[0].text, std::string("drain by op-7: new disk"));
    QCOMPARE(events[0].subject, iso::toText(command(1, CommandState::Sent, 1).id));
    watch.look(listOf(3, {command(1, CommandState::Running, 2)}), events);
    QCOMPARE(events.size(), 1U);
    watch.look(listOf(4, {command(1, CommandState::Failed, 3)}), events);
    watch.look(listOf(5, {command(1, CommandState::Failed, 3)}), events);
    QCOMPARE(events.size(), 2U);
    QCOMPARE(events[1].kind, EventKind::CommandEnded);
    QCOMPARE(events[1].at, at(3));
    QCOMPARE(events[1].text, std::string("drain failed: done"));
}

void tst_Watches::commandsOfEarlierSessionsAreNoEventsUntilTheyEnd()
{
    CommandWatch watch;
    std::vector<Event> events;
    watch.look(listOf(1, {command(1, CommandState::Failed, 1), command(2, CommandState::Unknown, 1)}), events);
    QVERIFY(events.empty());
    watch.look(listOf(2, {command(1, CommandState::Failed, 1), command(2, CommandState::Failed, 9)}), events);
    QCOMPARE(events.size(), 1U);
    QCOMPARE(events[0].kind, EventKind::CommandEnded);
}

void tst_Watches::aDecisionAboutAKeyIsOneEvent()
{
    KeyWatch watch;
    std::vector<Event> events;
    enrolment::KeyRecord key;
    key.fingerprint = "3f9a-01bc";
    watch.look(keysOf(1, key), events);
    key.attempts = 5;
    watch.look(keysOf(2, key), events);
    QVERIFY(events.empty());
    key.state = enrolment::KeyState::Approved;
    key.decidedAt = at(1);
    key.decidedBy = "op-7";
    key.note = "rack 4";
    watch.look(keysOf(3, key), events);
    watch.look(keysOf(4, key), events);
    QCOMPARE(events.size(), 1U);
    QCOMPARE(events[0].text, std::string("Key approved by op-7: rack 4"));
    QCOMPARE(events[0].subject, std::string("3f9a-01bc"));
}

void tst_Watches::aProblemBeginsAndEnds()
{
    problems::Problem problem;
    problem.id = "lost/node/osl-1";
    problem.severity = 2;
    problem.extent = problems::Extent::Node;
    problem.where = "osl-1";
    problem.nodes = {NodeId::fromText("osl-1").value()};
    problem.since = at(0);
    problem.text = "No word from the node";
    const Event first = began(problem, at(12));
    QCOMPARE(first.kind, EventKind::ProblemBegan);
    QCOMPARE(int(first.severity), 2);
    QCOMPARE(first.node.text(), std::string("osl-1"));
    QCOMPARE(ended(problem, at(300)).text, std::string("over after 5 min: No word from the node"));
    problem.acknowledgement = problems::Acknowledgement{"op-7", "called", at(20)};
    QCOMPARE(acknowledged(problem).text, std::string("acknowledged by op-7: called"));
    QCOMPARE(acknowledged(problem).at, at(20));
    problem.extent = problems::Extent::Site;
    problem.where = "osl";
    QCOMPARE(began(problem, at(12)).text, std::string("osl: No word from the node"));
    QVERIFY(began(problem, at(12)).node.isEmpty());
}

QTEST_GUILESS_MAIN(tst_Watches)
#include "tst_watches.moc"
