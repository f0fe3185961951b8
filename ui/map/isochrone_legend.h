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
    [[nodiscard]] static QSizeF sizeFor(const isochrone::WhatIf &what);
    /// A box whose lower left corner stands there. `what` is not null.
    void paint(QPainter &painter, const isochrone::WhatIfPtr &what, const theme::Theme &theme,
               const QPointF &bottomLeft);

private:
    /// Its texts take longer to set than all marks to draw, and change every two seconds.
    struct Drawn {
        isochrone::WhatIfPtr what;
        theme::Theme theme;
        qreal devicePixelRatio = 1;
        QPixmap picture;
    };
    std::optional<Drawn> m_drawn;
};

} // namespace iso::map
