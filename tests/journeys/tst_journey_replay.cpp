#include "tests/core/replay/recorded_fleet.h"
#include "tests/journeys/hands.h"
#include "tests/journeys/workplace.h"
#include "ui/panels/fleet_tree.h"
#include "ui/shell/actions.h"
#include "ui/shell/replay_frame.h"
#include "ui/shell/timeline_bar.h"
#include "ui/widgets/timeline_strip.h"

#include <QAction>
#include <QComboBox>
#include <QTest>

using namespace iso;
using namespace iso::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{

constexpr int kThen = 12; // nodes of the recorded minutes
constexpr int kNow = 10;  // nodes that are there today

} // namespace

/// Something happened a few minutes ago while nobody looked: play the last ten minutes, see it, come back.
class TestJourneyReplay : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<Workplace>();
        record();
        QVERIFY(m_place->open());
        m_place->startFleet(kNow);
        SEE_SAME(m_place->servingCount(), kNow);
    }
    void cleanup()
    {
        m_place->keepPictureOfFailure();
        m_place.reset();
    }

    void byMouse();
    void byKeyboard();

private:
    [[nodiscard]] shell::WindowLayout &parts() const { return m_place->window().parts(); }
    [[nodiscard]] widgets::TimelineStrip &strip() const { return parts().timeline().strip(); }
    [[nodiscard]] bool isReplaying() const { return m_place->window().findChild<shell::ReplayFrame *>()->isVisible(); }
    [[nodiscard]] HubTime shown() const { return m_place->bridge().shownTime(); }
    /// Of the node that fell silent, on the screen.
    [[nodiscard]] telemetry::LinkState link() const
    {
        const fleet::NodeRecord node = m_place->node(u"node-3"_s);
        return node ? node->link : telemetry::LinkState::NeverSeen;
    }

    /// Eleven minutes up to a moment ago; node 3 is silent from minute four to minute seven.
    void record()
    {
        const HubTime now = SystemClock().utcNow();
        RecordedFleet fleet(kThen, now - 11min);
        fleet.sends = [](int node, int second) { return node != 3 || second < 240 || second >= 420; };
        for (int node = 1; node <= kThen; ++node) {
            fleet.born(node);
        }
        fleet.run(11 * 60);
        fleet.store();
        std::filesystem::create_directories(m_place->folder() / "history");
        std::filesystem::copy(fleet.folder(), m_place->folder() / "history", std::filesystem::copy_options::recursive);
        m_silentFrom = now - 11min + 240s;
    }
    void checkTenMinutesAgo(HubTime asked)
    {
        SEE(isReplaying());
        // The strip's pixel is more than a minute.
        SEE(shown() >= asked - 2min && shown() <= asked + 2min);
        SEE(eyes::row(parts().fleet().tree(), u"north"_s).isValid());
        QCOMPARE(int(m_place->bridge().snapshot()->fleet.nodes), kThen);
        QCOMPARE(link(), telemetry::LinkState::Live);
    }
    void checkThatItPlaysBeyondTheSilence()
    {
        SEE(link() == telemetry::LinkState::Lost);
        QVERIFY(shown() > m_silentFrom);
        SEE(link() == telemetry::LinkState::Live);
        QVERIFY(shown() >= m_silentFrom + 180s);
    }
    void checkTheLiveView()
    {
        SEE(!isReplaying());
        SEE_SAME(m_place->servingCount(), kNow);
        SEE(m_place->bridge().dataAge() < 5s);
    }

    std::unique_ptr<Workplace> m_place;
    HubTime m_silentFrom;
};

void TestJourneyReplay::byMouse()
{
    const HubTime asked = SystemClock().utcNow() - 10min;
    const int middle = strip().height() / 2;
    hands::drag(strip(), {strip().xOf(SystemClock().utcNow()) - 1, middle}, {strip().xOf(asked), middle});
    checkTenMinutesAgo(asked);
    QVERIFY(!m_place->window().windowActions().sendCommand->isEnabled());

    auto *speed = parts().timeline().findChild<QComboBox *>();
    hands::click(*speed);
    SEE(eyes::isOnScreen(*speed->view()));
    // By keys: Qt takes a click so soon where the list was opened for the end of the one that opened it.
    hands::key("Down");
    hands::key("Return");
    SEE_SAME(speed->currentText(), u"60x"_s);
    hands::click(*eyes::button(parts().timeline(), u"Play (Space)"_s));
    checkThatItPlaysBeyondTheSilence();
    hands::click(*eyes::button(parts().timeline(), u"Go live"_s));
    checkTheLiveView();
}

void TestJourneyReplay::byKeyboard()
{
    const HubTime asked = SystemClock().utcNow() - 10min;
    for (int minutes = 0; minutes < 10; ++minutes) {
        hands::key("alt+Left");
    }
    checkTenMinutesAgo(asked);
    hands::key("ctrl+bracketright"); // the next event is the silence
    SEE(link() == telemetry::LinkState::Lost);
    SEE(eyes::row(parts().fleet().tree(), u"node-3"_s).isValid());
    for (int minutes = 0; minutes < 4; ++minutes) {
        hands::key("alt+Right");
    }
    SEE(link() == telemetry::LinkState::Live);
    QVERIFY(shown() >= m_silentFrom + 180s);
    hands::key("ctrl+g");
    checkTheLiveView();
}

int main(int argc, char **argv)
{
    return runOnDisplay<TestJourneyReplay>(argc, argv);
}

#include "tst_journey_replay.moc"
