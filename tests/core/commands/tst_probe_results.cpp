#include "core/commands/probe_results.h"
#include "core/wire/codec.h"

#include <QTest>
#include <cmath>
#include <numeric>
#include <random>

using namespace iso;
using commands::HistogramBar;
using commands::ProbeTally;

namespace
{

std::string resultOf(const ProbeTally &tally, const std::string &name)
{
    for (const wire::Argument &result : commands::probeResults(tally)) {
        if (result.name == name) {
            return result.value;
        }
    }
    return "(none)";
}

} // namespace

class TestProbeResults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void percentilesAreOfTheValuesThemselves()
    {
        ProbeTally tally;
        for (int i = 100; i > 0; --i) {
            tally.add(commands::kConnectLatency, i);
        }
        tally.ok = 100;
        QCOMPARE(resultOf(tally, "ok"), std::string("100"));
        QCOMPARE(resultOf(tally, "failed"), std::string("0"));
        QCOMPARE(resultOf(tally, "error"), std::string("(none)"));
        QCOMPARE(resultOf(tally, "connect_min_ms"), std::string("1.0"));
        QCOMPARE(resultOf(tally, "connect_p50_ms"), std::string("50.0"));
        QCOMPARE(resultOf(tally, "connect_p95_ms"), std::string("95.0"));
        QCOMPARE(resultOf(tally, "connect_p99_ms"), std::string("99.0"));
        QCOMPARE(resultOf(tally, "connect_max_ms"), std::string("100"));
        QCOMPARE(resultOf(tally, "ttft_p50_ms"), std::string("(none)"));
    }

    void nothingMeasuredIsNoNumber()
    {
        ProbeTally tally;
        tally.failed = 3;
        tally.error = "connection refused";
        const auto results = commands::probeResults(tally);
        QCOMPARE(results.size(), std::size_t(3));
        QCOMPARE(resultOf(tally, "error"), std::string("connection refused"));
        QCOMPARE(commands::probeSummary(tally, "x:1"), std::string("0 of 3 requests to x:1 went well"));
    }

    void theHistogramHoldsEveryValueAndFitsTheWire_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<double>("spread");
        QTest::newRow("one") << 1 << 0.0;
        QTest::newRow("ten alike") << 10 << 0.05;
        QTest::newRow("thousand") << 1000 << 0.3;
        QTest::newRow("tokens, over six decades") << 60'000 << 2.0;
    }
    void theHistogramHoldsEveryValueAndFitsTheWire()
    {
        QFETCH(const int, count);
        QFETCH(const double, spread);
        std::mt19937 random(1);
        std::normal_distribution<double> normal(std::log(50), spread);
        ProbeTally tally;
        for (int i = 0; i < count; ++i) {
            tally.add(commands::kItlLatency, std::exp(normal(random)));
        }
        const std::string text = resultOf(tally, "itl_histogram_ms");
        QVERIFY(text.size() <= wire::kMaxString_bytes);
        const auto bars = commands::readProbeHistogram(text);
        QVERIFY2(bars, text.c_str());
        const auto total = std::accumulate(bars->begin(), bars->end(), std::uint64_t(0),
                                           [](std::uint64_t sum, const HistogramBar &bar) { return sum + bar.count; });
        QCOMPARE(total, static_cast<std::uint64_t>(count));
        const auto &values = tally.latencies[0].values_ms;
        // Bounds are printed with four digits.
        QVERIFY(bars->front().from_ms <= *std::min_element(values.begin(), values.end()) * 1.001);
        QVERIFY(bars->back().upTo_ms >= *std::max_element(values.begin(), values.end()) * 0.999);
        for (const HistogramBar &bar : *bars) {
            QVERIFY(bar.from_ms < bar.upTo_ms);
        }
    }

    void gapsHaveTheirEdges()
    {
        const auto bars = commands::readProbeHistogram("10:0,20:3,40:0,50:1");
        const std::vector<HistogramBar> expected{{10, 20, 3}, {40, 50, 1}};
        QVERIFY(bars == expected);
    }

    void whatIsNoHistogramIsNone_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"x", "1", "1:", ":1", "1:2", "1:0,x:2", "2:0,1:1", "nan:0", "inf:0", "1:0,,2:1",
                                 "1:0,2:-1", "1:0,2:1.5"}) {
            QTest::newRow(text) << QByteArray(text);
        }
    }
    void whatIsNoHistogramIsNone()
    {
        QFETCH(const QByteArray, text);
        QVERIFY(!commands::readProbeHistogram(text.toStdString()));
    }

    void longTextsAreCutBetweenCharacters()
    {
        ProbeTally tally;
        std::string target = "x";
        for (int i = 0; i < 200; ++i) {
            target += "\xc3\xbc";
        }
        const std::string text = commands::probeSummary(tally, target);
        QVERIFY(text.size() <= wire::kMaxString_bytes && text.size() >= wire::kMaxString_bytes - 1);
        QVERIFY(QString::fromStdString(text).toUtf8().toStdString() == text);
    }
};

QTEST_GUILESS_MAIN(TestProbeResults)
#include "tst_probe_results.moc"
