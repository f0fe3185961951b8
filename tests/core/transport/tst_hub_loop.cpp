#include "core/transport/local_client.h"
#include "tests/core/transport/running_loops.h"
#include "tests/core/transport/running_node.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

using namespace iso;
using test::BarePeer;
using test::RunningHub;

class tst_HubLoop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void telemetryComesAsTopicAndFrame();
    void otherTopicsThanTelemetryAreNotSubscribedTo();
    void controlIsAnsweredOnItsOwnConnection();
    void everyWayToNameThisMachineWorks_data();
    void everyWayToNameThisMachineWorks();
    void wrongNumbersOfFramesAreToldAndTheNextMessageCounts_data();
    void wrongNumbersOfFramesAreToldAndTheNextMessageCounts();
    void localEndpointAnswersProgramsOfThisMachine();
    void localEndpointTakesOverAStaleSocketFile();
    void aClientOfNobodyGivesUpInTime();
    void addressesThatLeaveTheMachineAreRefused_data();
    void addressesThatLeaveTheMachineAreRefused();
    void anOccupiedPortIsBusyAndNamed();
    void sendingToAGonePeerFails();
    void eachWakeIsFollowedByWoken();

private:
    transport::Context m_context;
};

void tst_HubLoop::telemetryComesAsTopicAndFrame()
{
    RunningHub hub(m_context);
    BarePeer node = test::subscribedPublisher(m_context, hub.loop().telemetryEndpoint());
    node.send({"t/r/s/n", "hello"});
    QTRY_VERIFY_WITH_TIMEOUT(hub.handler.has("telemetry t/r/s/n hello"), 20'000);
}

void tst_HubLoop::otherTopicsThanTelemetryAreNotSubscribedTo()
{
    RunningHub hub(m_context);
    BarePeer node(m_context, zmq::socket_type::pub, hub.loop().telemetryEndpoint());
    // Whether the subscription has arrived cannot be asked of a PUB, so it repeats itself.
    const auto hasArrived = [&] {
        node.send({"other", "x"});
        node.send({"t/r/s/n", "x"});
        return hub.handler.countOf("telemetry t/r/s/n x") >= 3;
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasArrived(), 20'000);
    QVERIFY(!hub.handler.has("telemetry other x"));
}

void tst_HubLoop::controlIsAnsweredOnItsOwnConnection()
{
    RunningHub hub(m_context);
    BarePeer first(m_context, zmq::socket_type::dealer, hub.loop().controlEndpoint());
    BarePeer second(m_context, zmq::socket_type::dealer, hub.loop().controlEndpoint());
    first.send({"one"});
    second.send({"two"});
    QCOMPARE(first.receive(), std::string("re: one"));
    QCOMPARE(second.receive(), std::string("re: two"));
}

void tst_HubLoop::everyWayToNameThisMachineWorks_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::newRow("IPv4") << QByteArrayLiteral("127.0.0.1");
    QTest::newRow("another of 127/8") << QByteArrayLiteral("127.0.0.2");
    QTest::newRow("localhost") << QByteArrayLiteral("localhost");
    // A machine without IPv6 cannot show this.
    if (QFile::exists(QStringLiteral("/proc/net/if_inet6"))) {
        QTest::newRow("IPv6") << QByteArrayLiteral("[::1]");
    }
}

void tst_HubLoop::everyWayToNameThisMachineWorks()
{
    QFETCH(const QByteArray, host);
    const std::string anyPort = "tcp://" + host.toStdString() + ":*";
    transport::HubLoopOptions options;
    options.telemetry = anyPort;
    options.control = anyPort;
    RunningHub hub(m_context, options);
    test::RunningNode node(m_context, {hub.loop().telemetryEndpoint(), hub.loop().controlEndpoint()});
    QTRY_COMPARE_WITH_TIMEOUT(node.ups.load(), 1, 20'000);
}

void tst_HubLoop::wrongNumbersOfFramesAreToldAndTheNextMessageCounts_data()
{
    QTest::addColumn<bool>("isTelemetry");
    QTest::addColumn<QByteArrayList>("frames");
    QTest::addColumn<QByteArray>("told");

    QTest::newRow("telemetry, topic alone")
        << true << QByteArrayList{"t/r/s/n"} << QByteArrayLiteral("misframed t/r/s/n");
    QTest::newRow("telemetry, three frames")
        << true << QByteArrayList{"t/r/s/n", "a", "b"} << QByteArrayLiteral("misframed t/r/s/n");
    QTest::newRow("telemetry, five frames")
        << true << QByteArrayList{"t/r/s/n", "a", "b", "c", "d"} << QByteArrayLiteral("misframed t/r/s/n");
    QTest::newRow("control, two frames") << false << QByteArrayList{"a", "b"} << QByteArrayLiteral("misframed a");
    QTest::newRow("control, empty delimiter") << false << QByteArrayList{"", "b"} << QByteArrayLiteral("misframed ");
    QTest::newRow("control, four frames")
        << false << QByteArrayList{"a", "b", "c", "d"} << QByteArrayLiteral("misframed a");
}

void tst_HubLoop::wrongNumbersOfFramesAreToldAndTheNextMessageCounts()
{
    QFETCH(const bool, isTelemetry);
    QFETCH(const QByteArrayList, frames);
    QFETCH(const QByteArray, told);
    RunningHub hub(m_context);
    BarePeer node = isTelemetry ? test::subscribedPublisher(m_context, hub.loop().telemetryEndpoint())
                                : BarePeer(m_context, zmq::socket_type::dealer, hub.loop().controlEndpoint());
    std::vector<std::string> bad;
    for (const QByteArray &frame : frames) {
        bad.push_back(frame.toStdString());
    }
    node.send(bad);
    node.send(isTelemetry ? std::vector<std::string>{"t/r/s/n", "good"} : std::vector<std::string>{"good"});

    const std::string good = isTelemetry ? "telemetry t/r/s/n good" : "control good";
    QTRY_VERIFY_WITH_TIMEOUT(hub.handler.has(good), 20'000);
    QCOMPARE(hub.handler.lines(), (std::vector<std::string>{told.toStdString(), good}));
}

void tst_HubLoop::localEndpointAnswersProgramsOfThisMachine()
{
    const test::TempWorkspace workspace;
    transport::HubLoopOptions options = test::anyPorts();
    options.local = workspace.file("local.sock");
    RunningHub hub(m_context, options);
    const auto client = transport::LocalClient::connect(m_context, options.local);
    QVERIFY_RESULT(client);
    QVERIFY_RESULT((*client)->send("who?"));
    QCOMPARE_RESULT((*client)->receive(std::chrono::seconds(10)), std::string("re: who?"));
}

void tst_HubLoop::localEndpointTakesOverAStaleSocketFile()
{
    const test::TempWorkspace workspace;
    transport::HubLoopOptions options = test::anyPorts();
    options.local = workspace.file("local.sock");
    // As a hub that was killed leaves it: the name exists, but nobody listens.
    QFile stale(QString::fromStdString(options.local));
    QVERIFY(stale.open(QIODevice::WriteOnly));
    stale.close();

    RunningHub hub(m_context, options);
    const auto client = transport::LocalClient::connect(m_context, options.local);
    QVERIFY_RESULT(client);
    QVERIFY_RESULT((*client)->send("who?"));
    QCOMPARE_RESULT((*client)->receive(std::chrono::seconds(10)), std::string("re: who?"));
}

void tst_HubLoop::aClientOfNobodyGivesUpInTime()
{
    const test::TempWorkspace workspace;
    const auto client = transport::LocalClient::connect(m_context, workspace.file("nobody.sock"));
    QVERIFY_RESULT(client);
    QVERIFY_RESULT((*client)->send("who?"));
    QVERIFY_FAILURE((*client)->receive(std::chrono::milliseconds(1)), ErrorCode::Busy);
}

void tst_HubLoop::addressesThatLeaveTheMachineAreRefused_data()
{
    QTest::addColumn<QByteArray>("endpoint");
    QTest::newRow("every address") << QByteArrayLiteral("tcp://*:*");
    QTest::newRow("every IPv4 address") << QByteArrayLiteral("tcp://0.0.0.0:*");
    QTest::newRow("every IPv6 address") << QByteArrayLiteral("tcp://[::]:*");
    QTest::newRow("a public address") << QByteArrayLiteral("tcp://192.0.2.1:5555");
    QTest::newRow("from here to elsewhere") << QByteArrayLiteral("tcp://127.0.0.1:0;192.0.2.1:5555");
}

void tst_HubLoop::addressesThatLeaveTheMachineAreRefused()
{
    QFETCH(const QByteArray, endpoint);
    const SystemClock clock;
    Logger logger(clock, [](const LogEntry &) {});

    transport::HubLoopOptions telemetry = test::anyPorts();
    telemetry.telemetry = endpoint.toStdString();
    QVERIFY_FAILURE(transport::HubLoop::open(m_context, telemetry, clock, logger), ErrorCode::Refused);
    transport::HubLoopOptions control = test::anyPorts();
    control.control = endpoint.toStdString();
    QVERIFY_FAILURE(transport::HubLoop::open(m_context, control, clock, logger), ErrorCode::Refused);
    transport::NodeLoopOptions node;
    node.hub.control = endpoint.toStdString();
    QVERIFY_FAILURE(transport::NodeLoop::open(m_context, node, clock, logger), ErrorCode::Refused);
}

void tst_HubLoop::anOccupiedPortIsBusyAndNamed()
{
    RunningHub hub(m_context);
    transport::HubLoopOptions options = test::anyPorts();
    options.control = hub.loop().controlEndpoint();
    const SystemClock clock;
    Logger logger(clock, [](const LogEntry &) {});
    const auto second = transport::HubLoop::open(m_context, options, clock, logger);
    QVERIFY_FAILURE(second, ErrorCode::Busy);
    QVERIFY(second.error().message.find(options.control) != std::string::npos);
}

void tst_HubLoop::sendingToAGonePeerFails()
{
    RunningHub hub(m_context);
    {
        BarePeer node(m_context, zmq::socket_type::dealer, hub.loop().controlEndpoint());
        node.send({"hello"});
        QCOMPARE(node.receive(), std::string("re: hello"));
    }
    const auto isSent = [&] {
        bool sent = true;
        hub.onLoop([&] { sent = hub.loop().sendControl(hub.handler.lastPeer, "still there?"); });
        return sent;
    };
    QTRY_VERIFY_WITH_TIMEOUT(!isSent(), 20'000);
}

void tst_HubLoop::eachWakeIsFollowedByWoken()
{
    RunningHub hub(m_context);
    int done = 0;
    for (int i = 0; i < 1000; ++i) {
        hub.onLoop([&] { ++done; });
    }
    // onLoop returns only after woken() has come.
    QCOMPARE(done, 1000);
}

QTEST_GUILESS_MAIN(tst_HubLoop)
#include "tst_hub_loop.moc"
