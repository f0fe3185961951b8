#include "history_fixture.h"
#include "tests/support/result_checks.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace iso;
using namespace iso::history;
using namespace iso::test;
using telemetry::LatencyId;
using telemetry::MetricId;

namespace
{

NodeTime at(std::int64_t second)
{
    return NodeTime::fromNanoseconds(kNoon_ns + second * kSecond_ns);
}

/// The sample of a second after `start_ns`. Numbers begin at 1.
AcceptedSample stored(int node, std::uint64_t second, std::int64_t start_ns = kNoon_ns)
{
    return acceptedSample(node, 1, second + 1, start_ns - kSecond_ns);
}

AcceptedSample accepted(int node, std::uint64_t second, telemetry::Sample sample)
{
    AcceptedSample result = stored(node, second);
    wire::Envelope envelope;
    envelope.header = {.node = result.node, .boot = result.boot, .seq = result.seq, .time = result.nodeTime};
    sample.interval = std::chrono::seconds(1);
    envelope.payload = std::move(sample);
    result.envelope = wire::encode(envelope);
    return result;
}

GroupQuery query(std::vector<int> nodes, std::int64_t from, std::int64_t step, std::size_t steps)
{
    GroupQuery query;
    for (const int node : nodes) {
        query.nodes.push_back(nodeId(node));
    }
    query.from = at(from);
    query.step = std::chrono::seconds(step);
    query.steps = steps;
    return query;
}

Result<GroupResult> ask(const HistoryFixture &history, const GroupQuery &query)
{
    auto reader = HistoryReader::open(history.folder());
    return reader ? (*reader)->group(query, CancelToken()) : failure(reader.error());
}

/// The smallest observation with at least q of all at or below it.
double quantileOf(std::vector<double> values, double q)
{
    std::sort(values.begin(), values.end());
    const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(values.size())));
    return values.at(std::max<std::size_t>(rank, 1) - 1);
}

bool contains(const std::optional<telemetry::QuantileBounds> &bounds, double value)
{
    return bounds && bounds->lower <= value && value <= bounds->upper;
}

} // namespace

