#pragma once

#include "ui/theme/theme.h"

#include <QFont>
#include <QTreeView>
#include <optional>

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
    /// Repaints, and no more: all rows have one height, and a change of values changes no row's children. Qt would
    /// measure every changed row to find out what to repaint: 25 ms for 10,000.
    void dataChanged(const QModelIndex &first, const QModelIndex &last, const QList<int> &roles = {}) override;

Q_SIGNALS:
    /// True from the first move of the pointer over the rows until it leaves and no button is down.
    void pointerAtWorkChanged(bool atWork);
    void resized();

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    /// All of a row, without the base class: Qt would ask the style sheet for the ground of every cell.
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    void setPointerAtWork(bool atWork);
    void drawCells(QPainter &painter, const QRect &row, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const;
    void drawName(QPainter &painter, const QRect &area, const QStyleOptionViewItem &option,
                  const QModelIndex &index) const;
    void drawChevron(QPainter &painter, const QRect &area, const QModelIndex &index) const;

    theme::Theme m_theme;
    QFont m_bodyFont;
    FleetHeader *m_header;
    /// Where on the screen, while it is over the rows. Asking the display for it would wait for an answer.
    std::optional<QPoint> m_pointer;
    bool m_pointerAtWork = false;
};

} // namespace iso::panels
