#include "ui/panels/probe_view.h"

#include "ui/bridge/value_text.h"

#include <QHelpEvent>
#include <QLabel>
#include <QPainter>
#include <QStyle>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

namespace iso::panels
{

using commands::HistogramBar;
using Latency = ProbeFigures::Latency;

namespace
{

constexpr double kNameWidth = 58;
constexpr double kFigureWidth = 48;
constexpr double kHistogramLeft = kNameWidth + 3 * kFigureWidth + 20;

struct Column {
    const char *title;
    std::optional<double> Latency::*value_ms;
};
constexpr std::array<Column, 3> kColumns = {
    {{"p50", &Latency::p50_ms}, {"p95", &Latency::p95_ms}, {"p99", &Latency::p99_ms}}};

QString figureText(std::optional<double> value_ms)
{
    return value_ms ? bridge::bareMilliseconds(*value_ms / 1e3) : QStringLiteral("—");
}

QString barsText(const std::vector<HistogramBar> &bars)
{
    QStringList lines;
    for (const HistogramBar &bar : bars) {
        lines.append(ProbeTable::tr("%1 above %2 up to %3 ms", "how many values, bounds")
                         .arg(bridge::grouped(bar.count), QString::number(bar.from_ms), QString::number(bar.upTo_ms)));
    }
    return lines.join(QLatin1Char('\n'));
}

/// Values in a millisecond. Bars are of different widths, so their heights are densities: equal areas are equal counts.
double densityOf(const HistogramBar &bar)
{
    constexpr double kNarrowest_ms = 1e-6;
    return static_cast<double>(bar.count) / std::max(bar.upTo_ms - bar.from_ms, kNarrowest_ms);
}

} // namespace

ProbeView::ProbeView(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_summary(new QLabel(this))
    , m_table(new ProbeTable(theme, this))
{
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 4);
    layout->setSpacing(6);
    layout->addWidget(m_summary);
    layout->addWidget(m_table);
}

void ProbeView::setTheme(const theme::Theme &theme)
{
    m_table->setTheme(theme);
}

void ProbeView::setFigures(const ProbeFigures &figures)
{
    m_summary->setText(figures.summary());
    m_summary->setProperty("role", figures.failed > 0 ? QStringLiteral("warning") : QString());
    m_summary->style()->unpolish(m_summary);
    m_summary->style()->polish(m_summary);
    m_table->setLatencies(figures.latencies);
    m_table->setVisible(!figures.latencies.empty());
}

QString ProbeView::text() const
{
    return (QStringList{m_summary->text()} + m_table->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        .join(QLatin1Char('\n'));
}

ProbeTable::ProbeTable(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("Latencies of the probe"));
}

void ProbeTable::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    update();
}

void ProbeTable::setLatencies(const std::vector<Latency> &latencies)
{
    m_latencies = latencies;
    setAccessibleDescription(text());
    updateGeometry();
    update();
}

QString ProbeTable::text() const
{
    QStringList lines;
    for (const Latency &latency : m_latencies) {
        lines.append(tr("%1 p50 %2 p95 %3 p99 %4 ms")
                         .arg(latency.title, figureText(latency.p50_ms), figureText(latency.p95_ms),
                              figureText(latency.p99_ms)));
    }
    return lines.join(QLatin1Char('\n'));
}

QSize ProbeTable::sizeHint() const
{
    return {360, kHeadHeight + kRowHeight * static_cast<int>(m_latencies.size())};
}

void ProbeTable::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    paintHead(painter);
    double top = kHeadHeight;
    for (const Latency &latency : m_latencies) {
        paintRow(painter, latency, top);
        top += kRowHeight;
    }
}

void ProbeTable::paintHead(QPainter &painter) const
{
    painter.setFont(theme::font(theme::FontRole::Small));
    painter.setPen(m_theme.muted);
    painter.drawText(QRectF(0, 0, kNameWidth, kHeadHeight), Qt::AlignLeft | Qt::AlignVCenter, tr("ms"));
    double left = kNameWidth;
    for (const Column &column : kColumns) {
        painter.drawText(QRectF(left, 0, kFigureWidth, kHeadHeight), Qt::AlignRight | Qt::AlignVCenter,
                         QLatin1String(column.title));
        left += kFigureWidth;
    }
    painter.drawText(QRectF(kHistogramLeft, 0, width() - kHistogramLeft, kHeadHeight), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("Distribution"));
    painter.setPen(m_theme.line);
    painter.drawLine(QPointF(0, kHeadHeight - 0.5), QPointF(width(), kHeadHeight - 0.5));
}

void ProbeTable::paintRow(QPainter &painter, const Latency &latency, double top) const
{
    constexpr double kAxisHeight = 14;
    painter.setFont(theme::font(theme::FontRole::Body));
    painter.setPen(m_theme.text);
    painter.drawText(QRectF(0, top, kNameWidth, kRowHeight), Qt::AlignLeft | Qt::AlignVCenter, latency.title);
    double left = kNameWidth;
    for (const Column &column : kColumns) {
        const std::optional<double> value_ms = latency.*column.value_ms;
        painter.setPen(value_ms ? m_theme.text : m_theme.faint);
        painter.drawText(QRectF(left, top, kFigureWidth, kRowHeight), Qt::AlignRight | Qt::AlignVCenter,
                         figureText(value_ms));
        left += kFigureWidth;
    }
    const QRectF area(kHistogramLeft, top + 4, width() - kHistogramLeft - 1, kRowHeight - 6 - kAxisHeight);
    painter.setFont(theme::font(theme::FontRole::Small));
    painter.setPen(m_theme.muted);
    const QRectF axis(area.left(), area.bottom() + 1, area.width(), kAxisHeight);
    if (latency.bars.empty()) {
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, tr("n/a"));
        return;
    }
    // The axis ends at what was measured; bounds of bars are a little beyond.
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignVCenter,
                     figureText(latency.min_ms.value_or(latency.bars.front().from_ms)));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignVCenter,
                     figureText(latency.max_ms.value_or(latency.bars.back().upTo_ms)));
    paintHistogram(painter, latency.bars, area);
}

void ProbeTable::paintHistogram(QPainter &painter, const std::vector<HistogramBar> &bars, const QRectF &area) const
{
    constexpr double kLowest = 2; // one value among many is seen, too
    const double from_ms = bars.front().from_ms;
    const double span_ms = std::max(bars.back().upTo_ms - from_ms, 1e-6);
    double densest = 0;
    for (const HistogramBar &bar : bars) {
        densest = std::max(densest, densityOf(bar));
    }
    painter.setPen(m_theme.line);
    painter.drawLine(QPointF(area.left(), area.bottom() + 0.5), QPointF(area.right(), area.bottom() + 0.5));
    for (const HistogramBar &bar : bars) {
        const double left = area.left() + (bar.from_ms - from_ms) / span_ms * area.width();
        const double right = area.left() + (bar.upTo_ms - from_ms) / span_ms * area.width();
        const double height = std::max(kLowest, densityOf(bar) / densest * area.height());
        const double gap = right - left > 4 ? 1 : 0;
        painter.fillRect(QRectF(left, area.bottom() - height, std::max(1.0, right - left - gap), height), m_theme.iso);
    }
}

bool ProbeTable::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int row = (help->pos().y() - kHeadHeight) / kRowHeight;
        if (help->pos().y() >= kHeadHeight && row < static_cast<int>(m_latencies.size())) {
            QToolTip::showText(help->globalPos(), barsText(m_latencies[static_cast<std::size_t>(row)].bars), this);
            return true;
        }
    }
    return QWidget::event(event);
}

} // namespace iso::panels
