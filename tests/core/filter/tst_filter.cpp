#include "tests/core/filter/filter_fixture.h"

using namespace iso;
using namespace std::chrono_literals;
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;
using test::filterNode;
using test::finds;
using test::parsed;

class tst_Filter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aConditionHoldsOrNot_data()
    {
        QTest::addColumn<bool>("expected");
        const auto row = [](const char *text, bool expected) { QTest::newRow(text) << expected; };
        row("", true);
        row("  ", true);
        row("osl", true);
        row("OSLO", true);
        row("llama", true);
        row("tyo", false);
        row("osl eu", true);
        row("osl tyo", false);
        row("osl and tyo", false);
        row("osl or tyo", true);
        row("tyo or osl eu", true);
        row("(tyo or osl) us", false);
        row("not tyo", true);
        row("not not tyo", false);
        row("NOT tyo AND osl", true);
        row("not (osl or tyo)", false);
        row("\"oslo, no\"", true);
        row("place:\"oslo, no\"", true);
        row("region:eu", true);
        row("region=eu", false);
        row("region=EU-North", true);
        row("region!=eu", true);
        row("region!=eu-north", false);
        row("site:osl*", true);
        row("site:*osl", false);
        row("site:os?o-1", true);
        row("node:edge-osl-01?", true);
        row("region:us,eu", true);
        row("region:us,ap", false);
        row("model:llama*", true);
        row("model:bge*", true);
        row("model:gpt*", false);
        row("engine:vllm", true);
        row("engine:0.11", true);
        row("gpu:l40s", true);
        row("service:busy", true);
        row("service:stalled", false);
        row("service:stalled,busy", true);
        row("service!=busy", false);
        row("link:live", true);
        row("link:lost", false);
        row("p95>400ms", true);
        row("ttft.p95 > 0.4s", true);
        row("p95>612ms", false);
        row("p95>=612ms", true);
        row("p50<=200ms", true);
        row("p99<1s", true);
        row("p95!=612ms", false);
        row("p95=612ms", true);
        row("gpu.temp>=85", true);
        row("gpu.temp>=85C", true);
        row("gpu.temp>85°C", false);
        row("load>95%", true);
        row("load>0.95", true);
        row("load<95%", false);
        row("memory.used>=12GiB", true);
        row("memory.used>13GB", false);
        row("tokens.out>=900/s", true);
        row("errors>=1%", true);
        row("errors>1%", false);
        row("requests>=10", true);
        row("service.for>5m", true);
        row("link.for<1h", false);
        row("has:ttft", true);
        row("has:itl", false);
        row("has:kv.usage", false);
        row("is:verified", true);
        row("is:stale", false);
        row("is:telemetry-only", false);
        row("clock:unknown", true);
        row("region:eu and (ttft.p95 > 300ms or service:stalled)", true);
    }
    void aConditionHoldsOrNot()
    {
        QFETCH(bool, expected);
        QCOMPARE(finds(QTest::currentDataTag(), filterNode()), expected);
    }

    void absentFigureIsNeitherMoreNorLess()
    {
        for (const char *text : {"kv.usage>0%", "kv.usage<=100%", "kv.usage!=5%", "itl.p95<1h", "itl.p95>=0ms"}) {
            QVERIFY2(!finds(text, filterNode()), text);
        }
        QVERIFY(finds("not kv.usage>0%", filterNode()));
    }

    void staleFigureDoesNotCount()
    {
        fleet::NodeSnapshot node = filterNode();
        node.lastSampleReceived = node.lastSampleReceived - 1min;
        for (const char *text : {"load>1%", "load<=100%", "p95>1ms", "tokens.out>0", "has:ttft", "errors>=0%"}) {
            QVERIFY2(!finds(text, node), text);
        }
        QVERIFY(finds("is:stale", node));
        QVERIFY(finds("age>30s", node));
        QVERIFY(finds("service:busy", node));
    }

    void silentNodeHasNoFiguresEither()
    {
        fleet::NodeSnapshot node = filterNode();
        node.link = LinkState::Lost;
        QVERIFY(!finds("load>1%", node));
        QVERIFY(finds("link:lost", node));
        QVERIFY(!finds("link:path-lost", node));
    }

    void amountsOfAnIntervalAreRates()
    {
        fleet::NodeSnapshot node = filterNode();
        node.interval = 10s;
        QVERIFY(finds("tokens.out=90", node));
        node.interval = 0s; // no interval, no rate
        QVERIFY(!finds("tokens.out>=0", node));
    }

    void nodeThatNeverSentHasNoAge()
    {
        fleet::NodeSnapshot node = filterNode();
        node.lastSampleReceived = {};
        QVERIFY(!finds("age>1s", node));
        QVERIFY(!finds("age<1d", node));
    }

    void problemsAreLookedUpBySeverity()
    {
        fleet::NodeSnapshot node = filterNode();
        node.index = 2;
        const std::vector<std::uint8_t> worst{0, 0, 1};
        QVERIFY(finds("problem:critical", node, worst));
        QVERIFY(finds("problem:any", node, worst));
        QVERIFY(!finds("problem:minor", node, worst));
        QVERIFY(!finds("problem:none", node, worst));
        node.index = 3; // beyond what is known
        QVERIFY(finds("problem:none", node, worst));
    }

    void wrongClockIsFound()
    {
        fleet::NodeSnapshot node = filterNode();
        node.clock = {5min, 10ms, true, false};
        QVERIFY(finds("clock:wrong", node));
        QVERIFY(finds("clock.offset>4min", node));
        node.clock.offset = -5min;
        QVERIFY(finds("clock.offset>4min", node));
        node.clock = {1ms, 1ms, true, false};
        QVERIFY(finds("clock:right", node));
    }

    void retiredNodeIsFoundByNoFilter()
    {
        fleet::NodeSnapshot node = filterNode();
        auto identity = std::make_shared<fleet::NodeIdentity>(*node.identity);
        identity->retired = true;
        node.identity = identity;
        for (const char *text : {"", "osl", "not tyo", "not osl"}) {
            QVERIFY2(!finds(text, node), text);
        }
    }

    void knowsWhetherItFollowsFigures()
    {
        QVERIFY(!filter::Filter().followsFigures());
        QVERIFY(!parsed("region:eu and not model:llama*").followsFigures());
        QVERIFY(parsed("region:eu or p95>1s").followsFigures());
        QVERIFY(parsed("not service:busy").followsFigures());
    }

    void lettersBeyondAsciiFoldWithinLatin1()
    {
        fleet::NodeSnapshot node = filterNode();
        auto identity = std::make_shared<fleet::NodeIdentity>(*node.identity);
        identity->birth.placeName = "Zürich, CH";
        node.identity = identity;
        QVERIFY(finds("ZÜRICH", node));
        QVERIFY(finds("place:z?rich*", node));
    }
};

QTEST_APPLESS_MAIN(tst_Filter)
#include "tst_filter.moc"