class TestGroupQuery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPercentileOfAGroupIsThatOfAllObservations()
    {
        // Five nodes of very different speed and traffic: the mean of their percentiles would be far off.
        std::mt19937 random(7);
        std::array<std::vector<double>, 3> observed; // by step
        HistoryFixture history;
        std::vector<HistoryItem> items;
        for (int node = 1; node <= 5; ++node) {
            std::lognormal_distribution<double> latency(std::log(0.05 * node * node), 0.6);
            for (std::uint64_t seq = 0; seq < 180; ++seq) {
                telemetry::LatencyHistogram ttft;
                for (int i = 0; i < 40 / (node * node) + 1; ++i) {
                    const double value = latency(random);
                    ttft.record(value);
                    observed[seq / 60].push_back(value);
                }
                telemetry::Sample sample;
                sample.latencies[0] = ttft;
                items.emplace_back(accepted(node, seq, std::move(sample)));
            }
        }
        history.write(std::move(items));
        const auto result = ask(history, query({1, 2, 3, 4, 5}, 0, 60, 3));
        QVERIFY_RESULT(result);
        QCOMPARE(result->points.size(), std::size_t(3));
        QCOMPARE(result->samples, std::uint64_t(900));
        QVERIFY(result->readFrom == at(0));
        for (std::size_t step = 0; step < 3; ++step) {
            const GroupPoint &point = result->points[step];
            QVERIFY(point.start == at(static_cast<std::int64_t>(step) * 60));
            QCOMPARE(point.nodes, std::uint32_t(5));
            const LatencyPoint &ttft = point.latency(LatencyId::TimeToFirstToken);
            QCOMPARE(ttft.count, std::uint64_t(observed[step].size()));
            QVERIFY(contains(ttft.p50, quantileOf(observed[step], 0.50)));
            QVERIFY(contains(ttft.p95, quantileOf(observed[step], 0.95)));
            QVERIFY(contains(ttft.p99, quantileOf(observed[step], 0.99)));
            QVERIFY(ttft.p95->upper / ttft.p95->lower < 1.03);
        }
    }

    void coverageIsTheShareOfRequestsWhoseNodeReportsTheLatency()
    {
        HistoryFixture history;
        std::vector<HistoryItem> items;
        for (std::uint64_t seq = 0; seq < 10; ++seq) {
            telemetry::Sample with;
            with.metrics.set(MetricId::RequestsOk, 6);
            with.metrics.set(MetricId::RequestsFailed, 1);
            if (seq % 2 == 0) { // an interval without an answer takes nothing away
                with.latencies[0] = telemetry::LatencyHistogram();
                with.latencies[0]->record(0.2, 6);
            }
            items.emplace_back(accepted(1, seq, std::move(with)));
            telemetry::Sample without;
            without.metrics.set(MetricId::RequestsOk, 3);
            items.emplace_back(accepted(2, seq, std::move(without)));
        }
        history.write(std::move(items));
        const auto result = ask(history, query({1, 2, 3}, 0, 10, 1));
        QVERIFY_RESULT(result);
        const GroupPoint &point = result->points.at(0);
        QCOMPARE(point.latency(LatencyId::TimeToFirstToken).coverage_ratio.value_or(-1), 0.7);
        QCOMPARE(point.latency(LatencyId::InterToken).coverage_ratio.value_or(-1), 0.0);
        QVERIFY(!point.latency(LatencyId::InterToken).p95);
        QCOMPARE(point.nodes, std::uint32_t(2));
        QCOMPARE(result->unknown, (std::vector<NodeId>{nodeId(3)}));
        QCOMPARE(point.figure(GroupFigure::RequestsPerSecond).value_or(-1), 10.0);
        // Only the node that counts failures stands for the share of failures.
        QCOMPARE(point.figure(GroupFigure::ErrorRatio).value_or(-1), 1.0 / 7);
        QCOMPARE(point.figureNodes[static_cast<std::size_t>(GroupFigure::ErrorRatio)], std::uint32_t(1));
    }

    void ratesAndPowersAddUpAndLevelsAreMeans()
    {
        HistoryFixture history;
        std::vector<HistoryItem> items;
        for (std::uint64_t seq = 0; seq < 10; ++seq) {
            telemetry::Sample fast;
            fast.metrics.set(MetricId::TokensOut, 1000);
            fast.metrics.set(MetricId::GpuPower, 200);
            fast.metrics.set(MetricId::Load, 0.9);
            fast.metrics.set(MetricId::RequestsWaiting, static_cast<double>(seq % 2 * 4));
            items.emplace_back(accepted(1, seq, std::move(fast)));
            if (seq == 9) { // came up late: it does not count ten times less
                telemetry::Sample slow;
                slow.metrics.set(MetricId::TokensOut, 10);
                slow.metrics.setAbsent(MetricId::GpuPower, telemetry::Absence::NotExported);
                slow.metrics.set(MetricId::Load, 0.1);
                slow.metrics.set(MetricId::RequestsWaiting, 5);
                items.emplace_back(accepted(2, seq, std::move(slow)));
            }
        }
        history.write(std::move(items));
        const auto result = ask(history, query({1, 2}, 0, 10, 1));
        QVERIFY_RESULT(result);
        const GroupPoint &point = result->points.at(0);
        QCOMPARE(point.figure(GroupFigure::TokensOutPerSecond).value_or(-1), 1010.0);
        QCOMPARE(point.figure(GroupFigure::Load).value_or(-1), 0.5);
        QCOMPARE(point.figure(GroupFigure::RequestsWaiting).value_or(-1), 7.0);
        QCOMPARE(point.figure(GroupFigure::Power).value_or(-1), 200.0);
        QCOMPARE(point.figure(GroupFigure::EnergyPerToken).value_or(-1), 0.2);
        QCOMPARE(point.figureNodes[static_cast<std::size_t>(GroupFigure::Power)], std::uint32_t(1));
        QVERIFY(!point.figure(GroupFigure::KvCacheUsage));
        QVERIFY(!point.figure(GroupFigure::ErrorRatio));
        QVERIFY(result->absence[static_cast<std::size_t>(GroupFigure::Power)] == telemetry::Absence::NotExported);
    }

    void stepsWithoutSamplesAreNotThere()
    {
        HistoryFixture history;
        std::vector<HistoryItem> items;
        for (std::uint64_t seq = 0; seq < 600; ++seq) {
            if (seq < 95 || seq >= 400) {
                items.emplace_back(stored(1, seq));
            }
        }
        history.write(std::move(items));
        const auto result = ask(history, query({1}, -30, 10, 100));
        QVERIFY_RESULT(result);
        std::vector<std::int64_t> starts;
        for (const GroupPoint &point : result->points) {
            starts.push_back((point.start - at(0)).count() / kSecond_ns);
            QCOMPARE(point.samples, std::uint64_t(starts.back() == 90 ? 5 : 10));
        }
        QCOMPARE(starts.size(), std::size_t(30));
        QCOMPARE(starts[9], std::int64_t(90));
        QCOMPARE(starts[10], std::int64_t(400));
    }

    void whatABudgetCutsOffIsReadByAskingAgain()
    {
        HistoryFixture history;
        std::vector<HistoryItem> items;
        for (std::uint64_t seq = 0; seq < 1800; ++seq) {
            for (int node = 1; node <= 3; ++node) {
                items.emplace_back(stored(node, seq));
            }
        }
        history.write(std::move(items));
        GroupQuery whole = query({1, 2, 3}, 0, 7, 258);
        whole.eachNode = true;
        const auto expected = ask(history, whole);
        QVERIFY_RESULT(expected);
        QCOMPARE(expected->points.size(), std::size_t(258));
        GroupQuery page = whole;
        page.sampleBudget = 1;
        std::vector<GroupPoint> points;
        std::vector<GroupPoint> ofSecond;
        int pages = 0;
        while (page.steps > 0) {
            const auto result = ask(history, page);
            QVERIFY_RESULT(result);
            QVERIFY(result->readFrom < page.to()); // at least one step each time
            points.insert(points.begin(), result->points.begin(), result->points.end());
            ofSecond.insert(ofSecond.begin(), result->eachNode[1].begin(), result->eachNode[1].end());
            page.steps = static_cast<std::size_t>((result->readFrom - page.from) / page.step);
            ++pages;
        }
        QCOMPARE(pages, 1 + 0); // 5,400 samples are less than what is read at once
        QCOMPARE(points.size(), expected->points.size());
        for (std::size_t i = 0; i < points.size(); ++i) {
            QCOMPARE(points[i].samples, expected->points[i].samples);
            QVERIFY(points[i].latencies[0].p95 == expected->points[i].latencies[0].p95);
            QCOMPARE(ofSecond[i].samples, expected->eachNode[1][i].samples);
        }
    }

    void eachNodeIsWhatItWouldBeAlone()
    {
        HistoryFixture history;
        std::vector<HistoryItem> items;
        for (std::uint64_t seq = 0; seq < 120; ++seq) {
            items.emplace_back(stored(1, seq));
            items.emplace_back(stored(2, seq, kNoon_ns + 60 * kSecond_ns));
        }
        history.write(std::move(items));
        GroupQuery both = query({1, 2}, 0, 10, 18);
        both.eachNode = true;
        const auto result = ask(history, both);
        QVERIFY_RESULT(result);
        QCOMPARE(result->eachNode.size(), std::size_t(2));
        for (int node = 1; node <= 2; ++node) {
            const auto alone = ask(history, query({node}, 0, 10, 18));
            QVERIFY_RESULT(alone);
            const auto &series = result->eachNode[static_cast<std::size_t>(node) - 1];
            QCOMPARE(series.size(), std::size_t(12));
            QCOMPARE(alone->points.size(), std::size_t(12));
            for (std::size_t i = 0; i < 12; ++i) {
                QVERIFY(series[i].start == alone->points[i].start);
                QVERIFY(series[i].latencies[0].p99 == alone->points[i].latencies[0].p99);
                QVERIFY(series[i].figures == alone->points[i].figures);
            }
        }
    }

    void daysAndManyNodesAreReadTogether()
    {
        HistoryFixture history;
        std::vector<HistoryItem> items;
        for (int node = 1; node <= 200; ++node) { // cut into 32 parts
            for (std::uint64_t seq = 0; seq < 4; ++seq) {
                items.emplace_back(stored(node, seq, kMidnight_ns + kDay_ns - 2 * kSecond_ns));
            }
        }
        history.write(std::move(items));
        GroupQuery some = query({}, 0, 1, 4);
        some.from = NodeTime::fromNanoseconds(kMidnight_ns + kDay_ns - 2 * kSecond_ns);
        for (int node = 1; node <= 200; node += 2) {
            some.nodes.push_back(nodeId(node));
        }
        const auto result = ask(history, some);
        QVERIFY_RESULT(result);
        QVERIFY(result->damage.isNone());
        QCOMPARE(result->points.size(), std::size_t(4));
        for (const GroupPoint &point : result->points) {
            QCOMPARE(point.nodes, std::uint32_t(100));
            QCOMPARE(point.samples, std::uint64_t(100));
        }
    }

    void aDamagedRowIsCountedAndTheRestIsShown()
    {
        HistoryFixture history;
        for (std::uint64_t seq = 0; seq < 3; ++seq) { // three rows
            history.write({stored(1, seq)});
        }
        runSql(history.raw(), "UPDATE journal SET data = zeroblob(length(data)) WHERE id = 2");
        const auto result = ask(history, query({1}, 0, 1, 3));
        QVERIFY_RESULT(result);
        QCOMPARE(result->points.size(), std::size_t(2));
        QCOMPARE(result->damage.rows, std::uint64_t(1));
    }

    void queriesOutsideTheBoundsAreRefused()
    {
        HistoryFixture history;
        history.write({acceptedSample(1, 1, 1)});
        const auto reader = HistoryReader::open(history.folder());
        QVERIFY_RESULT(reader);
        QVERIFY_FAILURE(ask(history, query({}, 0, 1, 1)), ErrorCode::InvalidInput);
        QVERIFY_FAILURE(ask(history, query({1, 1}, 0, 1, 1)), ErrorCode::InvalidInput);
        QVERIFY_FAILURE(ask(history, query({1}, 0, 1, 0)), ErrorCode::InvalidInput);
        QVERIFY_FAILURE(ask(history, query({1}, 0, 0, 10)), ErrorCode::InvalidInput);
        QVERIFY_FAILURE(ask(history, query({1}, 0, 1, 5001)), ErrorCode::InvalidInput);
        QVERIFY_FAILURE(ask(history, query({1}, 0, 2'000'000, 5000)), ErrorCode::InvalidInput);
        std::vector<int> many(17);
        std::iota(many.begin(), many.end(), 1);
        GroupQuery each = query(many, 0, 1, 10);
        each.eachNode = true;
        QVERIFY_FAILURE(ask(history, each), ErrorCode::InvalidInput);
        CancelToken cancelled;
        cancelled.cancel();
        QVERIFY_FAILURE((*reader)->group(query({1}, 0, 1, 10), cancelled), ErrorCode::Cancelled);
        const auto nothing = ask(history, query({9}, 0, 1, 10));
        QVERIFY_RESULT(nothing);
        QVERIFY(nothing->points.empty());
        QCOMPARE(nothing->unknown, std::vector<NodeId>{nodeId(9)});
    }
};

QTEST_GUILESS_MAIN(TestGroupQuery)
#include "tst_group_query.moc"
