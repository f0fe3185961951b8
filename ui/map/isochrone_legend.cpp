#include "ui/map/isochrone_legend.h"

#include "ui/map/isochrone_renderer.h"
#include "ui/map/legend_card.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QPen>
#include <utility>
#include <vector>

namespace iso::map
{

namespace
{

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(iso::map::IsochroneLegend)
};

constexpr double kLegendWidth = 356; // as the legend of the marks
constexpr double kLegendEdge = 12;
constexpr double kLegendRow = 18;
constexpr double kLegendSample = 24; ///< length of the line that is shown

/// A level without a line says why there is none.
QString levelText(const isochrone::Isochrone &isochrone, std::size_t level)
{
    const QString text = Texts::tr("%1 ms").arg(QLocale().toString(isochrone.contours[level].level_ms, 'f', 0));
    if (!isochrone.contours[level].lines.empty()) {
        return text;
    }
    return (isochrone.coverage[level].area_km2 > 0 ? Texts::tr("%1 everywhere") : Texts::tr("%1 nowhere")).arg(text);
}

QString modelText(const isochrone::PathModel &model)
{
    const QLocale locale;
    return Texts::tr("%1 ms + 2 × %2 × distance / %3 km/ms + site TTFT p95")
        .arg(locale.toString(model.lastMile_ms, 'g', 4), locale.toString(model.routeInflation, 'g', 4),
             locale.toString(model.fibre_km_per_ms, 'g', 4));
}

struct LegendEntry {
    QPen pen;
    QString text;
    double x = 0;
    int row = 0;
};

/// One for each level, and one for the lines without the drained nodes, in as many rows as they need.
std::vector<LegendEntry> legendEntries(const isochrone::WhatIf &what, const theme::Theme &theme,
                                       const QFontMetricsF &metrics)
{
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < what.now->contours.size(); ++i) {
        entries.push_back({isochronePen(theme, i, false), levelText(*what.now, i)});
    }
    if (what.without != what.now) {
        entries.push_back({isochronePen(theme, 0, true), what.drained == 1
                                                             ? Texts::tr("without 1 node")
                                                             : Texts::tr("without %1 nodes").arg(what.drained)});
    }
    double x = 0;
    int row = 0;
    for (LegendEntry &entry : entries) {
        const double width = kLegendSample + 6 + metrics.horizontalAdvance(entry.text);
        if (x > 0 && x + width > kLegendWidth - 2 * kLegendEdge) {
            x = 0;
            ++row;
        }
        entry.x = x;
        entry.row = row;
        x += width + 14;
    }
    return entries;
}

QSizeF sizeFor(const isochrone::WhatIf &what)
{
    const QFontMetricsF metrics(theme::font(theme::FontRole::Small));
    const int rows = legendEntries(what, {}, metrics).back().row + 1;
    const int leftOut = what.now->sources.unmeasured > 0 ? 1 : 0;
    return {kLegendWidth, 20 + kLegendRow * (rows + leftOut) + 28}; // heading, rows, the model's line
}

QPixmap draw(const isochrone::WhatIf &what, const theme::Theme &theme, const QSizeF &size, qreal devicePixelRatio)
{
    const isochrone::Isochrone &now = *what.now;
    const QFont font = theme::font(theme::FontRole::Small);
    const std::vector<LegendEntry> entries = legendEntries(what, theme, QFontMetricsF(font));
    const QRectF box(QPointF(0, 0), size);
    const QRectF inner = box.adjusted(kLegendEdge, 6, -kLegendEdge, -6);
    QPixmap card = legendCard(size, theme, devicePixelRatio);
    QPainter painter(&card);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font);
    painter.setPen(theme.muted);
    painter.drawText(inner, Qt::AlignTop | Qt::AlignLeft,
                     now.isNowhere() ? Texts::tr("First token (model): no site answers")
                                     : Texts::tr("First token within (model)"));
    if (now.sources.unmeasured > 0) {
        painter.drawText(inner.adjusted(0, 0, 0, -kLegendRow), Qt::AlignBottom | Qt::AlignLeft,
                         Texts::tr("left out: %1 of %2 sites not measured")
                             .arg(now.sources.unmeasured)
                             .arg(now.sources.unmeasured + now.sources.sites.size()));
    }
    for (const LegendEntry &entry : entries) {
        const QPointF at(inner.left() + entry.x, box.top() + 18 + kLegendRow * (entry.row + 1));
        painter.setPen(entry.pen);
        painter.drawLine(at + QPointF(0, -4), at + QPointF(kLegendSample, -4));
        painter.setPen(theme.text);
        painter.drawText(at + QPointF(kLegendSample + 6, 0), entry.text);
    }
    painter.setPen(theme.muted);
    painter.drawText(inner, Qt::AlignBottom | Qt::AlignLeft, modelText(now.settings.model));
    return card;
}

} // namespace

void IsochroneLegend::setIsochrones(isochrone::WhatIfPtr what)
{
    m_what = std::move(what);
    m_size = m_what ? sizeFor(*m_what) : QSizeF();
    m_drawn.reset();
}

void IsochroneLegend::paint(QPainter &painter, const theme::Theme &theme, const QPointF &bottomLeft)
{
    if (!m_what) {
        return;
    }
    const qreal ratio = painter.device()->devicePixelRatioF();
    if (!m_drawn || m_drawn->devicePixelRatio != ratio || m_drawn->theme != theme) {
        m_drawn = Drawn{theme, ratio, draw(*m_what, theme, m_size, ratio)};
    }
    painter.drawPixmap(QPointF(bottomLeft.x(), bottomLeft.y() - m_size.height()), m_drawn->picture);
}

} // namespace iso::map
