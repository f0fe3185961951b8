#include "core/transport/self_test.h"
#include "core/transport/sockets.h"
#include "core/transport/zap_handler.h"

#include <QTest>

using namespace iso;
using transport::SelfTest;

/// A hub that checks keys and one that lets everybody in, seen by the self-test.
class tst_SelfTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHubThatChecksNoKeysIsFoundOut()
    {
        // CURVE servers without anybody who answers about keys: libzmq admits everyone.
        Hub hub(m_context, m_keys, false);
        SelfTest test(m_context, m_keys.publicKey, hub.telemetryEndpoint, hub.controlEndpoint, m_clock.steadyNow());
        QTRY_COMPARE_WITH_TIMEOUT(step(hub, test), SelfTest::State::Failed, 20'000);
    }

    void aHubThatTurnsTheKeyAwayPasses()
    {
        auto zap = transport::ZapHandler::open(m_context);
        QVERIFY(zap);
        Hub hub(m_context, m_keys, true);
        SelfTest test(m_context, m_keys.publicKey, hub.telemetryEndpoint, hub.controlEndpoint, m_clock.steadyNow());
        const auto answer = [&] {
            zap->serve([&](const transport::ZapHandler::Request &request) {
                if (request.key == test.key()) {
                    test.turnedAway(request.domain);
                }
                return false;
            });
            return step(hub, test);
        };
        QTRY_COMPARE_WITH_TIMEOUT(answer(), SelfTest::State::Passed, 30'000);
    }

private:
    struct Hub {
        Hub(transport::Context &context, const transport::KeyPair &keys, bool checksKeys)
            : telemetry(context.impl().zmq, zmq::socket_type::sub)
            , control(context.impl().zmq, zmq::socket_type::router)
        {
            transport::makeTelemetryServer(telemetry, 100);
            transport::makeControlServer(control, 100);
            for (zmq::socket_t *socket : {&telemetry, &control}) {
                if (checksKeys) {
                    transport::requireCurve(*socket, keys.secret,
                                            socket == &telemetry ? transport::kTelemetryDomain
                                                                 : transport::kControlDomain);
                } else {
                    socket->set(zmq::sockopt::curve_server, true);
                    socket->set(zmq::sockopt::curve_secretkey, keys.secret);
                }
                socket->bind("tcp://127.0.0.1:*");
            }
            telemetryEndpoint = telemetry.get(zmq::sockopt::last_endpoint);
            controlEndpoint = control.get(zmq::sockopt::last_endpoint);
        }
        zmq::socket_t telemetry;
        zmq::socket_t control;
        std::string telemetryEndpoint;
        std::string controlEndpoint;
    };

    /// A socket takes notice of its peers only while its own thread calls it.
    SelfTest::State step(Hub &hub, SelfTest &test)
    {
        static_cast<void>(hub.telemetry.get(zmq::sockopt::events));
        static_cast<void>(hub.control.get(zmq::sockopt::events));
        return test.step(m_clock.steadyNow());
    }

    SystemClock m_clock;
    transport::Context m_context;
    const transport::KeyPair m_keys = transport::generateKeyPair();
};

QTEST_GUILESS_MAIN(tst_SelfTest)
#include "tst_self_test.moc"
