#pragma once

#include "ui/theme/theme.h"

#include <QPixmap>
#include <QSizeF>

namespace iso::map
{

/// The card that a legend is written on; `size` without the display's ratio.
QPixmap legendCard(const QSizeF &size, const theme::Theme &theme, qreal devicePixelRatio);

} // namespace iso::map
