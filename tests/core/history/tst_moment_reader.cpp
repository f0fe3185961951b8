#include "history_fixture.h"

#include "core/history/moment_reader.h"
#include "tests/support/result_checks.h"

#include <filesystem>

using namespace iso;
using namespace iso::history;
using namespace iso::test;
namespace fs = std::filesystem;

namespace
{

HubTime at(double afterNoon_s)
{
    return HubTime::fromNanoseconds(kNoon_ns + static_cast<std::int64_t>(afterNoon_s * 1e9));
}

/// "node/seq" of what the cursor hands over, in its order.
QString namesOf(ReceivedCursor &cursor, HubTime to, Damage &damage)
{
    QStringList names;
    const CancelToken never;
    const Status read = cursor.next(to, never, damage, [&names](const ReceivedSample &sample) {
        names << QStringLiteral("%1/%2").arg(sample.ordinal).arg(sample.seq);
    });
    return read ? names.join(QLatin1Char(' ')) : QString::fromStdString(read.error().message);
}

std::unique_ptr<ReceivedCursor> cursorFrom(MomentReader &reader, HubTime from)
{
    const CancelToken never;
    auto cursor = reader.received(from, never);
    return cursor ? std::move(*cursor) : nullptr;
}

FleetMinute minuteAt(HubTime time)
{
    FleetMinute minute;
    minute.at = time;
    minute.hubSince = at(0);
    minute.steady = SteadyTime::fromNanoseconds(77);
    minute.nodes = 12;
    minute.serving = 9;
    minute.byLink = {1, 9, 0, 2, 0};
    minute.byService[4] = 1;
    minute.requests = 1000;
    minute.failed = 3;
    minute.ttftCount = 990;
    minute.ttftP50 = telemetry::QuantileBounds{0.09, 0.1, 0.11};
    minute.ttftP95 = telemetry::QuantileBounds{0.19, 0.2, 0.21};
    minute.ttftP99 = telemetry::QuantileBounds{0.39, 0.4, 0.41};
    minute.ttftCoverage_ratio = 0.99;
    minute.load_ratio = 0.5;
    return minute;
}

/// Many small commits, so that a search has something to search in.
void writeSeconds(HistoryFixture &history, int nodes, std::uint64_t first, std::uint64_t last)
{
    HistoryOptions options;
    options.commitSize_bytes = 4096;
    const auto loop = history.open(options);
    for (std::uint64_t seq = first; seq <= last; ++seq) {
        for (int node = 1; node <= nodes; ++node) {
            (*loop)->submit(acceptedSample(node, 1, seq));
        }
    }
}

} // namespace

class TestMomentReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samplesOfAllNodesComeInTheOrderInWhichTheyWereReceived()
    {
        HistoryFixture history;
        writeSeconds(history, 3, 1, 200);
        const auto reader = MomentReader::open(history.folder());
        QVERIFY_RESULT(reader);
        const auto cursor = cursorFrom(**reader, at(100));
        QVERIFY(cursor);
        Damage damage;
        // Second n is received 20 ms after it.
        QCOMPARE(namesOf(*cursor, at(102), damage), QStringLiteral("1/100 2/100 3/100 1/101 2/101 3/101"));
        QCOMPARE(namesOf(*cursor, at(102), damage), QString());
        QCOMPARE(namesOf(*cursor, at(103), damage), QStringLiteral("1/102 2/102 3/102"));
        QVERIFY(damage.isNone());
    }

    void whatIsCommittedLaterIsHandedOverLater()
    {
        HistoryFixture history;
        history.write({acceptedSample(1, 1, 1)});
        const auto reader = MomentReader::open(history.folder());
        QVERIFY_RESULT(reader);
        const auto cursor = cursorFrom(**reader, at(0));
        Damage damage;
        QCOMPARE(namesOf(*cursor, at(10), damage), QStringLiteral("1/1"));
        history.write({acceptedSample(1, 1, 2)});
        QCOMPARE(namesOf(*cursor, at(10), damage), QStringLiteral("1/2"));
    }

    void theOrderIsThatOfReceiptNotOfMeasuring()
    {
        HistoryFixture history;
        AcceptedSample late = acceptedSample(1, 1, 1); // measured first, received last
        late.received = at(50);
        late.historical = true;
        history.write({acceptedSample(1, 1, 2), acceptedSample(1, 1, 3), late});
        const auto reader = MomentReader::open(history.folder());
        const auto cursor = cursorFrom(**reader, at(0));
        Damage damage;
        QCOMPARE(namesOf(*cursor, at(60), damage), QStringLiteral("1/2 1/3 1/1"));
    }

    void aNodeWhoseClockIsHoursOffIsFoundByWhenItWasReceived()
    {
        HistoryFixture history;
        AcceptedSample odd = acceptedSample(1, 1, 1);
        odd.nodeTime = NodeTime::fromNanoseconds(kNoon_ns - 7200 * kSecond_ns);
        odd.received = at(120);
        history.write({acceptedSample(2, 1, 1), odd});
        const auto reader = MomentReader::open(history.folder());
        const auto cursor = cursorFrom(**reader, at(110));
        Damage damage;
        QCOMPARE(namesOf(*cursor, at(130), damage), QStringLiteral("2/1"));
    }

    void midnightIsCrossed()
    {
        HistoryFixture history;
        constexpr std::int64_t kBefore_ns = kMidnight_ns + kDay_ns - 3 * kSecond_ns;
        std::vector<HistoryItem> items;
        for (std::uint64_t seq = 1; seq <= 5; ++seq) {
            items.emplace_back(acceptedSample(1, 1, seq, kBefore_ns));
        }
        history.write(std::move(items));
        QVERIFY(fs::exists(history.raw("20260315")));
        const auto reader = MomentReader::open(history.folder());
        const auto cursor = cursorFrom(**reader, HubTime::fromNanoseconds(kBefore_ns));
        Damage damage;
        const HubTime end = HubTime::fromNanoseconds(kBefore_ns + 10 * kSecond_ns);
        QCOMPARE(namesOf(*cursor, end, damage), QStringLiteral("1/1 1/2 1/3 1/4 1/5"));
    }

    void aDamagedRowIsLeftOutAndCounted()
    {
        HistoryFixture history;
        writeSeconds(history, 3, 1, 60);
        runSql(history.raw(), "UPDATE journal SET data = x'00' WHERE id = (SELECT min(id) FROM journal)");
        const auto reader = MomentReader::open(history.folder());
        const auto cursor = cursorFrom(**reader, at(0));
        Damage damage;
        const QString names = namesOf(*cursor, at(100), damage);
        QCOMPARE(damage.rows, std::uint64_t(1));
        QVERIFY(names.count(QLatin1Char('/')) < 180);
    }

    void aStoppedQueryEndsAndSaysSo()
    {
        HistoryFixture history;
        writeSeconds(history, 3, 1, 60);
        const auto reader = MomentReader::open(history.folder());
        const auto cursor = cursorFrom(**reader, at(0));
        CancelToken cancelled;
        cancelled.cancel();
        Damage damage;
        QVERIFY_FAILURE(cursor->next(at(100), cancelled, damage, [](const ReceivedSample &) {}), ErrorCode::Cancelled);
    }

    void anEmptyHistoryHasNothing()
    {
        HistoryFixture history;
        history.write({});
        const auto reader = MomentReader::open(history.folder());
        QVERIFY_RESULT(reader);
        const auto cursor = cursorFrom(**reader, at(0));
        Damage damage;
        QCOMPARE(namesOf(*cursor, at(10), damage), QString());
        QVERIFY((*reader)->birthsAt(at(10)).value().empty());
        QVERIFY((*reader)->minutes(at(0), at(10)).value().empty());
    }

    void birthsAreThoseOfTheMoment()
    {
        HistoryFixture history;
        AcceptedBirth later = acceptedBirth(1, 1, "sim 2");
        later.received = at(100);
        history.write({acceptedBirth(1, 1), acceptedBirth(2, 1), later});
        const auto reader = MomentReader::open(history.folder());
        QVERIFY_RESULT(reader);
        QVERIFY((*reader)->birthsAt(at(-1)).value().empty());
        const auto before = (*reader)->birthsAt(at(50));
        QVERIFY_RESULT(before);
        QCOMPARE(before->size(), std::size_t(2));
        QCOMPARE(before->front().birth.software, std::string("sim 1"));
        QCOMPARE((*reader)->birthsAt(at(100)).value().front().birth.software, std::string("sim 2"));
        QCOMPARE((*reader)->birthsBetween(at(0), at(99)).value().size(), std::size_t(0));
        QCOMPARE((*reader)->birthsBetween(at(99), at(100)).value().size(), std::size_t(1));
    }

    void minutesAreKeptAsTheyWereSeen()
    {
        HistoryFixture history;
        FleetMinute bare; // nothing was measured
        bare.at = at(120);
        bare.hubSince = at(0);
        history.write({minuteAt(at(60)), bare, minuteAt(at(240))});
        const auto reader = HistoryReader::open(history.folder());
        QVERIFY_RESULT(reader);
        const auto minutes = (*reader)->minutes(at(60), at(240));
        QVERIFY_RESULT(minutes);
        QCOMPARE(minutes->size(), std::size_t(2)); // the end is not included, and 180 s is a hole
        const FleetMinute &first = minutes->front();
        const FleetMinute expected = minuteAt(at(60));
        QVERIFY(first.at == expected.at && first.hubSince == expected.hubSince && first.steady == expected.steady);
        QCOMPARE(first.nodes, expected.nodes);
        QCOMPARE(first.serving, expected.serving);
        QVERIFY(first.byLink == expected.byLink && first.byService == expected.byService);
        QCOMPARE(first.troubled(), std::uint32_t(3)); // two lost, one stalled
        QCOMPARE(first.requests, expected.requests);
        QCOMPARE(first.failed, expected.failed);
        QCOMPARE(first.ttftCount, expected.ttftCount);
        QVERIFY(first.ttftP50 == expected.ttftP50 && first.ttftP95 == expected.ttftP95 &&
                first.ttftP99 == expected.ttftP99);
        QCOMPARE(first.load_ratio.value(), 0.5);
        QVERIFY(!first.tokensOutPerSecond); // absent, not 0
        const FleetMinute &second = minutes->back();
        QVERIFY(!second.ttftP95 && !second.load_ratio && !second.power_watts);
    }

    void aCatalogueOfTheFirstVersionHasNoMinutes()
    {
        HistoryFixture history;
        fs::copy(fs::path(ISOCHRONE_SOURCE_DIR) / "tests/core/history/golden/v1", history.folder());
        const auto reader = HistoryReader::open(history.folder());
        QVERIFY_RESULT(reader);
        const auto minutes = (*reader)->minutes(at(-1e6), at(1e6));
        QVERIFY_RESULT(minutes);
        QVERIFY(minutes->empty());
    }

    void aCatalogueOfTheFirstVersionIsCopiedAndThenTakesMinutes()
    {
        HistoryFixture history;
        fs::copy(fs::path(ISOCHRONE_SOURCE_DIR) / "tests/core/history/golden/v1", history.folder());
        history.write({minuteAt(at(60))});
        QCOMPARE(runSql(history.folder() / "catalog.db.v1", "PRAGMA user_version"), std::int64_t(1));
        QCOMPARE(runSql(history.folder() / "catalog.db.v1", "SELECT count(*) FROM birth"), std::int64_t(2));
        const auto reader = HistoryReader::open(history.folder());
        QCOMPARE((*reader)->minutes(at(0), at(100)).value().size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestMomentReader)
#include "tst_moment_reader.moc"
