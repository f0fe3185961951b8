#include "core/base/ids.h"
#include "tests/support/fixed_id_source.h"
#include "tests/support/result_checks.h"

#include <set>
#include <unordered_set>

using namespace iso;

class TestIds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesOfOneTo48PlainCharactersAreAccepted_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("one character") << QByteArray("a") << true;
        QTest::newRow("all kinds") << QByteArray("Az09._-") << true;
        QTest::newRow("48 characters") << QByteArray(48, 'n') << true;
        QTest::newRow("49 characters") << QByteArray(49, 'n') << false;
        QTest::newRow("slash, the topic separator") << QByteArray("eu/west") << false;
        QTest::newRow("space") << QByteArray("node 1") << false;
        QTest::newRow("nul inside") << QByteArray("a\0b", 3) << false;
        QTest::newRow("utf-8 letter") << QByteArray("n\xC3\xB6") << false;
        QTest::newRow("newline at the end") << QByteArray("node\n") << false;
    }
    void namesOfOneTo48PlainCharactersAreAccepted()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, accepted);
        const Result<NodeId> id = NodeId::fromText(text.toStdString());
        QCOMPARE(id.has_value(), accepted);
        if (accepted) {
            QCOMPARE(id->text(), text.toStdString());
            QVERIFY(!id->isEmpty());
        } else {
            QVERIFY_FAILURE(id, ErrorCode::InvalidInput);
        }
    }

    void refusalNamesTheKindAndCutsAnEndlessName()
    {
        const Result<SiteId> id = SiteId::fromText(std::string(100'000, 'x'));
        QVERIFY_FAILURE(id, ErrorCode::InvalidInput);
        QCOMPARE(id.error().message.rfind("site \"xxx", 0), std::size_t(0));
        QVERIFY(id.error().message.size() < 200);
    }

    void defaultNameIsEmptyAndSortsFirst()
    {
        QVERIFY(NodeId().isEmpty());
        QVERIFY(NodeId() < NodeId::fromText("a").value());
        QVERIFY(NodeId::fromText("a").value() < NodeId::fromText("b").value());
    }

    void uuidSurvivesTextAndBytes()
    {
        const std::string text = "018f3a5e-7c1d-7b3a-9f00-0123456789ab";
        const Result<CommandId> id = uuidFromText<CommandId>(text);
        QVERIFY_RESULT(id);
        QCOMPARE(toText(*id), text);
        const auto &bytes = id->bytes();
        QCOMPARE(bytes[0], std::uint8_t(0x01));
        QCOMPARE(bytes[15], std::uint8_t(0xAB));
        QCOMPARE_RESULT(uuidFromBytes<CommandId>({reinterpret_cast<const char *>(bytes.data()), bytes.size()}), *id);
    }

    void uuidTextIsReadStrictly_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("lower case") << QByteArray("018f3a5e-7c1d-7b3a-9f00-0123456789ab") << true;
        QTest::newRow("upper case") << QByteArray("018F3A5E-7C1D-7B3A-9F00-0123456789AB") << true;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("one digit short") << QByteArray("018f3a5e-7c1d-7b3a-9f00-0123456789a") << false;
        QTest::newRow("one digit too many") << QByteArray("018f3a5e-7c1d-7b3a-9f00-0123456789abc") << false;
        QTest::newRow("hyphen elsewhere") << QByteArray("018f3a5e7-c1d-7b3a-9f00-0123456789ab") << false;
        QTest::newRow("not hexadecimal") << QByteArray("018f3a5e-7c1d-7b3a-9f00-0123456789ag") << false;
        QTest::newRow("braces") << QByteArray("{018f3a5e-7c1d-7b3a-9f00-0123456789ab}") << false;
    }
    void uuidTextIsReadStrictly()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, accepted);
        const Result<BootId> id = uuidFromText<BootId>(text.toStdString());
        QVERIFY2(id.has_value() == accepted, test::describe(id).constData());
    }

    void uuidFromBytesWantsExactly16()
    {
        QVERIFY_FAILURE(uuidFromBytes<BootId>(std::string(15, 'x')), ErrorCode::InvalidInput);
        QVERIFY_FAILURE(uuidFromBytes<BootId>(std::string(17, 'x')), ErrorCode::InvalidInput);
        QVERIFY_FAILURE(uuidFromBytes<BootId>({}), ErrorCode::InvalidInput);
    }

    void nullUuidIsRecognised()
    {
        QVERIFY(BootId().isNull());
        QVERIFY(!test::FixedIdSource::bootId(1).isNull());
    }

    void systemBootIdsAreVersion4AndDiffer()
    {
        SystemIdSource source;
        std::set<BootId> seen;
        for (int i = 0; i < 1000; ++i) {
            const BootId id = source.newBootId();
            QCOMPARE(id.bytes()[6] >> 4, 4);
            QCOMPARE(id.bytes()[8] >> 6, 2);
            seen.insert(id);
        }
        QCOMPARE(seen.size(), std::size_t(1000));
    }

    void systemCommandIdsAreVersion7AndSortByTheirTime()
    {
        SystemIdSource source;
        const CommandId earlier = source.newCommandId(0x0123456789AB);
        const CommandId later = source.newCommandId(0x0123456789AC);
        QVERIFY(earlier < later);
        QCOMPARE(earlier.bytes()[6] >> 4, 7);
        QCOMPARE(earlier.bytes()[8] >> 6, 2);
        QCOMPARE(toText(earlier).substr(0, 13), std::string("01234567-89ab"));
    }

    void fixedSourceCountsAndKeepsTheOrderOfTime()
    {
        test::FixedIdSource source;
        QCOMPARE(toText(source.newBootId()), std::string("00000000-0000-0000-0000-000000000001"));
        QCOMPARE(source.newBootId(), test::FixedIdSource::bootId(2));
        const CommandId first = source.newCommandId(2000);
        const CommandId second = source.newCommandId(1000);
        QVERIFY(second < first);
        QVERIFY(first != second);
    }

    void idsWorkAsHashKeys()
    {
        std::unordered_set<NodeId> nodes{NodeId::fromText("a").value(), NodeId::fromText("a").value()};
        QCOMPARE(nodes.size(), std::size_t(1));
        std::unordered_set<BootId> boots{test::FixedIdSource::bootId(1), test::FixedIdSource::bootId(2)};
        QVERIFY(boots.contains(test::FixedIdSource::bootId(2)));
    }
};

QTEST_GUILESS_MAIN(TestIds)
#include "tst_ids.moc"
