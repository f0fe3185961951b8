#pragma once

#include "ui/theme/shaped_texts.h"
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
    static constexpr int kIndentation = 16; ///< of the view, for each level; names do not follow it
    /// Where names and chevrons stand, from the left edge of the name's column.
    static constexpr int kRegionX = 22;
    static constexpr int kSiteX = 30;
    static constexpr int kNodeMarkX = 22;
    static constexpr int kFlatMarkX = 12;       ///< in a list without groups
    static constexpr int kChevronDistance = 11; ///< from a group's name back to the middle of its chevron

    explicit FleetDelegate(const theme::Theme &theme, QObject *parent = nullptr);

    void setTheme(const theme::Theme &theme) { m_theme = theme; }

    /// Within option.rect, which for a name is the whole width of its column. The painter comes with the body font and
    /// keeps it, but gets another pen: to save its state for each of a thousand cells takes a third of a frame.
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintName(QPainter &painter, const QRect &area, const QModelIndex &index) const;
    void paintFigure(QPainter &painter, const QRect &area, const QModelIndex &index) const;
    void paintTrend(QPainter &painter, const QRect &area, const QModelIndex &index) const;

    theme::Theme m_theme;
    // Painting fills them.
    mutable theme::ShapedTexts m_body;
    mutable theme::ShapedTexts m_small;
    mutable theme::ShapedTexts m_old; ///< stale values
};

} // namespace iso::panels
