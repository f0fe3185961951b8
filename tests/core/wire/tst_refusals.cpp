#include "core/wire/codec.h"
#include "tests/core/wire/example_messages.h"

#include <QTemporaryFile>
#include <QTest>
#include <nlohmann/json.hpp>
#include <set>
#include <unistd.h>

using namespace iso::test;
using iso::wire::Decoder;
using iso::wire::Envelope;
using iso::wire::RefusalReason;
using nlohmann::json;

namespace
{

using Pointer = json::json_pointer;

/// Protobuf's tag and length in front of a field that has its own bytes.
std::string lengthDelimited(std::uint32_t number, const std::string &content)
{
    const auto varint = [](std::size_t value) {
        std::string bytes;
        for (; value >= 0x80; value >>= 7) {
            bytes += static_cast<char>(0x80 | (value & 0x7f));
        }
        return bytes + static_cast<char>(value);
    };
    return varint(number << 3 | 2) + varint(content.size()) + content;
}

std::string replaced(std::string text, const std::string &from, const std::string &to)
{
    const std::size_t place = text.find(from);
    return place == std::string::npos ? std::string() : text.replace(place, from.size(), to);
}

QByteArray describe(const iso::wire::Decoded<Envelope> &decoded)
{
    return decoded
               ? QByteArray("was accepted")
               : QByteArray::fromStdString(std::string(toText(decoded.error().reason)) + ": " + decoded.error().detail);
}

json manyOf(const json &value, std::size_t count)
{
    return json(std::vector<json>(count, value));
}

/// One row: a good message in JSON, the place to change, the new value, the reason, and a word of the detail.
void row(const char *name, const char *message, const char *place, const json &value, RefusalReason reason,
         const char *named)
{
    QTest::newRow(name) << std::string(message) << std::string(place) << value << reason << std::string(named);
}

void addIdentityRows()
{
    const std::string zeroUuid = "AAAAAAAAAAAAAAAAAAAAAA==";
    row("version 0", "heartbeat", "/version", 0, RefusalReason::WrongVersion, "version");
    row("version 3", "heartbeat", "/version", 3, RefusalReason::WrongVersion, "version");
    row("unknown payload", "heartbeat", "/heartbeat", nullptr, RefusalReason::NoPayload, "payload");
    row("no node", "heartbeat", "/node", "", RefusalReason::BadIdentity, "node");
    row("node with a slash", "heartbeat", "/node", "a/b", RefusalReason::BadIdentity, "node");
    row("node of 49 characters", "sample", "/node", std::string(49, 'n'), RefusalReason::BadIdentity, "node");
    row("boot of 3 bytes", "sample", "/boot_id", "AAAA", RefusalReason::BadIdentity, "boot_id");
    row("boot of zeros", "sample", "/boot_id", zeroUuid, RefusalReason::BadIdentity, "boot_id");
    row("no boot", "sample", "/boot_id", "", RefusalReason::BadIdentity, "boot_id");
    row("seq 0", "sample", "/seq", 0, RefusalReason::BadIdentity, "seq");
    row("no time", "sample", "/node_time_ns", 0, RefusalReason::BadIdentity, "node_time_ns");
    row("time before 1970", "sample", "/node_time_ns", -5, RefusalReason::BadIdentity, "node_time_ns");
    row("time after 2116", "sample", "/node_time_ns", 4'611'686'018'427'387'905, RefusalReason::BadIdentity,
        "node_time_ns");
    row("model twice", "sample", "/sample/models/1/model", "meta-llama/Llama-3.1-8B-Instruct",
        RefusalReason::BadIdentity, "models[1].model");
    row("birth without region", "birth", "/birth/region", "", RefusalReason::BadIdentity, "birth.region");
    row("birth at a bad site", "birth", "/birth/site", "osl central", RefusalReason::BadIdentity, "birth.site");
    row("receipt without command", "receipt", "/receipt/command_id", "", RefusalReason::BadIdentity, "command_id");
    row("mark of a bad node", "stored-marks", "/stored_marks/marks/1/node", "", RefusalReason::BadIdentity,
        "marks.node");
}

void addTextRows()
{
    const std::string long257(257, 'x');
    row("long text", "bye", "/bye/reason", long257, RefusalReason::BadText, "reason");
    row("escape sequence", "hello", "/hello/software", "\x1b[2J", RefusalReason::BadText, "software");
    row("model without name", "sample", "/sample/models/0/model", "", RefusalReason::BadText, "models[0].model");
    row("custom metric with a space", "sample", "/sample/custom/0/name", "rack door", RefusalReason::BadText,
        "custom.name");
    row("long command title", "birth", "/birth/commands/0/title", long257, RefusalReason::BadText, "commands[0].title");
    row("long parameter unit", "birth", "/birth/commands/0/parameters/1/unit", long257, RefusalReason::BadText,
        "commands[0].parameters[1].unit");
    row("argument without name", "receipt", "/receipt/results/0/name", "", RefusalReason::BadText, "results[0].name");
}

void addNumberRows()
{
    row("NaN", "sample", "/sample/metrics/gpu_power_watts", "NaN", RefusalReason::BadNumber, "gpu_power_watts");
    row("infinite", "sample", "/sample/custom/0/value", "Infinity", RefusalReason::BadNumber, "custom.value");
    row("percent for a ratio", "sample", "/sample/metrics/cpu_utilization_ratio", 31, RefusalReason::BadNumber,
        "sample.metrics.cpu_utilization_ratio");
    row("negative count", "sample", "/sample/models/0/metrics/requests_ok", -1, RefusalReason::BadNumber,
        "models[0].metrics.requests_ok");
    row("host metric in a model", "sample", "/sample/models/1/metrics/gpu_power_watts", 3, RefusalReason::BadNumber,
        "models[1].metrics.gpu_power_watts");
    row("no interval", "sample", "/sample/interval_ms", 0, RefusalReason::BadNumber, "interval_ms");
    row("interval of a week", "sample", "/sample/interval_ms", 604'800'000, RefusalReason::BadNumber, "interval_ms");
    row("negative latency", "sample", "/sample/latencies/ttft/observations_s", {0.1, -0.1}, RefusalReason::BadNumber,
        "latencies");
    row("latency in nanoseconds", "sample", "/sample/latencies/ttft/observations_s", {2.5e8}, RefusalReason::BadNumber,
        "ttft.observations_s");
    row("place off the Earth", "birth", "/birth/place/latitude_deg", 90.5, RefusalReason::BadNumber, "latitude_deg");
    row("percent above 100", "receipt", "/receipt/percent", 101, RefusalReason::BadNumber, "percent");
    row("number above 2^62", "heartbeat", "/seq", 4'611'686'018'427'387'905, RefusalReason::BadNumber, "seq");
    row("telemetry number above 2^62", "heartbeat", "/heartbeat/last_telemetry_seq", "18446744073709551615",
        RefusalReason::BadNumber, "heartbeat.last_telemetry_seq");
    row("range to above 2^62", "resend", "/resend/to_seq", "18446744073709551615", RefusalReason::BadNumber, "to_seq");
    row("mark above 2^62", "stored-marks", "/stored_marks/marks/0/stored_seq", "18446744073709551615",
        RefusalReason::BadNumber, "marks.stored_seq");
    row("probe after 2116", "clock-probe", "/clock_probe/probe_sent_ns", 4'611'686'018'427'387'905,
        RefusalReason::BadNumber, "probe_sent_ns");
    row("range from 0", "resend", "/resend/from_seq", 0, RefusalReason::BadNumber, "from_seq");
    row("range backwards", "unavailable", "/unavailable/to_seq", 1, RefusalReason::BadNumber, "from_seq");
    row("probe before 1970", "clock-probe", "/clock_probe/probe_sent_ns", -1, RefusalReason::BadNumber,
        "probe_sent_ns");
    row("command without body", "command", "/command/body", "", RefusalReason::BadNumber, "body");
    row("short signature", "command", "/command/signatures/0/signature", "AAAA", RefusalReason::BadNumber, "signature");
}

void addEnumerationRows()
{
    row("no stream", "heartbeat", "/stream", 0, RefusalReason::BadEnumeration, "stream");
    row("unknown stream", "heartbeat", "/stream", 3, RefusalReason::BadEnumeration, "stream");
    row("no service", "sample", "/sample/service", nullptr, RefusalReason::BadEnumeration, "service");
    row("misspelt service", "sample", "/sample/service", "SERVNG", RefusalReason::BadEnumeration, "service");
    row("unknown service", "sample", "/sample/service", 12, RefusalReason::BadEnumeration, "service");
    row("unknown reason", "sample", "/sample/absent/0/reason", 7, RefusalReason::BadEnumeration, "absent.reason");
    row("no hazard", "birth", "/birth/commands/0/hazard", 0, RefusalReason::BadEnumeration, "commands[0].hazard");
    row("unknown type", "birth", "/birth/commands/0/parameters/0/type", 6, RefusalReason::BadEnumeration,
        "parameters[0].type");
    row("unknown receipt state", "receipt", "/receipt/state", 10, RefusalReason::BadEnumeration, "receipt.state");
    row("sample on control", "sample", "/stream", "CONTROL", RefusalReason::WrongDirection, "stream");
    row("heartbeat on telemetry", "heartbeat", "/stream", "TELEMETRY", RefusalReason::WrongDirection, "stream");
}

void addCountRows()
{
    row("257 models", "sample", "/sample/models", manyOf({{"model", "m"}}, 257), RefusalReason::TooMany, "models");
    row("513 custom metrics", "sample", "/sample/custom", manyOf({{"name", "m"}}, 513), RefusalReason::TooMany,
        "custom");
    row("513 absences", "sample", "/sample/absent", manyOf({{"name", "m"}, {"reason", 1}}, 513), RefusalReason::TooMany,
        "absent");
    row("1001 observations", "sample", "/sample/latencies/itl/observations_s", manyOf(0.1, 1001),
        RefusalReason::TooMany, "itl.observations_s");
    row("4097 buckets", "sample", "/sample/latencies/itl",
        {{"exponential", {{"index_deltas", manyOf(1, 4097)}, {"counts", manyOf(1, 4097)}}}}, RefusalReason::TooMany,
        "itl.exponential.index_deltas");
    row("17 sets of bounds", "sample", "/sample/latencies/itl/explicit", manyOf({{"counts", {1}}}, 17),
        RefusalReason::TooMany, "itl.explicit");
    row("257 models of a birth", "birth", "/birth/models", manyOf({{"name", "m"}}, 257), RefusalReason::TooMany,
        "birth.models");
    row("513 metrics of a birth", "birth", "/birth/metrics", manyOf("m", 513), RefusalReason::TooMany, "birth.metrics");
    row("129 commands", "birth", "/birth/commands", manyOf({{"name", "c"}}, 129), RefusalReason::TooMany,
        "birth.commands");
    row("33 parameters", "birth", "/birth/commands/0/parameters", manyOf({{"name", "p"}}, 33), RefusalReason::TooMany,
        "parameters");
    row("65 results", "receipt", "/receipt/results", manyOf({{"name", "r"}}, 65), RefusalReason::TooMany, "results");
    row("8193 marks", "stored-marks", "/stored_marks/marks", manyOf({{"node", "n"}}, 8193), RefusalReason::TooMany,
        "marks");
    row("100,000 values", "sample", "/sample/models", manyOf(json::object(), 100'000), RefusalReason::TooMany,
        "values");
}

void addHistogramRows()
{
    const char *histogram = "/sample/models/0/latencies/ttft/exponential";
    row("counts missing", "sample", histogram, {{"index_deltas", {1, 2}}, {"counts", {1}}}, RefusalReason::BadHistogram,
        "models[0].latencies.ttft");
    row("count of 0", "sample", histogram, {{"index_deltas", {1}}, {"counts", {0}}}, RefusalReason::BadHistogram,
        "exponential");
    row("not ascending", "sample", histogram, {{"index_deltas", {1, -1}}, {"counts", {1, 1}}},
        RefusalReason::BadHistogram, "order");
    row("index wraps", "sample", histogram, {{"index_deltas", {2147483647, 2147483647, 2}}, {"counts", {1, 1, 1}}},
        RefusalReason::BadHistogram, "holds no number");
    row("scale 21", "sample", histogram, {{"scale", 21}}, RefusalReason::BadHistogram, "scale");
    row("sum not a number", "sample", histogram, {{"sum_s", "NaN"}, {"index_deltas", {1}}, {"counts", {1}}},
        RefusalReason::BadHistogram, "sum");
    row("counts overflow", "sample", histogram, {{"index_deltas", {1, 1}}, {"counts", {"18446744073709551615", "2"}}},
        RefusalReason::BadHistogram, "2^53");
    row("more observations than can be", "sample", histogram, {{"index_deltas", {1}}, {"counts", {"2000000000000"}}},
        RefusalReason::BadHistogram, "counts");
    row("explicit bounds descend", "sample", "/sample/models/1/latencies/e2e/explicit/0/bounds_s", {0.1, 0.05, 1, 2.5},
        RefusalReason::BadHistogram, "explicit");
}

} // namespace

class TestRefusals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSpoiltFieldIsRefusedAndNamed_data();
    void aSpoiltFieldIsRefusedAndNamed();
    void spoiltBytesAreRefused_data();
    void spoiltBytesAreRefused();
    void telemetryFramesMustFitTheirTopic_data();
    void telemetryFramesMustFitTheirTopic();
    void aBirthOnTelemetrySaysThatItIsTelemetryOnly();
    void badInputPrintsNothing();
    void everyReasonHasItsOwnText();
};

