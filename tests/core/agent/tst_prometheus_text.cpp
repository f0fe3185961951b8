#include "core/agent/prometheus_text.h"
#include "tests/support/result_checks.h"

#include <QTest>
#include <cmath>
#include <string>

using namespace iso;
using namespace iso::agent;

class TestPrometheusText : public QObject
{
    Q_OBJECT

    static std::string text(const QByteArray &bytes) { return bytes.toStdString(); }

private Q_SLOTS:
    void exampleOfTheFormatIsRead()
    {
        // The format's own example, shortened.
        const std::string body = "# HELP http_requests_total The total number of HTTP requests.\n"
                                 "# TYPE http_requests_total counter\n"
                                 "http_requests_total{method=\"post\",code=\"200\"} 1027 1395066363000\n"
                                 "http_requests_total{method=\"post\",code=\"400\"}    3 1395066363000\n"
                                 "\n"
                                 "# Escaping in label values:\n"
                                 "msdos_file_access_time_seconds{path=\"C:\\\\DIR\\\\FILE.TXT\",error=\"Cannot find "
                                 "file:\\n\\\"FILE.TXT\\\"\"} 1.458255915e9\n"
                                 "\n"
                                 "# Minimalistic line:\n"
                                 "metric_without_timestamp_and_labels 12.47\n"
                                 "\n"
                                 "# A weird metric from before the epoch:\n"
                                 "something_weird{problem=\"division by zero\"} +Inf -3982045\n"
                                 "\n"
                                 "# TYPE http_request_duration_seconds histogram\n"
                                 "http_request_duration_seconds_bucket{le=\"0.05\"} 24054\n"
                                 "http_request_duration_seconds_bucket{le=\"+Inf\"} 144320\n"
                                 "http_request_duration_seconds_sum 53423\n"
                                 "http_request_duration_seconds_count 144320\n";
        PrometheusText parsed;
        QVERIFY_RESULT(parsed.parse(body));
        const auto series = parsed.series();
        QCOMPARE(series.size(), std::size_t{9});
        QCOMPARE(series[0].name, std::string_view("http_requests_total"));
        QCOMPARE(series[0].value, 1027.0);
        QCOMPARE(series[0].timestamp_ms.value_or(0), std::int64_t{1395066363000});
        QCOMPARE(series[1].label("code"), std::string_view("400"));
        QCOMPARE(series[1].label("nothing"), std::string_view());
        QCOMPARE(series[2].label("path"), std::string_view("C:\\DIR\\FILE.TXT"));
        QCOMPARE(series[2].label("error"), std::string_view("Cannot find file:\n\"FILE.TXT\""));
        QCOMPARE(series[3].value, 12.47);
        QVERIFY(!series[3].timestamp_ms);
        QVERIFY(std::isinf(series[4].value) && series[4].value > 0);
        QCOMPARE(series[4].timestamp_ms.value_or(0), std::int64_t{-3982045});
        QCOMPARE(series[6].label("le"), std::string_view("+Inf"));
        QCOMPARE(parsed.typeOf("http_request_duration_seconds"), SeriesType::Histogram);
        QCOMPARE(parsed.typeOf("http_requests_total"), SeriesType::Counter);
        QCOMPARE(parsed.typeOf("something_weird"), SeriesType::Untyped);
    }

