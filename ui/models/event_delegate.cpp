#include "ui/models/event_delegate.h"

#include "ui/models/event_model.h"
#include "ui/models/problem_delegate.h"

#include <QPainter>
#include <QPolygonF>

namespace iso::models
{

using events::EventKind;

namespace
{

constexpr double kMark = 12;

} // namespace

void paintKind(QPainter &painter, const QRectF &square, EventKind kind, int severity, const theme::Theme &theme)
{
    const QColor color = severity > 0 && kind == EventKind::ProblemBegan ? severityColor(severity, theme) : theme.muted;
    const QRectF inner = square.adjusted(1.5, 1.5, -1.5, -1.5);
    const QPointF middle = square.center();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.4));
    painter.setBrush(Qt::NoBrush);
    switch (kind) {
    case EventKind::Joined:
    case EventKind::Restarted: // a plus
    case EventKind::Changed:
        painter.drawLine(QPointF(inner.left(), middle.y()), QPointF(inner.right(), middle.y()));
        if (kind != EventKind::Changed) {
            painter.drawLine(QPointF(middle.x(), inner.top()), QPointF(middle.x(), inner.bottom()));
        } else { // two lines: it reads otherwise
            painter.drawLine(inner.topLeft() + QPointF(0, 1.5), inner.topRight() + QPointF(0, 1.5));
        }
        break;
    case EventKind::Link:
        painter.drawEllipse(inner);
        painter.drawLine(inner.bottomLeft(), inner.topRight());
        break;
    case EventKind::Service:
        painter.drawEllipse(inner);
        break;
    case EventKind::CommandSent:
    case EventKind::CommandEnded:
        painter.setBrush(kind == EventKind::CommandEnded ? QBrush(color) : QBrush(Qt::NoBrush));
        painter.drawPolygon(QPolygonF({inner.topLeft(), QPointF(inner.right(), middle.y()), inner.bottomLeft()}));
        break;
    case EventKind::Key:
        painter.drawEllipse(QPointF(inner.left() + 2.5, middle.y()), 2.5, 2.5);
        painter.drawLine(QPointF(inner.left() + 5, middle.y()), QPointF(inner.right(), middle.y()));
        break;
    case EventKind::ProblemBegan:
    case EventKind::ProblemEnded:
    case EventKind::Acknowledged:
        painter.setBrush(kind == EventKind::ProblemBegan ? QBrush(color) : QBrush(Qt::NoBrush));
        painter.drawPolygon(QPolygonF({QPointF(middle.x(), inner.top()), inner.bottomRight(), inner.bottomLeft()}));
        break;
    case EventKind::Hub:
        painter.drawRect(inner);
        break;
    case EventKind::Note: // written lines
        for (const qreal part : {0.15, 0.5, 0.85}) {
            const qreal y = inner.top() + part * inner.height();
            painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y));
        }
        break;
    }
    painter.restore();
}

void EventDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell(option);
    if (index.column() == EventModel::KindColumn) {
        const QRectF area(option.rect);
        const QRectF square(area.left() + 6, area.center().y() - kMark / 2, kMark, kMark);
        cell.rect.setLeft(static_cast<int>(square.right()) + 2);
        // The whole cell gets the row's background first.
        QStyleOptionViewItem background(option);
        initStyleOption(&background, index);
        background.text.clear();
        if (option.widget != nullptr) {
            option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);
        }
        paintKind(*painter, square, static_cast<EventKind>(index.data(EventModel::KindRole).toInt()),
                  index.data(EventModel::SeverityRole).toInt(), m_theme);
    }
    QStyledItemDelegate::paint(painter, cell, index);
}

} // namespace iso::models
