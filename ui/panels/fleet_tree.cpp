#include "ui/panels/fleet_tree.h"

#include <QMouseEvent>
#include <QPainter>

namespace iso::panels
{

FleetTree::FleetTree(const theme::Theme &theme, QWidget *parent)
    : QTreeView(parent)
    , m_theme(theme)
{
    setMouseTracking(true);
    setUniformRowHeights(true);
    setIndentation(14);
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

} // namespace iso::panels
