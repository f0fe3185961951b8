#include "ui/charts/chart_overlay.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QTimeZone>
#include <algorithm>
#include <array>
#include <cmath>

namespace iso::charts
{

namespace
{

constexpr double kDay_ms = 86'400'000;

/// Unit and names of the lines, each behind a stroke in its colour, between `left` and the row's end; names that find
/// no room are left out.
void paintLegend(QPainter &painter, const QString &unit, const std::vector<ChartLine> &lines, double left,
                 const QRectF &row, const theme::Theme &theme)
{
    constexpr double kStroke = 8;
    constexpr double kBeforeName = 4;
    constexpr double kBetween = 8;
    const QFontMetricsF metrics(painter.font());
    double x = row.right();
    left += metrics.horizontalAdvance(unit) + kBetween;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        const double width = metrics.horizontalAdvance(line->name);
        if (line->name.isEmpty() || x - width - kBeforeName - kStroke < left) {
            continue;
        }
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
    const double right = area.right() + (overlay.namesLines ? nameWidth(lines) : 0);
    const QRectF row(0, area.top() - kHeaderHeight - 2, right, kHeaderHeight - 4);
    const QFont titleFont = theme::font(theme::FontRole::Strong);
    const QFont textFont = theme::font(theme::FontRole::Small);
    double titleRoom = right;
    if (overlay.crosshair_ms) {
        const QString text = readout(lines, overlay.unit, *overlay.crosshair_ms);
        titleRoom -= QFontMetricsF(textFont).horizontalAdvance(text) + 8;
        painter.setFont(textFont);
        painter.setPen(theme.text);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, text);
    } else {
        painter.setFont(textFont);
        paintLegend(painter, overlay.unit, overlay.showsLegend ? lines : std::vector<ChartLine>(),
                    QFontMetricsF(titleFont).horizontalAdvance(overlay.title) + 16, row, theme);
    }
    painter.setFont(titleFont);
    painter.setPen(theme.text);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(titleFont).elidedText(overlay.title, Qt::ElideRight, titleRoom));
}

struct Prefix {
    double factor;
    const char *symbol;
};
constexpr double kMostDigits = 4; ///< of a label beside the main scale
/// The plain figure first, then what makes long ones short.
constexpr std::array<Prefix, 9> kPrefixes = {{{1, ""},
                                              {1e3, "k"},
                                              {1e6, "M"},
                                              {1e9, "G"},
                                              {1e12, "T"},
                                              {1e15, "P"},
                                              {1e-3, "m"},
                                              {1e-6, "\u00b5"},
                                              {1e-9, "n"}}};

int decimalsOf(double step)
{
    constexpr int kMost = 9;
    int decimals = 0;
    for (; decimals < kMost && std::abs(step - std::round(step)) > 1e-6 * step; step *= 10) {
        ++decimals;
    }
    return decimals;
}

void paintValues(QPainter &painter, int intervals, const PlotMapping &mapping, const theme::Theme &theme)
{
    painter.setFont(theme::font(theme::FontRole::Small));
    painter.setPen(theme.muted);
    const double height = QFontMetricsF(painter.font()).height();
    double value = 0;
    for (const QString &label : valueLabels(mapping.top, intervals)) {
        painter.drawText(QRectF(0, mapping.y(value) - height / 2, mapping.area.left() - kBeforePlot, height),
                         Qt::AlignRight | Qt::AlignVCenter, label);
        value += mapping.top / intervals;
    }
}

