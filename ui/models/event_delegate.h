#pragma once

#include "core/events/event.h"
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

class QPainter;

namespace iso::models
{

/// Paints the cells of an EventModel: the kind as a small shape and its name. GUI thread.
class EventDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setTheme(const theme::Theme &theme) { m_theme = theme; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    theme::Theme m_theme;
};

/// A shape for each kind; problems in the colour of their severity.
void paintKind(QPainter &painter, const QRectF &square, events::EventKind kind, int severity,
               const theme::Theme &theme);

} // namespace iso::models
