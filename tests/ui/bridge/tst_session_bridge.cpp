#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_keys.h"
#include "tests/ui/support/fake_session.h"
#include "ui/bridge/session_bridge.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <optional>
#include <thread>

using namespace iso;
using namespace std::chrono_literals;
using bridge::QueryJob;
using bridge::SessionBridge;

namespace
{

session::LiveSample sampleOf(fleet::NodeIndex node)
{
    session::LiveSample sample;
    sample.node = node;
    return sample;
}

} // namespace

class TestSessionBridge : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachSnapshotIsShownOnce()
    {
        QSignalSpy taken(m_bridge.get(), &SessionBridge::snapshotTaken);
        m_bridge->takeFrame();
        QCOMPARE(taken.count(), 0);
        m_session->publish();
        m_bridge->takeFrame();
        m_bridge->takeFrame();
        QCOMPARE(taken.count(), 1);
        QCOMPARE(m_bridge->snapshot()->number, m_session->snapshot()->number);
    }

    void aNewSnapshotIsTakenAtTheNextLookAndTheRestOncePerFrame()
    {
        QSignalSpy taken(m_bridge.get(), &SessionBridge::snapshotTaken);
        QSignalSpy frames(m_bridge.get(), &SessionBridge::frameTaken);
        look();
        QCOMPARE(frames.count(), 1); // the first
        m_session->publish();
        look(); // no time has passed since
        QCOMPARE(taken.count(), 1);
        QCOMPARE(frames.count(), 2);
        look(); // nothing new
        m_clock.advance(SessionBridge::kFrame - 1ms);
        look();
        QCOMPARE(frames.count(), 2);
        m_clock.advance(1ms); // ages have grown
        look();
        QCOMPARE(frames.count(), 3);
        QCOMPARE(taken.count(), 1);
    }

    void whatWaitsToBePaintedIsPaintedBeforeASnapshotIsTaken()
    {
        class Window final : public QObject
        {
        public:
            bool m_isPainted = false;
            bool event(QEvent *event) override
            {
                m_isPainted = m_isPainted || event->type() == QEvent::UpdateRequest;
                return QObject::event(event);
            }
        };
        Window window;
        std::optional<bool> wasPainted;
        connect(m_bridge.get(), &SessionBridge::snapshotTaken, &window, [&] { wasPainted = window.m_isPainted; });
        // As QWidget::update() does after a movement of the hand.
        QCoreApplication::postEvent(&window, new QEvent(QEvent::UpdateRequest), Qt::LowEventPriority);
        m_session->publish();
        look();
        QCOMPARE(wasPainted, std::optional(true));
    }

    void theFrameTimerTakesSnapshotsByItself()
    {
        QSignalSpy taken(m_bridge.get(), &SessionBridge::snapshotTaken);
        m_bridge->start();
        m_session->publish();
        QTRY_COMPARE(taken.count(), 1);
    }

    void viewerCommandsAndDecidesNothing()
    {
        m_bridge->setViewer();
        const auto sent = m_bridge->submit({});
        QVERIFY(!sent);
        QCOMPARE(sent.error().code, ErrorCode::Refused);
        QObject receiver;
        Status answer;
        bool isAnswered = false;
        m_bridge->decideKey({}, &receiver, [&](const Status &status) {
            answer = status;
            isAnswered = true;
        });
        QTRY_VERIFY(isAnswered);
        QVERIFY(!answer);
        m_bridge->acceptFromNetwork(true, "op");
        QVERIFY(m_session->submitted().empty());
        QVERIFY(m_session->decisions().empty());
        QCOMPARE(m_session->networkChangedBy(), std::string());
    }

    void pausedViewKeepsItsSnapshotUntilItIsLiveAgain()
    {
        m_bridge->setPaused(true);
        const auto before = m_bridge->snapshot();
        QSignalSpy taken(m_bridge.get(), &SessionBridge::snapshotTaken);
        m_session->publish();
        m_bridge->takeFrame();
        QCOMPARE(taken.count(), 0);
        QCOMPARE(m_bridge->snapshot(), before);
        m_bridge->setPaused(false);
        QCOMPARE(taken.count(), 1);
    }

    void samplesOfAPauseArriveAfterIt()
    {
        QSignalSpy arrived(m_bridge.get(), &SessionBridge::samplesArrived);
        QSignalSpy missed(m_bridge.get(), &SessionBridge::samplesMissed);
        m_bridge->setPaused(true);
        m_session->queueSample(sampleOf(1));
        m_session->queueSample(sampleOf(2));
        m_bridge->takeFrame();
        QCOMPARE(arrived.count(), 0);
        m_bridge->setPaused(false);
        QCOMPARE(arrived.count(), 1);
        QCOMPARE(arrived.at(0).at(0).value<std::vector<session::LiveSample>>().size(), std::size_t{2});
        QCOMPARE(missed.count(), 0);
    }

    void pauseThatIsTooLongSaysThatSamplesWereLeftOut()
    {
        QSignalSpy missed(m_bridge.get(), &SessionBridge::samplesMissed);
        m_bridge->setPaused(true);
        for (std::size_t i = 0; i <= SessionBridge::kMaxHeld; ++i) {
            m_session->queueSample(sampleOf(0));
        }
        while (m_session->queuedSamples() > 0) {
            m_bridge->takeFrame();
        }
        m_bridge->setPaused(false);
        QCOMPARE(missed.count(), 1);
    }

    void commandsGoOnWhileTheViewIsPaused()
    {
        const NodeId node = m_session->addNode("n1", "r", "s");
        QSignalSpy changed(m_bridge.get(), &SessionBridge::commandsChanged);
        m_bridge->setPaused(true);
        commands::CommandRequest request;
        request.targets = {node};
        request.name = "status";
        QVERIFY(m_bridge->submit(request).has_value());
        m_bridge->takeFrame();
        QCOMPARE(changed.count(), 1);
        QCOMPARE(m_bridge->commands()->commands.size(), std::size_t{1});
    }

    void keysAndNetworkArePassedOnChangeOnly()
    {
        QSignalSpy keys(m_bridge.get(), &SessionBridge::keysChanged);
        QSignalSpy network(m_bridge.get(), &SessionBridge::networkChanged);
        m_bridge->takeFrame();
        QCOMPARE(keys.count(), 0);
        QCOMPARE(network.count(), 0);
        m_bridge->setPaused(true); // who knocks is shown also while the fleet stands still
        m_session->setKeys({0, {test::keyRecord("3f9a-01bc-77de-5a10-c4e2")}, 0});
        m_bridge->acceptFromNetwork(true, "op-7");
        m_bridge->takeFrame();
        m_bridge->takeFrame();
        QCOMPARE(keys.count(), 1);
        QCOMPARE(m_bridge->keys()->keys.size(), std::size_t{1});
        QCOMPARE(network.count(), 1);
        QVERIFY(m_bridge->network()->isListening);
        QCOMPARE(m_session->networkChangedBy(), std::string("op-7"));
    }

    void answerToADecisionComesOnTheThreadOfTheBridge()
    {
        m_session->holdDecisions();
        QObject receiver;
        QThread *calledOn = nullptr;
        Status answer;
        m_bridge->decideKey({}, &receiver, [&](const Status &status) {
            calledOn = QThread::currentThread();
            answer = status;
        });
        QCOMPARE(m_session->pendingDecisions().size(), std::size_t{1});
        std::thread([this] { m_session->pendingDecisions()[0](failure(ErrorCode::Refused, "it is approved")); }).join();
        QVERIFY(calledOn == nullptr); // queued, not called from the other thread
        QTRY_VERIFY(calledOn == thread());
        QCOMPARE(answer.error().message, std::string("it is approved"));
    }

    void answerToADecisionIsDroppedWhenItsReceiverIsGone()
    {
        m_session->holdDecisions();
        auto receiver = std::make_unique<QObject>();
        m_bridge->decideKey({}, receiver.get(), [](const Status &) { QFAIL("must not be called"); });
        std::thread([this] { m_session->pendingDecisions()[0]({}); }).join();
        receiver.reset();
        QCoreApplication::processEvents();
    }

    void decisionMayBeAnsweredAfterTheBridgeHasGone()
    {
        m_session->holdDecisions();
        QObject receiver;
        bool isAnswered = false;
        m_bridge->decideKey({}, &receiver, [&isAnswered](const Status &) { isAnswered = true; });
        m_bridge.reset();
        m_session->pendingDecisions()[0]({});
        QTRY_VERIFY(isAnswered);
    }

    void dataAgeGrowsWhileNothingNewComes()
    {
        m_session->publish();
        m_bridge->takeFrame();
        m_clock.advance(7s);
        m_bridge->takeFrame();
        QCOMPARE(m_bridge->dataAge(), Duration(7s));
        m_session->publish();
        m_bridge->takeFrame();
        QCOMPARE(m_bridge->dataAge(), Duration(0));
    }

    void answersComeOnTheThreadOfTheBridge()
    {
        QThread *calledOn = nullptr;
        const QueryJob job = m_bridge->querySeries({}, [&](const auto &) { calledOn = QThread::currentThread(); });
        auto pending = m_session->pendingSeries();
        QCOMPARE(pending.size(), std::size_t{1});
        std::thread([&pending] { pending[0].done(history::SeriesResult()); }).join();
        QVERIFY(calledOn == nullptr); // queued, not called from the other thread
        QTRY_VERIFY(calledOn == thread());
        QVERIFY(!job.isRunning());
    }

    void replacedJobDropsTheOlderAnswer()
    {
        int first = 0;
        int second = 0;
        QueryJob job = m_bridge->querySamples({}, [&](const auto &) { ++first; });
        auto older = m_session->pendingSamples();
        older[0].done(history::SampleResult()); // already on its way
        job = m_bridge->querySamples({}, [&](const auto &) { ++second; });
        QCOMPARE(m_session->pendingSamples().size(), std::size_t{1}); // the older one was cancelled
        m_session->pendingSamples()[0].done(history::SampleResult());
        QTRY_COMPARE(second, 1);
        QCOMPARE(first, 0);
    }

    void destroyedJobCancelsItsQuery()
    {
        {
            const QueryJob job = m_bridge->querySeries({}, [](const auto &) { QFAIL("must not be called"); });
            QVERIFY(job.isRunning());
        }
        QVERIFY(m_session->pendingSeries().empty());
    }

    void nodesAreFoundByIdAlsoWhenTheyCameLater()
    {
        const NodeId first = m_session->addNode("n1", "r", "s");
        m_session->publish();
        m_bridge->takeFrame();
        QVERIFY(m_bridge->findNode(first));
        const NodeId second = m_session->addNode("n2", "r", "s");
        QVERIFY(!m_bridge->findNode(second));
        m_session->publish();
        m_bridge->takeFrame();
        QCOMPARE(m_bridge->findNode(second)->id(), second);
    }

    void init()
    {
        m_bridge.reset();
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_bridge = std::make_unique<SessionBridge>(*m_session, m_clock);
    }
    void cleanup() { m_bridge.reset(); }

private:
    /// And lets come what it has asked for.
    void look()
    {
        m_bridge->look();
        QCoreApplication::processEvents();
    }

    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<SessionBridge> m_bridge;
};

QTEST_GUILESS_MAIN(TestSessionBridge)
#include "tst_session_bridge.moc"
