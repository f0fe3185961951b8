#pragma once

#include "core/history/fleet_minute.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <optional>
#include <vector>

namespace iso::widgets
{

/// The last 24 hours of the fleet in one strip: p95 of the time to first token as a line, troubled nodes as bars,
/// commands as ticks. A click or a drag chooses a moment; so do the keys. Where no minute is stored the line breaks.
/// GUI thread.
class TimelineStrip final : public QWidget
{
    Q_OBJECT
public:
    static constexpr Duration kSpan = std::chrono::hours(24);

    explicit TimelineStrip(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    /// Ascending by time.
    void setMinutes(std::vector<history::FleetMinute> minutes);
    [[nodiscard]] bool hasMinutes() const { return !m_minutes.empty(); }
    /// When commands were given, in any order.
    void setCommandTimes(std::vector<HubTime> times);
    /// The right end.
    void setNow(HubTime now);
    /// The moment that is replayed; nothing while the view is live.
    void setMoment(std::optional<HubTime> moment);

    [[nodiscard]] HubTime timeAt(int x) const;
    [[nodiscard]] int xOf(HubTime time) const;
    /// The minute whose figures stand for `time`; null where none is stored.
    [[nodiscard]] const history::FleetMinute *minuteOf(HubTime time) const;
    /// What stands in the tooltip at a place.
    [[nodiscard]] QString readout(HubTime time) const;
    /// The next (or previous) moment at which something happened: a command, or trouble that began.
    [[nodiscard]] std::optional<HubTime> eventAfter(HubTime time) const;
    [[nodiscard]] std::optional<HubTime> eventBefore(HubTime time) const;

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void momentChosen(iso::HubTime moment);
    void liveRequested();
    void playToggled();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QRect plot() const;
    [[nodiscard]] std::vector<HubTime> events() const;
    void choose(HubTime moment);
    void paintLine(QPainter &painter, const QRect &area) const;
    void paintBars(QPainter &painter, const QRect &area) const;
    void paintTicks(QPainter &painter, const QRect &area) const;
    void paintMoment(QPainter &painter) const;
    void updateAccessible();
    [[nodiscard]] static QString emptyText();

    theme::Theme m_theme;
    std::vector<history::FleetMinute> m_minutes;
    std::vector<HubTime> m_commands;
    HubTime m_now;
    std::optional<HubTime> m_moment;
    std::optional<int> m_hoverX;
};

} // namespace iso::widgets
