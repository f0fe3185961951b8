#pragma once

#include "ui/charts/chart_overlay.h"

#include <QChartView>
#include <optional>
#include <vector>

class QLineSeries;
class QValueAxis;

namespace iso::charts
{

class ChartScheduler;

/// A chart in the look of the program: title at the left, legend or read-out at the right, thin grid, ranges set by
/// hand, a crosshair that several charts can share. What is set is drawn at the scheduler's next free frame. GUI
/// thread.
class ChartFrame : public QChartView
{
    Q_OBJECT

public:
    /// `scheduler` outlives the chart.
    ChartFrame(const QString &title, const QString &unit, ChartScheduler &scheduler, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    /// Milliseconds since 1970.
    void setTimeRange(double from_ms, double to_ms);
    void setMarks(std::vector<ChartMark> marks);
    [[nodiscard]] const std::vector<ChartMark> &marks() const { return m_overlay.marks; }
    /// A text in the middle of the plot area; empty for none.
    void setMessage(const QString &message);
    [[nodiscard]] const QString &message() const { return m_overlay.message; }
    void setTitle(const QString &title);
    void setUnit(const QString &unit);
    /// What lies before this time is not read yet, or will not be; it is hatched, since it is not a gap.
    void setUnread(std::optional<double> before_ms, const QString &why);
    [[nodiscard]] std::optional<double> unreadBefore() const { return m_overlay.unreadBefore_ms; }
    /// Dragging, the wheel and + - 0 choose a range, a double click takes it back. Off: the wheel scrolls the panel.
    void setZoomable(bool zoomable) { m_isZoomable = zoomable; }
    /// Each line's name at its right end.
    void setNamesLines(bool names) { m_overlay.namesLines = names; }
    void setShowsLegend(bool shows) { m_overlay.showsLegend = shows; }
    /// Time labels below the plot area; the lowest chart of a column has them.
    void setShowsTimes(bool shows);

    /// Shows the crosshair at a time, or takes it away.
    void showCrosshair(std::optional<double> time_ms);
    /// What the read-out says now; empty without crosshair.
    [[nodiscard]] QString readoutText() const;

    /// Draws what was set. The scheduler calls it.
    void rebuild();
    [[nodiscard]] int rebuildCount() const { return m_rebuildCount; }

    /// Where the lines lie, in viewport coordinates, with the range of the main scale.
    [[nodiscard]] PlotMapping mapping() const;
    [[nodiscard]] const DenseLinesItem &lines() const { return *m_item; }
    [[nodiscard]] const QLineSeries &levelSeries() const { return *m_levelSeries; }

Q_SIGNALS:
    /// The pointer or the arrow keys are at a time.
    void hovered(double time_ms);
    void hoverLeft();
    /// A range of time was chosen by hand; nothing changes until setTimeRange().
    void rangeChosen(double from_ms, double to_ms);
    void rangeReset();

protected:
    void setLines(std::vector<ChartLine> lines);
    void setBands(std::vector<ChartBand> bands);
    [[nodiscard]] const std::vector<ChartLine> &chartLines() const { return m_lines; }
    void setLevel(std::optional<ChartLevel> level);
    /// Into how many parts the main scale is cut, and how far it reaches at least.
    void setScale(int intervals, double leastTop);
    [[nodiscard]] const theme::Theme &currentTheme() const { return m_theme; }
    /// Sets colours of lines after the theme or the data changed; called before every drawing.
    virtual void styleLines(std::vector<ChartLine> &lines) = 0;
    virtual void styleBands(std::vector<ChartBand> &bands) { Q_UNUSED(bands) }

    void resizeEvent(QResizeEvent *event) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void requestRebuild();
    void updateScales();
    void applyAxes();
    void zoom(double factor, double about_ms);
    bool zoomByKey(int key);
    [[nodiscard]] QRectF plotArea() const;

    ChartScheduler &m_scheduler;
    theme::Theme m_theme;
    ChartOverlay m_overlay;
    std::vector<ChartLine> m_lines;
    std::vector<ChartBand> m_bands;
    bool m_isZoomable = false;
    std::optional<double> m_dragFrom_ms;
    DenseLinesItem *m_item;
    QLineSeries *m_levelSeries;
    QValueAxis *m_timeAxis;
    QValueAxis *m_valueAxis;
    const double m_leftMargin = leftMargin(); ///< once: every paint and movement of the pointer asks
    double m_leastTop = 0;
    double m_from_ms = 0;
    double m_to_ms = 1;
    double m_top = 3; ///< as many as intervals: whole steps
    int m_rebuildCount = 0;
};

} // namespace iso::charts
