#include "core/probe/probe_target.h"
#include "tests/support/result_checks.h"

using namespace iso;
using probe::ProbeTarget;

class TestProbeTarget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textsBecomeAddresses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isCompletion");
        QTest::addColumn<QByteArray>("url");
        const auto row = [](const char *text, bool isCompletion, const char *url) {
            QTest::newRow(text) << QByteArray(text) << isCompletion << QByteArray(url);
        };
        row("10.0.0.1:443", false, "http://10.0.0.1:443");
        row("db.example.org:5432", false, "http://db.example.org:5432");
        row("[::1]:80", false, "http://[::1]:80");
        row("http://127.0.0.1:8000", true, "http://127.0.0.1:8000/v1/chat/completions");
        row("http://127.0.0.1:8000/", true, "http://127.0.0.1:8000/v1/chat/completions");
        row("https://api.example.org/v1", true, "https://api.example.org/v1/chat/completions");
        row("https://[::1]:8443/openai/v1/", true, "https://[::1]:8443/openai/v1/chat/completions");
        row("http://h/proxy/chat", true, "http://h/proxy/chat");
    }
    void textsBecomeAddresses()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const bool, isCompletion);
        QFETCH(const QByteArray, url);
        const auto target = ProbeTarget::fromText(text.toStdString());
        QVERIFY_RESULT(target);
        QCOMPARE(target->name, text.toStdString());
        QCOMPARE(target->kind == ProbeTarget::Kind::Completion, isCompletion);
        QCOMPARE(target->url, url.toStdString());
    }

    void whatIsNoTargetIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", "host", "host:", ":80", "host:0", "host:65536", "host:8x", "ho st:80", "a/b:80",
                                 "ftp://host/x", "file:///etc/passwd", "http://", "http://user:secret@host/",
                                 "http:///x", "http://host:99999/", "[::1]", "[x]:80", "http://h\xc3\xb6st/"}) {
            QTest::newRow(text) << QByteArray(text);
        }
        QTest::newRow("too long") << QByteArray(300, 'a') + ":80";
    }
    void whatIsNoTargetIsRefused()
    {
        QFETCH(const QByteArray, text);
        QVERIFY_FAILURE(ProbeTarget::fromText(text.toStdString()), ErrorCode::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(TestProbeTarget)
#include "tst_probe_target.moc"
