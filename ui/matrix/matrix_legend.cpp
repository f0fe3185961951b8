#include "ui/matrix/matrix_legend.h"

#include <QPainter>

namespace iso::matrix
{

namespace
{

constexpr int kMargin = 16;
constexpr int kSpace = 14;
constexpr int kCellSpace = 5;
constexpr int kLineHeight = 18;
constexpr int kPadding = 5;

} // namespace

MatrixLegend::MatrixLegend(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    fitHeight();
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
    fitHeight();
    update();
}

void MatrixLegend::setNote(const QString &note)
{
    if (note != m_note) {
        m_note = note;
        fitHeight();
        update();
    }
}

std::vector<MatrixLegend::Place> MatrixLegend::placesFor(int width) const
{
    const QFontMetrics metrics(theme::font(theme::FontRole::Small));
    const int noteWidth = m_note.isEmpty() ? 0 : metrics.horizontalAdvance(m_note) + kSpace;
    const int firstX = kMargin + metrics.horizontalAdvance(m_title) + kSpace;
    int x = firstX;
    int y = kPadding;
    int end = width - kMargin - noteWidth; // the note stands in the first line
    std::vector<Place> places;
    for (const LegendEntry &entry : m_entries) {
        const int textWidth = metrics.horizontalAdvance(entry.text) + 1;
        if (x > firstX && x + kCellSide + kCellSpace + textWidth > end) {
            x = firstX;
            y += kLineHeight;
            end = width - kMargin;
        }
        places.push_back({QPoint(x, y + (kLineHeight - kCellSide) / 2),
                          QRect(x + kCellSide + kCellSpace, y, textWidth, kLineHeight)});
        x += kCellSide + kCellSpace + textWidth + kSpace;
    }
    return places;
}

int MatrixLegend::heightForWidth(int width) const
{
    const std::vector<Place> places = placesFor(width);
    return (places.empty() ? kPadding + kLineHeight : places.back().text.top() + kLineHeight) + kPadding;
}

void MatrixLegend::fitHeight()
{
    setFixedHeight(heightForWidth(width()));
}

void MatrixLegend::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitHeight();
}

void MatrixLegend::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.panel);
    painter.fillRect(0, 0, width(), 1, m_theme.line);
    painter.setFont(theme::font(theme::FontRole::Small));
    painter.setPen(m_theme.muted);
    const QRect firstLine(kMargin, kPadding, width() - 2 * kMargin, kLineHeight);
    painter.drawText(firstLine, Qt::AlignRight | Qt::AlignVCenter, m_note);
    painter.drawText(firstLine, Qt::AlignLeft | Qt::AlignVCenter, m_title);
    CellAtlas atlas(m_theme, kCellSide, devicePixelRatioF());
    painter.setPen(m_theme.text);
    const std::vector<Place> places = placesFor(width());
    for (std::size_t i = 0; i < places.size(); ++i) {
        painter.drawPixmap(places[i].cell, atlas.sprite(m_entries[i].cell));
        painter.drawText(places[i].text, Qt::AlignLeft | Qt::AlignVCenter, m_entries[i].text);
    }
}

} // namespace iso::matrix
