#include "core/history/event_writer.h"
#include "core/history/schema.h"
#include "history_fixture.h"
#include "tests/support/result_checks.h"

using namespace iso;
using namespace iso::history;
using namespace iso::test;
using events::Event;
using events::EventKind;
using events::EventQuery;
using events::EventResult;

namespace
{

Event eventAt(int second, EventKind kind = EventKind::Link, int node = 1, std::uint8_t severity = 0)
{
    return {HubTime::fromNanoseconds(kNoon_ns + second * kSecond_ns),
            kind,
            severity,
            node == 0 ? NodeId() : nodeId(node),
            "subject-" + std::to_string(second),
            "text " + std::to_string(second)};
}

EventQuery between(int from, int to)
{
    EventQuery query;
    query.from = HubTime::fromNanoseconds(kNoon_ns + from * kSecond_ns);
    query.to = HubTime::fromNanoseconds(kNoon_ns + to * kSecond_ns);
    return query;
}

} // namespace

class tst_HistoryEvents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventsAreReadNewestFirst();
    void oneNodesEventsAndKindsAreFound();
    void aLimitKeepsTheNewest();
    void stepsOfTimeAreCounted();
    void eventsSurviveARestart();
    void theOldestGoWhenThereAreTooMany();
    void queriesUseAnIndex_data();
    void queriesUseAnIndex();
    void rangesThatMakeNoSenseAreRefused();

private:
    static void write(HistoryFixture &history, const std::vector<Event> &events)
    {
        history.write(std::vector<HistoryItem>(events.begin(), events.end()));
    }
    static Result<EventResult> read(const HistoryFixture &history, const EventQuery &query)
    {
        const auto reader = HistoryReader::open(history.folder());
        const CancelToken never;
        return reader ? (*reader)->events(query, never) : failure(reader.error());
    }
};

void tst_HistoryEvents::eventsAreReadNewestFirst()
{
    HistoryFixture history;
    write(history, {eventAt(1), eventAt(3), eventAt(2, EventKind::Hub, 0)});
    const auto result = read(history, between(0, 10));
    QVERIFY_RESULT(result);
    QCOMPARE(result->events.size(), 3U);
    QVERIFY(result->events[0] == eventAt(3));
    QVERIFY(result->events[1] == eventAt(2, EventKind::Hub, 0));
    QVERIFY(result->events[2] == eventAt(1));
    QVERIFY(!result->truncated);
    QCOMPARE(read(history, between(1, 3))->events.size(), 2U);
}

void tst_HistoryEvents::oneNodesEventsAndKindsAreFound()
{
    HistoryFixture history;
    write(history, {eventAt(1, EventKind::Link, 1), eventAt(2, EventKind::Link, 2), eventAt(3, EventKind::Changed, 1),
                    eventAt(4, EventKind::Hub, 0)});
    EventQuery query = between(0, 10);
    query.node = nodeId(1);
    QCOMPARE(read(history, query)->events.size(), 2U);
    query.kinds = kindBit(EventKind::Changed) | kindBit(EventKind::Hub);
    const auto changed = read(history, query);
    QCOMPARE(changed->events.size(), 1U);
    QVERIFY(changed->events[0] == eventAt(3, EventKind::Changed, 1));
    query.node = {};
    QCOMPARE(read(history, query)->events.size(), 2U);
}

void tst_HistoryEvents::aLimitKeepsTheNewest()
{
    HistoryFixture history;
    write(history, {eventAt(1), eventAt(2), eventAt(3)});
    EventQuery query = between(0, 10);
    query.limit = 2;
    const auto result = read(history, query);
    QCOMPARE(result->events.size(), 2U);
    QVERIFY(result->events[0] == eventAt(3));
    QVERIFY(result->truncated);
    query.limit = 3;
    QVERIFY(!read(history, query)->truncated);
}

void tst_HistoryEvents::stepsOfTimeAreCounted()
{
    HistoryFixture history;
    write(history, {eventAt(0), eventAt(9), eventAt(10, EventKind::ProblemBegan, 1, 1), eventAt(99), eventAt(99)});
    EventQuery query = between(0, 100);
    query.buckets = 10;
    query.limit = 0;
    const auto result = read(history, query);
    QVERIFY_RESULT(result);
    QVERIFY(result->events.empty());
    QCOMPARE(result->buckets.size(), 10U);
    QCOMPARE(result->step, Duration(std::chrono::seconds(10)));
    const auto link = static_cast<std::size_t>(EventKind::Link);
    QCOMPARE(result->buckets[0].byKind[link], 2U);
    QCOMPARE(result->buckets[1].byKind[link], 0U);
    QCOMPARE(result->buckets[1].problemsBegan[1], 1U);
    QCOMPARE(result->buckets[9].byKind[link], 2U);
}

void tst_HistoryEvents::eventsSurviveARestart()
{
    HistoryFixture history;
    write(history, {eventAt(1)});
    write(history, {eventAt(2)});
    QCOMPARE(read(history, between(0, 10))->events.size(), 2U);
}

void tst_HistoryEvents::theOldestGoWhenThereAreTooMany()
{
    HistoryFixture history;
    std::vector<Event> many;
    for (int second = 0; second < 100; ++second) {
        many.push_back(eventAt(second));
    }
    write(history, many);
    {
        auto catalog = storage::Database::openWriter(history.folder() / "catalog.db", catalogFormat());
        QVERIFY_RESULT(catalog);
        QVERIFY_RESULT(pruneEvents(*catalog, 30));
    }
    const auto left = read(history, between(0, 1000));
    QCOMPARE(left->events.size(), 30U);
    QVERIFY(left->events.back() == eventAt(70));
    write(history, {eventAt(200)});
    QCOMPARE(read(history, between(0, 1000))->events.size(), 31U);
}

void tst_HistoryEvents::queriesUseAnIndex_data()
{
    QTest::addColumn<QByteArray>("where");
    QTest::addColumn<QByteArray>("index");
    QTest::newRow("by time") << QByteArray("time_ns >= 1 AND time_ns < 2") << QByteArray("event_by_time");
    QTest::newRow("one node") << QByteArray("time_ns >= 1 AND time_ns < 2 AND node = 'a' AND node <> ''")
                              << QByteArray("event_by_node");
}

void tst_HistoryEvents::queriesUseAnIndex()
{
    QFETCH(QByteArray, where);
    QFETCH(QByteArray, index);
    HistoryFixture history;
    write(history, {eventAt(1)});
    auto catalog = storage::Database::openReader(history.folder() / "catalog.db", catalogFormat());
    QVERIFY_RESULT(catalog);
    auto plan = catalog->prepare("EXPLAIN QUERY PLAN SELECT time_ns, text FROM event WHERE " + where.toStdString() +
                                 " ORDER BY time_ns DESC, kind DESC, severity DESC, id DESC");
    QVERIFY_RESULT(plan);
    QVERIFY(plan->step().value());
    const std::string text(plan->text(3));
    QVERIFY2(text.find("USING INDEX " + index.toStdString()) != std::string::npos, text.c_str());
    QVERIFY2(!plan->step().value(), "sorts by itself");
}

void tst_HistoryEvents::rangesThatMakeNoSenseAreRefused()
{
    HistoryFixture history;
    write(history, {eventAt(1)});
    QCOMPARE(read(history, between(5, 5)).error().code, ErrorCode::InvalidInput);
    EventQuery query = between(0, 10);
    query.buckets = 10'001;
    QCOMPARE(read(history, query).error().code, ErrorCode::InvalidInput);
}

QTEST_GUILESS_MAIN(tst_HistoryEvents)
#include "tst_history_events.moc"
