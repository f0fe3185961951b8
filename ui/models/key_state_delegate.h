#pragma once

#include "core/enrolment/key_record.h"
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace iso::models
{

/// Paints the cells of a KeyModel: the state as shape and text, what is no value in grey. GUI thread.
class KeyStateDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setTheme(const theme::Theme &theme) { m_theme = theme; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    theme::Theme m_theme;
};

/// The colour of a state's mark and text: only what waits for somebody is coloured.
QColor keyStateColor(enrolment::KeyState state, const theme::Theme &theme);
/// The mark alone, in a square: a ring with a dot while it waits, a tick, a bar for rejected, a cross for
/// revoked.
void paintKeyState(QPainter &painter, const QRectF &square, enrolment::KeyState state, const theme::Theme &theme);

} // namespace iso::models
