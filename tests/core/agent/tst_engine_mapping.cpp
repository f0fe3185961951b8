#include "core/agent/engine_mapping.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <QTest>
#include <algorithm>
#include <fstream>

using namespace iso;
using namespace iso::agent;
using telemetry::LatencyId;
using telemetry::MetricId;

namespace
{

const std::string kHead = "engine = \"x\"\ntitle = \"X\"\nseries_prefix = \"x_\"\nmetrics_path = \"/metrics\"\n"
                          "model_label = \"model\"\n";

} // namespace

class TestEngineMapping : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void versionsAreComparedByTheirNumbers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("numbers");
        const auto row = [](const char *text, const char *numbers) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(numbers);
        };
        row("0.9.2", "0.9.2");
        row("0.11", "0.11.0");
        row("v0.10.1", "0.10.1");
        row("0.10.0rc1", "0.10.0");
        row("0.9.2.dev12+g1234abc", "0.9.2");
        row("1", "1.0.0");
        row("nightly", "");
        row("", "");
        row("99999999999999999999", "");
    }
    void versionsAreComparedByTheirNumbers()
    {
        QFETCH(QString, text);
        QFETCH(QString, numbers);
        const auto version = EngineVersion::fromText(text.toStdString());
        QCOMPARE(version ? QString::fromStdString(version->toText()) : QString(), numbers);
        QVERIFY(*EngineVersion::fromText("0.9.2") < *EngineVersion::fromText("0.10"));
    }
    void aRangeIncludesItsBeginningAndNotItsEnd()
    {
        SeriesRule series;
        series.since = EngineVersion{0, 9, 0};
        series.until = EngineVersion{0, 13, 0};
        QVERIFY(!series.isIn(EngineVersion{0, 8, 9}));
        QVERIFY(series.isIn(EngineVersion{0, 9, 0}));
        QVERIFY(series.isIn(EngineVersion{0, 12, 9}));
        QVERIFY(!series.isIn(EngineVersion{0, 13, 0}));
        QVERIFY(series.isIn(std::nullopt));
    }

    void theBuiltInMappingOfVllmIsComplete()
    {
        QCOMPARE(EngineMapping::builtInNames().size(), std::size_t{1});
        const auto mapping = EngineMapping::builtIn("vllm");
        QVERIFY_RESULT(mapping);
        QCOMPARE(mapping->title, std::string("vLLM"));
        for (const telemetry::MetricInfo &info : telemetry::metricCatalogue()) {
            const bool isMapped = std::any_of(mapping->metrics.begin(), mapping->metrics.end(),
                                              [&info](const MetricRule &rule) { return rule.id == info.id; });
            // The load is reckoned from what the engine can run at once, which it does not tell.
            QCOMPARE(isMapped, info.inference && info.id != MetricId::Load);
        }
        QCOMPARE(mapping->latencies.size(), telemetry::kLatencyCount);
        QVERIFY(mapping->sleep);
        QVERIFY_FAILURE(EngineMapping::builtIn("nothing"), ErrorCode::NotFound);
    }

    void aMappingIsReadFromAFile()
    {
        const test::TempWorkspace folder;
        const auto path = folder.file("x.toml").string();
        std::ofstream(path) << kHead << "[[latency]]\nname = \"ttft\"\nseries = [{ name = \"x_ttft\" }]\n";
        const auto mapping = EngineMapping::fromFile(path);
        QVERIFY_RESULT(mapping);
        QCOMPARE(mapping->latencies.at(0).id, LatencyId::TimeToFirstToken);
        QVERIFY_FAILURE(EngineMapping::fromFile(path + ".gone"), ErrorCode::NotFound);
    }

    void whatIsWrongIsRefusedWithItsLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("where");
        const auto row = [](const char *name, const char *text, const char *where) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(where);
        };
        row("no TOML", "= 1\n", "x.toml:6: ");
        row("unknown key", "colour = \"red\"\n", "x.toml:6: \"colour\"");
        row("a metric of the host",
            "[[metric]]\nname = \"cpu.utilization\"\nkind = \"gauge\"\nseries = [{name=\"x_a\"}]",
            "x.toml:6: \"cpu.utilization\"");
        row("unknown metric", "[[metric]]\nname = \"speed\"\nkind = \"gauge\"\nseries = [{name=\"x_a\"}]",
            "x.toml:6: \"speed\"");
        row("unknown kind", "[[metric]]\nname = \"tokens.in\"\nkind = \"sum\"\nseries = [{name=\"x_a\"}]",
            "x.toml:6: \"kind\"");
        row("no series", "[[metric]]\nname = \"tokens.in\"\nkind = \"counter\"\nseries = []", "x.toml:9: \"series\"");
        row("a ratio of nothing", "[[metric]]\nname = \"prefix.hit\"\nkind = \"ratio\"\nseries = [{name=\"x_a\"}]",
            "x.toml:9: \"of\"");
        row("no version", "[[latency]]\nname = \"ttft\"\nseries = [{name=\"x_a\", since=\"new\"}]",
            "x.toml:8: \"since\"");
        row("unknown latency", "[[latency]]\nname = \"tpot\"\nseries = [{name=\"x_a\"}]", "x.toml:6: \"tpot\"");
        row("a label without a list",
            "[[metric]]\nname = \"tokens.in\"\nkind = \"counter\"\nseries = [{name=\"x_a\", where={a=\"b\"}}]",
            "x.toml:9: the values");
        row("twice",
            "[[latency]]\nname = \"itl\"\nseries = [{name=\"x_a\"}]\n[[latency]]\nname = \"itl\"\n"
            "series = [{name=\"x_b\"}]",
            "x.toml: ");
    }
    void whatIsWrongIsRefusedWithItsLine()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, where);
        const auto mapping = EngineMapping::fromToml(kHead + text.toStdString(), "x.toml");
        QVERIFY_FAILURE(mapping, ErrorCode::InvalidInput);
        QVERIFY2(mapping.error().message.starts_with(where.toStdString()), mapping.error().message.c_str());
    }
    void anEmptyFileIsNoMapping()
    {
        QVERIFY_FAILURE(EngineMapping::fromToml("", "x.toml"), ErrorCode::InvalidInput);
        QVERIFY_FAILURE(EngineMapping::fromToml(std::string(2'000'000, ' '), "x.toml"), ErrorCode::InvalidInput);
    }

    void aStarStandsForAnyEnd()
    {
        const LabelFilter filter{"status", {"5*", "408"}};
        QVERIFY(filter.matches("500"));
        QVERIFY(filter.matches("5xx"));
        QVERIFY(filter.matches("408"));
        QVERIFY(!filter.matches("4080"));
        QVERIFY(!filter.matches("200"));
        QVERIFY(!filter.matches(""));
    }
};

QTEST_GUILESS_MAIN(TestEngineMapping)
#include "tst_engine_mapping.moc"