    void whatTheFormatAllowsIsRead_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("labels");
        QTest::newRow("spaces everywhere") << QByteArray("  a \t{ b = \"c\" , d=\"e\" } \t 1  2 ") << 1.0 << 2;
        QTest::newRow("no labels in braces") << QByteArray("a{} 1") << 1.0 << 0;
        QTest::newRow("comma at the end") << QByteArray("a{b=\"c\",} 1") << 1.0 << 1;
        QTest::newRow("braces in a value") << QByteArray("a{b=\"} 2\"} 1") << 1.0 << 1;
        QTest::newRow("no space before the value") << QByteArray("a{b=\"c\"}1") << 1.0 << 1;
        QTest::newRow("colons") << QByteArray("vllm:num_requests_running 3") << 3.0 << 0;
        QTest::newRow("exponent") << QByteArray("a -1.5e-3") << -0.0015 << 0;
        QTest::newRow("plus") << QByteArray("a +2") << 2.0 << 0;
        QTest::newRow("minus infinity") << QByteArray("a -Inf") << -HUGE_VAL << 0;
        QTest::newRow("carriage return") << QByteArray("a 7\r") << 7.0 << 0;
        QTest::newRow("UTF-8") << QByteArray("a{b=\"Zürich 漢字\"} 1") << 1.0 << 1;
        QTest::newRow("empty value") << QByteArray("a{b=\"\"} 1") << 1.0 << 1;
    }
    void whatTheFormatAllowsIsRead()
    {
        QFETCH(QByteArray, line);
        QFETCH(double, value);
        QFETCH(int, labels);
        PrometheusText parsed;
        QVERIFY_RESULT(parsed.parse(text(line) + "\n"));
        QCOMPARE(parsed.series().size(), std::size_t{1});
        QCOMPARE(parsed.series()[0].value, value);
        QCOMPARE(parsed.series()[0].labels.size(), static_cast<std::size_t>(labels));
    }
    void notANumberIsAValue()
    {
        PrometheusText parsed;
        QVERIFY_RESULT(parsed.parse("a NaN\n"));
        QVERIFY(std::isnan(parsed.series()[0].value));
    }

    void whatIsWrongIsRefusedWithItsLine_data()
    {
        QTest::addColumn<QByteArray>("line");
        const auto row = [](const char *name, const QByteArray &line) { QTest::newRow(name) << line; };
        row("no value", "a");
        row("no value after labels", "a{b=\"c\"}");
        row("a word as value", "a b");
        row("half a number", "a 1x");
        row("two signs", "a +-1");
        row("a comma as decimal point", "a 1,5");
        row("more than a double holds", "a 1e999");
        row("a fraction as time", "a 1 1.5");
        row("a third number", "a 1 2 3");
        row("a digit first", "1a 1");
        row("a dash in a name", "a-b 1");
        row("JSON", "{\"a\": 1}");
        row("labels without a name", "{a=\"b\"} 1");
        row("a label with a colon", "a{b:c=\"d\"} 1");
        row("a value without quotes", "a{b=c} 1");
        row("an open quote", "a{b=\"c} 1");
        row("an open quote after an escape", "a{b=\"c\\\\} 1");
        row("an open brace", "a{b=\"c\" 1");
        row("nothing behind a comma", "a{b=\"c\",");
        row("two commas", "a{b=\"c\",,} 1");
        row("a comma only", "a{,} 1");
        row("an unknown escape", "a{b=\"\\t\"} 1");
        row("an escape at the end", "a{b=\"\\");
        row("a label twice", "a{b=\"c\",b=\"d\"} 1");
        row("not UTF-8", "a{b=\"\xff\"} 1");
        row("a surrogate", "a{b=\"\xed\xa0\x80\"} 1");
        row("an overlong form", "a{b=\"\xc0\x80\"} 1");
        row("TYPE without a name", "# TYPE");
        row("TYPE without a type", "# TYPE a");
        row("TYPE with two types", "# TYPE a counter gauge");
        row("HELP without a name", "# HELP 1");
        row("a zero byte", QByteArray("a\0 1", 4));
    }
    void whatIsWrongIsRefusedWithItsLine()
    {
        QFETCH(QByteArray, line);
        PrometheusText parsed;
        const Status status = parsed.parse("good 1\n" + text(line) + "\ngood 2\n");
        QVERIFY_FAILURE(status, ErrorCode::InvalidInput);
        QVERIFY2(status.error().message.starts_with("line 2: "), status.error().message.c_str());
        QVERIFY(parsed.series().empty());
    }
    void aBodyThatWasCutOffIsRefused()
    {
        PrometheusText parsed;
        QVERIFY_FAILURE(parsed.parse("a 1\nb 12"), ErrorCode::InvalidInput);
        QVERIFY_RESULT(parsed.parse(""));
    }

    void limitsHold_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("fits");
        const auto labels = [](int count) {
            QByteArray line = "a{";
            for (int i = 0; i < count; ++i) {
                line += "l" + QByteArray::number(i) + "=\"\",";
            }
            return line + "} 1\n";
        };
        QTest::newRow("lines") << QByteArray(10, '\n') << true;
        QTest::newRow("too many lines") << QByteArray(11, '\n') << false;
        QTest::newRow("series") << QByteArray("a 1\nb 1\nc 1\n") << true;
        QTest::newRow("too many series") << QByteArray("a 1\nb 1\nc 1\nd 1\n") << false;
        QTest::newRow("types") << QByteArray("# TYPE a gauge\n# TYPE b gauge\n# TYPE c gauge\n") << true;
        QTest::newRow("too many types") << QByteArray(
                                               "# TYPE a gauge\n# TYPE b gauge\n# TYPE c gauge\n# TYPE d gauge\n")
                                        << false;
        QTest::newRow("labels") << labels(4) << true;
        QTest::newRow("too many labels") << labels(5) << false;
        QTest::newRow("too many labels in all") << labels(4) + labels(4) << false;
        QTest::newRow("long name") << QByteArray(8, 'a') + " 1\n" << true;
        QTest::newRow("too long a name") << QByteArray(9, 'a') + " 1\n" << false;
        QTest::newRow("too long a label") << "a{" + QByteArray(9, 'a') + "=\"\"} 1\n" << false;
        QTest::newRow("long value") << "a{b=\"" + QByteArray(16, 'v') + "\"} 1\n" << true;
        QTest::newRow("too long a value") << "a{b=\"" + QByteArray(17, 'v') + "\"} 1\n" << false;
        QTest::newRow("too many bytes") << "#" + QByteArray(99, '#') + "\n" << false;
    }
    void limitsHold()
    {
        QFETCH(QByteArray, body);
        QFETCH(bool, fits);
        PrometheusText parsed(PrometheusLimits{100, 10, 3, 4, 7, 8, 16});
        QCOMPARE(parsed.parse(text(body)).has_value(), fits);
    }

    void onlyABodyOfThisFormatLooksLikeIt()
    {
        QVERIFY(PrometheusText::looksLikeIt("# HELP a b\n"));
        QVERIFY(PrometheusText::looksLikeIt("# TYPE a gauge\n"));
        QVERIFY(!PrometheusText::looksLikeIt("[{\"gpu\": 1}]"));
        QVERIFY(!PrometheusText::looksLikeIt("<!DOCTYPE html>"));
        QVERIFY(!PrometheusText::looksLikeIt(""));
        QVERIFY(!PrometheusText::looksLikeIt("# Read me\n"));
    }
    void oneParserReadsManyBodies()
    {
        PrometheusText parsed;
        QVERIFY_RESULT(parsed.parse("a{b=\"\\\\\"} 1\nc 2\n"));
        QVERIFY(!parsed.parse("wrong\n"));
        QVERIFY_RESULT(parsed.parse("d{e=\"\\n\"} 3\n"));
        QCOMPARE(parsed.series().size(), std::size_t{1});
        QCOMPARE(parsed.series()[0].label("e"), std::string_view("\n"));
    }
};

QTEST_GUILESS_MAIN(TestPrometheusText)
#include "tst_prometheus_text.moc"
