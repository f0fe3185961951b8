#include "ui/map/isochrone_layer.h"

#include "core/base/thread.h"
#include "ui/map/isochrone_renderer.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QPen>
#include <cmath>
#include <utility>
#include <vector>

namespace iso::map
{

namespace
{

constexpr double kMargin = 128; // pixels drawn beyond each side of the view

bool covers(const MapCamera &outer, const MapCamera &inner, double spare)
{
    const double world = spare / inner.scale();
    return outer.visibleWorld().contains(inner.visibleWorld().adjusted(-world, -world, world, world));
}

constexpr double kLegendWidth = 356; // as the legend of the marks
constexpr double kLegendEdge = 12;
constexpr double kLegendRow = 18;
constexpr double kLegendSample = 24; ///< length of the line that is shown

/// A level without a line says why there is none.
QString levelText(const isochrone::Isochrone &isochrone, std::size_t level)
{
    const QString text =
        IsochroneLayer::tr("%1 ms").arg(QLocale().toString(isochrone.contours[level].level_ms, 'f', 0));
    if (!isochrone.contours[level].lines.empty()) {
        return text;
    }
    return (isochrone.coverage[level].area_km2 > 0 ? IsochroneLayer::tr("%1 everywhere")
                                                   : IsochroneLayer::tr("%1 nowhere"))
        .arg(text);
}

QString modelText(const isochrone::PathModel &model)
{
    const QLocale locale;
    return IsochroneLayer::tr("%1 ms + 2 × %2 × distance / %3 km/ms + site TTFT p95")
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
        entries.push_back({isochronePen(theme, 0, true), IsochroneLayer::tr("without %1 nodes").arg(what.drained)});
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

} // namespace

IsochroneLayer::IsochroneLayer(QObject *parent)
    : QObject(parent)
{
    m_worker.setMaxThreadCount(1);
}

IsochroneLayer::~IsochroneLayer()
{
    m_worker.waitForDone(); // the job posts to this object
}

bool IsochroneLayer::Order::serves(const isochrone::WhatIfPtr &wanted, const BaseView &wantedView, double spare) const
{
    return what == wanted && view.camera.scale() == wantedView.camera.scale() &&
           view.devicePixelRatio == wantedView.devicePixelRatio && view.theme == wantedView.theme &&
           covers(view.camera, wantedView.camera, spare);
}

void IsochroneLayer::setIsochrones(isochrone::WhatIfPtr what)
{
    m_what = std::move(what);
    if (!m_what) {
        m_rendered.reset();
        m_wanted.reset();
    }
}

bool IsochroneLayer::isSharpFor(const BaseView &view) const
{
    return m_rendered && m_rendered->order.serves(m_what, view, 0);
}

void IsochroneLayer::paint(QPainter &painter, const BaseView &view)
{
    if (!m_what) {
        return;
    }
    if (!m_rendered || !m_rendered->order.serves(m_what, view, kMargin / 2)) {
        request(view);
    }
    if (!m_rendered) {
        return;
    }
    const MapCamera &drawn = m_rendered->order.view.camera;
    const QPointF topLeft = view.camera.toScreen(drawn.toWorldUnits({0, 0}));
    if (drawn.scale() == view.camera.scale()) {
        const qreal ratio = view.devicePixelRatio; // whole device pixels keep the copy sharp
        painter.drawImage(QPointF(std::round(topLeft.x() * ratio) / ratio, std::round(topLeft.y() * ratio) / ratio),
                          m_rendered->image);
        return;
    }
    painter.drawImage(QRectF(topLeft, drawn.viewSize() * (view.camera.scale() / drawn.scale())), m_rendered->image);
}

void IsochroneLayer::request(const BaseView &view)
{
    if (m_underWay && m_underWay->serves(m_what, view, 0)) {
        m_wanted.reset(); // it is on its way
        return;
    }
    m_wanted = Order{m_what, view};
    m_wanted->view.camera = view.camera.withMargin(kMargin);
    if (!m_underWay) {
        start();
    }
}

void IsochroneLayer::start()
{
    m_underWay = *std::exchange(m_wanted, std::nullopt);
    m_worker.start([this, order = *m_underWay] {
        nameThisThread("isochrone image");
        yieldToOthers();
        Rendered rendered{order, renderIsochrones(*order.what, order.view)};
        QMetaObject::invokeMethod(
            this, [this, rendered = std::move(rendered)]() mutable { accept(std::move(rendered)); },
            Qt::QueuedConnection);
    });
}

void IsochroneLayer::accept(Rendered rendered)
{
    m_underWay.reset();
    if (m_what) {
        m_rendered = std::move(rendered);
    }
    if (m_wanted) {
        start();
    }
    Q_EMIT imageReady();
}

QSizeF IsochroneLayer::legendSize() const
{
    if (!m_what) {
        return {};
    }
    const QFontMetricsF metrics(theme::font(theme::FontRole::Small));
    const int rows = legendEntries(*m_what, {}, metrics).back().row + 1;
    const int leftOut = m_what->now->sources.unmeasured > 0 ? 1 : 0;
    return {kLegendWidth, 20 + kLegendRow * (rows + leftOut) + 28}; // heading, rows, the model's line
}

void IsochroneLayer::paintLegend(QPainter &painter, const theme::Theme &theme, const QPointF &bottomLeft)
{
    if (!m_what) {
        return;
    }
    const qreal ratio = painter.device()->devicePixelRatioF();
    if (!m_legend || m_legend->what != m_what || m_legend->devicePixelRatio != ratio || m_legend->theme != theme) {
        m_legend = Legend{m_what, theme, ratio, drawLegend(theme, ratio)};
    }
    const double height = m_legend->picture.height() / ratio;
    painter.drawPixmap(QPointF(bottomLeft.x(), bottomLeft.y() - height), m_legend->picture);
}

QPixmap IsochroneLayer::drawLegend(const theme::Theme &theme, qreal devicePixelRatio) const
{
    const isochrone::Isochrone &now = *m_what->now;
    const QFont font = theme::font(theme::FontRole::Small);
    const std::vector<LegendEntry> entries = legendEntries(*m_what, theme, QFontMetricsF(font));
    const QRectF box(QPointF(0, 0), legendSize());
    const QRectF inner = box.adjusted(kLegendEdge, 6, -kLegendEdge, -6);
    QPixmap picture((box.size() * devicePixelRatio).toSize());
    picture.setDevicePixelRatio(devicePixelRatio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setFont(font);
    painter.setPen(theme.muted);
    painter.drawText(inner, Qt::AlignTop | Qt::AlignLeft,
                     now.isNowhere() ? tr("First token (model): no site answers") : tr("First token within (model)"));
    if (now.sources.unmeasured > 0) {
        painter.drawText(inner.adjusted(0, 0, 0, -kLegendRow), Qt::AlignBottom | Qt::AlignLeft,
                         tr("left out: %1 of %2 sites not measured")
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
    return picture;
}

} // namespace iso::map
