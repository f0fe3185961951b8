#include "ui/models/command_state_delegate.h"

#include "ui/models/command_model.h"

#include <QPainter>

namespace iso::models
{

using commands::CommandState;

namespace
{

constexpr double kMark = 12;
constexpr int kBarWidth = 56;

/// How much of the way a command has gone, for its pie.
double shareOf(CommandState state, std::optional<int> percent)
{
    switch (state) {
    case CommandState::Sent:
        return 0.25;
    case CommandState::Received:
        return 0.5;
    case CommandState::Accepted:
        return 0.75;
    case CommandState::Running:
        return percent ? *percent / 100.0 : 0.75;
    default:
        return 0;
    }
}

void paintPie(QPainter &painter, const QRectF &square, double share, const QColor &color)
{
    painter.setPen(QPen(color, 1.4));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(square.adjusted(1, 1, -1, -1));
    if (share > 0) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPie(square.adjusted(3, 3, -3, -3), 90 * 16, -static_cast<int>(share * 360 * 16));
    }
}

void paintEnd(QPainter &painter, const QRectF &square, CommandState state, const QColor &color)
{
    QPen pen(color, 1.8);
    pen.setCapStyle(Qt::RoundCap);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const QRectF inner = square.adjusted(2, 2, -2, -2);
    const QPointF center = square.center();
    switch (state) {
    case CommandState::Verified:
        painter.drawPolyline(QPolygonF({QPointF(inner.left(), center.y()), QPointF(center.x() - 1, inner.bottom() - 1),
                                        QPointF(inner.right(), inner.top() + 1)}));
        break;
    case CommandState::Cancelled:
        painter.drawLine(QPointF(inner.left(), center.y()), QPointF(inner.right(), center.y()));
        break;
    case CommandState::Expired:
        painter.drawEllipse(square.adjusted(1, 1, -1, -1));
        painter.drawPolyline(QPolygonF({QPointF(center.x(), inner.top() + 1), center, center + QPointF(2.5, 1.5)}));
        break;
    default:
        painter.drawLine(inner.topLeft(), inner.bottomRight());
        painter.drawLine(inner.topRight(), inner.bottomLeft());
        break;
    }
}

} // namespace

QColor commandStateColor(CommandState state, const theme::Theme &theme)
{
    switch (commandTone(state)) {
    case bridge::Tone::Bad:
        return theme.bad;
    case bridge::Tone::Over:
    case bridge::Tone::Near:
        return theme.over;
    case bridge::Tone::Ok:
    case bridge::Tone::None:
        break;
    }
    if (state == CommandState::Verified) {
        return theme.text;
    }
    return state == CommandState::Running ? theme.accent : theme.muted;
}

void paintCommandState(QPainter &painter, const QRectF &square, CommandState state, std::optional<int> percent,
                       const theme::Theme &theme)
{
    const QColor color = commandStateColor(state, theme);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (state == CommandState::Unknown) {
        QFont font = theme::font(theme::FontRole::Strong);
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(square, Qt::AlignCenter | Qt::TextDontClip, QStringLiteral("?"));
    } else if (isFinalState(state)) {
        paintEnd(painter, square, state, color);
    } else {
        paintPie(painter, square, shareOf(state, percent), color);
    }
    painter.restore();
}

void CommandStateDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem background(option);
    initStyleOption(&background, index);
    const QString text = background.text;
    background.text.clear();
    const QWidget *widget = option.widget;
    QStyle *style = widget != nullptr ? widget->style() : nullptr;
    if (style != nullptr) {
        style->drawControl(QStyle::CE_ItemViewItem, &background, painter, widget);
    }
    const QVariant stateValue = index.data(CommandModel::StateRole);
    if (!stateValue.isValid()) {
        painter->setPen(m_theme.faint);
        painter->drawText(option.rect.adjusted(4, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
        return;
    }
    const auto state = static_cast<CommandState>(stateValue.toInt());
    const QVariant percentValue = index.data(CommandModel::PercentRole);
    const std::optional<int> percent = percentValue.isValid() ? std::optional(percentValue.toInt()) : std::nullopt;

    QRectF area = QRectF(option.rect).adjusted(4, 0, -4, 0);
    const QRectF square(area.left(), area.center().y() - kMark / 2, kMark, kMark);
    paintCommandState(*painter, square, state, percent, m_theme);
    area.setLeft(square.right() + 6);

    painter->save();
    painter->setPen(commandStateColor(state, m_theme));
    painter->setFont(option.font);
    painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter, text);
    const double textWidth = QFontMetricsF(option.font).horizontalAdvance(text);
    if (percent && area.width() >= textWidth + kBarWidth + 8) {
        const QRectF bar(area.left() + textWidth + 8, area.center().y() - 2, kBarWidth, 4);
        painter->fillRect(bar, m_theme.line);
        painter->fillRect(QRectF(bar.topLeft(), QSizeF(bar.width() * *percent / 100, bar.height())), m_theme.accent);
    }
    painter->restore();
}

} // namespace iso::models
