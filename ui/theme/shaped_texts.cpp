#include "ui/theme/shaped_texts.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QTransform>

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
    if (line->size().width() > room.width() + kOverhang) {
        line = &shapedWithin(text, room.width(), elide);
    }
    const QSizeF size = line->size();
    const qreal x = side == Qt::AlignRight ? room.left() + room.width() - size.width() : room.left();
    painter.drawStaticText(QPointF(x, room.top() + (room.height() - size.height()) / 2), *line);
    return size.width();
}

const QStaticText &ShapedTexts::shaped(const QString &text)
{
    const QStaticText *known = m_shaped.object(text);
    return known != nullptr ? *known : keep(text, text);
}

const QStaticText &ShapedTexts::shapedWithin(const QString &text, qreal width, Qt::TextElideMode elide)
{
    // No text that is drawn has a line's end in it.
    const QString key = text + QStringLiteral("\n%1\n%2").arg(width).arg(static_cast<int>(elide));
    const QStaticText *known = m_shaped.object(key);
    return known != nullptr ? *known : keep(key, QFontMetricsF(m_font).elidedText(text, elide, width));
}

const QStaticText &ShapedTexts::keep(const QString &key, const QString &text)
{
    auto *fresh = new QStaticText(text);
    fresh->setTextFormat(Qt::PlainText);
    fresh->prepare(QTransform(), m_font);
    m_shaped.insert(key, fresh);
    return *fresh;
}

} // namespace iso::theme
