#pragma once

#include "ui/charts/dense_lines_item.h"
#include "ui/charts/line_path.h"
#include "ui/theme/theme.h"

#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

class QPainter;

namespace iso::charts
{

/// One named line of a chart.
struct ChartLine {
    QString name; ///< as in the legend: "p95"
    SeriesData data;
    LineStyle style;
    QString unit;          ///< behind the top of its own scale
    bool ownScale = false; ///< scaled apart; its top is written inside the plot area, at the right
    double top = 1;        ///< set by the chart: value at the upper edge
    int decimals = 0;      ///< of the read-out
};

/// The area between two lines with points at the same times: a spread, or the interval of an error bound.
struct ChartBand {
    SeriesData lower;
    SeriesData upper;
    QColor color;
};

/// A moment with a text: a command that was sent.
struct ChartMark {
    double time_ms = 0;
    QString text;
    bool operator==(const ChartMark &) const = default;
};

/// A level with a text: an objective.
struct ChartLevel {
    double value = 0;
    QString text;
};

/// All that is written over a chart by hand.
struct ChartOverlay {
    QString title;
    QString unit;
    QString message;   ///< in the middle of the plot area, when there is something to say instead of lines
    int intervals = 3; ///< parts of the main scale
    bool showsTimes = false;
    std::optional<double> crosshair_ms;
    std::optional<ChartLevel> level;
    std::vector<ChartMark> marks;
    bool namesLines = false; ///< each line's name at its right end
    bool showsLegend = true;
    std::optional<double> unreadBefore_ms;              ///< what lies before is not read, and is no gap
    QString unreadText;                                 ///< why
    std::optional<std::pair<double, double>> selection; ///< being dragged, in milliseconds
};

/// Room around the plot area, in device-independent pixels.
inline constexpr double kHeaderHeight = 20;
inline constexpr double kTimeLabelHeight = 14;
inline constexpr double kRightMargin = 2;
inline constexpr double kBeforePlot = 4; ///< between the labels of the main scale and the plot area

/// Room for the labels of the main scale at the left of the plot area; the same for all charts, so that they align.
double leftMargin();
/// "12:04:31 · p50 212 · p95 612": the values of all lines nearest to a time, in the order of the lines.
QString readout(const std::vector<ChartLine> &lines, const QString &unit, double time_ms);
/// UTC, "12:04:31" or "12:04".
QString clockText(double time_ms, bool seconds);
/// Room for the names of lines at the right of the plot area.
double nameWidth(const std::vector<ChartLine> &lines);
/// A round distance of time labels, so that about one each 62 pixels is written.
double timeLabelStep_ms(double range_ms, double width);
/// What stands beside the main scale, from 0 up to `top`, which is more than 0: as many decimals as the steps have, so
/// that no two read the same, and with a prefix of the SI where the plain figures are too long: "12.5k", "1.5m".
QStringList valueLabels(double top, int intervals);
/// A figure of an axis or a read-out: "612", "1,240", "0.5".
QString figure(double value, int decimals);

/// Paints header, legend, marks, crosshair and the labels of both scales. `mapping` is that of the main scale.
void paintOverlay(QPainter &painter, const ChartOverlay &overlay, const std::vector<ChartLine> &lines,
                  const PlotMapping &mapping, const theme::Theme &theme);

} // namespace iso::charts
