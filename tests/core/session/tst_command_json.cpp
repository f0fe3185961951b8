#include "core/session/command_json.h"
#include "tests/support/fixed_id_source.h"
#include "tests/support/result_checks.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using commands::CommandState;
using nlohmann::json;

namespace
{

commands::CommandRecord fullRecord()
{
    test::FixedIdSource ids;
    const HubTime start = HubTime::fromNanoseconds(1'773'480'413'589'123'456);
    commands::CommandRecord record;
    record.id = ids.newCommandId(1'773'480'413'589);
    record.node = NodeId::fromText("oslo-1").value();
    record.name = "probe";
    record.arguments = {{"target", "10.0.0.1:80"}, {"count", "20"}};
    record.hazard = wire::HazardClass::Dangerous;
    record.issuer = "åse";
    record.reason = "\"quoted\"\nand on two lines";
    record.createdAt = start;
    record.expiresAt = start + 60s;
    record.timeout = 30s;
    record.steps = {{CommandState::Created, start, std::nullopt, ""},
                    {CommandState::Sent, start + 1ns, std::nullopt, ""},
                    {CommandState::Running, start + 2s, 40, "8 of 20"},
                    {CommandState::Verified, start + 3s, std::nullopt, "done"}};
    record.results = {{"connect_p95_ms", "12.5"}};
    return record;
}

} // namespace

class tst_CommandJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsReadBack();
    void everyStateIsReadBack();
    void textThatIsNoUtf8IsNotLostWithTheRecord();
    void aMissingMemberIsCorrupt_data();
    void aMissingMemberIsCorrupt();
    void garbageIsCorrupt_data();
    void garbageIsCorrupt();
};

void tst_CommandJson::whatIsWrittenIsReadBack()
{
    const commands::CommandRecord record = fullRecord();
    QCOMPARE_RESULT(session::commandFromJson(session::toJson(record).dump()), record);
}

void tst_CommandJson::everyStateIsReadBack()
{
    for (std::size_t state = 0; state < commands::kCommandStateCount; ++state) {
        commands::CommandRecord record = fullRecord();
        record.steps.back().state = static_cast<CommandState>(state);
        QCOMPARE_RESULT(session::commandFromJson(session::toJson(record).dump()), record);
    }
}

void tst_CommandJson::textThatIsNoUtf8IsNotLostWithTheRecord()
{
    commands::CommandRecord record = fullRecord();
    record.reason = "bad \xFF byte";
    const std::string text = session::toLedgerText(record);
    const auto back = session::commandFromJson(text);
    QVERIFY_RESULT(back);
    QCOMPARE(back->id, record.id);
    QVERIFY(back->reason.starts_with("bad "));
}

void tst_CommandJson::aMissingMemberIsCorrupt_data()
{
    QTest::addColumn<QByteArray>("pointer");
    for (const char *pointer :
         {"/id", "/node", "/name", "/arguments", "/arguments/0/name", "/arguments/1/value", "/hazard", "/issuer",
          "/reason", "/created_ns", "/expires_ns", "/timeout_ns", "/steps", "/steps/0/state", "/steps/1/at_ns",
          "/steps/2/message", "/results", "/results/0/name"}) {
        QTest::newRow(pointer) << QByteArray(pointer);
    }
}

void tst_CommandJson::aMissingMemberIsCorrupt()
{
    QFETCH(const QByteArray, pointer);
    const json::json_pointer member(pointer.toStdString());
    json object = session::toJson(fullRecord());
    QVERIFY2(object.contains(member), "the row names a member that is not written");
    object.at(member.parent_pointer()).erase(member.back());
    QVERIFY_FAILURE(session::commandFromJson(object.dump()), ErrorCode::Corrupt);
}

void tst_CommandJson::garbageIsCorrupt_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto changed = [](const char *pointer, const json &value) {
        json object = session::toJson(fullRecord());
        object.at(json::json_pointer(pointer)) = value;
        return QByteArray::fromStdString(object.dump());
    };
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("half") << QByteArray::fromStdString(session::toLedgerText(fullRecord())).left(100);
    QTest::newRow("a list") << QByteArrayLiteral("[]");
    QTest::newRow("null") << QByteArrayLiteral("null");
    QTest::newRow("bytes") << QByteArrayLiteral("\xFF\x00\xFE");
    QTest::newRow("an id that is none") << changed("/id", "018f");
    QTest::newRow("a node that is no name") << changed("/node", "a/b");
    QTest::newRow("a number for a name") << changed("/name", 3);
    QTest::newRow("a hazard too high") << changed("/hazard", 4);
    QTest::newRow("a hazard too low") << changed("/hazard", -1);
    QTest::newRow("no steps") << changed("/steps", json::array());
    QTest::newRow("a state that is none") << changed("/steps/2/state", "walking");
    QTest::newRow("a time that is a text") << changed("/created_ns", "now");
    QTest::newRow("a percentage that is a text") << changed("/steps/2/percent", "40");
}

void tst_CommandJson::garbageIsCorrupt()
{
    QFETCH(const QByteArray, text);
    QVERIFY_FAILURE(session::commandFromJson(text.toStdString()), ErrorCode::Corrupt);
}

QTEST_GUILESS_MAIN(tst_CommandJson)
#include "tst_command_json.moc"
