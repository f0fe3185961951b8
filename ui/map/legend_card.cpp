#include "ui/map/legend_card.h"

#include <QPainter>

namespace iso::map
{

QPixmap legendCard(const QSizeF &size, const theme::Theme &theme, qreal devicePixelRatio)
{
    QPixmap card((size * devicePixelRatio).toSize());
    card.setDevicePixelRatio(devicePixelRatio);
    card.fill(Qt::transparent);
    QPainter painter(&card);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(QRectF(QPointF(0.5, 0.5), size - QSizeF(1, 1)), 6, 6);
    return card;
}

} // namespace iso::map
