#include "core/enrolment/join_line.h"
#include "tests/core/session/hub_rig.h"
#include "tests/support/result_checks.h"

using namespace iso;
using session::NetworkKeeper;
using session::NetworkStatusPtr;

class tst_NetworkKeeper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_hub = std::make_unique<test::HubRig>(); }

    void nobodyIsListenedToUntilSomebodyWantsIt()
    {
        QVERIFY(!second(keeper())->isListening);
        keeper().want(true);
        const NetworkStatusPtr status = second(keeper());
        QVERIFY(status->isWanted && status->isListening);
        QVERIFY2(!status->isProven, "the self-test has only begun");
        QVERIFY(!status->joinLines.empty());
        const auto join = enrolment::joinLineFromText(status->joinLines.front());
        QVERIFY_RESULT(join);
        QCOMPARE(join->hub, status->hubKey);
        keeper().want(false);
        QVERIFY(!second(keeper())->isListening);
    }

    void aPortThatIsTakenIsToldAndTriedAgain()
    {
        test::HubRig other;
        other.network->want(true);
        const std::string taken = second(*other.network)->telemetry;
        transport::NetworkListener listener = test::HubRig::listener();
        listener.telemetry = taken;
        NetworkKeeper unlucky(*m_hub->loop, listener, m_hub->logger);
        unlucky.want(true);
        const NetworkStatusPtr busy = second(unlucky);
        QVERIFY(busy->isWanted && !busy->isListening);
        QVERIFY2(busy->problem.find("cannot listen") != std::string::npos, busy->problem.c_str());
        other.network->want(false);
        second(*other.network);
        // The port is free when libzmq has closed it, on its own thread.
        QTRY_VERIFY_WITH_TIMEOUT(second(unlucky)->isListening, 10'000);
        QCOMPARE(unlucky.status()->telemetry, taken);
        QVERIFY(unlucky.status()->problem.empty());
    }

    void newKeysAreUsedOnTheSamePorts()
    {
        keeper().want(true);
        const NetworkStatusPtr before = second(keeper());
        const transport::KeyPair keys = transport::generateKeyPair();
        keeper().useKeys(keys);
        QTRY_VERIFY_WITH_TIMEOUT(second(keeper())->isListening && keeper().status()->hubKey == keys.publicKey, 10'000);
        QVERIFY(before->hubKey != keys.publicKey);
        QCOMPARE(keeper().status()->telemetry, before->telemetry);
        QCOMPARE(keeper().status()->control, before->control);
    }

    void aCrowdIsShown()
    {
        keeper().everySecond(m_hub->clock.steadyNow(), true);
        QVERIFY(keeper().status()->isCrowded);
    }

private:
    [[nodiscard]] NetworkKeeper &keeper() { return *m_hub->network; }
    NetworkStatusPtr second(NetworkKeeper &keeper) const
    {
        keeper.everySecond(m_hub->clock.steadyNow(), false);
        return keeper.status();
    }

    std::unique_ptr<test::HubRig> m_hub;
};

QTEST_GUILESS_MAIN(tst_NetworkKeeper)
#include "tst_network_keeper.moc"
