#include "tests/core/transport/running_loops.h"
#include "tests/core/transport/running_node.h"
#include "tests/support/result_checks.h"

#include <QTemporaryDir>
#include <filesystem>

using namespace iso;
using test::RunningHub;
using test::RunningNode;

namespace
{

transport::NetworkListener anyNetworkPorts(const transport::KeyPair &keys)
{
    return {"tcp://127.0.0.1:*", "tcp://127.0.0.1:*", keys};
}

} // namespace

/// One hub on the network, and peers with keys that it knows or does not.
class tst_HubLoopNetwork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_hub = std::make_unique<RunningHub>(m_context);
        // The sockets of the test before are closed in the background.
        QTRY_VERIFY_WITH_TIMEOUT(listen(anyNetworkPorts(m_hubKeys)), 20'000);
    }
    void cleanup()
    {
        if (QTest::currentTestFailed()) {
            for (const std::string &line : m_hub->handler.lines()) {
                qWarning("%s", line.c_str());
            }
        }
        m_hub.reset();
    }

    void anAdmittedKeyIsHeardAndNamed()
    {
        const transport::KeyPair keys = transport::generateKeyPair();
        m_hub->handler.admit(keys.publicKey.text());
        RunningNode node(m_context, address(), keys);
        QTRY_COMPARE_WITH_TIMEOUT(node.ups.load(), 1, 20'000);
        QVERIFY(node.publish("t/r/s/n", "sample"));
        QVERIFY(node.sendControl("hello"));
        QTRY_VERIFY_WITH_TIMEOUT(m_hub->handler.has("telemetry t/r/s/n sample of " + keys.publicKey.text()), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_hub->handler.has("control hello of " + keys.publicKey.text()), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(node.received(), std::string("re: hello"), 20'000);
    }

    void anUnknownKeyGetsNothingInAndIsLetInOnceItIsApproved()
    {
        const transport::KeyPair keys = transport::generateKeyPair();
        RunningNode node(m_context, address(), keys);
        QTRY_VERIFY_WITH_TIMEOUT(m_hub->handler.has("asked " + keys.publicKey.text() + " from 127.0.0.1"), 20'000);
        QVERIFY(!node.sendControl("hello"));
        QVERIFY(!node.publish("t/r/s/n", "sample"));
        QCOMPARE(node.ups.load(), 0);
        m_hub->handler.admit(keys.publicKey.text());
        // Its next attempt comes after at most the interval of a handshake.
        QTRY_COMPARE_WITH_TIMEOUT(node.ups.load(), 1, 30'000);
        QVERIFY(node.sendControl("hello"));
        QTRY_VERIFY_WITH_TIMEOUT(m_hub->handler.has("control hello of " + keys.publicKey.text()), 20'000);
    }

    void whoTakesAnotherForTheHubGetsNoConnection()
    {
        const transport::KeyPair keys = transport::generateKeyPair();
        m_hub->handler.admit(keys.publicKey.text());
        transport::HubAddress wrong = address();
        wrong.key = transport::generateKeyPair().publicKey;
        RunningNode node(m_context, wrong, keys);
        RunningNode right(m_context, address(), keys);
        QTRY_COMPARE_WITH_TIMEOUT(right.ups.load(), 1, 20'000);
        QCOMPARE(node.ups.load(), 0);
    }

    void aPlainPeerGetsNothingIn()
    {
        test::BarePeer plain(m_context, zmq::socket_type::dealer, networkState().control);
        plain.send({"hello"});
        const transport::KeyPair keys = transport::generateKeyPair();
        m_hub->handler.admit(keys.publicKey.text());
        RunningNode node(m_context, address(), keys);
        QTRY_COMPARE_WITH_TIMEOUT(node.ups.load(), 1, 20'000);
        QVERIFY(node.sendControl("later"));
        QTRY_VERIFY_WITH_TIMEOUT(m_hub->handler.has("control later of " + keys.publicKey.text()), 20'000);
        for (const std::string &line : m_hub->handler.lines()) {
            QVERIFY2(line.find("control hello") == std::string::npos, line.c_str());
        }
    }

    void theSelfTestSeesThatAnUnknownKeyIsKeptOut()
    {
        QTRY_VERIFY_WITH_TIMEOUT(networkState().isProven, 40'000);
        QVERIFY(networkState().problem.empty());
        for (const std::string &line : m_hub->handler.lines()) {
            QVERIFY2(!line.starts_with("asked"), "the hub's own key is none of the handler's business");
        }
    }

    void aHubThatLeftTheNetworkComesBackOnTheSamePorts()
    {
        const transport::NetworkState before = networkState();
        m_hub->onLoop([this] { m_hub->loop().leaveNetwork(); });
        QVERIFY(!networkState().isListening);
        const transport::NetworkListener same{before.telemetry, before.control, m_hubKeys};
        // The old sockets are closed in the background.
        QTRY_VERIFY2_WITH_TIMEOUT(listen(same), test::describe(m_opened).constData(), 20'000);
        QCOMPARE(networkState().control, before.control);
    }

    void onlyOneHubOfAProcessCanCheckKeys()
    {
        RunningHub second(m_context);
        Status opened;
        second.onLoop([&] { opened = second.loop().listenOnNetwork(anyNetworkPorts(m_hubKeys)); });
        QVERIFY_FAILURE(opened, ErrorCode::Busy);
        QVERIFY(!second.loop().controlEndpoint().empty());
    }

    void aNodeDoesNotLeaveTheMachineWithoutTheHubsKey()
    {
        SystemClock clock;
        Logger logger(clock, [](const LogEntry &) {});
        transport::NodeLoopOptions options;
        options.hubs = {{"tcp://192.0.2.1:5557", "tcp://192.0.2.1:5558", {}}};
        QVERIFY_FAILURE(transport::NodeLoop::open(m_context, options, clock, logger), ErrorCode::Refused);
        options.hubs.front().key = m_hubKeys.publicKey;
        QVERIFY_FAILURE(transport::NodeLoop::open(m_context, options, clock, logger), ErrorCode::InvalidInput);
    }

private:
    /// QTRY_VERIFY asks once more after the first success.
    bool listen(const transport::NetworkListener &listener)
    {
        if (!networkState().isListening) {
            m_hub->onLoop([&] { m_opened = m_hub->loop().listenOnNetwork(listener); });
        }
        return m_opened.has_value();
    }
    transport::NetworkState networkState()
    {
        transport::NetworkState state;
        m_hub->onLoop([&] { state = m_hub->loop().networkState(); });
        return state;
    }
    transport::HubAddress address()
    {
        const transport::NetworkState state = networkState();
        return {state.telemetry, state.control, m_hubKeys.publicKey};
    }

    transport::Context m_context;
    const transport::KeyPair m_hubKeys = transport::generateKeyPair();
    Status m_opened;
    std::unique_ptr<RunningHub> m_hub;
};

QTEST_GUILESS_MAIN(tst_HubLoopNetwork)
#include "tst_hub_loop_network.moc"
