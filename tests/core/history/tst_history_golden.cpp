#include "history_fixture.h"
#include "tests/support/result_checks.h"

#include <cstdlib>

using namespace iso;
using namespace iso::history;
using namespace iso::test;
namespace fs = std::filesystem;

// The files in golden were written by this program with ISOCHRONE_WRITE_GOLDEN=<folder>; they never change. A new
// version of the schema adds a folder, and this test opens all of them.

namespace
{

constexpr std::uint64_t kSamples = 5;
const HubTime kMinuteEnd = HubTime::fromNanoseconds(kNoon_ns + 60 * kSecond_ns);
const GapRecord kGap{bootId(1), 6, 7, HubTime::fromNanoseconds(kNoon_ns)};

const events::Event kEvent{
    HubTime::fromNanoseconds(kNoon_ns), events::EventKind::ProblemBegan, 2, nodeId(1), "lost/node/node-1",
    "node-1: No word from the node"};

std::vector<HistoryItem> goldenItems()
{
    std::vector<HistoryItem> items{acceptedBirth(1, 1), acceptedBirth(1, 1, "sim 2"), AcceptedGap{nodeId(1), kGap},
                                   kEvent};
    for (std::uint64_t seq = 1; seq <= kSamples; ++seq) {
        items.emplace_back(acceptedSample(1, 1, seq));
        items.emplace_back(acceptedSample(2, 2, seq));
    }
    FleetMinute minute;
    minute.at = kMinuteEnd;
    minute.nodes = 2;
    minute.byLink[1] = 2;
    minute.ttftCount = 30;
    minute.ttftP95 = telemetry::QuantileBounds{0.15, 0.16, 0.17};
    items.emplace_back(minute);
    return items;
}

fs::path goldenFolder(const char *version)
{
    return fs::path(ISOCHRONE_SOURCE_DIR) / "tests/core/history/golden" / version;
}

} // namespace

class TestHistoryGolden : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (const char *target = std::getenv("ISOCHRONE_WRITE_GOLDEN")) {
            HistoryFixture history;
            history.write(goldenItems());
            fs::create_directories(target);
            for (const char *name : {"catalog.db", "raw-20260314.db"}) {
                fs::copy_file(history.folder() / name, fs::path(target) / name);
            }
        }
    }

    void everyVersionIsReadWithoutBeingChanged_data() { versions(); }
    void everyVersionIsReadWithoutBeingChanged()
    {
        QFETCH(QByteArray, version);
        HistoryFixture history;
        fs::copy(goldenFolder(version.constData()), history.folder());
        checkContent(history, kSamples);
        checkEvents(history);
        checkMinutes(history);
        QVERIFY(bytesOf(history.raw()) == bytesOf(goldenFolder(version.constData()) / "raw-20260314.db"));
    }

    void everyVersionIsContinued_data() { versions(); }
    void everyVersionIsContinued()
    {
        QFETCH(QByteArray, version);
        HistoryFixture history;
        fs::copy(goldenFolder(version.constData()), history.folder());
        {
            const auto loop = history.open();
            QVERIFY_RESULT(loop);
            const Resume &resume = (*loop)->resume();
            QVERIFY(!resume.afterUncleanStop);
            QCOMPARE(resume.nodes.size(), std::size_t(2));
            QVERIFY(resume.nodes[0].lastBirth.birth == acceptedBirth(1, 1, "sim 2").birth);
            QCOMPARE(resume.nodes[0].boots[0].ranges, (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{1, 7}}));
            QVERIFY(resume.nodes[1].lastReceived == acceptedSample(2, 2, kSamples).received);
            for (const std::uint64_t seq : {kSamples, kSamples + 3}) {
                QVERIFY((*loop)->submit(acceptedSample(1, 1, seq)));
            }
        }
        checkContent(history, kSamples + 1);
        checkEvents(history);
        checkMinutes(history);
        // What was there before is kept as it was.
        const fs::path copy = history.folder() / ("catalog.db." + version.toStdString());
        QCOMPARE(fs::exists(copy), version != "v3");
        if (version != "v3") {
            QCOMPARE(runSql(copy, "PRAGMA user_version"), version.mid(1).toInt());
            QCOMPARE(runSql(copy, "SELECT count(*) FROM birth"), 2);
        }
    }

private:
    static void versions()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<int>("events");
        QTest::addColumn<int>("minutes");
        QTest::newRow("version 1") << QByteArray("v1") << 0 << 0;
        QTest::newRow("version 2, with events") << QByteArray("v2") << 1 << 0;
        QTest::newRow("version 3, with fleet minutes") << QByteArray("v3") << 1 << 1;
    }

    static void checkEvents(const HistoryFixture &history)
    {
        QFETCH(int, events);
        const auto reader = HistoryReader::open(history.folder());
        QVERIFY_RESULT(reader);
        events::EventQuery all;
        all.to = HubTime::fromNanoseconds(INT64_MAX);
        const CancelToken never;
        const auto result = (*reader)->events(all, never);
        QVERIFY_RESULT(result);
        QCOMPARE(result->events.size(), static_cast<std::size_t>(events));
        QVERIFY(events == 0 || result->events[0] == kEvent);
    }

    static void checkMinutes(const HistoryFixture &history)
    {
        QFETCH(int, minutes);
        const auto reader = HistoryReader::open(history.folder());
        QVERIFY_RESULT(reader);
        const auto found = (*reader)->minutes(kMinuteEnd, HubTime::fromNanoseconds(INT64_MAX));
        QVERIFY_RESULT(found);
        QCOMPARE(found->size(), static_cast<std::size_t>(minutes));
        if (minutes > 0) {
            QCOMPARE(found->front().byLink[1], std::uint32_t(2));
            QVERIFY(found->front().ttftP95 == (telemetry::QuantileBounds{0.15, 0.16, 0.17}));
            QVERIFY(!found->front().load_ratio);
        }
    }

    static void checkContent(const HistoryFixture &history, std::size_t samples)
    {
        const auto first = history.read(1);
        QVERIFY_RESULT(first);
        QVERIFY(first->damage.isNone());
        QCOMPARE(first->samples.size(), samples);
        for (const StoredSample &sample : first->samples) {
            QVERIFY(sample.boot == bootId(1));
            QVERIFY(sample.nodeTime == acceptedSample(1, 1, sample.seq).nodeTime);
            QVERIFY(sample.sample == sampleContent(1, sample.seq));
        }
        QCOMPARE(first->gaps.size(), std::size_t(1));
        QCOMPARE(first->gaps[0].toSeq, kGap.toSeq);
        const auto second = history.read(2);
        QVERIFY_RESULT(second);
        QCOMPARE(second->samples.size(), std::size_t(kSamples));
    }
};

QTEST_GUILESS_MAIN(TestHistoryGolden)
#include "tst_history_golden.moc"
