#include "ui/matrix/matrix_view.h"

#include <QLocale>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>
#include <algorithm>
#include <array>

namespace iso::matrix
{

namespace
{

/// Sides of a cell with its gap, smallest first; the first ones are for fleets that would not fit else.
constexpr std::array<int, 6> kPitches = {10, 12, 14, 16, 20, 26};
constexpr int kCellGap = 2;

int stepFor(std::size_t cells)
{
    return cells > 4000 ? 2 : cells > 600 ? 3 : 4;
}

} // namespace

MatrixView::MatrixView(const theme::Theme &theme, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_theme(theme)
    , m_atlas(theme, kPitches.back() - kCellGap, 1)
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setContextMenuPolicy(Qt::DefaultContextMenu);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
}

void MatrixView::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    m_atlas = CellAtlas(theme, m_atlas.side(), devicePixelRatioF());
    viewport()->update();
}

void MatrixView::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

void MatrixView::setCells(std::vector<MatrixGroup> groups, std::vector<MatrixCell> cells)
{
    const bool isSamePlace =
        groups == m_groups && std::equal(cells.begin(), cells.end(), m_cells.begin(), m_cells.end(),
                                         [](const auto &now, const auto &then) { return now.key == then.key; });
    if (isSamePlace && cells == m_cells) {
        return;
    }
    m_cells = std::move(cells);
    if (!isSamePlace) {
        m_groups = std::move(groups);
        m_cellOf.clear();
        m_cellOf.reserve(m_cells.size());
        for (std::size_t i = 0; i < m_cells.size(); ++i) {
            m_cellOf.emplace(m_cells[i].key, static_cast<std::uint32_t>(i));
        }
        relayout();
        if (m_pointer) {
            hoverAt(m_pointer);
        }
    }
    viewport()->update();
}

int MatrixView::pitch() const
{
    const int step = stepFor(m_cells.size()) + m_zoom;
    return kPitches.at(static_cast<std::size_t>(std::clamp(step, 0, static_cast<int>(kPitches.size()) - 1)));
}

void MatrixView::relayout()
{
    m_layout = MatrixLayout(m_groups, viewport()->width(), pitch());
    QScrollBar *bar = verticalScrollBar();
    bar->setPageStep(viewport()->height());
    bar->setSingleStep(pitch() * 2);
    bar->setRange(0, std::max(0, m_layout.height() - viewport()->height()));
    viewport()->update();
}

void MatrixView::zoomBy(int steps)
{
    const int step = stepFor(m_cells.size());
    m_zoom = std::clamp(m_zoom + steps, -step, static_cast<int>(kPitches.size()) - 1 - step);
    relayout();
    if (m_current) {
        if (const auto cell = cellOfKey(*m_current)) {
            scrollToCell(*cell);
        }
    }
}

int MatrixView::offset() const
{
    return verticalScrollBar()->value();
}

std::optional<std::uint32_t> MatrixView::cellOfKey(std::uint32_t key) const
{
    const auto found = m_cellOf.find(key);
    return found == m_cellOf.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint32_t> MatrixView::keyAt(const QPoint &at) const
{
    const auto cell = m_layout.cellAt(toLayout(at));
    return cell ? std::optional(m_cells[*cell].key) : std::nullopt;
}

std::optional<QRect> MatrixView::rectOf(std::uint32_t key) const
{
    const auto cell = cellOfKey(key);
    return cell ? std::optional(m_layout.cellRect(*cell).translated(0, -offset())) : std::nullopt;
}

std::vector<std::uint32_t> MatrixView::keysOf(std::uint32_t firstCell, std::uint32_t count) const
{
    std::vector<std::uint32_t> keys;
    keys.reserve(count);
    for (std::uint32_t cell = firstCell; cell < firstCell + count; ++cell) {
        keys.push_back(m_cells[cell].key);
    }
    return keys;
}

void MatrixView::setCurrent(std::optional<std::uint32_t> key)
{
    if (key == m_current) {
        return;
    }
    m_current = key;
    if (key && !isPointerAtWork()) {
        if (const auto cell = cellOfKey(*key)) {
            scrollToCell(*cell);
        }
    }
    viewport()->update();
}

void MatrixView::scrollToCell(std::uint32_t cell)
{
    const QRect rect = m_layout.cellRect(cell);
    QScrollBar *bar = verticalScrollBar();
    // The title of its site is seen too.
    const int top = rect.top() - MatrixLayout::kTitleHeight;
    if (top < bar->value()) {
        bar->setValue(top);
    } else if (rect.bottom() > bar->value() + viewport()->height()) {
        bar->setValue(rect.bottom() - viewport()->height() + kCellGap);
    }
}

void MatrixView::resizeEvent(QResizeEvent * /*event*/)
{
    relayout();
}

void MatrixView::scrollContentsBy(int /*dx*/, int /*dy*/)
{
    viewport()->update();
    if (m_pointer) {
        hoverAt(m_pointer);
    }
}

void MatrixView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_theme.panel);
    if (m_cells.empty()) {
        painter.setPen(m_theme.muted);
        painter.setFont(theme::font(theme::FontRole::Body));
        painter.drawText(viewport()->rect(), Qt::AlignCenter, m_emptyText);
        return;
    }
    const int side = m_layout.pitch() - kCellGap;
    if (!m_atlas.isFor(side, devicePixelRatioF())) {
        m_atlas = CellAtlas(m_theme, side, devicePixelRatioF());
    }
    painter.translate(0, -offset());
    const int top = event->rect().top() + offset();
    const int bottom = event->rect().bottom() + offset();
    paintTitles(painter, top, bottom);
    paintCells(painter, top, bottom);
    paintMarks(painter);
}

