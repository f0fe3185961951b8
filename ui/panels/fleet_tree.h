#pragma once

#include "ui/theme/theme.h"

#include <QTreeView>

namespace iso::panels
{

class FleetHeader;

/// A tree view that knows when the pointer is at work over it, and marks selected rows with a bar. GUI thread.
class FleetTree final : public QTreeView
{
    Q_OBJECT
public:
    explicit FleetTree(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);

Q_SIGNALS:
    /// True from the first move of the pointer over the rows until it leaves and no button is down.
    void pointerAtWorkChanged(bool atWork);

protected:
    bool viewportEvent(QEvent *event) override;
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void drawBranches(QPainter *painter, const QRect &area, const QModelIndex &index) const override;

private:
    void setPointerAtWork(bool atWork);

    theme::Theme m_theme;
    FleetHeader *m_header;
    bool m_pointerAtWork = false;
};

} // namespace iso::panels
