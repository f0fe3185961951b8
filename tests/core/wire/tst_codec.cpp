#include "core/wire/codec.h"
#include "tests/core/wire/example_messages.h"
#include "tests/support/result_checks.h"

#include <QTest>
#include <nlohmann/json.hpp>
#include <random>

using namespace iso::test;
using namespace iso::telemetry;
using iso::ErrorCode;
using iso::NodeId;
using iso::RegionId;
using iso::SiteId;
using iso::wire::Decoder;
using iso::wire::Envelope;
using iso::wire::telemetryTopic;
using nlohmann::json;

namespace
{

template<typename T>
QByteArray describe(const iso::wire::Decoded<T> &decoded)
{
    return decoded
               ? QByteArray("decoded")
               : QByteArray::fromStdString(std::string(toText(decoded.error().reason)) + ": " + decoded.error().detail);
}

json sampleJson()
{
    return json::parse(iso::wire::encodeJson(exampleMessage("sample")));
}

iso::wire::Decoded<Envelope> decoded(const json &message)
{
    return Decoder().decode(message.dump());
}

const Sample &sampleIn(const Envelope &envelope)
{
    return std::get<Sample>(envelope.payload);
}

} // namespace

class TestCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPayloadSurvivesTheBinaryForm_data() { messages(); }
    void everyPayloadSurvivesTheBinaryForm();
    void everyPayloadSurvivesJson_data() { messages(); }
    void everyPayloadSurvivesJson();
    void aDecoderForgetsTheMessageBefore();
    void fieldsOfANewerContractAreIgnored();
    void versionsNextToOursAreAccepted();
    void everyMetricHasTheFieldOfItsCatalogueEntry();
    void absenceKeepsItsReasonAndUnknownNamesAreIgnored();
    void rawObservationsAreFolded();
    void formsOfOneLatencyAddUp();
    void sumsOfTheNodeAreFilledFromItsModels();
    void sharesALittleAboveOneAreOne();
    void truncatedMessagesNeverPassForTheWholeOne_data() { messages(); }
    void truncatedMessagesNeverPassForTheWholeOne();
    void whatIsAcceptedAfterBitFlipsIsWellFormed_data() { messages(); }
    void whatIsAcceptedAfterBitFlipsIsWellFormed();
    void commandBodiesSurvive();
    void birthsSurviveAlone();
    void topicNamesRegionSiteAndNode();
    void tooLongOrIncompleteTopicsAreErrors();

private:
    static void messages();
};

void TestCodec::messages()
{
    QTest::addColumn<std::string>("name");
    for (const ExampleMessage &message : exampleMessages()) {
        QTest::newRow(message.name) << std::string(message.name);
    }
}

void TestCodec::everyPayloadSurvivesTheBinaryForm()
{
    QFETCH(std::string, name);
    const auto message = exampleMessage(name);
    const auto back = Decoder().decode(encode(message));
    QVERIFY2(back, describe(back));
    QVERIFY(*back == message);
}

void TestCodec::everyPayloadSurvivesJson()
{
    QFETCH(std::string, name);
    const auto message = exampleMessage(name);
    const auto back = Decoder().decode(encodeJson(message));
    QVERIFY2(back, describe(back));
    QVERIFY(*back == message);
}

void TestCodec::aDecoderForgetsTheMessageBefore()
{
    Decoder decoder;
    for (const ExampleMessage &first : exampleMessages()) {
        for (const ExampleMessage &second : exampleMessages()) {
            QVERIFY(decoder.decode(encode(first.envelope)));
            QVERIFY(!decoder.decode("no message"));
            const auto back = decoder.decode(encode(second.envelope));
            QVERIFY2(back, describe(back));
            QVERIFY(*back == second.envelope);
        }
    }
}

void TestCodec::fieldsOfANewerContractAreIgnored()
{
    const auto message = exampleMessage("heartbeat");
    const std::string unknownField = "\xc0\x3e\x05"; // number 1000, varint 5
    const auto binary = Decoder().decode(encode(message) + unknownField);
    QVERIFY2(binary, describe(binary));
    QVERIFY(*binary == message);

    auto text = json::parse(encodeJson(message));
    text["invented_later"] = {{"deep", {1, 2, 3}}};
    text["heartbeat"]["also_later"] = "yes";
    const auto fromText = decoded(text);
    QVERIFY2(fromText, describe(fromText));
    QVERIFY(*fromText == message);
}

