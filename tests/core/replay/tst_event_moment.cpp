#include "core/replay/event_moment.h"

#include <QTest>

using namespace iso;
using events::Event;
using events::EventKind;

namespace
{

HubTime utc(std::int64_t s)
{
    return HubTime::fromNanoseconds(s * 1'000'000'000);
}

events::EventPtr happening(std::int64_t at_s, EventKind kind, const std::string &subject = {},
                           const std::string &node = {}, std::uint8_t severity = 2)
{
    Event made;
    made.at = utc(at_s);
    made.kind = kind;
    made.subject = subject;
    made.severity = severity;
    made.text = subject + " happened";
    if (!node.empty()) {
        made.node = NodeId::fromText(node).value();
    }
    return std::make_shared<const Event>(made);
}

/// Newest first: b stalled and recovered, a lost until 300, the hub started at 50.
std::vector<events::EventPtr> history()
{
    return {happening(300, EventKind::ProblemEnded, "lost/node/a", "a"),
            happening(220, EventKind::ProblemEnded, "stalled/node/b", "b"),
            happening(200, EventKind::ProblemBegan, "stalled/node/b", "b", 1),
            happening(100, EventKind::ProblemBegan, "lost/node/a", "a"),
            happening(50, EventKind::Hub),
            happening(10, EventKind::ProblemBegan, "lost/node/c", "c")};
}

fleet::FleetSnapshot fleetOf(const std::vector<std::string> &names)
{
    fleet::FleetSnapshot fleet;
    for (const std::string &name : names) {
        auto identity = std::make_shared<fleet::NodeIdentity>();
        identity->id = NodeId::fromText(name).value();
        auto node = std::make_shared<fleet::NodeSnapshot>();
        node->identity = identity;
        node->index = static_cast<fleet::NodeIndex>(fleet.nodes.size());
        fleet.nodes.push_back(node);
    }
    return fleet;
}

std::vector<std::string> idsAt(std::int64_t at_s)
{
    std::vector<std::string> ids;
    const auto list = replay::problemsAt(history(), utc(at_s), {}, 1);
    for (const auto &problem : list->problems) {
        ids.push_back(problem->id);
    }
    return ids;
}

} // namespace

class TestEventMoment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aProblemIsThereFromItsBeginningToItsEnd()
    {
        using Ids = std::vector<std::string>;
        QCOMPARE(idsAt(99), Ids());
        QCOMPARE(idsAt(100), Ids{"lost/node/a"});
        QCOMPARE(idsAt(210), (Ids{"stalled/node/b", "lost/node/a"})); // by severity
        QCOMPARE(idsAt(220), Ids{"lost/node/a"});
        QCOMPARE(idsAt(300), Ids());
    }

    void aStartOfTheHubEndsWhatWasOpen()
    {
        QCOMPARE(idsAt(20), std::vector<std::string>{"lost/node/c"});
        QCOMPARE(idsAt(60), std::vector<std::string>());
    }

    void aRowSaysWhatWasStored()
    {
        const auto list = replay::problemsAt(history(), utc(210), fleetOf({"x", "b"}), 7);
        const problems::Problem &row = *list->problems.front();
        QCOMPARE(list->number, std::uint64_t{7});
        QCOMPARE(row.kind, problems::ProblemKind::Stalled);
        QCOMPARE(row.extent, problems::Extent::Node);
        QCOMPARE(row.where, std::string("b"));
        QCOMPARE(row.severity, 1);
        QCOMPARE(row.since, utc(200));
        QCOMPARE(list->bySeverity[1], 1U);
        QCOMPARE(list->bySeverity[2], 1U);
        QCOMPARE(list->badgeOf(1), (problems::Badge{1, 1}));
        QCOMPARE(list->badgeOf(0), problems::Badge());
    }

    void whatIsNoProblemsIdIsLeftOut()
    {
        const std::vector<events::EventPtr> strange{happening(100, EventKind::ProblemBegan, "nonsense")};
        QVERIFY(replay::problemsAt(strange, utc(200), {}, 1)->problems.empty());
    }

    void eventsOfLaterAreNotThere()
    {
        const auto list = replay::eventsAt(history(), utc(200), 2, 1);
        QCOMPARE(list->events.size(), std::size_t{2});
        QCOMPARE(list->events.front()->at, utc(200));
    }
};

QTEST_APPLESS_MAIN(TestEventMoment)
#include "tst_event_moment.moc"
