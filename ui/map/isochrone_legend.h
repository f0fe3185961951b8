#pragma once

#include "core/isochrone/what_if.h"
#include "ui/theme/theme.h"

#include <QPixmap>
#include <QSizeF>
#include <optional>

class QPainter;

namespace iso::map
{

/// Names the levels of isochrones, says that they are a model, and its constants. GUI thread.
class IsochroneLegend
{
public:
    /// Null: there is none.
    void setIsochrones(isochrone::WhatIfPtr what);
    /// Empty without isochrones.
    [[nodiscard]] QSizeF size() const { return m_size; }
    /// A box whose lower left corner stands there.
    void paint(QPainter &painter, const theme::Theme &theme, const QPointF &bottomLeft);

private:
    struct Drawn {
        theme::Theme theme;
        qreal devicePixelRatio = 1;
        QPixmap picture;
    };
    isochrone::WhatIfPtr m_what;
    QSizeF m_size;
    /// Its texts take longer to set than all marks to draw, and change every two seconds.
    std::optional<Drawn> m_drawn;
};

} // namespace iso::map
