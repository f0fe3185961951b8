#pragma once

#include "core/isochrone/what_if.h"
#include "ui/map/isochrone_legend.h"
#include "ui/map/map_picture.h"

#include <QObject>

class QPainter;

namespace iso::map
{

/// Isochrones over the ground, with a legend. GUI thread.
class IsochroneLayer final : public QObject
{
    Q_OBJECT

public:
    explicit IsochroneLayer(QObject *parent = nullptr);

    /// Null shows none.
    void setIsochrones(isochrone::WhatIfPtr what);
    [[nodiscard]] const isochrone::WhatIfPtr &isochrones() const { return m_what; }
    void paint(QPainter &painter, const BaseView &view);
    /// A box whose lower left corner stands there.
    void paintLegend(QPainter &painter, const theme::Theme &theme, const QPointF &bottomLeft);
    /// Of that box; empty without isochrones.
    [[nodiscard]] QSizeF legendSize() const { return m_what ? IsochroneLegend::sizeFor(*m_what) : QSizeF(); }
    /// The image is the one for what was set and for this view.
    [[nodiscard]] bool isSharpFor(const BaseView &view) const;

Q_SIGNALS:
    /// A new image arrived; paint again.
    void imageReady();

private:
    isochrone::WhatIfPtr m_what;
    MapPicture m_picture;
    IsochroneLegend m_legend;
};

} // namespace iso::map
