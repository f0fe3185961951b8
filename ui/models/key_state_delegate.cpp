#include "ui/models/key_state_delegate.h"

#include "ui/models/key_model.h"

#include <QPainter>

namespace iso::models
{

using enrolment::KeyState;

namespace
{

constexpr double kMark = 12;

} // namespace

QColor keyStateColor(KeyState state, const theme::Theme &theme)
{
    switch (state) {
    case KeyState::Pending:
        return theme.warn;
    case KeyState::Approved:
        return theme.text;
    case KeyState::Rejected:
    case KeyState::Revoked:
        break;
    }
    return theme.muted;
}

void paintKeyState(QPainter &painter, const QRectF &square, KeyState state, const theme::Theme &theme)
{
    const QColor color = keyStateColor(state, theme);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(color, 1.8);
    pen.setCapStyle(Qt::RoundCap);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const QRectF inner = square.adjusted(2, 2, -2, -2);
    const QPointF center = square.center();
    switch (state) {
    case KeyState::Pending:
        painter.setPen(QPen(color, 1.4));
        painter.drawEllipse(square.adjusted(1, 1, -1, -1));
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(center, 2.2, 2.2);
        break;
    case KeyState::Approved:
        painter.drawPolyline(QPolygonF({QPointF(inner.left(), center.y()), QPointF(center.x() - 1, inner.bottom() - 1),
                                        QPointF(inner.right(), inner.top() + 1)}));
        break;
    case KeyState::Rejected:
        painter.drawLine(QPointF(inner.left(), center.y()), QPointF(inner.right(), center.y()));
        break;
    case KeyState::Revoked:
        painter.drawLine(inner.topLeft(), inner.bottomRight());
        painter.drawLine(inner.topRight(), inner.bottomLeft());
        break;
    }
    painter.restore();
}

void KeyStateDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.data(KeyModel::AbsentRole).toBool()) {
        option->palette.setColor(QPalette::Text, m_theme.faint);
        option->palette.setColor(QPalette::HighlightedText, m_theme.faint);
    }
}

void KeyStateDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.column() != KeyModel::StateColumn) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem background(option);
    initStyleOption(&background, index);
    const QString text = background.text;
    background.text.clear();
    if (option.widget != nullptr) {
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);
    }
    const auto state = static_cast<KeyState>(index.data(KeyModel::StateRole).toInt());
    QRectF area = QRectF(option.rect).adjusted(12, 0, -4, 0);
    const QRectF square(area.left(), area.center().y() - kMark / 2, kMark, kMark);
    paintKeyState(*painter, square, state, m_theme);
    area.setLeft(square.right() + 6);
    painter->save();
    painter->setPen(keyStateColor(state, m_theme));
    painter->setFont(option.font);
    painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter, text);
    painter->restore();
}

} // namespace iso::models
