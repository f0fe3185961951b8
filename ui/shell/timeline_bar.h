#pragma once

#include "core/base/time.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace iso::widgets
{
class TimelineStrip;
}

namespace iso::shell
{

/// The timeline with what plays it: at the right it says LIVE, or holds the buttons of a replay. GUI thread.
class TimelineBar final : public QWidget
{
    Q_OBJECT
public:
    explicit TimelineBar(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    [[nodiscard]] widgets::TimelineStrip &strip() { return *m_strip; }

    struct State {
        bool isReplaying = false;
        bool isPlaying = false;
        QString text; ///< the moment that is shown, or how far its building is
        bool isWarning = false;
    };
    void setState(const State &state);
    [[nodiscard]] double speed() const;
    [[nodiscard]] QString stateText() const;

Q_SIGNALS:
    void playToggled();
    void speedChanged(double speed);
    void stepRequested(int minutes);
    void previousEventRequested();
    void nextEventRequested();
    void liveRequested();

private:
    QWidget *makeLivePage();
    QWidget *makeReplayPage();
    void updateColors();
    void updateIcons();

    theme::Theme m_theme;
    State m_state;
    widgets::TimelineStrip *m_strip;
    QStackedWidget *m_pages;
    QLabel *m_live = nullptr;
    QLabel *m_text = nullptr;
    QToolButton *m_previous = nullptr;
    QToolButton *m_play = nullptr;
    QToolButton *m_next = nullptr;
    QComboBox *m_speed = nullptr;
};

} // namespace iso::shell
