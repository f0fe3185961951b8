#include "ui/charts/chart_frame.h"

#include "ui/charts/chart_scheduler.h"

#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

namespace iso::charts
{

ChartFrame::ChartFrame(const QString &title, const QString &unit, ChartScheduler &scheduler, QWidget *parent)
    : QChartView(parent)
    , m_scheduler(scheduler)
    , m_item(new DenseLinesItem(chart()))
    , m_levelSeries(new QLineSeries(this))
    , m_timeAxis(new QValueAxis(this))
    , m_valueAxis(new QValueAxis(this))
{
    m_overlay.title = title;
    m_overlay.unit = unit;
    setAccessibleName(title);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumHeight(70);

    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->legend()->hide();
    chart()->setMargins(QMargins());
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setBackgroundRoundness(0);
    chart()->setBackgroundVisible(false);
    chart()->setLocalizeNumbers(false);

    chart()->addSeries(m_levelSeries);
    chart()->addAxis(m_timeAxis, Qt::AlignBottom);
    chart()->addAxis(m_valueAxis, Qt::AlignLeft);
    m_levelSeries->attachAxis(m_timeAxis);
    m_levelSeries->attachAxis(m_valueAxis);
    m_timeAxis->setVisible(false);
    m_valueAxis->setTickCount(m_intervals + 1);
    m_valueAxis->setLineVisible(false);
    m_valueAxis->setMinorGridLineVisible(false);
    m_valueAxis->setTruncateLabels(false);
}

void ChartFrame::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    setBackgroundBrush(theme.panel);
    m_valueAxis->setGridLinePen(QPen(theme.line, 1));
    m_valueAxis->setLabelsColor(theme.muted);
    m_valueAxis->setLabelsFont(theme::font(theme::FontRole::Small));
    m_levelSeries->setPen(QPen(theme.warn, 1, Qt::DashLine));
    requestRebuild();
}

void ChartFrame::setTimeRange(double from_ms, double to_ms)
{
    if (from_ms != m_from_ms || to_ms != m_to_ms) {
        m_from_ms = from_ms;
        m_to_ms = std::max(to_ms, from_ms + 1);
        requestRebuild();
    }
}

void ChartFrame::setMarks(std::vector<ChartMark> marks)
{
    if (marks != m_overlay.marks) {
        m_overlay.marks = std::move(marks);
        viewport()->update();
    }
}

void ChartFrame::setMessage(const QString &message)
{
    if (message != m_overlay.message) {
        m_overlay.message = message;
        viewport()->update();
    }
}

void ChartFrame::setShowsTimes(bool shows)
{
    m_overlay.showsTimes = shows;
    requestRebuild();
}

void ChartFrame::setLines(std::vector<ChartLine> lines)
{
    m_lines = std::move(lines);
    requestRebuild();
}

void ChartFrame::setLevel(std::optional<ChartLevel> level)
{
    m_overlay.level = std::move(level);
    requestRebuild();
}

void ChartFrame::setScale(int intervals, double leastTop)
{
    m_intervals = intervals;
    m_leastTop = leastTop;
    m_valueAxis->setTickCount(intervals + 1);
    requestRebuild();
}

void ChartFrame::showCrosshair(std::optional<double> time_ms)
{
    if (time_ms != m_overlay.crosshair_ms) {
        m_overlay.crosshair_ms = time_ms;
        viewport()->update();
    }
}

QString ChartFrame::readoutText() const
{
    return m_overlay.crosshair_ms ? readout(m_lines, m_overlay.unit, *m_overlay.crosshair_ms) : QString();
}

void ChartFrame::requestRebuild()
{
    m_scheduler.request(this);
}

void ChartFrame::rebuild()
{
    ++m_rebuildCount;
    styleLines(m_lines);
    updateScales();
    applyAxes();
    std::vector<DenseLinesItem::Line> drawn;
    drawn.reserve(m_lines.size());
    for (const ChartLine &line : m_lines) {
        drawn.push_back({&line.data, line.style, line.top});
    }
    m_item->setLines(drawn, plotArea(), m_from_ms, m_to_ms);
    viewport()->update();
}

