#include "ui/map/isochrone_layer.h"

#include "ui/map/isochrone_renderer.h"

#include <utility>

namespace iso::map
{

namespace
{

/// The sun wanders, and the lines do not care.
BaseView withoutSun(BaseView view)
{
    view.sun.reset();
    return view;
}

} // namespace

IsochroneLayer::IsochroneLayer(QObject *parent)
    : QObject(parent)
    , m_picture("isochrone image", 128)
{
    connect(&m_picture, &MapPicture::imageReady, this, &IsochroneLayer::imageReady);
}

void IsochroneLayer::setIsochrones(isochrone::WhatIfPtr what)
{
    m_what = std::move(what);
    m_picture.setSubject(m_what, [what = m_what](const BaseView &view) { return renderIsochrones(*what, view); });
}

bool IsochroneLayer::isSharpFor(const BaseView &view) const
{
    return m_picture.isSharpFor(withoutSun(view));
}

void IsochroneLayer::paint(QPainter &painter, const BaseView &view)
{
    m_picture.paint(painter, withoutSun(view));
}

void IsochroneLayer::paintLegend(QPainter &painter, const theme::Theme &theme, const QPointF &bottomLeft)
{
    if (m_what) {
        m_legend.paint(painter, m_what, theme, bottomLeft);
    }
}

} // namespace iso::map
