#include "history_fixture.h"
#include "tests/support/result_checks.h"

#include <algorithm>

using namespace iso;
using namespace iso::history;
using namespace iso::test;
using Seqs = std::vector<std::uint64_t>;

namespace
{

NodeTime at(std::int64_t second)
{
    return NodeTime::fromNanoseconds(kNoon_ns + second * kSecond_ns);
}

} // namespace

class TestHistoryReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRangeBeginsWithItsStartAndEndsBeforeItsEnd()
    {
        HistoryFixture history;
        std::vector<HistoryItem> items;
        for (std::uint64_t seq = 1; seq <= 300; ++seq) { // five minutes
            items.emplace_back(acceptedSample(1, 1, seq));
        }
        history.write(std::move(items));
        const auto reader = HistoryReader::open(history.folder());
        QVERIFY_RESULT(reader);
        const auto between = [&](std::int64_t from, std::int64_t to, std::size_t limit = 1000) {
            return (*reader)->samples({nodeId(1), at(from), at(to), limit}, CancelToken());
        };
        QCOMPARE(history.seqs(between(10, 14)), (Seqs{10, 11, 12, 13}));
        QCOMPARE(history.seqs(between(58, 62)), (Seqs{58, 59, 60, 61}));
        QCOMPARE(history.seqs(between(299, 5000)), (Seqs{299, 300}));
        QCOMPARE(history.seqs(between(-100, 3)), (Seqs{1, 2}));
        QCOMPARE(history.seqs(between(301, 5000)), Seqs());
        QCOMPARE(between(1, 301)->samples.size(), std::size_t(300));
        QVERIFY(!between(1, 301, 300)->truncated);
        QVERIFY(between(1, 301, 299)->truncated);
        QCOMPARE(history.seqs(between(1, 301, 2)), (Seqs{1, 2}));
        QVERIFY_FAILURE(between(5, 5), ErrorCode::InvalidInput);
    }

    void everyNodeFindsItsOwnWhateverTheCut_data()
    {
        QTest::addColumn<int>("nodes");
        for (const int nodes : {1, 3, 40, 200}) { // cut into 1, few and 32 parts
            QTest::addRow("%d nodes", nodes) << nodes;
        }
    }
    void everyNodeFindsItsOwnWhateverTheCut()
    {
        QFETCH(int, nodes);
        HistoryFixture history;
        std::vector<HistoryItem> items;
        for (std::uint64_t seq = 1; seq <= 20; ++seq) {
            for (int node = 1; node <= nodes; ++node) {
                items.emplace_back(acceptedSample(node, 1, seq));
            }
        }
        history.write(std::move(items));
        const auto reader = HistoryReader::open(history.folder());
        QVERIFY_RESULT(reader);
        QCOMPARE((*reader)->nodes()->size(), static_cast<std::size_t>(nodes));
        for (int node = 1; node <= nodes; ++node) {
            const auto result = (*reader)->samples({nodeId(node), at(0), at(100)}, CancelToken());
            QVERIFY_RESULT(result);
            QCOMPARE(result->samples.size(), std::size_t(20));
            QVERIFY(result->damage.isNone());
            for (std::uint64_t seq = 1; seq <= 20; ++seq) {
                QVERIFY(result->samples[seq - 1].sample == sampleContent(node, seq));
            }
        }
        if (nodes == 200) {
            QCOMPARE(runSql(history.raw(), "SELECT count(DISTINCT part) FROM journal"), std::int64_t(32));
        }
    }

    void clocksThatAreWrongAreFoundWhereTheyPoint()
    {
        HistoryFixture history;
        AcceptedSample dead = acceptedSample(1, 1, 1, 0); // the second after 1970 began
        dead.received = HubTime::fromNanoseconds(kNoon_ns);
        AcceptedSample ahead = acceptedSample(1, 1, 3, kNoon_ns + 400 * kDay_ns);
        ahead.received = dead.received;
        history.write({dead, ahead, acceptedSample(1, 1, 4)});
        QCOMPARE(history.seqs(history.read(1)), (Seqs{1, 4, 3}));
        const auto reader = HistoryReader::open(history.folder());
        QVERIFY_RESULT(reader);
        const auto early = (*reader)->samples(
            {nodeId(1), NodeTime::fromNanoseconds(-600 * kSecond_ns), NodeTime::fromNanoseconds(2 * kSecond_ns)},
            CancelToken());
        QCOMPARE(history.seqs(early), (Seqs{1}));
    }

    void whatIsNotThereIsToldApart()
    {
        HistoryFixture history;
        QVERIFY_FAILURE(HistoryReader::open(history.folder()), ErrorCode::NotFound);
        history.write({acceptedBirth(2, 1), acceptedSample(1, 1, 1)});
        const auto reader = HistoryReader::open(history.folder());
        QVERIFY_RESULT(reader);
        QVERIFY_FAILURE((*reader)->samples({nodeId(3), at(0), at(9)}, CancelToken()), ErrorCode::NotFound);
        const auto bornOnly = (*reader)->samples({nodeId(2), at(0), at(9)}, CancelToken());
        QVERIFY_RESULT(bornOnly);
        QVERIFY(bornOnly->samples.empty());
        QCOMPARE_RESULT((*reader)->nodes(), (std::vector<NodeId>{nodeId(1), nodeId(2)}));
        CancelToken cancelled;
        cancelled.cancel();
        QVERIFY_FAILURE((*reader)->samples({nodeId(1), at(0), at(9)}, cancelled), ErrorCode::Cancelled);
        QVERIFY_FAILURE((*reader)->series({nodeId(1), at(0), at(9)}, cancelled), ErrorCode::Cancelled);
    }

    void anOpenReaderSeesNewCommitsAndNewDays()
    {
        HistoryFixture history;
        const auto loop = history.open();
        QVERIFY_RESULT(loop);
        const auto reader = HistoryReader::open(history.folder());
        QVERIFY_RESULT(reader);
        const SampleQuery everything{nodeId(1), at(0), at(1'000'000)};
        QVERIFY_FAILURE((*reader)->samples(everything, CancelToken()), ErrorCode::NotFound);
        QVERIFY((*loop)->submit(acceptedSample(1, 1, 1)));
        QVERIFY(history.waitForNumbers(1));
        QCOMPARE(history.seqs((*reader)->samples(everything, CancelToken())), (Seqs{1}));
        QVERIFY((*loop)->submit(acceptedSample(1, 1, 2)));
        QVERIFY((*loop)->submit(acceptedSample(1, 1, 3, kNoon_ns + kDay_ns)));
        QVERIFY(history.waitForNumbers(3));
        const auto result = (*reader)->samples(everything, CancelToken());
        QCOMPARE(history.seqs(result), (Seqs{1, 2, 3}));
        QVERIFY(result->damage.isNone());
    }

    void jsonIsKeptAndReadAsItCame()
    {
        HistoryFixture history;
        AcceptedSample sample = acceptedSample(1, 1, 1);
        wire::Decoder decoder;
        sample.envelope = wire::encodeJson(decoder.decode(sample.envelope).value());
        QCOMPARE(sample.envelope.front(), '{');
        history.write({sample});
        const auto result = history.read(1);
        QVERIFY_RESULT(result);
        QVERIFY(result->samples.front().sample == sampleContent(1, 1));
    }

    void aDayThatIsGoneIsNamed()
    {
        HistoryFixture history;
        history.write({acceptedSample(1, 1, 1), acceptedSample(1, 1, 2, kNoon_ns + kDay_ns)});
        std::filesystem::remove(history.raw());
        const auto result = history.read(1);
        QCOMPARE(history.seqs(result), (Seqs{2}));
        QCOMPARE(result->damage.files, (std::vector<std::string>{"raw-20260314.db"}));
    }

    void aSeriesMergesEachStep()
    {
        HistoryFixture history;
        std::vector<HistoryItem> items;
        for (std::uint64_t seq = 0; seq < 100; ++seq) {
            if (seq / 10 != 4) { // nothing from 40 s to 50 s
                items.emplace_back(acceptedSample(1, 1, seq));
            }
        }
        history.write(std::move(items));
        const auto reader = HistoryReader::open(history.folder());
        QVERIFY_RESULT(reader);
        const auto series = (*reader)->series({nodeId(1), at(0), at(100), 10}, CancelToken());
        QVERIFY_RESULT(series);
        QVERIFY(series->step == std::chrono::seconds(10));
        QCOMPARE(series->points.size(), std::size_t(9));
        QVERIFY(series->points[4].time == at(59));
        const SeriesPoint &point = series->points[2];
        QVERIFY(point.time == at(29));
        QCOMPARE(point.samples, std::uint32_t(10));
        QVERIFY(point.covered == std::chrono::seconds(10));
        using telemetry::MetricId;
        QCOMPARE(point.mean.value(MetricId::RequestsRunning).value_or(-1), 24.5); // gauge: mean of 20..29
        QCOMPARE(point.max.value(MetricId::RequestsRunning).value_or(-1), 29.0);
        QCOMPARE(point.mean.value(MetricId::TokensOut).value_or(-1), 1010.0);  // delta: sum of 10 times 101
        QCOMPARE(point.mean.value(MetricId::EngineSteps).value_or(-1), 290.0); // counter: last
        QVERIFY(!point.mean.has(MetricId::GpuPower));
        telemetry::LatencyHistogram merged;
        for (std::uint64_t seq = 20; seq < 30; ++seq) {
            merged.merge(*sampleContent(1, seq).latencies[0]);
        }
        QVERIFY(point.ttftP50 == merged.quantile(0.50));
        QVERIFY(point.ttftP95 == merged.quantile(0.95));
        QVERIFY(point.ttftP99 == merged.quantile(0.99));
    }

    void aSeriesOverAllOfTimeIsFine()
    {
        HistoryFixture history;
        history.write({acceptedSample(1, 1, 1), acceptedSample(1, 1, 2, kNoon_ns + kDay_ns)});
        const auto reader = HistoryReader::open(history.folder());
        QVERIFY_RESULT(reader);
        const auto series = (*reader)->series(
            {nodeId(1), NodeTime::fromNanoseconds(INT64_MIN), NodeTime::fromNanoseconds(INT64_MAX), 500},
            CancelToken());
        QVERIFY_RESULT(series);
        QCOMPARE(series->points.size(), std::size_t(1));
        QCOMPARE(series->points[0].samples, std::uint32_t(2));
        QVERIFY_FAILURE((*reader)->series({nodeId(1), at(0), at(1), 0}, CancelToken()), ErrorCode::InvalidInput);
        const auto fine = (*reader)->series(
            {nodeId(1), at(1), NodeTime::fromNanoseconds(at(1).toNanoseconds() + 3), 500}, CancelToken());
        QVERIFY_RESULT(fine);
        QVERIFY(fine->step == std::chrono::nanoseconds(1));
        QCOMPARE(fine->points.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestHistoryReader)
#include "tst_history_reader.moc"
