#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

class QPainter;

namespace iso::models
{

/// Paints the cells of a ProblemModel: the severity as shape, number and colour, and who has acknowledged it. GUI
/// thread.
class ProblemDelegate final : public QStyledItemDelegate
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

QColor severityColor(int severity, const theme::Theme &theme);
/// A square for 1, a triangle for 2, a diamond for 3, with the number in it; outlined when `isFaint`.
void paintSeverity(QPainter &painter, const QRectF &square, int severity, bool isFaint, const theme::Theme &theme);

} // namespace iso::models
