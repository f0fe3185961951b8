#include "ui/theme/shaped_texts.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QTransform>
#include <cmath>

namespace iso::theme
{

ShapedTexts::ShapedTexts(const QFont &font)
    : m_font(font)
    , m_shaped(kKept)
{
}

qreal ShapedTexts::draw(QPainter &painter, const QRectF &room, Qt::AlignmentFlag side, const QString &text,
                        Qt::TextElideMode elide)
{
    const QStaticText *line = &shaped(text);
    if (line->size().width() > room.width()) {
        line = &shaped(QFontMetricsF(m_font).elidedText(text, elide, room.width()));
    }
    const QSizeF size = line->size();
    const qreal x = side == Qt::AlignRight ? room.left() + room.width() - size.width() : room.left();
    painter.drawStaticText(QPointF(x, room.top() + (room.height() - size.height()) / 2), *line);
    return size.width();
}

const QStaticText &ShapedTexts::shaped(const QString &text)
{
    if (const QStaticText *known = m_shaped.object(text)) {
        return *known;
    }
    auto *fresh = new QStaticText(text);
    fresh->setTextFormat(Qt::PlainText);
    fresh->prepare(QTransform(), m_font);
    m_shaped.insert(text, fresh);
    return *fresh;
}

} // namespace iso::theme
