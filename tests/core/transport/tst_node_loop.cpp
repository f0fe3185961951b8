#include "tests/core/transport/running_loops.h"
#include "tests/core/transport/running_node.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace iso;
using test::RunningHub;
using test::RunningNode;

namespace
{

transport::HubAddress addressOf(RunningHub &hub)
{
    return {hub.loop().telemetryEndpoint(), hub.loop().controlEndpoint()};
}

transport::HubLoopOptions at(const transport::HubAddress &address)
{
    transport::HubLoopOptions options;
    options.telemetry = address.telemetry;
    options.control = address.control;
    return options;
}

/// A port that nobody else is given while this lives, and that refuses connections until somebody listens on it. ZeroMQ
/// can bind it all the same, because both say SO_REUSEADDR.
class ReservedPort
{
public:
    ReservedPort()
        : m_descriptor(socket(AF_INET, SOCK_STREAM, 0))
    {
        const int on = 1;
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *raw = reinterpret_cast<sockaddr *>(&address);
        if (setsockopt(m_descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
            bind(m_descriptor, raw, size) != 0 || getsockname(m_descriptor, raw, &size) != 0) {
            qFatal("no free port");
        }
        m_port = ntohs(address.sin_port);
    }
    ~ReservedPort() { close(m_descriptor); }
    ReservedPort(const ReservedPort &) = delete;
    ReservedPort &operator=(const ReservedPort &) = delete;
    [[nodiscard]] std::string endpoint() const { return "tcp://127.0.0.1:" + std::to_string(m_port); }

private:
    int m_descriptor;
    int m_port = 0;
};

/// A socket takes notice of its peers only while its own thread calls it.
bool isServed(zmq::socket_t &socket)
{
    return socket.get(zmq::sockopt::events) >= 0;
}

} // namespace

class tst_NodeLoop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatANodeSendsArrivesAndIsAnswered();
    void linkIsUpOnlyWhenBothSocketsAre();
    void linkGoesDownWithTheHubAndComesBack();
    void nothingIsPublishedWithoutASubscriber();
    void eachHubOfAListHasItsOwnLink();

private:
    transport::Context m_context;
};

void tst_NodeLoop::whatANodeSendsArrivesAndIsAnswered()
{
    RunningHub hub(m_context);
    RunningNode node(m_context, addressOf(hub));
    QTRY_COMPARE_WITH_TIMEOUT(node.ups.load(), 1, 20'000);
    QVERIFY(node.publish("t/r/s/n", "sample"));
    QVERIFY(node.sendControl("hello"));
    QTRY_VERIFY_WITH_TIMEOUT(hub.handler.has("telemetry t/r/s/n sample"), 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(node.received(), std::string("re: hello"), 20'000);
    QCOMPARE(node.downs.load(), 0);
}

void tst_NodeLoop::linkIsUpOnlyWhenBothSocketsAre()
{
    transport::HubAddress address;
    const ReservedPort reserved; // for a control socket that is not there yet
    address.control = reserved.endpoint();
    zmq::socket_t subscriber(m_context.impl().zmq, zmq::socket_type::sub);
    subscriber.bind("tcp://127.0.0.1:*");
    subscriber.set(zmq::sockopt::subscribe, "t/");
    address.telemetry = subscriber.get(zmq::sockopt::last_endpoint);
    RunningNode node(m_context, address);
    // Telemetry is up: what is published is taken.
    QTRY_VERIFY_WITH_TIMEOUT(isServed(subscriber) && node.publish("t/r/s/n", "sample"), 20'000);
    QVERIFY(!node.sendControl("hello"));
    QCOMPARE(node.ups.load(), 0);

    zmq::socket_t router(m_context.impl().zmq, zmq::socket_type::router);
    router.bind(address.control);
    QTRY_COMPARE_WITH_TIMEOUT(node.ups.load(), 1, 20'000);
}

void tst_NodeLoop::linkGoesDownWithTheHubAndComesBack()
{
    auto hub = std::make_unique<RunningHub>(m_context);
    const transport::HubAddress address = addressOf(*hub);
    RunningNode node(m_context, address);
    QTRY_COMPARE_WITH_TIMEOUT(node.ups.load(), 1, 20'000);

    hub.reset();
    QTRY_COMPARE_WITH_TIMEOUT(node.downs.load(), 1, 20'000);
    QVERIFY(!node.publish("t/r/s/n", "nobody"));
    QVERIFY(!node.sendControl("nobody"));

    hub = std::make_unique<RunningHub>(m_context, at(address));
    QTRY_COMPARE_WITH_TIMEOUT(node.ups.load(), 2, 20'000);
    QVERIFY(node.publish("t/r/s/n", "again"));
    QTRY_VERIFY_WITH_TIMEOUT(hub->handler.has("telemetry t/r/s/n again"), 20'000);
    QVERIFY2(!hub->handler.has("telemetry t/r/s/n nobody"), "what was refused must not have been queued");
}

void tst_NodeLoop::nothingIsPublishedWithoutASubscriber()
{
    // It is connected, but to somebody who wants nothing.
    zmq::socket_t subscriber(m_context.impl().zmq, zmq::socket_type::sub);
    subscriber.bind("tcp://127.0.0.1:*");
    zmq::socket_t router(m_context.impl().zmq, zmq::socket_type::router);
    router.bind("tcp://127.0.0.1:*");
    RunningNode node(m_context, {subscriber.get(zmq::sockopt::last_endpoint), router.get(zmq::sockopt::last_endpoint)});
    QTRY_VERIFY_WITH_TIMEOUT(isServed(subscriber) && node.sendControl("hello"), 20'000);
    QVERIFY(!node.publish("t/r/s/n", "sample"));
    QCOMPARE(node.ups.load(), 0);

    subscriber.set(zmq::sockopt::subscribe, "t/");
    QTRY_VERIFY_WITH_TIMEOUT(isServed(subscriber) && node.ups.load() == 1, 20'000);
    QVERIFY(node.publish("t/r/s/n", "sample"));
}

void tst_NodeLoop::eachHubOfAListHasItsOwnLink()
{
    RunningHub first(m_context);
    RunningHub second(m_context);
    RunningNode node(m_context, std::vector{addressOf(first), addressOf(second)});
    QTRY_COMPARE_WITH_TIMEOUT(node.ups.load(), 2, 20'000);
    QVERIFY(node.sendControl("to one", 0));
    QVERIFY(node.sendControl("to two", 1));
    QTRY_VERIFY_WITH_TIMEOUT(first.handler.has("control to one"), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(second.handler.has("control to two"), 20'000);
    QVERIFY(!first.handler.has("control to two"));
    QVERIFY(!second.handler.has("control to one"));
}

QTEST_GUILESS_MAIN(tst_NodeLoop)
#include "tst_node_loop.moc"
