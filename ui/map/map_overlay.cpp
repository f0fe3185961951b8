#include "ui/map/map_overlay.h"

#include "ui/map/mark_atlas.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <array>
#include <cmath>

namespace iso::map
{

namespace
{

constexpr double kEdge = 16; // from the edges of the map
constexpr double kLegendWidth = 356;
constexpr double kLegendHeight = 92;

QString tr(const char *text)
{
    return QCoreApplication::translate("MapOverlay", text);
}

struct LegendEntry {
    MarkTone tone;
    MarkShape shape;
    bool stale;
    const char *text;
    int row;
    double x;
};

constexpr std::array<LegendEntry, 9> kLegend = {{
    {MarkTone::Ok, MarkShape::Circle, false, QT_TRANSLATE_NOOP("MapOverlay", "< 90 %"), 0, 18},
    {MarkTone::Near, MarkShape::Circle, false, QT_TRANSLATE_NOOP("MapOverlay", "near"), 0, 102},
    {MarkTone::Over, MarkShape::Circle, false, QT_TRANSLATE_NOOP("MapOverlay", "over"), 0, 186},
    {MarkTone::Bad, MarkShape::Circle, false, QT_TRANSLATE_NOOP("MapOverlay", "> 160 %"), 0, 256},
    {MarkTone::Bad, MarkShape::Triangle, false, QT_TRANSLATE_NOOP("MapOverlay", "lost"), 1, 18},
    {MarkTone::Draining, MarkShape::DashedRing, false, QT_TRANSLATE_NOOP("MapOverlay", "draining"), 1, 102},
    {MarkTone::Bad, MarkShape::Diamond, false, QT_TRANSLATE_NOOP("MapOverlay", "stalled"), 1, 186},
    {MarkTone::Bad, MarkShape::Square, false, QT_TRANSLATE_NOOP("MapOverlay", "failed"), 1, 256},
    {MarkTone::Unknown, MarkShape::Circle, true, QT_TRANSLATE_NOOP("MapOverlay", "stale or unknown"), 2, 18},
}};

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
{
}

void MapOverlay::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    m_legend = QPixmap();
}

QRectF MapOverlay::legendRect(QSizeF viewSize)
{
    return {kEdge, viewSize.height() - kEdge - kLegendHeight, kLegendWidth, kLegendHeight};
}

QPixmap MapOverlay::drawLegend(qreal devicePixelRatio) const
{
    QPixmap pixmap((QSizeF(kLegendWidth, kLegendHeight) * devicePixelRatio).toSize());
    pixmap.setDevicePixelRatio(devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.line, 1));
    painter.setBrush(m_theme.panel);
    painter.drawRoundedRect(QRectF(0.5, 0.5, kLegendWidth - 1, kLegendHeight - 1), 6, 6);

    painter.setFont(theme::font(theme::FontRole::Small));
    painter.setPen(m_theme.muted);
    painter.drawText(QPointF(12, 20), tr("TTFT p95 against SLO · size: load"));
    MarkAtlas atlas(m_theme, devicePixelRatio);
    painter.setPen(m_theme.text);
    for (const LegendEntry &entry : kLegend) {
        const double y = 37 + 20 * entry.row;
        const QPixmap &sprite = atlas.sprite(entry.tone, entry.shape, 2, entry.stale);
        const double half = sprite.width() / devicePixelRatio / 2;
        painter.drawPixmap(QPointF(entry.x - half, y - half), sprite);
        painter.drawText(QPointF(entry.x + 12, y + 4), tr(entry.text));
    }
    return pixmap;
}

void MapOverlay::paintFootnote(QPainter &painter, const MapCamera &camera) const
{
    const QSizeF view = camera.viewSize();
    const QFont font = theme::font(theme::FontRole::Small);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    const double baseline = view.height() - kEdge - 1;
    double right = view.width() - kEdge;
    const auto drawLeftOf = [&](const QString &text, const QColor &color) {
        right -= metrics.horizontalAdvance(text);
        // The colour of the sea around the letters keeps them readable over a coast or a mark.
        painter.fillRect(
            QRectF(right - 3, baseline - metrics.ascent(), metrics.horizontalAdvance(text) + 6, metrics.height()),
            m_theme.sea);
        painter.setPen(color);
        painter.drawText(QPointF(right, baseline), text);
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
    drawLeftOf(tr("Natural Earth · GeoNames"), m_theme.faint);
}

void MapOverlay::paint(QPainter &painter, const MapCamera &camera, qreal devicePixelRatio)
{
    if (m_legend.isNull() || m_legend.devicePixelRatio() != devicePixelRatio) {
        m_legend = drawLegend(devicePixelRatio);
    }
    painter.drawPixmap(legendRect(camera.viewSize()).topLeft(), m_legend);
    paintFootnote(painter, camera);
}

} // namespace iso::map
