#include "ui/widgets/kpi_tile.h"

#include "ui/widgets/sparkline.h"
#include "ui/widgets/tone_color.h"

#include <QFontMetrics>
#include <QPainter>
#include <algorithm>

namespace iso::widgets
{

namespace
{

constexpr int kMargin = 16;
constexpr int kGap = 8;
constexpr int kTrendWidth = 92;
constexpr int kSmallestTrend = 40;

} // namespace

KpiTile::KpiTile(const QString &title, const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_theme(theme)
{
    setFixedHeight(sizeHint().height());
    setAccessibleName(title);
}

void KpiTile::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    update();
}

void KpiTile::setFigure(const KpiFigure &figure)
{
    m_figure = figure;
    setToolTip(figure.value.isValue ? figure.tip : figure.value.reason);
    setAccessibleDescription(figure.value.text + QLatin1Char(' ') + figure.note);
    update();
}

QSize KpiTile::minimumSizeHint() const
{
    const QFontMetrics value(theme::font(theme::FontRole::Figure));
    return {kMargin + value.horizontalAdvance(m_figure.value.text) + kGap, sizeHint().height()};
}

void KpiTile::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    if (x() > 0) {
        painter.fillRect(QRect(0, 12, 1, height() - 24), m_theme.line);
    }

    const QFont small = theme::font(theme::FontRole::Small);
    const QFont big = theme::font(theme::FontRole::Figure);
    const int valueWidth = QFontMetrics(big).horizontalAdvance(m_figure.value.text);
    const int noteWidth = m_figure.note.isEmpty() ? 0 : QFontMetrics(small).horizontalAdvance(m_figure.note) + kGap;
    const int titleWidth = QFontMetrics(small).horizontalAdvance(m_title);
    const int right = width() - kMargin;

    painter.setFont(small);
    painter.setPen(m_theme.muted);
    painter.drawText(QRect(kMargin, 4, right - kMargin, 16), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    painter.setFont(big);
    painter.setPen(m_figure.value.isValue ? figureColor(m_theme, m_figure.tone) : m_theme.faint);
    painter.drawText(QRect(kMargin, 18, right - kMargin, 22), Qt::AlignLeft | Qt::AlignVCenter, m_figure.value.text);
    // Room decides: the value always, then the note, then the line.
    int used = kMargin + std::max(valueWidth, titleWidth);
    if (const int noteEnd = kMargin + valueWidth + noteWidth; noteWidth > 0 && noteEnd <= right) {
        painter.setFont(small);
        painter.setPen(m_theme.muted);
        painter.drawText(QRect(kMargin + valueWidth + kGap, 20, noteWidth, 20), Qt::AlignLeft | Qt::AlignVCenter,
                         m_figure.note);
        used = std::max(used, noteEnd);
    }
    const int trendWidth = std::min(kTrendWidth, right - used - kGap);
    if (trendWidth >= kSmallestTrend) {
        const QColor color = m_figure.tone == bridge::Tone::Over || m_figure.tone == bridge::Tone::Bad
                                 ? figureColor(m_theme, m_figure.tone)
                                 : m_theme.muted;
        paintSparkline(painter, QRectF(right - trendWidth, 13, trendWidth, 18), m_figure.trend, color);
    }
}

} // namespace iso::widgets
