#include "ui/models/problem_delegate.h"

#include "ui/models/problem_model.h"

#include <QPainter>
#include <QPolygonF>

namespace iso::models
{

namespace
{

constexpr double kMark = 18;

} // namespace

QColor severityColor(int severity, const theme::Theme &theme)
{
    return severity == 1 ? theme.crit : severity == 2 ? theme.high : theme.med;
}

void paintSeverity(QPainter &painter, const QRectF &square, int severity, bool isFaint, const theme::Theme &theme)
{
    const QColor color = isFaint ? theme.faint : severityColor(severity, theme);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.2));
    painter.setBrush(isFaint ? QBrush(Qt::NoBrush) : QBrush(color));
    const QPointF middle = square.center();
    QRectF number = square;
    if (severity == 1) {
        painter.drawRoundedRect(square.adjusted(1.5, 1.5, -1.5, -1.5), 2, 2);
    } else if (severity == 2) {
        painter.drawPolygon(
            QPolygonF({QPointF(middle.x(), square.top() + 0.5), QPointF(square.right() - 0.5, square.bottom() - 1.5),
                       QPointF(square.left() + 0.5, square.bottom() - 1.5)}));
        number.translate(0, 2.5);
    } else {
        painter.drawPolygon(QPolygonF({QPointF(middle.x(), square.top()), QPointF(square.right(), middle.y()),
                                       QPointF(middle.x(), square.bottom()), QPointF(square.left(), middle.y())}));
    }
    // The window's own colour reads on every severity in both themes.
    painter.setPen(isFaint ? theme.faint : theme.win);
    QFont font = theme::font(theme::FontRole::Strong);
    font.setPixelSize(10);
    painter.setFont(font);
    painter.drawText(number, Qt::AlignCenter, QString::number(severity));
    painter.restore();
}

void ProblemDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const bool isSeen = index.data(ProblemModel::SeenRole).toBool();
    const int severity = index.data(ProblemModel::SeverityRole).toInt();
    QColor color = m_theme.text;
    if (index.data(ProblemModel::EndedRole).toBool()) {
        color = m_theme.faint;
    } else if (index.column() == ProblemModel::StateColumn && !isSeen && severity > 0) {
        color = severityColor(severity, m_theme);
    } else if (index.column() == ProblemModel::ActionColumn) {
        color = m_theme.accent;
    } else if (isSeen || index.column() == ProblemModel::AdviceColumn || severity == 0) {
        color = m_theme.muted;
    }
    option->palette.setColor(QPalette::Text, color);
    option->palette.setColor(QPalette::HighlightedText, color);
}

void ProblemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const int severity = index.data(ProblemModel::SeverityRole).toInt();
    if (index.column() == ProblemModel::SeverityColumn && severity > 0) {
        const QRectF area(option.rect);
        const QRectF square(area.left() + 4, area.center().y() - kMark / 2, kMark, kMark);
        paintSeverity(*painter, square, severity, index.data(ProblemModel::EndedRole).toBool(), m_theme);
    }
}

} // namespace iso::models