void TestCodec::versionsNextToOursAreAccepted()
{
    auto message = exampleMessage("heartbeat");
    message.header.version = iso::wire::kContractVersion + 1;
    const auto newer = Decoder().decode(encode(message));
    QVERIFY2(newer, describe(newer));
    QCOMPARE(newer->header.version, iso::wire::kContractVersion + 1);
}

void TestCodec::everyMetricHasTheFieldOfItsCatalogueEntry()
{
    for (const MetricInfo &info : metricCatalogue()) {
        auto message = exampleMessage("sample");
        Sample sample;
        sample.interval = std::chrono::seconds(1);
        sample.metrics.set(info.id, info.maximum / 4);
        message.payload = sample;
        const auto text = json::parse(encodeJson(message));
        const std::string field(info.field);
        QVERIFY2(text["sample"]["metrics"].contains(field), field.c_str());
        QCOMPARE(text["sample"]["metrics"][field].get<double>(), info.maximum / 4);
        const auto back = decoded(text);
        QVERIFY2(back, describe(back));
        QVERIFY(*back == message);
    }
    for (const LatencyInfo &info : latencyCatalogue()) {
        auto text = sampleJson();
        text["sample"].erase("models");
        text["sample"]["latencies"] = {{std::string(info.field), {{"observations_s", {0.5}}}}};
        const auto back = decoded(text);
        QVERIFY2(back, describe(back));
        for (std::size_t i = 0; i < kLatencyCount; ++i) {
            QCOMPARE(sampleIn(*back).latencies[i].has_value(), i == static_cast<std::size_t>(info.id));
        }
    }
}

void TestCodec::absenceKeepsItsReasonAndUnknownNamesAreIgnored()
{
    auto text = sampleJson();
    text["sample"]["absent"] = {{{"name", "gpu.throttled"}, {"reason", "RENAMED"}},
                                {{"name", "cpu.utilization"}, {"reason", "STALE"}},
                                {{"name", "gpu.fan"}, {"reason", "NOT_EXPORTED"}}};
    const auto back = decoded(text);
    QVERIFY2(back, describe(back));
    const MetricSet &metrics = sampleIn(*back).metrics;
    QVERIFY(!metrics.has(MetricId::GpuThrottled));
    QCOMPARE(metrics.absence(MetricId::GpuThrottled), Absence::Renamed);
    QVERIFY(metrics.has(MetricId::CpuUtilization)); // a value is there all the same
}

void TestCodec::rawObservationsAreFolded()
{
    auto text = sampleJson();
    const std::vector<double> observations{0.25, 0.5, 0.5, 0};
    text["sample"]["latencies"] = {{"ttft", {{"observations_s", observations}}}};
    const auto back = decoded(text);
    QVERIFY2(back, describe(back));
    LatencyHistogram expected;
    for (const double value : observations) {
        expected.record(value);
    }
    QVERIFY(sampleIn(*back).latencies[0] == expected);
}

void TestCodec::formsOfOneLatencyAddUp()
{
    auto text = sampleJson();
    text["sample"]["latencies"] = {
        {"ttft",
         {{"observations_s", {0.25}},
          {"exponential", {{"scale", 5}, {"index_deltas", {-65, 32}}, {"counts", {1, 2}}, {"sum_s", 1.2}}},
          {"explicit", {{{"bounds_s", {0.5}}, {"counts", {4, 8}}, {"sum_s", 9}}}}}}};
    const auto back = decoded(text);
    QVERIFY2(back, describe(back));
    const LatencyHistogram &latency = *sampleIn(*back).latencies[0];
    QCOMPARE(latency.count(), 1U + 3U + 12U);
    QCOMPARE(latency.exponential().buckets()[0].count, 2U);
    QVERIFY(!latency.exponential().min()); // the histogram did not tell its own
}

void TestCodec::sumsOfTheNodeAreFilledFromItsModels()
{
    auto text = sampleJson();
    text["sample"].erase("latencies");
    text["sample"]["metrics"].erase("requests_running");
    const auto back = decoded(text);
    QVERIFY2(back, describe(back));
    QCOMPARE(sampleIn(*back).metrics.value(MetricId::RequestsRunning), std::optional(7.0));
    QVERIFY(sampleIn(*back).latencies[0] == sampleIn(*back).models[0].latencies[0]);
    QVERIFY(!sampleIn(*back).latencies[3]);
}

