#include "core/session/key_json.h"
#include "tests/support/result_checks.h"

#include <QTest>

using namespace iso;
using enrolment::KeyDecision;
using enrolment::KeyKind;
using enrolment::KeyList;
using enrolment::KeyRecord;
using enrolment::KeyState;
using nlohmann::json;

namespace
{

KeyRecord recordOf(std::uint8_t number, const std::string &fingerprint)
{
    std::array<std::uint8_t, PublicKey::kSize> bytes{};
    bytes[0] = number;
    KeyRecord record;
    record.key = PublicKey::fromBytes(bytes);
    record.fingerprint = fingerprint;
    return record;
}

} // namespace

class tst_KeyJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLedgerKeepsAllThatWasDecided()
    {
        KeyRecord record = recordOf(1, "aaaa-bbbb");
        record.state = KeyState::Approved;
        record.kind = KeyKind::Gateway;
        record.declared = {"shop-*", "till"};
        record.retired = {NodeId::fromText("shop-1").value()};
        record.decidedBy = "åse \"x\"";
        record.decidedAt = HubTime::fromNanoseconds(1'773'480'413'589'000'001);
        record.note = "line\nbreak";
        record.address = "10.0.0.1";
        const auto back = session::keyFromLedgerText(session::toLedgerText(record));
        QVERIFY_RESULT(back);
        QCOMPARE(back->key, record.key);
        QCOMPARE(back->state, record.state);
        QCOMPARE(back->kind, record.kind);
        QVERIFY(back->node.isEmpty());
        QCOMPARE(back->declared, record.declared);
        QCOMPARE(back->retired, record.retired);
        QCOMPARE(back->decidedBy, record.decidedBy);
        QCOMPARE(back->decidedAt, record.decidedAt);
        QCOMPARE(back->note, record.note);
    }

    void whatOnlyThisSessionSawIsNotInTheLedger()
    {
        KeyRecord record = recordOf(1, "aaaa-bbbb");
        const std::string before = session::toLedgerText(record);
        record.attempts = 7;
        record.rateLimited = 9;
        record.speaksFor = 3;
        record.lastSeen = HubTime::fromNanoseconds(5);
        QCOMPARE(session::toLedgerText(record), before);
    }

    void textThatIsNotUtf8DoesNotSpoilARecord()
    {
        KeyRecord record = recordOf(1, "aaaa-bbbb");
        record.note = "\xFF\xFE";
        QVERIFY_RESULT(session::keyFromLedgerText(session::toLedgerText(record)));
    }

    void damagedRecordsAreToldApart_data()
    {
        QTest::addColumn<QByteArray>("member");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("no key") << QByteArray("key") << QByteArray("null");
        QTest::newRow("half a key") << QByteArray("key") << QByteArray("\"abc\"");
        QTest::newRow("unknown state") << QByteArray("state") << QByteArray("\"perhaps\"");
        QTest::newRow("unknown kind") << QByteArray("kind") << QByteArray("\"crowd\"");
        QTest::newRow("a node that is no name") << QByteArray("node") << QByteArray("\"a b\"");
        QTest::newRow("declared text") << QByteArray("declared") << QByteArray("\"shop-*\"");
        QTest::newRow("a time in words") << QByteArray("decided_at_ns") << QByteArray("\"noon\"");
    }
    void damagedRecordsAreToldApart()
    {
        QFETCH(const QByteArray, member);
        QFETCH(const QByteArray, value);
        json body = json::parse(session::toLedgerText(recordOf(1, "aaaa-bbbb")));
        QVERIFY_RESULT(session::keyFromLedgerText(body.dump()));
        body[member.toStdString()] = json::parse(value.toStdString());
        QVERIFY_FAILURE(session::keyFromLedgerText(body.dump()), ErrorCode::Corrupt);
        QVERIFY_FAILURE(session::keyFromLedgerText(body.dump().substr(0, 20)), ErrorCode::Corrupt);
    }

    void whatAKeySendsTooFastIsShown()
    {
        KeyRecord record = recordOf(1, "aaaa-bbbb");
        record.rateLimited = 48'000;
        const json shown = session::toJson(record);
        QCOMPARE(shown.at("rate_limited").get<std::uint64_t>(), 48'000U);
        QVERIFY2(shown.at("decided_at").is_null() && shown.at("last_seen").is_null(), "no time is not 1970");
    }

    void aKeyIsNamedByTheBeginningOfItsFingerprint()
    {
        KeyList list;
        list.keys = {recordOf(1, "aaaa-bbbb"), recordOf(2, "aaaa-cccc"), recordOf(3, "dddd-aaaa")};
        const auto decide = [&](const std::string &key) {
            return session::decisionFromJson({{"action", "approve"}, {"key", key}}, list);
        };
        const auto one = decide("aaaa-c");
        QVERIFY_RESULT(one);
        QCOMPARE(one->key, list.keys[1].key);
        QVERIFY_RESULT(decide(list.keys[0].key.text()));
        QVERIFY_FAILURE(decide("aaaa"), ErrorCode::InvalidInput); // two
        QVERIFY_FAILURE(decide("ddd"), ErrorCode::NotFound);      // too short to be meant
        QVERIFY_FAILURE(decide("eeee"), ErrorCode::NotFound);
    }

    void aDecisionIsReadWithItsBounds()
    {
        KeyList list;
        list.keys = {recordOf(1, "aaaa-bbbb"), recordOf(2, "cccc-dddd")};
        const auto rekey = session::decisionFromJson({{"action", "rekey"},
                                                      {"key", "aaaa"},
                                                      {"replaces", "cccc"},
                                                      {"by", std::string(1'000, 'x')},
                                                      {"note", std::string(1'000, 'y')}},
                                                     list);
        QVERIFY_RESULT(rekey);
        QCOMPARE(rekey->action, KeyDecision::Action::Rekey);
        QCOMPARE(rekey->replaces, list.keys[1].key);
        QCOMPARE(rekey->by.size(), std::size_t(256));
        QCOMPARE(rekey->note.size(), std::size_t(256));
        QVERIFY(!session::decisionFromJson({{"action", "marry"}, {"key", "aaaa"}}, list));
        QVERIFY(!session::decisionFromJson({{"action", "approve"}, {"key", "aaaa"}, {"kind", "crowd"}}, list));
        QVERIFY(!session::decisionFromJson({{"action", "move"}, {"key", "aaaa"}, {"node", "a b"}}, list));
    }
};

QTEST_GUILESS_MAIN(tst_KeyJson)
#include "tst_key_json.moc"