void ChartFrame::updateScales()
{
    double greatest = m_overlay.level ? m_overlay.level->value * 1.1 : 0;
    for (ChartLine &line : m_lines) {
        const double maximum = line.data.maximum(m_from_ms, m_to_ms).value_or(0);
        if (line.ownScale) {
            line.top = roundTop(maximum, line.top, m_intervals);
        } else {
            greatest = std::max(greatest, maximum);
        }
    }
    m_top = greatest <= m_leastTop ? m_leastTop : roundTop(greatest, m_top, m_intervals);
    for (ChartLine &line : m_lines) {
        if (!line.ownScale) {
            line.top = m_top;
        }
    }
}

void ChartFrame::applyAxes()
{
    const double step = m_top / m_intervals;
    m_valueAxis->setLabelFormat(step == std::floor(step) ? QStringLiteral("%.0f") : QStringLiteral("%.1f"));
    m_valueAxis->setRange(0, m_top);
    m_timeAxis->setRange(m_from_ms, m_to_ms);
    if (m_overlay.level) {
        m_levelSeries->replace({QPointF(m_from_ms, m_overlay.level->value), QPointF(m_to_ms, m_overlay.level->value)});
    } else if (m_levelSeries->count() > 0) {
        m_levelSeries->clear();
    }
    if (chart()->plotArea() != plotArea()) {
        chart()->setPlotArea(plotArea());
    }
}

QRectF ChartFrame::plotArea() const
{
    const double below = m_overlay.showsTimes ? kTimeLabelHeight + 4 : 9; // half a label of the axis
    const QSizeF size = viewport()->size();
    return {kLeftMargin, kHeaderHeight + 2, std::max(10.0, size.width() - kLeftMargin - kRightMargin),
            std::max(10.0, size.height() - kHeaderHeight - 2 - below)};
}

PlotMapping ChartFrame::mapping() const
{
    return {plotArea(), m_from_ms, m_to_ms, 0, m_top};
}

void ChartFrame::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    chart()->setPlotArea(plotArea());
    requestRebuild();
}

void ChartFrame::drawForeground(QPainter *painter, const QRectF &rect)
{
    QChartView::drawForeground(painter, rect);
    paintOverlay(*painter, m_overlay, m_lines, mapping(), m_theme);
    if (hasFocus()) {
        painter->setPen(QPen(m_theme.accent, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(plotArea().adjusted(-0.5, -0.5, 0.5, 0.5));
    }
}

void ChartFrame::mouseMoveEvent(QMouseEvent *event)
{
    QChartView::mouseMoveEvent(event);
    const PlotMapping map = mapping();
    const double x = event->position().x();
    if (x < map.area.left() || x > map.area.right()) {
        Q_EMIT hoverLeft();
    } else {
        Q_EMIT hovered(map.time_ms(x));
    }
}

void ChartFrame::leaveEvent(QEvent *event)
{
    QChartView::leaveEvent(event);
    Q_EMIT hoverLeft();
}

void ChartFrame::keyPressEvent(QKeyEvent *event)
{
    // The arrow keys do what the pointer does, in hundredths of the range.
    const double step = (m_to_ms - m_from_ms) / 100;
    const double at = m_overlay.crosshair_ms.value_or(m_to_ms);
    switch (event->key()) {
    case Qt::Key_Left:
        Q_EMIT hovered(std::max(m_from_ms, at - step));
        break;
    case Qt::Key_Right:
        Q_EMIT hovered(std::min(m_to_ms, at + step));
        break;
    case Qt::Key_Escape:
        if (!m_overlay.crosshair_ms) {
            event->ignore();
            return;
        }
        Q_EMIT hoverLeft();
        break;
    default:
        QChartView::keyPressEvent(event);
        return;
    }
    event->accept();
}

void ChartFrame::focusInEvent(QFocusEvent *event)
{
    QChartView::focusInEvent(event);
    viewport()->update();
}

void ChartFrame::focusOutEvent(QFocusEvent *event)
{
    QChartView::focusOutEvent(event);
    Q_EMIT hoverLeft();
    viewport()->update();
}

void ChartFrame::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // the panel scrolls, not the chart
}

} // namespace iso::charts