void TestRefusals::aSpoiltFieldIsRefusedAndNamed_data()
{
    QTest::addColumn<std::string>("message");
    QTest::addColumn<std::string>("place");
    QTest::addColumn<json>("value");
    QTest::addColumn<RefusalReason>("reason");
    QTest::addColumn<std::string>("named");
    addIdentityRows();
    addTextRows();
    addNumberRows();
    addEnumerationRows();
    addCountRows();
    addHistogramRows();
}

void TestRefusals::aSpoiltFieldIsRefusedAndNamed()
{
    QFETCH(std::string, message);
    QFETCH(std::string, place);
    QFETCH(json, value);
    QFETCH(RefusalReason, reason);
    QFETCH(std::string, named);
    json text = json::parse(encodeJson(exampleMessage(message)));
    QVERIFY(Decoder().decode(text.dump()));
    text[Pointer(place)] = value;
    const auto decoded = Decoder().decode(text.dump());
    QVERIFY2(!decoded && decoded.error().reason == reason, describe(decoded));
    QVERIFY2(decoded.error().detail.find(named) != std::string::npos, describe(decoded));
}

void TestRefusals::spoiltBytesAreRefused_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<RefusalReason>("reason");
    QTest::addColumn<std::string>("named");
    const auto row = [](const char *name, const std::string &bytes, RefusalReason reason, const char *named) {
        QTest::newRow(name) << bytes << reason << std::string(named);
    };
    const std::string hello = encode(exampleMessage("hello"));
    row("empty", "", RefusalReason::Malformed, "empty");
    row("text", "hello", RefusalReason::Malformed, "not a message");
    row("cut short", hello.substr(0, hello.size() - 1), RefusalReason::Malformed, "not a message");
    row("only zeros", std::string(20, '\0'), RefusalReason::Malformed, "not a message");
    row("more than 1 MiB", hello + std::string(iso::wire::kMaxMessage_bytes, 'x'), RefusalReason::TooLarge, "1 MiB");
    row("more than 1 MiB of JSON", "{" + std::string(iso::wire::kMaxMessage_bytes, ' '), RefusalReason::TooLarge,
        "1 MiB");
    row("software not UTF-8", replaced(hello, "isochrone-node", "isochrone\xff\xfe\xfd\xfc\xfb"),
        RefusalReason::BadText, "software");
    row("overlong UTF-8", replaced(hello, "isochrone-node", "isochrone-no\xc0\xaf"), RefusalReason::BadText,
        "software");
    row("surrogate", replaced(hello, "isochrone-node", "isochrone-n\xed\xa0\x80"), RefusalReason::BadText, "software");
    row("broken JSON", R"({"version":1)", RefusalReason::Malformed, "JSON");
    row("JSON of another shape", R"({"version":[]})", RefusalReason::Malformed, "JSON");
    row("two payloads in JSON", R"({"version":1,"bye":{},"hello":{}})", RefusalReason::Malformed, "JSON");
    row("deep JSON", R"({"later":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}",
        RefusalReason::TooMany, "values");
    row("rather deep JSON", R"({"later":)" + std::string(20'000, '[') + std::string(20'000, ']') + "}",
        RefusalReason::WrongVersion, "version");

    std::string emptyModels;
    for (int i = 0; i < 400'000; ++i) {
        emptyModels += lengthDelimited(5, "");
    }
    row("a bomb of empty models", lengthDelimited(9, emptyModels), RefusalReason::TooMany, "fields");
    std::string groups;
    for (int i = 0; i < 10'000; ++i) {
        groups += "\xc3\x3e"; // starts an unknown group within the one before
    }
    row("deep groups", hello + groups, RefusalReason::Malformed, "not a message");
}