void paintTimes(QPainter &painter, const PlotMapping &mapping, const theme::Theme &theme)
{
    painter.setFont(theme::font(theme::FontRole::Small));
    painter.setPen(theme.faint);
    const QFontMetricsF metrics(painter.font());
    const double step_ms = timeLabelStep_ms(mapping.to_ms - mapping.from_ms, mapping.area.width());
    for (double t = std::ceil(mapping.from_ms / step_ms) * step_ms; t <= mapping.to_ms; t += step_ms) {
        const bool isMidnight = std::fmod(t, kDay_ms) == 0;
        const QString text = isMidnight ? QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(t), QTimeZone::utc())
                                              .toString(QStringLiteral("MM-dd"))
                                        : clockText(t, step_ms < 60'000);
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
            const QString text = figure(line.top, 0) + QLatin1Char(' ') + line.unit;
            const QFontMetricsF metrics(painter.font());
            const double width = metrics.horizontalAdvance(text) + 6;
            const QRectF box(mapping.area.right() - width, mapping.area.top() + 1, width, metrics.height());
            painter.fillRect(box, theme.panel); // its line may run there
            painter.setPen(theme.muted);
            painter.drawText(box, Qt::AlignCenter, text);
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

void paintUnread(QPainter &painter, const ChartOverlay &overlay, const PlotMapping &mapping, const theme::Theme &theme)
{
    const double right = std::min(mapping.x(*overlay.unreadBefore_ms), mapping.area.right());
    if (right <= mapping.area.left() + 1) {
        return;
    }
    const QRectF box(mapping.area.topLeft(), QPointF(right, mapping.area.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(box, QBrush(theme.line, Qt::BDiagPattern));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setFont(theme::font(theme::FontRole::Small));
    const QFontMetricsF metrics(painter.font());
    const QString text = metrics.elidedText(overlay.unreadText, Qt::ElideRight, box.width() - 8);
    const QRectF ground = QRectF(0, 0, metrics.horizontalAdvance(text) + 10, metrics.height() + 2);
    if (ground.width() <= box.width()) {
        painter.fillRect(ground.translated(box.center() - ground.center()), theme.panel);
        painter.setPen(theme.muted);
        painter.drawText(box, Qt::AlignCenter, text);
    }
}

/// The name of each line at the right of the plot area, beside its last point, so that it is not known by its colour
/// alone. Names make room for each other; what finds none is in the legend of the largest chart.
void paintNames(QPainter &painter, const std::vector<ChartLine> &lines, const PlotMapping &mapping)
{
    struct Name {
        double y;
        const ChartLine *line;
    };
    std::vector<Name> names;
    for (const ChartLine &line : lines) {
        const auto [first, last] = line.data.window(mapping.from_ms, mapping.to_ms);
        if (first != last) {
            PlotMapping own = mapping;
            own.top = line.top;
            names.push_back({own.y(line.data.value(last - 1)), &line});
        }
    }
    std::sort(names.begin(), names.end(), [](const Name &a, const Name &b) { return a.y < b.y; });
    painter.setFont(theme::font(theme::FontRole::Small));
    const QFontMetricsF metrics(painter.font());
    const double height = metrics.height() - 1;
    const double left = mapping.area.right() + 5;
    const double width = nameWidth(lines) - 6;
    // As far up as is needed for those below to fit.
    double most = mapping.area.bottom() - height * static_cast<double>(names.size());
    double next = mapping.area.top() - height / 2;
    for (const Name &name : names) {
        most += height;
        const double top = std::max(next, std::min(name.y - height / 2, most));
        next = top + height;
        if (next > mapping.area.bottom() + height) {
            break;
        }
        painter.setPen(name.line->style.color);
        painter.drawText(QRectF(left, top, width, height), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(name.line->name, Qt::ElideLeft, width));
    }
}

} // namespace

double nameWidth(const std::vector<ChartLine> &lines)
{
    constexpr double kMostWidth = 110;
    const QFontMetricsF metrics(theme::font(theme::FontRole::Small));
    double width = 0;
    for (const ChartLine &line : lines) {
        width = std::max(width, metrics.horizontalAdvance(line.name));
    }
    return std::min(width, kMostWidth) + 8;
}

double timeLabelStep_ms(double range_ms, double width)
{
    static constexpr std::array kSteps_s = {1.0,     2.0,     5.0,     10.0,    15.0,     30.0,    60.0,
                                            120.0,   300.0,   600.0,   900.0,   1800.0,   3600.0,  7200.0,
                                            10800.0, 21600.0, 43200.0, 86400.0, 172800.0, 604800.0};
    const double wanted_ms = range_ms * 62 / std::max(width, 1.0);
    for (const double step_s : kSteps_s) {
        if (step_s * 1e3 >= wanted_ms) {
            return step_s * 1e3;
        }
    }
    return std::ceil(wanted_ms / kDay_ms) * kDay_ms;
}

double leftMargin()
{
    const QFontMetricsF metrics(theme::font(theme::FontRole::Small));
    double widest = 0;
    for (const Prefix &prefix : kPrefixes) {
        widest =
            std::max(widest, metrics.horizontalAdvance(QStringLiteral("8.888") + QString::fromUtf8(prefix.symbol)));
    }
    return std::ceil(widest) + kBeforePlot;
}

QStringList valueLabels(double top, int intervals)
{
    for (const Prefix &prefix : kPrefixes) {
        const double scaled = top / prefix.factor;
        const int decimals = decimalsOf(scaled / intervals);
        const double digits = std::max(1.0, std::floor(std::log10(scaled) + 1e-9) + 1) + decimals;
        if (digits > kMostDigits || (prefix.factor != 1 && (scaled < 1 || scaled >= 1000))) {
            continue;
        }
        QStringList labels(QStringLiteral("0"));
        for (int i = 1; i <= intervals; ++i) {
            labels.append(QString::number(scaled * i / intervals, 'f', decimals) + QString::fromUtf8(prefix.symbol));
        }
        return labels;
    }
    QStringList labels(QStringLiteral("0"));
    for (int i = 1; i <= intervals; ++i) {
        labels.append(QString::number(top * i / intervals, 'g', 2));
    }
    return labels;
}

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
        text += QStringLiteral(" \u00b7 ") + (line.name.isEmpty() ? value : line.name + QLatin1Char(' ') + value);
    }
    return unit.isEmpty() ? text : text + QLatin1Char(' ') + unit;
}

void paintOverlay(QPainter &painter, const ChartOverlay &overlay, const std::vector<ChartLine> &lines,
                  const PlotMapping &mapping, const theme::Theme &theme)
{
    painter.save();
    paintHeader(painter, overlay, lines, mapping.area, theme);
    if (overlay.unreadBefore_ms) {
        paintUnread(painter, overlay, mapping, theme);
    }
    if (overlay.selection) {
        QColor chosen = theme.accent;
        chosen.setAlphaF(0.18F);
        const double left = mapping.x(overlay.selection->first);
        painter.fillRect(QRectF(QPointF(left, mapping.area.top()),
                                QPointF(mapping.x(overlay.selection->second), mapping.area.bottom())),
                         chosen);
    }
    paintValues(painter, overlay.intervals, mapping, theme);
    if (overlay.showsTimes) {
        paintTimes(painter, mapping, theme);
    }
    if (overlay.level) {
        paintLevel(painter, *overlay.level, mapping, theme);
    }
    if (overlay.namesLines) {
        paintNames(painter, lines, mapping);
    }
    paintMarks(painter, overlay.marks, mapping, theme);
    paintOwnScales(painter, lines, mapping, theme);
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
