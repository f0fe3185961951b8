#include "tests/core/wire/example_messages.h"
#include "tests/core/wire/golden_files.h"

#include <QTest>
#include <set>

using namespace iso::test;
using iso::wire::Decoder;
using iso::wire::Envelope;

class TestGolden : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPayloadHasGoldenFiles();
    void goldenBytesDecodeToTheExpectedMessage_data() { messages(); }
    void goldenBytesDecodeToTheExpectedMessage();
    void goldenJsonDecodesToTheExpectedMessage_data() { messages(); }
    void goldenJsonDecodesToTheExpectedMessage();
    void encodingTheMessageAgainDecodesEqual_data() { messages(); }
    void encodingTheMessageAgainDecodesEqual();

private:
    static void messages();
};

void TestGolden::messages()
{
    QTest::addColumn<std::string>("name");
    for (const ExampleMessage &message : exampleMessages()) {
        QTest::newRow(message.name) << std::string(message.name);
    }
}

void TestGolden::everyPayloadHasGoldenFiles()
{
    std::set<std::size_t> kinds;
    for (const ExampleMessage &message : exampleMessages()) {
        kinds.insert(message.envelope.payload.index());
    }
    QCOMPARE(kinds.size(), std::variant_size_v<iso::wire::Payload>);
}

void TestGolden::goldenBytesDecodeToTheExpectedMessage()
{
    QFETCH(std::string, name);
    const auto decoded = Decoder().decode(contentOf(goldenFile(name, "bin")));
    QVERIFY2(decoded, decoded ? "" : decoded.error().detail.c_str());
    QVERIFY(*decoded == exampleMessage(name));
}

void TestGolden::goldenJsonDecodesToTheExpectedMessage()
{
    QFETCH(std::string, name);
    const auto decoded = Decoder().decode(contentOf(goldenFile(name, "json")));
    QVERIFY2(decoded, decoded ? "" : decoded.error().detail.c_str());
    QVERIFY(*decoded == exampleMessage(name));
}

void TestGolden::encodingTheMessageAgainDecodesEqual()
{
    QFETCH(std::string, name);
    const Envelope expected = exampleMessage(name);
    const auto decoded = Decoder().decode(iso::wire::encode(expected));
    QVERIFY2(decoded, decoded ? "" : decoded.error().detail.c_str());
    QVERIFY(*decoded == expected);
}

QTEST_GUILESS_MAIN(TestGolden)
#include "tst_golden.moc"
