#include "core/enrolment/join_line.h"
#include "tests/support/result_checks.h"

#include <QTest>

using namespace iso;
using enrolment::JoinLine;
using enrolment::joinLineFromText;

namespace
{

/// The test vector of ZeroMQ RFC 32, twice and a half, as a key with many separators in it.
PublicKey someKey()
{
    return PublicKey::fromText("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID").value();
}

} // namespace

class tst_JoinLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsRead_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::newRow("IPv4") << QByteArray("192.168.1.10");
        QTest::newRow("name") << QByteArray("hub.example.org");
        QTest::newRow("IPv6") << QByteArray("[fe80::1]");
    }
    void whatIsWrittenIsRead()
    {
        QFETCH(QByteArray, host);
        JoinLine line;
        line.host = host.toStdString();
        line.telemetryPort = 15557;
        line.controlPort = 15558;
        line.hub = someKey();
        const auto read = joinLineFromText(toText(line));
        QVERIFY_RESULT(read);
        QCOMPARE(read->host, line.host);
        QCOMPARE(read->hub, line.hub);
        QCOMPARE(read->telemetryEndpoint(), "tcp://" + line.host + ":15557");
        QCOMPARE(read->controlEndpoint(), "tcp://" + line.host + ":15558");
    }

    void theTextIsSafeInSingleQuotes()
    {
        JoinLine line;
        line.host = "10.0.0.1";
        line.hub = someKey();
        QCOMPARE(toText(line), "isochrone://10.0.0.1:5557:5558/" + someKey().text());
        QVERIFY(toText(line).find('\'') == std::string::npos);
    }

    void anythingElseIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        const QByteArray key = QByteArray::fromStdString(someKey().text());
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("another scheme") << "http://10.0.0.1:5557:5558/" + key;
        QTest::newRow("no key") << QByteArray("isochrone://10.0.0.1:5557:5558/");
        QTest::newRow("key too short") << "isochrone://10.0.0.1:5557:5558/" + key.left(39);
        QTest::newRow("key not Z85") << "isochrone://10.0.0.1:5557:5558/" + key.left(39) + "'";
        QTest::newRow("key beyond 32 bits") << "isochrone://10.0.0.1:5557:5558/" + QByteArray(40, '#');
        QTest::newRow("one port") << "isochrone://10.0.0.1:5557/" + key;
        QTest::newRow("port 0") << "isochrone://10.0.0.1:0:5558/" + key;
        QTest::newRow("port 65536") << "isochrone://10.0.0.1:65536:5558/" + key;
        QTest::newRow("port with a tail") << "isochrone://10.0.0.1:5557x:5558/" + key;
        QTest::newRow("no host") << "isochrone://:5557:5558/" + key;
        QTest::newRow("host with a space") << "isochrone://a b:5557:5558/" + key;
        QTest::newRow("source address trick") << "isochrone://10.0.0.1;10.0.0.2:5557:5558/" + key;
    }
    void anythingElseIsRefused()
    {
        QFETCH(QByteArray, text);
        QVERIFY_FAILURE(joinLineFromText(text.toStdString()), ErrorCode::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(tst_JoinLine)
#include "tst_join_line.moc"