void TestRefusals::spoiltBytesAreRefused()
{
    QFETCH(std::string, bytes);
    QFETCH(RefusalReason, reason);
    QFETCH(std::string, named);
    const auto decoded = Decoder().decode(bytes);
    QVERIFY2(!decoded && decoded.error().reason == reason, describe(decoded));
    QVERIFY2(decoded.error().detail.find(named) != std::string::npos, describe(decoded));
}

void TestRefusals::telemetryFramesMustFitTheirTopic_data()
{
    QTest::addColumn<std::string>("topic");
    QTest::addColumn<std::string>("message");
    QTest::addColumn<int>("reason"); // -1: accepted
    const auto row = [](const char *name, const std::string &topic, const char *message, int reason) {
        QTest::newRow(name) << topic << std::string(message) << reason;
    };
    const auto badTopic = static_cast<int>(RefusalReason::BadTopic);
    const auto wrongDirection = static_cast<int>(RefusalReason::WrongDirection);
    row("sample", "t/eu-north/osl-central/osl-0042", "sample", -1);
    row("sample from anywhere", "t/r/s/osl-0042", "sample", -1);
    row("birth", "t/eu-north/osl-central/osl-0042", "birth", -1);
    row("empty topic", "", "sample", badTopic);
    row("another prefix", "c/eu-north/osl-central/osl-0042", "sample", badTopic);
    row("two names", "t/osl-central/osl-0042", "sample", badTopic);
    row("four names", "t/eu/north/osl-central/osl-0042", "sample", badTopic);
    row("empty name", "t//osl-central/osl-0042", "sample", badTopic);
    row("65 bytes", "t/" + std::string(50, 'r') + "/abc/osl-0042", "sample", badTopic);
    row("another node", "t/eu-north/osl-central/osl-0043", "sample", badTopic);
    row("birth of another region", "t/eu-south/osl-central/osl-0042", "birth", badTopic);
    row("birth of another site", "t/eu-north/osl-east/osl-0042", "birth", badTopic);
    row("heartbeat", "t/eu-north/osl-central/osl-0042", "heartbeat", wrongDirection);
    row("bye of the control stream", "t/eu-north/osl-central/osl-0042", "bye", wrongDirection);
    row("what a hub sends", "t/eu-north/osl-central/osl-0042", "resend", wrongDirection);
}