void TestCodec::sharesALittleAboveOneAreOne()
{
    auto text = sampleJson();
    text["sample"]["metrics"]["cpu_utilization_ratio"] = 1.0000001;
    const auto back = decoded(text);
    QVERIFY2(back, describe(back));
    QCOMPARE(sampleIn(*back).metrics.value(MetricId::CpuUtilization), std::optional(1.0));
}

void TestCodec::truncatedMessagesNeverPassForTheWholeOne()
{
    QFETCH(std::string, name);
    const auto message = exampleMessage(name);
    Decoder decoder;
    for (const std::string &whole : {encode(message), encodeJson(message)}) {
        for (std::size_t length = 0; length < whole.size(); ++length) {
            // A copy of exactly this length, so that a sanitizer sees a read beyond it.
            const auto part = decoder.decode(std::string(whole, 0, length));
            QVERIFY(!part || *part != message);
        }
    }
}

void TestCodec::whatIsAcceptedAfterBitFlipsIsWellFormed()
{
    QFETCH(std::string, name);
    const auto message = exampleMessage(name);
    std::mt19937 random(1);
    Decoder decoder;
    int accepted = 0;
    for (const std::string &whole : {encode(message), encodeJson(message)}) {
        const int rounds = whole.front() == '{' ? 500 : 3000; // JSON is slow to parse
        for (int i = 0; i < rounds; ++i) {
            std::string bytes = whole;
            for (auto flips = 1 + random() % 3; flips > 0; --flips) {
                bytes[random() % bytes.size()] ^= static_cast<char>(1U << (random() % 8));
            }
            if (const auto first = decoder.decode(bytes)) {
                ++accepted;
                const auto second = decoder.decode(encode(*first));
                QVERIFY2(second, describe(second));
                QVERIFY(*second == *first);
            }
        }
    }
    QVERIFY(accepted > 0);
}

void TestCodec::commandBodiesSurvive()
{
    const auto body = exampleCommandBody();
    const std::string bytes = encodeCommandBody(body);
    const auto back = iso::wire::decodeCommandBody(bytes);
    QVERIFY2(back, describe(back));
    QVERIFY(*back == body);
    QVERIFY(!iso::wire::decodeCommandBody(""));
    QVERIFY(!iso::wire::decodeCommandBody(bytes.substr(0, 10)));
    QVERIFY(!iso::wire::decodeCommandBody(R"({"name":"probe"})"));

    auto withoutId = body;
    withoutId.id = iso::CommandId();
    const auto refused = iso::wire::decodeCommandBody(encodeCommandBody(withoutId));
    QVERIFY(!refused);
    QCOMPARE(refused.error().reason, iso::wire::RefusalReason::BadIdentity);
}

void TestCodec::birthsSurviveAlone()
{
    const auto birth = std::get<iso::wire::Birth>(exampleMessage("birth").payload);
    const auto back = iso::wire::decodeBirth(encodeBirth(birth));
    QVERIFY2(back, describe(back));
    QVERIFY(*back == birth);
    QVERIFY(!iso::wire::decodeBirth(encodeBirth(iso::wire::Birth())));
}

void TestCodec::topicNamesRegionSiteAndNode()
{
    QCOMPARE_RESULT(telemetryTopic(*RegionId::fromText("eu-north"), *SiteId::fromText("osl"), *NodeId::fromText("n.1")),
                    std::string("t/eu-north/osl/n.1"));
}

void TestCodec::tooLongOrIncompleteTopicsAreErrors()
{
    const auto region = *RegionId::fromText(std::string(20, 'r'));
    const auto site = *SiteId::fromText(std::string(20, 's'));
    const auto fits = *NodeId::fromText(std::string(20, 'n'));
    const auto tooLong = *NodeId::fromText(std::string(21, 'n'));
    const auto topic = telemetryTopic(region, site, fits);
    QVERIFY_RESULT(topic);
    QCOMPARE(topic->size(), iso::wire::kMaxTopic_bytes);
    QVERIFY_FAILURE(telemetryTopic(region, site, tooLong), ErrorCode::InvalidInput);
    QVERIFY_FAILURE(telemetryTopic(region, SiteId(), fits), ErrorCode::InvalidInput);
}

QTEST_GUILESS_MAIN(TestCodec)
#include "tst_codec.moc"
