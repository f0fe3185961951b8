#pragma once

#include "core/commands/life_cycle.h"
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>
#include <optional>

namespace iso::models
{

/// Paints a command's state as shape, text and, while it runs, a bar of its percentage. Reads StateRole and PercentRole
/// of CommandModel. GUI thread.
class CommandStateDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setTheme(const theme::Theme &theme) { m_theme = theme; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    theme::Theme m_theme;
};

/// The colour of a state's mark and text.
QColor commandStateColor(commands::CommandState state, const theme::Theme &theme);
/// The mark alone, in a square. A pie fills on the way to the node; the end is a tick, a cross, a bar, a clock or, for
/// unknown, a question mark.
void paintCommandState(QPainter &painter, const QRectF &square, commands::CommandState state,
                       std::optional<int> percent, const theme::Theme &theme);

} // namespace iso::models