void TestRefusals::telemetryFramesMustFitTheirTopic()
{
    QFETCH(std::string, topic);
    QFETCH(std::string, message);
    QFETCH(int, reason);
    const auto decoded = Decoder().decodeTelemetry(topic, encode(exampleMessage(message)));
    QVERIFY2(decoded ? reason == -1 : static_cast<int>(decoded.error().reason) == reason, describe(decoded));
}

void TestRefusals::aBirthOnTelemetrySaysThatItIsTelemetryOnly()
{
    iso::wire::Envelope envelope = exampleMessage("birth");
    std::get<iso::wire::Birth>(envelope.payload).telemetryOnly = false;
    const auto decoded = Decoder().decodeTelemetry("t/eu-north/osl-central/osl-0042", encode(envelope));
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().reason, RefusalReason::WrongDirection);
    QVERIFY(decoded.error().detail.find("telemetry_only") != std::string::npos);
}

void TestRefusals::badInputPrintsNothing()
{
    QTemporaryFile captured;
    QVERIFY(captured.open());
    Decoder decoder;
    const std::string hello = encode(exampleMessage("hello"));
    const int realStderr = dup(STDERR_FILENO);
    QVERIFY(dup2(captured.handle(), STDERR_FILENO) >= 0);
    const bool accepted = decoder.decode(replaced(hello, "isochrone-node", "isochrone-nod\xff")).has_value() ||
                          decoder.decode(std::string(20, '\xff')).has_value() ||
                          decoder.decode("{\"node\":\"\xff\"}").has_value() || decoder.decode("{]").has_value() ||
                          iso::wire::decodeBirth("\x0a\x01\xff").has_value();
    dup2(realStderr, STDERR_FILENO);
    close(realStderr);
    QVERIFY(!accepted);
    QCOMPARE(captured.size(), 0);
}

void TestRefusals::everyReasonHasItsOwnText()
{
    std::set<std::string_view> texts;
    for (std::size_t i = 0; i < iso::wire::kRefusalReasonCount; ++i) {
        texts.insert(toText(static_cast<RefusalReason>(i)));
    }
    QCOMPARE(texts.size(), iso::wire::kRefusalReasonCount);
}

QTEST_GUILESS_MAIN(TestRefusals)
#include "tst_refusals.moc"
