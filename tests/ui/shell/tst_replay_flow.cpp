#include "tests/support/manual_clock.h"
#include "tests/support/temp_workspace.h"
#include "tests/ui/shell/open_window.h"
#include "tests/ui/support/fake_replay.h"
#include "tests/ui/support/fake_session.h"
#include "ui/shell/actions.h"
#include "ui/shell/replay_frame.h"
#include "ui/shell/timeline_bar.h"
#include "ui/widgets/timeline_strip.h"

#include <QAction>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <memory>

using namespace iso;
using namespace std::chrono_literals;

class TestReplayFlow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_node = m_session->addNode("edge-osl-001", "eu-north", "osl");
        m_session->publish();
        history::FleetMinute stored;
        stored.at = m_clock.utcNow() - 1min;
        m_session->setMinutes({stored}); // something can be replayed
        m_replay = std::make_unique<test::FakeReplay>(*m_session);
        m_settings =
            std::make_unique<shell::WindowSettings>(QString::fromStdString(m_workspace.file("console.ini").string()));
        m_bridge = std::make_unique<bridge::SessionBridge>(*m_session, m_clock);
        m_bridge->setReplay(m_replay.get());
        m_window = test::openWindow(*m_bridge, m_clock, *m_settings);
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->selection().select(m_node);
    }
    void cleanup()
    {
        m_window.reset();
        m_bridge.reset();
        m_replay.reset();
        m_settings.reset();
    }

    void aDragShowsThatMomentEverywhere()
    {
        QVERIFY(!frame().isVisible());
        enterAt(1h);
        m_bridge->takeFrame();
        QVERIFY(m_bridge->shownTime() != m_moment); // it is not there yet
        m_replay->finish([](fleet::FleetSnapshot &then) { then.fleet.serving = 0; });
        m_bridge->takeFrame();
        QVERIFY(m_bridge->shownTime() == m_moment);
        QCOMPARE(m_bridge->snapshot()->fleet.serving, std::uint32_t(0));
        QVERIFY(bar().stateText().contains(QStringLiteral("REPLAY")));
        QVERIFY(bar().stateText().contains(QStringLiteral("08:26:53")));
        QCOMPARE(bar().stateText().count(QStringLiteral("UTC")), 1);
    }

    void theWindowSaysThatItIsThePast()
    {
        enterAt(1h);
        QVERIFY(frame().isVisible());
        QCOMPARE(frame().size(), m_window->size());
        const QImage shot = m_window->grab().toImage();
        QCOMPARE(shot.pixelColor(1, shot.height() / 2), theme::loadTheme(theme::ThemeKind::Dark).value().drain);
        m_window->windowActions().goLive->trigger();
        QVERIFY(!frame().isVisible());
        QCOMPARE(bar().stateText(), QStringLiteral("LIVE"));
        QCOMPARE(m_replay->rests, 1);
        QVERIFY(m_bridge->snapshot() == m_session->snapshot());
    }

    void nothingCanBeSentFromThePast()
    {
        QVERIFY(m_window->windowActions().sendCommand->isEnabled());
        enterAt(1h);
        QVERIFY(!m_window->windowActions().sendCommand->isEnabled());
        QVERIFY(m_window->windowActions().sendCommand->toolTip().contains(QStringLiteral("replay")));
        commands::CommandRequest request;
        request.targets = {m_node};
        request.name = "drain";
        QVERIFY(!m_bridge->submit(request));
        QVERIFY(m_session->submitted().empty());
        m_bridge->goLive();
        QVERIFY(m_window->windowActions().sendCommand->isEnabled());
        QVERIFY(m_bridge->submit(request).has_value());
    }

    void spacePlaysAndRests()
    {
        enterAt(1h);
        m_replay->finish();
        QTest::keyClick(m_window.get(), Qt::Key_Space);
        QVERIFY(m_replay->now.isPlaying);
        QVERIFY(!m_bridge->isPaused());
        QTest::keyClick(m_window.get(), Qt::Key_Space);
        QVERIFY(!m_replay->now.isPlaying);
        m_bridge->goLive();
        QTest::keyClick(m_window.get(), Qt::Key_Space);
        QVERIFY(m_bridge->isPaused()); // as ever
    }

    void stepsAndEventsMove()
    {
        commands::CommandRequest request;
        request.targets = {m_node};
        request.name = "drain";
        QVERIFY(m_bridge->submit(request).has_value());
        const HubTime given = m_clock.utcNow();
        m_clock.advance(10min);
        m_session->publish();
        m_bridge->takeFrame();
        m_window->windowActions().previousEvent->trigger();
        QVERIFY(m_replay->seeks.back() == given);
        m_window->windowActions().stepForward->trigger();
        QVERIFY(m_replay->seeks.back() == given + 1min);
        m_window->windowActions().stepBack->trigger();
        QVERIFY(m_replay->seeks.back() == given);
    }

    void aMomentWithoutAHubIsNotShownAsSilence()
    {
        enterAt(1h);
        m_replay->now.isHubKnown = false;
        m_replay->finish();
        m_bridge->takeFrame();
        QVERIFY(m_window->parts().banner().text().contains(QStringLiteral("No hub was running")));
        m_bridge->goLive();
        m_bridge->takeFrame();
        QVERIFY(!m_window->parts().banner().text().contains(QStringLiteral("No hub was running")));
    }

    void liveGoesOnBehindThePast()
    {
        enterAt(1h);
        m_replay->finish();
        m_bridge->takeFrame();
        m_session->queueSample({});
        m_session->addNode("edge-osl-002", "eu-north", "osl");
        m_session->publish();
        QSignalSpy samples(m_bridge.get(), &bridge::SessionBridge::samplesArrived);
        m_bridge->takeFrame();
        QCOMPARE(samples.size(), 0);                          // they are of another time
        QCOMPARE(m_session->queuedSamples(), std::size_t(0)); // and do not pile up
        QCOMPARE(m_bridge->snapshot()->nodes.size(), std::size_t(1));
        QVERIFY(!m_bridge->findNode(NodeId::fromText("edge-osl-002").value()));
        m_bridge->goLive();
        QCOMPARE(m_bridge->snapshot()->nodes.size(), std::size_t(2));
        QVERIFY(m_bridge->findNode(NodeId::fromText("edge-osl-002").value()) != nullptr);
        enterAt(1h); // and from more nodes back to fewer
        m_bridge->takeFrame();
    }

private:
    void enterAt(Duration ago)
    {
        m_moment = m_clock.utcNow() - ago;
        m_replay->now = {};
        m_bridge->replayAt(m_moment);
    }
    shell::TimelineBar &bar() { return m_window->parts().timeline(); }
    shell::ReplayFrame &frame() { return *m_window->findChild<shell::ReplayFrame *>(); }

    test::ManualClock m_clock;
    test::TempWorkspace m_workspace;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<test::FakeReplay> m_replay;
    std::unique_ptr<shell::WindowSettings> m_settings;
    std::unique_ptr<bridge::SessionBridge> m_bridge;
    std::unique_ptr<shell::MainWindow> m_window;
    NodeId m_node;
    HubTime m_moment;
};

QTEST_MAIN(TestReplayFlow)
#include "tst_replay_flow.moc"
