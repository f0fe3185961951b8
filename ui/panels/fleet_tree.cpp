#include "ui/panels/fleet_tree.h"

#include "ui/panels/fleet_delegate.h"
#include "ui/panels/fleet_header.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPolygonF>

namespace iso::panels
{

FleetTree::FleetTree(const theme::Theme &theme, QWidget *parent)
    : QTreeView(parent)
    , m_theme(theme)
    , m_header(new FleetHeader(theme, this))
{
    setHeader(m_header);
    setMouseTracking(true);
    setUniformRowHeights(true);
    setIndentation(16);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setAllColumnsShowFocus(true);
    setExpandsOnDoubleClick(true);
    setSortingEnabled(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void FleetTree::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    m_header->setTheme(theme);
    viewport()->update();
}

bool FleetTree::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseMove:
    case QEvent::MouseButtonPress:
        setPointerAtWork(true);
        break;
    case QEvent::Leave:
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

void FleetTree::drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect row(0, option.rect.top(), viewport()->width(), option.rect.height());
    const bool isSelected = selectionModel()->isRowSelected(index.row(), index.parent());
    const bool isHovered = row.contains(viewport()->mapFromGlobal(QCursor::pos())) && viewport()->underMouse();
    if (isSelected) {
        painter->fillRect(row, m_theme.selection);
    } else if (isHovered) {
        painter->fillRect(row, m_theme.hover);
    }
    QTreeView::drawRow(painter, option, index);
    if (isSelected) {
        painter->fillRect(QRect(0, row.top(), 3, row.height()), m_theme.accent);
    }
    if (index == currentIndex() && hasFocus()) {
        painter->setPen(m_theme.accent);
        painter->drawRect(row.adjusted(0, 0, -1, -1));
    }
}

void FleetTree::drawBranches(QPainter *painter, const QRect & /*area*/, const QModelIndex &index) const
{
    if (!model()->hasChildren(index)) {
        return;
    }
    const int name = index.parent().isValid() ? FleetDelegate::kSiteX : FleetDelegate::kRegionX;
    const QPointF middle(name - FleetDelegate::kChevronDistance, visualRect(index).center().y() + 0.5);
    const QPolygonF chevron = isExpanded(index)
                                  ? QPolygonF({{-3.5, -1.75}, {0, 1.75}, {3.5, -1.75}}).translated(middle)
                                  : QPolygonF({{-1.75, -3.5}, {1.75, 0}, {-1.75, 3.5}}).translated(middle);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(m_theme.muted, 1.3));
    painter->drawPolyline(chevron);
    painter->restore();
}

} // namespace iso::panels