void MatrixView::paintTitles(QPainter &painter, int top, int bottom) const
{
    const auto paintTitle = [&painter, this](const QRect &area, const QString &name, std::uint32_t count,
                                             const QColor &color) {
        const QString number = QLocale(QLocale::English).toString(count);
        const QFontMetrics metrics = painter.fontMetrics();
        const int numberWidth = metrics.horizontalAdvance(number);
        const QString shown = metrics.elidedText(name, Qt::ElideRight, area.width() - numberWidth - 8);
        painter.setPen(color);
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, shown);
        painter.setPen(m_theme.muted);
        painter.drawText(area.adjusted(metrics.horizontalAdvance(shown) + 8, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         number);
    };
    painter.setFont(theme::font(theme::FontRole::Strong));
    for (const MatrixLayout::Region &region : m_layout.regions()) {
        if (region.title.bottom() >= top && region.title.top() <= bottom) {
            paintTitle(region.title, region.name, region.count, m_theme.text);
        }
    }
    painter.setFont(theme::font(theme::FontRole::Small));
    const auto [first, last] = m_layout.blocksBetween(top, bottom);
    for (std::size_t i = first; i < last; ++i) {
        const MatrixLayout::Block &block = m_layout.blocks()[i];
        paintTitle(block.title, block.site, block.count, m_theme.muted);
    }
}

void MatrixView::paintCells(QPainter &painter, int top, int bottom)
{
    const int pitch = m_layout.pitch();
    const auto [first, last] = m_layout.blocksBetween(top, bottom);
    for (std::size_t i = first; i < last; ++i) {
        const MatrixLayout::Block &block = m_layout.blocks()[i];
        const int firstRow = std::max(0, (top - block.origin.y()) / pitch);
        const int lastRow = std::min(block.rows() - 1, (bottom - block.origin.y()) / pitch);
        for (int row = firstRow; row <= lastRow; ++row) {
            const auto behind = std::min(block.count, static_cast<std::uint32_t>((row + 1) * block.columns));
            QPoint at = block.origin + QPoint(0, row * pitch);
            for (auto cell = static_cast<std::uint32_t>(row * block.columns); cell < behind; ++cell) {
                const MatrixCell &shown = m_cells[block.firstCell + cell];
                if (shown.selected) {
                    painter.fillRect(QRect(at - QPoint(kCellGap, kCellGap), QSize(pitch + kCellGap, pitch + kCellGap)),
                                     m_theme.accent);
                    painter.fillRect(QRect(at - QPoint(kCellGap / 2, kCellGap / 2), QSize(pitch, pitch)),
                                     m_theme.panel);
                }
                painter.drawPixmap(at, m_atlas.sprite(shown));
                at.rx() += pitch;
            }
        }
    }
}

void MatrixView::paintMarks(QPainter &painter) const
{
    const auto frame = [&painter, this](std::uint32_t key, const QColor &color, int grow) {
        if (const auto cell = cellOfKey(key)) {
            const QRect rect = m_layout.cellRect(*cell).adjusted(0, 0, -kCellGap, -kCellGap);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(color, 2));
            painter.drawRect(rect.adjusted(-grow, -grow, grow, grow));
        }
    };
    if (m_hovered) {
        frame(*m_hovered, m_theme.text, 1);
    }
    if (m_current && hasFocus()) {
        frame(*m_current, m_theme.text, 2);
    }
    if (m_press && m_press->isBox) {
        QColor fill = m_theme.accent;
        fill.setAlphaF(0.15F);
        painter.setPen(m_theme.accent);
        painter.setBrush(fill);
        painter.drawRect(QRect(m_press->start, m_press->last).normalized());
    }
}

} // namespace iso::matrix
