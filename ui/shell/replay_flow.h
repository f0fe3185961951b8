#pragma once

#include "ui/bridge/session_bridge.h"
#include "ui/theme/theme.h"

#include <QObject>

namespace iso::shell
{

class Actions;
class ReplayFrame;
class TimelineBar;

/// The timeline at work: keeps its minutes fresh, moves the screen into the past and back, and says at every turn which
/// of the two is shown. GUI thread.
class ReplayFlow final : public QObject
{
    Q_OBJECT
public:
    /// All outlive the flow. The frame is laid over `window`.
    ReplayFlow(bridge::SessionBridge &bridge, TimelineBar &bar, Actions &actions, const theme::Theme &theme,
               QWidget &window);

    void setTheme(const theme::Theme &theme);
    /// Space: plays or rests in a replay, pauses the view otherwise.
    void pauseTriggered(bool checked);
    /// What is doubtful about the moment that is shown; empty when nothing is.
    [[nodiscard]] QString warning() const;
    [[nodiscard]] const ReplayFrame &frame() const { return *m_frame; }

private:
    void takeFrame();
    void replayAt(HubTime moment);
    void step(Duration by);
    void togglePlay();
    void jump(bool forward);
    void loadMinutes();
    /// Why nothing can be replayed; empty when something can.
    [[nodiscard]] QString noPast() const;
    void loadCommands();
    void showState();
    [[nodiscard]] HubTime standing() const;

    bridge::SessionBridge &m_bridge;
    TimelineBar &m_bar;
    Actions &m_actions;
    ReplayFrame *m_frame;
    bridge::QueryJob m_minutes;
    HubTime m_minutesAsked;
};

} // namespace iso::shell
