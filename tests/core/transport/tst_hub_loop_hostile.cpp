#include "tests/core/transport/running_loops.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <random>
#include <sys/socket.h>
#include <unistd.h>

using namespace iso;
using test::BarePeer;
using test::RunningHub;

namespace
{

/// A TCP connection that does not speak ZMTP.
class RawConnection
{
public:
    explicit RawConnection(const std::string &endpoint)
        : m_descriptor(socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1))));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(m_descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
            qFatal("cannot connect to %s", endpoint.c_str());
        }
    }
    ~RawConnection() { close(m_descriptor); }
    RawConnection(const RawConnection &) = delete;
    RawConnection &operator=(const RawConnection &) = delete;

    /// The hub may hang up at any byte; that is no failure.
    void send(const std::string &bytes) const { ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

    /// True when the hub hangs up within 10 s.
    [[nodiscard]] bool isHungUp() const
    {
        const timeval wait{10, 0};
        setsockopt(m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
        char buffer[256];
        ssize_t received = 0;
        do {
            received = recv(m_descriptor, buffer, sizeof buffer, 0);
        } while (received > 0);
        return received == 0 || errno == ECONNRESET;
    }

private:
    int m_descriptor;
};

std::string randomBytes(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::string bytes(count, '\0');
    for (char &byte : bytes) {
        byte = static_cast<char>(random() & 0xFF);
    }
    return bytes;
}

/// The greeting of ZMTP 3.0 with the NULL mechanism.
std::string greeting()
{
    std::string bytes("\xFF\0\0\0\0\0\0\0\1\x7F\3\0NULL", 16);
    bytes.resize(64, '\0');
    return bytes;
}

} // namespace

class tst_HubLoopHostile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytesThatAreNoProtocolDoNotStopTheHub_data();
    void bytesThatAreNoProtocolDoNotStopTheHub();
    void aFrameAboveTheLimitCostsItsSenderTheConnection();
    void theLargestAllowedFrameArrives();

private:
    transport::Context m_context;
};

void tst_HubLoopHostile::bytesThatAreNoProtocolDoNotStopTheHub_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("HTTP") << QByteArrayLiteral("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    QTest::newRow("noise") << QByteArray::fromStdString(randomBytes(100'000, 1));
    QTest::newRow("half a greeting") << QByteArray::fromStdString(greeting().substr(0, 12));
    QTest::newRow("greeting, then noise") << QByteArray::fromStdString(greeting() + randomBytes(100'000, 2));
    // A long command frame that announces 2^63 - 1 bytes.
    QTest::newRow("greeting, then an endless command")
        << QByteArray::fromStdString(greeting() + std::string("\6\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9));
}

void tst_HubLoopHostile::bytesThatAreNoProtocolDoNotStopTheHub()
{
    QFETCH(const QByteArray, bytes);
    RunningHub hub(m_context);
    const RawConnection onTelemetry(hub.loop().telemetryEndpoint());
    const RawConnection onControl(hub.loop().controlEndpoint());
    onTelemetry.send(bytes.toStdString());
    onControl.send(bytes.toStdString());

    BarePeer publisher = test::subscribedPublisher(m_context, hub.loop().telemetryEndpoint());
    BarePeer node(m_context, zmq::socket_type::dealer, hub.loop().controlEndpoint());
    publisher.send({"t/r/s/n", "good"});
    node.send({"good"});
    QCOMPARE(node.receive(), std::string("re: good"));
    // Noise may look like a frame of an old version of the protocol; what is in it is for the decoder to refuse.
    QTRY_VERIFY_WITH_TIMEOUT(hub.handler.has("telemetry t/r/s/n good"), 20'000);
}

void tst_HubLoopHostile::aFrameAboveTheLimitCostsItsSenderTheConnection()
{
    RunningHub hub(m_context);
    const RawConnection hostile(hub.loop().controlEndpoint());
    const std::string ready("\4\x26\5READY\13Socket-Type\0\0\0\6DEALER\10Identity\0\0\0\0", 40);
    // A long message frame of 2 MiB.
    hostile.send(greeting() + ready + std::string("\2\0\0\0\0\0\x20\0\0", 9) + std::string(100'000, 'x'));
    QVERIFY(hostile.isHungUp());

    BarePeer node(m_context, zmq::socket_type::dealer, hub.loop().controlEndpoint());
    node.send({"good"});
    QCOMPARE(node.receive(), std::string("re: good"));
    QCOMPARE(hub.handler.lines(), std::vector<std::string>{"control good"});
}

void tst_HubLoopHostile::theLargestAllowedFrameArrives()
{
    RunningHub hub(m_context);
    BarePeer node(m_context, zmq::socket_type::dealer, hub.loop().controlEndpoint());
    const std::string largest(1024 * 1024, 'x');
    node.send({largest});
    QCOMPARE(node.receive(), "re: " + largest);
}

QTEST_GUILESS_MAIN(tst_HubLoopHostile)
#include "tst_hub_loop_hostile.moc"
