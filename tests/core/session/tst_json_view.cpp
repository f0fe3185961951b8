#include "core/session/json_view.h"

#include <QTest>
#include <cmath>
#include <tuple>

using namespace iso;
using nlohmann::json;
using telemetry::LatencyHistogram;

namespace
{

fleet::LatencyFigures figuresOf(double value_s, std::uint64_t count)
{
    LatencyHistogram histogram;
    histogram.record(value_s, count);
    return fleet::LatencyFigures::of(histogram);
}

} // namespace

class TestJsonView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aGroupHasEachOfItsLatenciesUnderItsName()
    {
        fleet::GroupSummary group;
        group.name = "osl";
        group.ttft = figuresOf(0.2, 3);
        group.interToken = figuresOf(0.02, 50);
        group.endToEnd = figuresOf(4, 2);
        const json view = session::toJson(group);
        for (const auto &[key, count, value_ms] :
             {std::tuple("ttft", 3, 200.0), std::tuple("itl", 50, 20.0), std::tuple("e2e", 2, 4000.0)}) {
            const json &figures = view.at(key);
            QCOMPARE(figures.at("count").get<int>(), count);
            const double p95_ms = figures.at("p95").at("estimate_ms").get<double>();
            QVERIFY2(std::abs(p95_ms - value_ms) < 0.02 * value_ms, key);
        }
    }

    void whatAGroupDoesNotKnowIsNull()
    {
        const json view = session::toJson(fleet::GroupSummary());
        for (const char *key : {"ttft", "itl", "e2e", "ttft_coverage_ratio", "load_ratio", "errors_ratio",
                                "tokens_out_per_s", "power_watts", "joules_per_token"}) {
            QVERIFY2(view.at(key).is_null(), key);
        }
        QCOMPARE(view.at("nodes").get<int>(), 0); // that is known
        fleet::GroupSummary unmeasured;
        unmeasured.errors_ratio = 0.25; // there were requests, and no first token of theirs was measured
        QCOMPARE(session::toJson(unmeasured).at("ttft_coverage_ratio").get<double>(), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestJsonView)
#include "tst_json_view.moc"
