#include "core/probe/completion_stream.h"

#include <QTest>

using namespace iso;
using probe::CompletionStream;

namespace
{

// As vLLM and OpenAI send it: a first chunk with the role alone, tokens, one with the reason of the end, then usage.
const std::string kReply =
    ": keep-alive\r\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\r\n\r\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one\"}}]}\n\n"
    "data:{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\" two\"}}]}\n\n"
    "event: x\nid: 7\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\" three\"}}]}\n\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
    "data: {\"choices\":[],\"usage\":{\"total_tokens\":9}}\n\n"
    "data: [DONE]\n\n";

} // namespace

class TestCompletionStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventsWithTextAreTokensHoweverTheyAreCut()
    {
        for (std::size_t piece = 1; piece <= kReply.size(); ++piece) {
            CompletionStream stream;
            std::size_t tokens = 0;
            for (std::size_t at = 0; at < kReply.size(); at += piece) {
                tokens += stream.feed(kReply.substr(at, piece));
            }
            QVERIFY2(stream.error().empty(), stream.error().c_str());
            QCOMPARE(tokens, std::size_t(3));
            QVERIFY(stream.isDone());
        }
    }

    void whatIsNoStreamIsAnError_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("one object") << QByteArray("{\"choices\":[]}\n");
        QTest::newRow("not JSON") << QByteArray("data: hello\n");
        QTest::newRow("not an object") << QByteArray("data: [1,2]\n");
        QTest::newRow("an error inside") << QByteArray("data: {\"error\":{\"message\":\"x\"}}\n");
        QTest::newRow("a line without end") << "data: " + QByteArray(70'000, 'x');
        QTest::newRow("deep nesting") << "data: " + QByteArray(60'000, '[') + "\n";
    }
    void whatIsNoStreamIsAnError()
    {
        QFETCH(const QByteArray, bytes);
        CompletionStream stream;
        QCOMPARE(stream.feed(bytes.toStdString()), std::size_t(0));
        QVERIFY(!stream.error().empty());
        QCOMPARE(stream.feed(kReply), std::size_t(0));
    }

    void oddShapesAreNoTokens_data()
    {
        QTest::addColumn<QByteArray>("object");
        for (const char *object :
             {"{}", "{\"choices\":5}", "{\"choices\":[]}", "{\"choices\":[7]}", "{\"choices\":[{}]}",
              "{\"choices\":[{\"delta\":\"x\"}]}", "{\"choices\":[{\"delta\":{\"content\":7}}]}",
              "{\"choices\":[{\"delta\":{\"content\":null}}]}"}) {
            QTest::newRow(object) << QByteArray(object);
        }
    }
    void oddShapesAreNoTokens()
    {
        QFETCH(const QByteArray, object);
        CompletionStream stream;
        QCOMPARE(stream.feed("data: " + object.toStdString() + "\n"), std::size_t(0));
        QVERIFY(stream.error().empty());
    }
};

QTEST_GUILESS_MAIN(TestCompletionStream)
#include "tst_completion_stream.moc"
