#include "ui/matrix/matrix_legend.h"

#include <QPainter>

namespace iso::matrix
{

MatrixLegend::MatrixLegend(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedHeight(kHeight);
    setAccessibleName(tr("Legend of the matrix"));
}

void MatrixLegend::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    update();
}

void MatrixLegend::setEntries(const QString &title, std::vector<LegendEntry> entries)
{
    m_title = title;
    m_entries = std::move(entries);
    QStringList words(title);
    for (const LegendEntry &entry : m_entries) {
        words << entry.text;
    }
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    update();
}

void MatrixLegend::setNote(const QString &note)
{
    if (note != m_note) {
        m_note = note;
        update();
    }
}

void MatrixLegend::paintEvent(QPaintEvent * /*event*/)
{
    constexpr int kMargin = 16;
    constexpr int kSpace = 14;
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.panel);
    painter.fillRect(0, 0, width(), 1, m_theme.line);
    painter.setFont(theme::font(theme::FontRole::Small));
    const QFontMetrics metrics = painter.fontMetrics();
    const int noteWidth = m_note.isEmpty() ? 0 : metrics.horizontalAdvance(m_note) + kSpace;
    painter.setPen(m_theme.muted);
    painter.drawText(QRect(0, 0, width() - kMargin, height()), Qt::AlignRight | Qt::AlignVCenter, m_note);
    const int end = width() - kMargin - noteWidth;
    int x = kMargin;
    painter.drawText(QRect(x, 0, end - x, height()), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    x += metrics.horizontalAdvance(m_title) + kSpace;
    CellAtlas atlas(m_theme, kCellSide, devicePixelRatioF());
    painter.setPen(m_theme.text);
    for (const LegendEntry &entry : m_entries) {
        const int textWidth = metrics.horizontalAdvance(entry.text);
        if (x + kCellSide + 5 + textWidth > end) {
            return; // what does not fit is left out as a whole, never cut
        }
        painter.drawPixmap(QPoint(x, (height() - kCellSide) / 2), atlas.sprite(entry.cell));
        x += kCellSide + 5;
        painter.drawText(QRect(x, 0, textWidth + 1, height()), Qt::AlignLeft | Qt::AlignVCenter, entry.text);
        x += textWidth + kSpace;
    }
}

} // namespace iso::matrix
