#include "ui/shell/replay_flow.h"

#include "ui/bridge/value_text.h"
#include "ui/shell/actions.h"
#include "ui/shell/replay_frame.h"
#include "ui/shell/timeline_bar.h"
#include "ui/widgets/timeline_strip.h"

#include <QAction>
#include <QWidget>

namespace iso::shell
{
using bridge::SessionBridge;
using widgets::TimelineStrip;
using namespace std::chrono_literals;

namespace
{

/// A minute is written when it is over.
constexpr Duration kMinutesAge = 15s;

} // namespace

ReplayFlow::ReplayFlow(SessionBridge &bridge, TimelineBar &bar, Actions &actions, const theme::Theme &theme,
                       QWidget &window)
    : QObject(&window)
    , m_bridge(bridge)
    , m_bar(bar)
    , m_actions(actions)
    , m_frame(new ReplayFrame(&window))
{
    TimelineStrip &strip = bar.strip();
    connect(&strip, &TimelineStrip::momentChosen, this, &ReplayFlow::replayAt);
    connect(&strip, &TimelineStrip::liveRequested, &bridge, &SessionBridge::goLive);
    connect(&strip, &TimelineStrip::playToggled, this, &ReplayFlow::togglePlay);
    connect(&bar, &TimelineBar::liveRequested, &bridge, &SessionBridge::goLive);
    connect(&bar, &TimelineBar::playToggled, this, &ReplayFlow::togglePlay);
    connect(&bar, &TimelineBar::speedChanged, this, [this](double speed) {
        if (m_bridge.replayStatus().isPlaying) {
            m_bridge.playReplay(speed);
        }
    });
    connect(&bar, &TimelineBar::stepRequested, this, [this](int minutes) { step(std::chrono::minutes(minutes)); });
    connect(&bar, &TimelineBar::previousEventRequested, this, [this] { jump(false); });
    connect(&bar, &TimelineBar::nextEventRequested, this, [this] { jump(true); });
    connect(actions.goLive, &QAction::triggered, &bridge, &SessionBridge::goLive);
    connect(actions.stepBack, &QAction::triggered, this, [this] { step(-1min); });
    connect(actions.stepForward, &QAction::triggered, this, [this] { step(1min); });
    connect(actions.previousEvent, &QAction::triggered, this, [this] { jump(false); });
    connect(actions.nextEvent, &QAction::triggered, this, [this] { jump(true); });
    connect(&bridge, &SessionBridge::replayChanged, this, &ReplayFlow::showState);
    connect(&bridge, &SessionBridge::frameTaken, this, &ReplayFlow::takeFrame);
    connect(&bridge, &SessionBridge::commandsChanged, this, &ReplayFlow::loadCommands);
    bar.setVisible(bridge.canReplay());
    actions.setNoPast(noPast());
    setTheme(theme);
    loadCommands();
    takeFrame();
}

void ReplayFlow::setTheme(const theme::Theme &theme)
{
    m_bar.setTheme(theme);
    m_frame->setColor(theme.drain);
}

HubTime ReplayFlow::standing() const
{
    return m_bridge.isReplaying() ? m_bridge.replayStatus().wanted : m_bridge.utcNow();
}

void ReplayFlow::replayAt(HubTime moment)
{
    m_bridge.replayAt(moment);
    showState();
}

void ReplayFlow::step(Duration by)
{
    const HubTime moment = standing() + by;
    if (moment >= m_bridge.utcNow()) {
        m_bridge.goLive();
    } else if (m_bridge.isReplaying() || by < Duration(0)) {
        replayAt(moment);
    }
}

void ReplayFlow::jump(bool forward)
{
    // A little beyond where it stands: what is being looked at is not the next event.
    const auto event = forward ? m_bar.strip().eventAfter(standing() + 1s) : m_bar.strip().eventBefore(standing() - 1s);
    if (event && m_bridge.canReplay()) {
        replayAt(*event);
    }
}

void ReplayFlow::togglePlay()
{
    if (!m_bridge.isReplaying()) {
        return;
    }
    if (m_bridge.replayStatus().isPlaying) {
        m_bridge.pauseReplay();
    } else {
        m_bridge.playReplay(m_bar.speed());
    }
    showState();
}

void ReplayFlow::pauseTriggered(bool checked)
{
    if (!m_bridge.isReplaying()) {
        m_bridge.setPaused(checked);
        return;
    }
    m_actions.pause->setChecked(false);
    togglePlay();
}

void ReplayFlow::takeFrame()
{
    if (!m_bridge.canReplay()) {
        return;
    }
    m_bar.strip().setNow(m_bridge.utcNow());
    loadMinutes();
    if (m_bridge.isReplaying()) {
        showState();
    }
}

QString ReplayFlow::noPast() const
{
    if (!m_bridge.canReplay()) {
        return tr("There is no history that could be replayed");
    }
    return m_bar.strip().hasMinutes() ? QString() : tr("Nothing is stored yet: the first minute is not over");
}

void ReplayFlow::loadMinutes()
{
    const HubTime now = m_bridge.utcNow();
    if (m_minutes.isRunning() || (m_minutesAsked.isValid() && now - m_minutesAsked < kMinutesAge)) {
        return;
    }
    m_minutesAsked = now;
    m_minutes = m_bridge.queryMinutes(now - TimelineStrip::kSpan - 1min, now + 1min,
                                      [this](const Result<std::vector<history::FleetMinute>> &minutes) {
                                          if (minutes) { // otherwise the strip keeps what it has, and asks again
                                              m_bar.strip().setMinutes(*minutes);
                                              m_actions.setNoPast(noPast());
                                          }
                                      });
}

void ReplayFlow::loadCommands()
{
    if (m_bridge.isReplaying()) {
        return; // those of the moment; the strip shows all
    }
    std::vector<HubTime> times;
    const auto commands = m_bridge.commands();
    for (const commands::CommandRecordPtr &record : commands->commands) {
        if (record->createdAt >= m_bridge.utcNow() - TimelineStrip::kSpan) {
            times.push_back(record->createdAt);
        }
    }
    m_bar.strip().setCommandTimes(std::move(times));
}

QString ReplayFlow::warning() const
{
    if (!m_bridge.isReplaying()) {
        return {};
    }
    const replay::ReplayStatus status = m_bridge.replayStatus();
    if (!status.problem.empty()) {
        return tr("This moment cannot be shown: %1").arg(bridge::toQString(status.problem));
    }
    if (!status.isHubKnown) {
        return tr("No hub was running at this moment: nothing is known of any node.");
    }
    if (status.damagedRows > 0) {
        return tr("Part of the history of this moment is damaged; what it held is missing here.");
    }
    return {};
}

void ReplayFlow::showState()
{
    const bool isReplaying = m_bridge.isReplaying();
    TimelineBar::State state;
    state.isReplaying = isReplaying;
    if (isReplaying) {
        const replay::ReplayStatus status = m_bridge.replayStatus();
        state.isPlaying = status.isPlaying;
        const bool isSlow = status.isBuilding && !status.isPlaying && status.shown != status.wanted;
        state.text = isSlow ? tr("REPLAY %1, reading %2")
                                  .arg(bridge::dateAndTime(status.wanted), bridge::percent(status.progress_ratio))
                            : tr("REPLAY %1").arg(bridge::dateAndTime(m_bridge.shownTime()));
        state.isWarning = !warning().isEmpty();
        m_bar.strip().setMoment(status.wanted);
    } else {
        m_bar.strip().setMoment(std::nullopt);
    }
    m_bar.setState(state);
    m_actions.setReplaying(isReplaying);
    if (m_frame->isVisible() != isReplaying) {
        m_frame->setVisible(isReplaying);
        m_frame->raise();
    }
}

} // namespace iso::shell
