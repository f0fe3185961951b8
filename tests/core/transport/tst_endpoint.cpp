#include "core/transport/endpoint.h"

#include <QTest>

using namespace iso;

class tst_Endpoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyAddressesOfThisMachineAreLoopback_data();
    void onlyAddressesOfThisMachineAreLoopback();
};

void tst_Endpoint::onlyAddressesOfThisMachineAreLoopback_data()
{
    QTest::addColumn<QByteArray>("endpoint");
    QTest::addColumn<bool>("isLoopback");

    QTest::newRow("IPv4") << QByteArrayLiteral("tcp://127.0.0.1:5555") << true;
    QTest::newRow("IPv4, any port") << QByteArrayLiteral("tcp://127.0.0.1:*") << true;
    QTest::newRow("another of 127/8") << QByteArrayLiteral("tcp://127.1.2.3:5555") << true;
    QTest::newRow("IPv6") << QByteArrayLiteral("tcp://[::1]:5555") << true;
    QTest::newRow("localhost") << QByteArrayLiteral("tcp://localhost:5555") << true;
    QTest::newRow("socket file") << QByteArrayLiteral("ipc:///run/user/0/x.sock") << true;
    QTest::newRow("inproc") << QByteArrayLiteral("inproc://x") << true;

    QTest::newRow("every address") << QByteArrayLiteral("tcp://*:5555") << false;
    QTest::newRow("every IPv4 address") << QByteArrayLiteral("tcp://0.0.0.0:5555") << false;
    QTest::newRow("every IPv6 address") << QByteArrayLiteral("tcp://[::]:5555") << false;
    QTest::newRow("a public address") << QByteArrayLiteral("tcp://192.0.2.1:5555") << false;
    QTest::newRow("an interface") << QByteArrayLiteral("tcp://eth0:5555") << false;
    QTest::newRow("a name that begins like one") << QByteArrayLiteral("tcp://127.example.org:5555") << false;
    QTest::newRow("a name with the address in it") << QByteArrayLiteral("tcp://127.0.0.1.example.org:5555") << false;
    QTest::newRow("from here to elsewhere") << QByteArrayLiteral("tcp://127.0.0.1:0;192.0.2.1:5555") << false;
    QTest::newRow("too few parts") << QByteArrayLiteral("tcp://127.1:5555") << false;
    QTest::newRow("a part above 255") << QByteArrayLiteral("tcp://127.0.0.256:5555") << false;
    QTest::newRow("no port") << QByteArrayLiteral("tcp://127.0.0.1") << false;
    QTest::newRow("a port that is none") << QByteArrayLiteral("tcp://127.0.0.1:http") << false;
    QTest::newRow("a port above 65535") << QByteArrayLiteral("tcp://127.0.0.1:65536") << false;
    QTest::newRow("another transport") << QByteArrayLiteral("udp://127.0.0.1:5555") << false;
    QTest::newRow("nothing") << QByteArray() << false;
}

void tst_Endpoint::onlyAddressesOfThisMachineAreLoopback()
{
    QFETCH(const QByteArray, endpoint);
    QFETCH(const bool, isLoopback);
    QCOMPARE(transport::isLoopback(endpoint.toStdString()), isLoopback);
}

QTEST_GUILESS_MAIN(tst_Endpoint)
#include "tst_endpoint.moc"
