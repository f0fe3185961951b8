#pragma once

#include "ui/theme/theme.h"

#include <QTreeView>

namespace iso::panels
{

class FleetHeader;

/// A tree view that knows when the pointer is at work over it, marks selected rows with a bar, and keeps the names in
/// sight when it is scrolled sideways. GUI thread.
class FleetTree final : public QTreeView
{
    Q_OBJECT
public:
    explicit FleetTree(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    /// Repaints, and no more: all rows have one height, and a change of values changes no row's children. QTreeView
    /// would measure every changed row.
    void dataChanged(const QModelIndex &first, const QModelIndex &last, const QList<int> &roles = {}) override;

Q_SIGNALS:
    /// True from the first move of the pointer over the rows until it leaves and no button is down.
    void pointerAtWorkChanged(bool atWork);
    void resized();

protected:
    bool viewportEvent(QEvent *event) override;
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void drawBranches(QPainter *painter, const QRect &area, const QModelIndex &index) const override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    void setPointerAtWork(bool atWork);
    void drawPinnedName(QPainter *painter, const QRect &row, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const;

    theme::Theme m_theme;
    FleetHeader *m_header;
    bool m_pointerAtWork = false;
};

} // namespace iso::panels
