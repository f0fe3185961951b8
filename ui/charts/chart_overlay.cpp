#include "ui/charts/chart_overlay.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QTimeZone>
#include <cmath>

namespace iso::charts
{

namespace
{

constexpr double kTimeLabelStep_ms = 120'000;

/// Unit and names of the lines, each behind a stroke in its colour, ending at `right`.
void paintLegend(QPainter &painter, const QString &unit, const std::vector<ChartLine> &lines, double right,
                 const QRectF &row, const theme::Theme &theme)
{
    constexpr double kStroke = 8;
    constexpr double kBeforeName = 4;
    constexpr double kBetween = 8;
    const QFontMetricsF metrics(painter.font());
    double x = right;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        const double width = metrics.horizontalAdvance(line->name);
        x -= width;
        painter.setPen(theme.muted);
        painter.drawText(QRectF(x, row.top(), width + 1, row.height()), Qt::AlignLeft | Qt::AlignVCenter, line->name);
        x -= kBeforeName + kStroke;
        painter.fillRect(QRectF(x, row.center().y(), kStroke, 2), line->style.color);
        x -= kBetween;
    }
    painter.setPen(theme.muted);
    painter.drawText(QRectF(0, row.top(), x, row.height()), Qt::AlignRight | Qt::AlignVCenter, unit);
}

void paintHeader(QPainter &painter, const ChartOverlay &overlay, const std::vector<ChartLine> &lines,
                 const QRectF &area, const theme::Theme &theme)
{
    const QRectF row(0, area.top() - kHeaderHeight - 2, area.right(), kHeaderHeight - 4);
    const QFont titleFont = theme::font(theme::FontRole::Strong);
    const QFont textFont = theme::font(theme::FontRole::Small);
    double titleRoom = area.right();
    if (overlay.crosshair_ms) {
        const QString text = readout(lines, overlay.unit, *overlay.crosshair_ms);
        titleRoom -= QFontMetricsF(textFont).horizontalAdvance(text) + 8;
        painter.setFont(textFont);
        painter.setPen(theme.text);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, text);
    } else {
        painter.setFont(textFont);
        paintLegend(painter, overlay.unit, lines, area.right(), row, theme);
    }
    painter.setFont(titleFont);
    painter.setPen(theme.text);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(titleFont).elidedText(overlay.title, Qt::ElideRight, titleRoom));
}

void paintTimes(QPainter &painter, const PlotMapping &mapping, const theme::Theme &theme)
{
    painter.setFont(theme::font(theme::FontRole::Small));
    painter.setPen(theme.faint);
    const QFontMetricsF metrics(painter.font());
    for (double t = std::ceil(mapping.from_ms / kTimeLabelStep_ms) * kTimeLabelStep_ms; t <= mapping.to_ms;
         t += kTimeLabelStep_ms) {
        const QString text = clockText(t, false);
        const double width = metrics.horizontalAdvance(text);
        const double x = mapping.x(t) - width / 2;
        if (x >= mapping.area.left() - 4 && x + width <= mapping.area.right() + 2) {
            painter.drawText(QRectF(x, mapping.area.bottom() + 2, width + 1, kTimeLabelHeight), Qt::AlignCenter, text);
        }
    }
}

void paintLevel(QPainter &painter, const ChartLevel &level, const PlotMapping &mapping, const theme::Theme &theme)
{
    painter.setFont(theme::font(theme::FontRole::Small));
    const QFontMetricsF metrics(painter.font());
    const double width = metrics.horizontalAdvance(level.text) + 6;
    const double y = mapping.y(level.value);
    // Above the line, where lines that keep the objective do not run; below it when the plot ends there.
    const double top = y - metrics.height() - 1 < mapping.area.top() ? y + 1 : y - metrics.height() - 1;
    const QRectF box(mapping.area.right() - width, top, width, metrics.height());
    QColor ground = theme.panel;
    ground.setAlphaF(0.75F);
    painter.fillRect(box, ground);
    painter.setPen(theme.warn);
    painter.drawText(box, Qt::AlignCenter, level.text);
}

