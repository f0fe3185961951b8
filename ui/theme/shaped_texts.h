#pragma once

#include <QCache>
#include <QFont>
#include <QStaticText>

class QPainter;
class QRectF;

namespace iso::theme
{

/// Draws short single-line texts of one font that come again and again, as figures of a table do. To find the glyphs of
/// a text takes longer than to draw them, so those of the texts drawn last are kept. GUI thread.
class ShapedTexts
{
public:
    /// Keeps the glyphs of so many texts, more than a screen of table has: at most some 2 MiB.
    static constexpr int kKept = 2048;

    explicit ShapedTexts(const QFont &font);

    /// As QPainter::drawText, in the middle of the room's height, with an ellipsis when the room is too narrow. The
    /// painter must have the font. Returns the width of what was drawn.
    qreal draw(QPainter &painter, const QRectF &room, Qt::AlignmentFlag side, const QString &text,
               Qt::TextElideMode elide = Qt::ElideRight);
    [[nodiscard]] qreal width(const QString &text) { return shaped(text).size().width(); }
    [[nodiscard]] int kept() const { return static_cast<int>(m_shaped.count()); }
    [[nodiscard]] const QFont &font() const { return m_font; }

private:
    /// A text may be wider than its room by so much: rounding must not cost a figure its unit.
    static constexpr qreal kOverhang = 0.75;

    const QStaticText &shaped(const QString &text);
    const QStaticText &shapedWithin(const QString &text, qreal width, Qt::TextElideMode elide);
    const QStaticText &keep(const QString &key, const QString &text);

    QFont m_font;
    QCache<QString, QStaticText> m_shaped;
};

} // namespace iso::theme
