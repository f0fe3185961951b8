#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace iso::panels
{

/// Draws the cells of the fleet tree: state mark and name with the count of a group, figures, trend or how long a node
/// is lost. GUI thread.
class FleetDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int kRowHeight = 25;

    explicit FleetDelegate(const theme::Theme &theme, QObject *parent = nullptr);

    void setTheme(const theme::Theme &theme) { m_theme = theme; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintName(QPainter &painter, const QRect &area, const QModelIndex &index) const;
    void paintFigure(QPainter &painter, const QRect &area, const QModelIndex &index) const;
    void paintTrend(QPainter &painter, const QRect &area, const QModelIndex &index) const;

    theme::Theme m_theme;
};

} // namespace iso::panels