void paintMarks(QPainter &painter, const std::vector<ChartMark> &marks, const PlotMapping &mapping,
                const theme::Theme &theme)
{
    painter.setFont(theme::font(theme::FontRole::Small));
    const QFontMetricsF metrics(painter.font());
    double freeFrom = mapping.area.left();
    for (const ChartMark &mark : marks) {
        const double x = mapping.x(mark.time_ms);
        if (x < mapping.area.left() || x > mapping.area.right()) {
            continue;
        }
        painter.setPen(QPen(theme.accent, 1));
        painter.drawLine(QPointF(x, mapping.area.top()), QPointF(x, mapping.area.bottom()));
        const double width = metrics.horizontalAdvance(mark.text) + 6;
        const double left = x + 3 + width <= mapping.area.right() ? x + 3 : x - 3 - width;
        if (left < freeFrom) {
            continue; // its text would run into the one before; the line still stands
        }
        const QRectF box(left, mapping.area.top(), width, metrics.height());
        QColor ground = theme.panel;
        ground.setAlphaF(0.75F);
        painter.fillRect(box, ground);
        painter.drawText(box, Qt::AlignCenter, mark.text);
        freeFrom = box.right();
    }
}

void paintOwnScales(QPainter &painter, const std::vector<ChartLine> &lines, const PlotMapping &mapping,
                    const theme::Theme &theme)
{
    painter.setFont(theme::font(theme::FontRole::Small));
    for (const ChartLine &line : lines) {
        if (line.ownScale && !line.data.isEmpty()) {
            painter.setPen(theme.faint);
            painter.drawText(mapping.area.adjusted(0, 1, -2, 0), Qt::AlignRight | Qt::AlignTop,
                             figure(line.top, 0) + QLatin1Char(' ') + line.unit);
        }
    }
}

void paintCrosshair(QPainter &painter, double time_ms, const std::vector<ChartLine> &lines, const PlotMapping &mapping,
                    const theme::Theme &theme)
{
    const double x = mapping.x(time_ms);
    if (x < mapping.area.left() || x > mapping.area.right()) {
        return;
    }
    painter.setPen(QPen(theme.faint, 1));
    painter.drawLine(QPointF(x, mapping.area.top()), QPointF(x, mapping.area.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    for (const ChartLine &line : lines) {
        if (const auto i = line.data.nearest(time_ms)) {
            PlotMapping own = mapping;
            own.top = line.top;
            painter.setPen(QPen(theme.panel, 1));
            painter.setBrush(line.style.color);
            painter.drawEllipse(QPointF(own.x(line.data.time_ms(*i)), own.y(line.data.value(*i))), 3, 3);
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace

QString figure(double value, int decimals)
{
    return QLocale(QLocale::English).toString(value, 'f', decimals);
}

QString clockText(double time_ms, bool seconds)
{
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(time_ms), QTimeZone::utc())
        .toString(seconds ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
}

QString readout(const std::vector<ChartLine> &lines, const QString &unit, double time_ms)
{
    QString text = clockText(time_ms, true);
    for (const ChartLine &line : lines) {
        const auto i = line.data.nearest(time_ms);
        // No point near the time is a gap, and reads as one.
        const QString value = i ? figure(line.data.value(*i), line.decimals) : QStringLiteral("\u2014");
        text += QStringLiteral(" \u00b7 %1 %2").arg(line.name, value);
    }
    return unit.isEmpty() ? text : text + QLatin1Char(' ') + unit;
}

void paintOverlay(QPainter &painter, const ChartOverlay &overlay, const std::vector<ChartLine> &lines,
                  const PlotMapping &mapping, const theme::Theme &theme)
{
    painter.save();
    paintHeader(painter, overlay, lines, mapping.area, theme);
    if (overlay.showsTimes) {
        paintTimes(painter, mapping, theme);
    }
    if (overlay.level) {
        paintLevel(painter, *overlay.level, mapping, theme);
    }
    paintOwnScales(painter, lines, mapping, theme);
    paintMarks(painter, overlay.marks, mapping, theme);
    if (overlay.crosshair_ms) {
        paintCrosshair(painter, *overlay.crosshair_ms, lines, mapping, theme);
    }
    if (!overlay.message.isEmpty()) {
        painter.setFont(theme::font(theme::FontRole::Small));
        painter.setPen(theme.muted);
        const int flags = static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap;
        const QRectF box = painter.boundingRect(mapping.area, flags, overlay.message);
        painter.fillRect(box.adjusted(-6, -2, 6, 2), theme.panel); // an objective's line may run here
        painter.drawText(box, flags, overlay.message);
    }
    painter.restore();
}

} // namespace iso::charts
