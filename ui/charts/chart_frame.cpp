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
#include <utility>

namespace iso::charts
{

namespace
{

constexpr double kLeastDrag = 6; ///< pixels; less is a click
constexpr double kZoomStep = 1.25;
constexpr double kLeastRange_ms = 10'000;

} // namespace

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

    chart()->addSeries(m_levelSeries);
    chart()->addAxis(m_timeAxis, Qt::AlignBottom);
    chart()->addAxis(m_valueAxis, Qt::AlignLeft);
    m_levelSeries->attachAxis(m_timeAxis);
    m_levelSeries->attachAxis(m_valueAxis);
    m_timeAxis->setVisible(false);
    m_valueAxis->setTickCount(m_overlay.intervals + 1);
    m_valueAxis->setLineVisible(false);
    m_valueAxis->setMinorGridLineVisible(false);
    m_valueAxis->setLabelsVisible(false); // the overlay writes them, since long ones need a prefix
}

void ChartFrame::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    setBackgroundBrush(theme.panel);
    m_valueAxis->setGridLinePen(QPen(theme.line, 1));
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

void ChartFrame::setTitle(const QString &title)
{
    m_overlay.title = title;
    setAccessibleName(title);
    viewport()->update();
}

void ChartFrame::setUnit(const QString &unit)
{
    m_overlay.unit = unit;
    viewport()->update();
}

void ChartFrame::setUnread(std::optional<double> before_ms, const QString &why)
{
    if (before_ms != m_overlay.unreadBefore_ms || why != m_overlay.unreadText) {
        m_overlay.unreadBefore_ms = before_ms;
        m_overlay.unreadText = why;
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
    // What is painted before the rebuild is already theirs: names in their colours, at their height.
    styleLines(m_lines);
    for (ChartLine &line : m_lines) {
        line.top = line.ownScale ? line.top : m_top;
    }
    requestRebuild();
}

void ChartFrame::setBands(std::vector<ChartBand> bands)
{
    m_bands = std::move(bands);
    requestRebuild();
}

void ChartFrame::setLevel(std::optional<ChartLevel> level)
{
    m_overlay.level = std::move(level);
    requestRebuild();
}

void ChartFrame::setScale(int intervals, double leastTop)
{
    m_overlay.intervals = intervals;
    m_leastTop = leastTop;
    m_top = leastTop > 0 ? leastTop : intervals; // until there is a line
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
    styleBands(m_bands);
    std::vector<DenseLinesItem::Band> bands;
    for (const ChartBand &band : m_bands) {
        bands.push_back({&band.lower, &band.upper, band.color, m_top});
    }
    m_item->setLines(drawn, bands, plotArea(), m_from_ms, m_to_ms);
    viewport()->update();
}

void ChartFrame::updateScales()
{
    double greatest = m_overlay.level ? m_overlay.level->value * 1.1 : 0;
    for (ChartLine &line : m_lines) {
        const double maximum = line.data.maximum(m_from_ms, m_to_ms).value_or(0);
        if (line.ownScale) {
            line.top = roundTop(maximum, line.top, m_overlay.intervals);
        } else {
            greatest = std::max(greatest, maximum);
        }
    }
    for (const ChartBand &band : m_bands) {
        greatest = std::max(greatest, band.upper.maximum(m_from_ms, m_to_ms).value_or(0));
    }
    m_top = m_leastTop > 0 && greatest <= m_leastTop ? m_leastTop : roundTop(greatest, m_top, m_overlay.intervals);
    for (ChartLine &line : m_lines) {
        if (!line.ownScale) {
            line.top = m_top;
        }
    }
}

void ChartFrame::applyAxes()
{
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
    const double below = m_overlay.showsTimes ? kTimeLabelHeight + 4 : 9; // half a label of the scale
    const QSizeF size = viewport()->size();
    const double right = m_overlay.namesLines ? nameWidth(m_lines) : kRightMargin;
    return {m_leftMargin, kHeaderHeight + 2, std::max(10.0, size.width() - m_leftMargin - right),
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

void ChartFrame::mousePressEvent(QMouseEvent *event)
{
    QChartView::mousePressEvent(event);
    const PlotMapping map = mapping();
    if (m_isZoomable && event->button() == Qt::LeftButton && map.area.contains(event->position())) {
        m_dragFrom_ms = map.time_ms(event->position().x());
    }
}

void ChartFrame::mouseMoveEvent(QMouseEvent *event)
{
    QChartView::mouseMoveEvent(event);
    const PlotMapping map = mapping();
    const double x = event->position().x();
    if (m_dragFrom_ms) {
        const double to_ms = std::clamp(map.time_ms(x), m_from_ms, m_to_ms);
        m_overlay.selection = std::minmax(*m_dragFrom_ms, to_ms);
        viewport()->update();
    }
    if (x < map.area.left() || x > map.area.right()) {
        Q_EMIT hoverLeft();
    } else {
        Q_EMIT hovered(map.time_ms(x));
    }
}

void ChartFrame::mouseReleaseEvent(QMouseEvent *event)
{
    QChartView::mouseReleaseEvent(event);
    const auto chosen = std::exchange(m_overlay.selection, std::nullopt);
    m_dragFrom_ms.reset();
    if (chosen) {
        viewport()->update();
        const PlotMapping map = mapping();
        if (map.x(chosen->second) - map.x(chosen->first) >= kLeastDrag) {
            Q_EMIT rangeChosen(chosen->first, chosen->second);
        }
    }
}

void ChartFrame::mouseDoubleClickEvent(QMouseEvent *event)
{
    QChartView::mouseDoubleClickEvent(event);
    if (m_isZoomable) {
        m_dragFrom_ms.reset();
        Q_EMIT rangeReset();
    }
}

void ChartFrame::zoom(double factor, double about_ms)
{
    const double range_ms = std::max((m_to_ms - m_from_ms) * factor, kLeastRange_ms);
    const double share = (about_ms - m_from_ms) / (m_to_ms - m_from_ms);
    const double from_ms = about_ms - share * range_ms;
    Q_EMIT rangeChosen(from_ms, from_ms + range_ms);
}

bool ChartFrame::zoomByKey(int key)
{
    const double about_ms = m_overlay.crosshair_ms.value_or((m_from_ms + m_to_ms) / 2);
    switch (m_isZoomable ? key : 0) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(1 / kZoomStep, about_ms);
        return true;
    case Qt::Key_Minus:
        zoom(kZoomStep, about_ms);
        return true;
    case Qt::Key_0:
        Q_EMIT rangeReset();
        return true;
    default:
        return false;
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
        if (!zoomByKey(event->key())) {
            QChartView::keyPressEvent(event);
            return;
        }
        break;
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
    const int turns = event->angleDelta().y();
    if (!m_isZoomable || turns == 0) {
        event->ignore(); // the panel scrolls, not the chart
        return;
    }
    const PlotMapping map = mapping();
    const double about_ms = std::clamp(map.time_ms(event->position().x()), m_from_ms, m_to_ms);
    zoom(std::pow(kZoomStep, -turns / 120.0), about_ms);
    event->accept();
}

} // namespace iso::charts
