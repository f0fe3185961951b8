#include "ui/map/map_overlay.h"

#include "ui/map/legend_card.h"

#include "ui/map/mark_atlas.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace iso::map
{

namespace
{

constexpr double kEdge = 16; // from the edges of the map

QString tr(const char *text)
{
    return QCoreApplication::translate("MapOverlay", text);
}

constexpr double kPad = 12;
constexpr double kRow = 20;
constexpr double kMarkRoom = 12; // from the middle of a mark to its text
constexpr double kGap = 18;      // from a text to the middle of the next mark

/// How wide a row of entries is, from the middle of its first mark.
double widthOf(const std::vector<LegendEntry> &row, const QFontMetricsF &metrics)
{
    double width = -kGap;
    for (const LegendEntry &entry : row) {
        width += kMarkRoom + metrics.horizontalAdvance(entry.text) + kGap;
    }
    return width;
}

} // namespace

ScaleBar scaleBarFor(const MapCamera &camera, double maxPixels)
{
    const double pixelsPerKm = camera.scale() / worldUnit_km(toGeo(camera.center()).latitude_deg);
    const double longest = maxPixels / pixelsPerKm;
    const double power = std::pow(10.0, std::floor(std::log10(longest)));
    for (const double factor : {5.0, 2.0}) {
        if (factor * power <= longest) {
            return {factor * power, factor * power * pixelsPerKm};
        }
    }
    return {power, power * pixelsPerKm};
}

QString ageText(Duration age)
{
    const double seconds = std::chrono::duration<double>(age).count();
    const QLocale locale;
    if (seconds < 9.95) {
        return tr("%1 s").arg(locale.toString(std::max(0.0, seconds), 'f', 1));
    }
    if (seconds < 60) {
        return tr("%1 s").arg(locale.toString(seconds, 'f', 0));
    }
    if (seconds < 3600) {
        return tr("%1 min").arg(static_cast<int>(seconds / 60));
    }
    if (seconds < 48 * 3600) {
        return tr("%1 h").arg(static_cast<int>(seconds / 3600));
    }
    return tr("%1 d").arg(locale.toString(seconds / 86400, 'f', 0));
}

MapOverlay::MapOverlay(const theme::Theme &theme)
    : m_theme(theme)
    , m_small(theme::font(theme::FontRole::Small))
{
}

void MapOverlay::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    m_legend = QPixmap();
}

void MapOverlay::setLegend(MapLegend legend)
{
    m_content = std::move(legend);
    m_legend = QPixmap();
    const QFontMetricsF metrics(theme::font(theme::FontRole::Small));
    double width = metrics.horizontalAdvance(m_content.title);
    for (const std::vector<LegendEntry> &row : m_content.rows) {
        width = std::max(width, kMarkRoom / 2 + widthOf(row, metrics));
    }
    const auto rows = static_cast<double>(m_content.rows.size());
    m_legendSize = m_content.rows.empty() ? QSizeF() : QSizeF(std::ceil(width) + 2 * kPad, 32 + kRow * rows);
}

QRectF MapOverlay::legendRect(QSizeF viewSize) const
{
    return {QPointF(kEdge, viewSize.height() - kEdge - m_legendSize.height()), m_legendSize.expandedTo({0, 0})};
}

QPixmap MapOverlay::drawLegend(qreal devicePixelRatio) const
{
    QPixmap card = legendCard(m_legendSize, m_theme, devicePixelRatio);
    QPainter painter(&card);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont font = theme::font(theme::FontRole::Small);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    painter.setPen(m_theme.muted);
    painter.drawText(QPointF(kPad, 20), m_content.title);
    MarkAtlas atlas(m_theme, devicePixelRatio);
    painter.setPen(m_theme.text);
    double y = 37;
    for (const std::vector<LegendEntry> &row : m_content.rows) {
        double x = kPad + kMarkRoom / 2;
        for (const LegendEntry &entry : row) {
            const QPixmap &sprite = atlas.sprite(entry.tone, entry.shape, 2, entry.stale);
            const double half = sprite.width() / devicePixelRatio / 2;
            painter.drawPixmap(QPointF(x - half, y - half), sprite);
            painter.drawText(QPointF(x + kMarkRoom, y + 4), entry.text);
            x += kMarkRoom + metrics.horizontalAdvance(entry.text) + kGap;
        }
        y += kRow;
    }
    return card;
}

void MapOverlay::paintFootnote(QPainter &painter, const MapCamera &camera)
{
    const QSizeF view = camera.viewSize();
    const QFontMetricsF metrics(m_small.font());
    painter.setFont(m_small.font());
    double baseline = view.height() - kEdge - 1;
    constexpr double kLeastRoom = 260; // of scale bar and age
    const QRectF legend = legendRect(view) | m_taken;
    if (view.width() - kEdge - kLeastRoom < legend.right()) {
        baseline = legend.top() - 8;
    }
    double right = view.width() - kEdge;
    m_footnote = QRectF(right, baseline - metrics.ascent(), 0, metrics.height());
    const auto drawLeftOf = [&](const QString &text, const QColor &color) {
        const double width = m_small.width(text);
        right -= width;
        // The colour of the sea around the letters keeps them readable over a coast or a mark.
        const QRectF box(right - 3, baseline - metrics.ascent(), width + 6, metrics.height());
        painter.fillRect(box, m_theme.sea);
        painter.setPen(color);
        m_small.draw(painter, box.adjusted(3, 0, 0, 0), Qt::AlignLeft, text);
        m_footnote |= box;
        right -= 10;
    };

    constexpr auto kOld = std::chrono::seconds(5);
    const bool isOld = m_dataAge && *m_dataAge > kOld;
    drawLeftOf(m_dataAge ? tr("data age %1").arg(ageText(*m_dataAge)) : tr("no data yet"),
               isOld ? m_theme.warn : m_theme.faint);

    constexpr double kLongestBar = 90;
    const ScaleBar bar = scaleBarFor(camera, kLongestBar);
    const double left = std::round(right - bar.pixels);
    const double middle = std::round(baseline - metrics.xHeight() / 2) + 0.5;
    painter.fillRect(QRectF(left - 3, baseline - metrics.ascent(), bar.pixels + 6, metrics.height()), m_theme.sea);
    painter.setPen(QPen(m_theme.faint, 1));
    painter.drawLine(QPointF(left, middle), QPointF(right, middle));
    painter.drawLine(QPointF(left + 0.5, middle - 5), QPointF(left + 0.5, middle + 5));
    painter.drawLine(QPointF(right - 0.5, middle - 5), QPointF(right - 0.5, middle + 5));
    right = left - 7;
    const int decimals = bar.length_km < 1 ? 1 : 0;
    drawLeftOf(tr("%1 km").arg(QLocale().toString(bar.length_km, 'f', decimals)), m_theme.faint);

    const QString sources = tr("Natural Earth · GeoNames");
    if (right - m_small.width(sources) - 3 < legend.right() + kPad) {
        right = view.width() - kEdge;
        baseline -= metrics.height() + 2;
    }
    drawLeftOf(sources, m_theme.faint);
}

void MapOverlay::paint(QPainter &painter, const MapCamera &camera, qreal devicePixelRatio)
{
    if (!m_legendSize.isEmpty()) {
        if (m_legend.isNull() || m_legend.devicePixelRatio() != devicePixelRatio) {
            m_legend = drawLegend(devicePixelRatio);
        }
        painter.drawPixmap(legendRect(camera.viewSize()).topLeft(), m_legend);
    }
    paintFootnote(painter, camera);
}

} // namespace iso::map
