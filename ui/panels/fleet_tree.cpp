#include "ui/panels/fleet_tree.h"

#include "ui/models/fleet_columns.h"
#include "ui/panels/fleet_delegate.h"
#include "ui/panels/fleet_header.h"

#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QPolygonF>
#include <algorithm>

namespace iso::panels
{

FleetTree::FleetTree(const theme::Theme &theme, QWidget *parent)
    : QTreeView(parent)
    , m_theme(theme)
    , m_bodyFont(theme::font(theme::FontRole::Body))
    , m_header(new FleetHeader(theme, this))
{
    setHeader(m_header);
    setMouseTracking(true);
    setUniformRowHeights(true);
    setIndentation(FleetDelegate::kIndentation);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setAllColumnsShowFocus(true);
    setExpandsOnDoubleClick(true);
    setSortingEnabled(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setLayoutDirection(Qt::LeftToRight); // rows are painted from the left, and their texts are figures
    // It fills its own ground: else everything behind it would be painted too, and the whole area three times.
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
}

void FleetTree::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    m_header->setTheme(theme);
    viewport()->update();
}

void FleetTree::dataChanged(const QModelIndex & /*first*/, const QModelIndex & /*last*/, const QList<int> & /*roles*/)
{
    viewport()->update();
}

bool FleetTree::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::Enter:
        m_pointer = static_cast<QEnterEvent *>(event)->globalPosition().toPoint();
        break;
    case QEvent::MouseMove:
    case QEvent::MouseButtonPress:
        m_pointer = static_cast<QMouseEvent *>(event)->globalPosition().toPoint();
        setPointerAtWork(true);
        break;
    case QEvent::Leave:
        m_pointer.reset();
        setPointerAtWork(false);
        break;
    case QEvent::MouseButtonRelease: {
        // A drag may end outside, and then no Leave follows.
        const auto *mouse = static_cast<QMouseEvent *>(event);
        setPointerAtWork(viewport()->rect().contains(mouse->position().toPoint()));
        break;
    }
    default:
        break;
    }
    return QTreeView::viewportEvent(event);
}

void FleetTree::setPointerAtWork(bool atWork)
{
    if (atWork != m_pointerAtWork) {
        m_pointerAtWork = atWork;
        Q_EMIT pointerAtWorkChanged(atWork);
    }
}

void FleetTree::paintEvent(QPaintEvent *event)
{
    QPainter(viewport()).fillRect(event->rect(), m_theme.panel);
    QTreeView::paintEvent(event);
}

void FleetTree::drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect row(0, option.rect.top(), viewport()->width(), option.rect.height());
    // Whole rows are selected, so one cell knows; asking for the row would ask every column.
    const bool isSelected = selectionModel()->isSelected(index);
    const bool isHovered = m_pointer && row.contains(viewport()->mapFromGlobal(*m_pointer));
    const QColor ground = isSelected ? m_theme.selection : isHovered ? m_theme.hover : m_theme.panel;
    if (isSelected || isHovered) {
        painter->fillRect(row, ground);
    }
    painter->save();
    painter->setFont(m_bodyFont);
    drawCells(*painter, row, option, index);
    if (header()->offset() > 0) {
        const QRect name(0, row.top(), columnWidth(models::NodeColumn), row.height());
        painter->fillRect(name, ground);
        drawName(*painter, name, option, index);
        painter->fillRect(QRect(name.right(), name.top(), 1, name.height()), m_theme.line);
    }
    painter->restore();
    if (isSelected) {
        painter->fillRect(QRect(0, row.top(), 3, row.height()), m_theme.accent);
    }
    if (index == currentIndex() && hasFocus()) {
        painter->setPen(m_theme.accent);
        painter->drawRect(row.adjusted(0, 0, -1, -1));
    }
}

void FleetTree::drawCells(QPainter &painter, const QRect &row, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    const int firstInSight = std::max(0, m_header->visualIndexAt(0));
    for (int visual = firstInSight; visual < m_header->count(); ++visual) {
        const int column = m_header->logicalIndex(visual);
        if (m_header->isSectionHidden(column)) {
            continue;
        }
        cell.rect =
            QRect(m_header->sectionViewportPosition(column), row.top(), m_header->sectionSize(column), row.height());
        if (cell.rect.left() > row.right()) {
            break;
        }
        if (column == models::NodeColumn) {
            drawName(painter, cell.rect, option, index);
        } else {
            itemDelegate()->paint(&painter, cell, index.siblingAtColumn(column));
        }
    }
}

void FleetTree::drawName(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    drawChevron(painter, area, index);
    QStyleOptionViewItem name = option;
    name.rect = area;
    itemDelegate()->paint(&painter, name, index.siblingAtColumn(models::NodeColumn));
}

void FleetTree::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    Q_EMIT resized();
}

void FleetTree::scrollContentsBy(int dx, int dy)
{
    QTreeView::scrollContentsBy(dx, dy);
    if (dx != 0) {
        // The names stay where they are, so what was moved along with the rest has to be painted again.
        viewport()->update();
        m_header->viewport()->update();
    }
}

void FleetTree::drawChevron(QPainter &painter, const QRect &area, const QModelIndex &index) const
{
    if (!model()->hasChildren(index)) {
        return;
    }
    const int name = area.left() + (index.parent().isValid() ? FleetDelegate::kSiteX : FleetDelegate::kRegionX);
    const QPointF middle(name - FleetDelegate::kChevronDistance, area.center().y() + 0.5);
    const QPolygonF chevron = isExpanded(index)
                                  ? QPolygonF({{-3.5, -1.75}, {0, 1.75}, {3.5, -1.75}}).translated(middle)
                                  : QPolygonF({{-1.75, -3.5}, {1.75, 0}, {-1.75, 3.5}}).translated(middle);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.muted, 1.3));
    painter.drawPolyline(chevron);
    painter.restore();
}

} // namespace iso::panels
