#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

#include <QProcess>
#include <QTest>
#include <csignal>

using namespace iso;
using namespace Qt::StringLiterals;

/// libzmq issue 3937: a full queue of one message, a stopped peer and a reconnection end old versions with a failed
/// assertion, once ZMTP heartbeats are on. They are off everywhere, and neither end may fall.
class tst_StoppedPeer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void neitherEndFallsWhenTheOtherStopsAndComesBack();
    void cleanupTestCase();

private:
    /// The peer speaks, or is blocked because the hub has stopped; then nothing is waited for.
    void speak(bool isAnswerExpected);
    [[nodiscard]] bool isHubWell() const { return m_ctl.run({u"status"_s}).exitCode == 0; }

    test::TempWorkspace m_workspace;
    test::Ctl m_ctl{m_workspace.path()};
    test::Collector m_hub{m_workspace.path()};
    QProcess m_peer;
};

void tst_StoppedPeer::initTestCase()
{
    QVERIFY(m_hub.start());
    m_peer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_peer.start(QStringLiteral(ISOCHRONE_NARROW_PEER), {m_hub.telemetry(), m_hub.control()});
    QVERIFY(m_peer.waitForStarted());
}

void tst_StoppedPeer::speak(bool isAnswerExpected)
{
    m_peer.write("again\n");
    m_peer.waitForBytesWritten(1'000);
    if (isAnswerExpected) {
        QTRY_VERIFY_WITH_TIMEOUT(m_peer.bytesAvailable() > 0 || m_peer.state() == QProcess::NotRunning, 60'000);
        m_peer.readAllStandardOutput();
    }
}

void tst_StoppedPeer::neitherEndFallsWhenTheOtherStopsAndComesBack()
{
    for (int cycle = 0; cycle < 4; ++cycle) {
        // A connection whose queue is full notices only when that is read that the hub is another one.
        const auto isHeard = [&] {
            speak(true);
            return !m_ctl.node(u"narrow"_s).isEmpty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(isHeard(), 60'000);
        const auto peer = static_cast<pid_t>(m_peer.processId());
        const auto hub = static_cast<pid_t>(m_hub.processId());
        // The peer stops while the hub has more for it than fits.
        QCOMPARE(::kill(peer, SIGSTOP), 0);
        const test::Outcome sent = m_ctl.run({u"send"_s, u"narrow"_s, u"status"_s, u"--wait"_s, u"0.3"_s});
        QVERIFY2(sent.exitCode != -1, sent.text().constData());
        QVERIFY(isHubWell());
        QCOMPARE(::kill(peer, SIGCONT), 0);
        // The hub stops while the peer speaks; then its connections break and are made again.
        QCOMPARE(::kill(hub, SIGSTOP), 0);
        speak(false);
        if (cycle % 2 == 0) {
            m_hub.kill();
            QVERIFY(m_hub.start());
        } else {
            QCOMPARE(::kill(hub, SIGCONT), 0);
        }
        speak(true);
        QVERIFY2(m_peer.state() == QProcess::Running, "the peer has fallen");
        QVERIFY2(isHubWell(), "the hub has fallen");
    }
}

void tst_StoppedPeer::cleanupTestCase()
{
    m_peer.closeWriteChannel();
    QVERIFY(m_peer.waitForFinished(20'000));
    QCOMPARE(m_peer.exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_hub.terminate().exitCode, 0);
}

QTEST_GUILESS_MAIN(tst_StoppedPeer)
#include "tst_stopped_peer.moc"
