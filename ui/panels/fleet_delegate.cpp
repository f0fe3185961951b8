#include "ui/panels/fleet_delegate.h"

#include "ui/models/fleet_cells.h"
#include "ui/models/fleet_model.h"
#include "ui/widgets/kpi_strip.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/state_mark.h"
#include "ui/widgets/tone_color.h"

#include <QApplication>
#include <QPainter>

namespace iso::panels
{

using bridge::Tone;
using models::FleetModel;

namespace
{

constexpr int kMarkWidth = 18;
constexpr int kRightMargin = 8;
constexpr int kLeftMargin = 8;

bool isLost(const QModelIndex &index)
{
    const QVariant shape = index.data(FleetModel::ShapeRole);
    return shape.isValid() && static_cast<bridge::NodeShape>(shape.toInt()) == bridge::NodeShape::Triangle;
}

Tone toneOf(const QModelIndex &index)
{
    return static_cast<Tone>(index.data(FleetModel::ToneRole).toInt());
}

} // namespace

FleetDelegate::FleetDelegate(const theme::Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_bodyFont(theme::font(theme::FontRole::Body))
    , m_smallFont(theme::font(theme::FontRole::Small))
    , m_oldFont(m_bodyFont)
{
    m_oldFont.setItalic(true);
}

int FleetDelegate::indentationOf(const QModelIndex &index)
{
    switch (static_cast<FleetModel::Kind>(index.data(FleetModel::KindRole).toInt())) {
    case FleetModel::Kind::Region:
        return kIndentation;
    case FleetModel::Kind::Site:
        return 2 * kIndentation;
    case FleetModel::Kind::Node:
        break;
    }
    return index.parent().isValid() ? 3 * kIndentation : 0;
}

QSize FleetDelegate::sizeHint(const QStyleOptionViewItem & /*option*/, const QModelIndex & /*index*/) const
{
    return {60, kRowHeight};
}

void FleetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setFont(m_bodyFont);
    switch (index.column()) {
    case FleetModel::NodeColumn:
        paintName(*painter, option.rect, index);
        break;
    case FleetModel::TrendColumn:
        paintTrend(*painter, option.rect, index);
        break;
    default:
        paintFigure(*painter, option.rect, index);
        break;
    }
    painter->restore();
}

void FleetDelegate::paintName(QPainter &painter, const QRect &area, const QModelIndex &index) const
{
    // The depth of the tree would cost the names too much room, so each kind has its own place.
    const auto kind = static_cast<FleetModel::Kind>(index.data(FleetModel::KindRole).toInt());
    const int left = area.left() - indentationOf(index);
    QRect text = area;
    text.setLeft(left + (kind == FleetModel::Kind::Region ? kRegionX : kSiteX));
    const QVariant shape = index.data(FleetModel::ShapeRole);
    if (shape.isValid()) {
        const auto which = static_cast<bridge::NodeShape>(shape.toInt());
        const QColor color =
            which == bridge::NodeShape::DashedRing ? m_theme.drain : widgets::markColor(m_theme, toneOf(index));
        const int markX = left + (index.parent().isValid() ? kNodeMarkX : kFlatMarkX);
        widgets::paintStateMark(painter, QRect(markX, area.top(), kMarkWidth, area.height()), which, color);
        text.setLeft(markX + kMarkWidth);
    }
    const QString count = index.siblingAtColumn(FleetModel::CountColumn).data().toString();
    if (!count.isEmpty()) {
        const int width = QFontMetrics(m_smallFont).horizontalAdvance(count);
        painter.setFont(m_smallFont);
        painter.setPen(m_theme.muted);
        painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, count);
        text.setRight(text.right() - width - 6);
        painter.setFont(m_bodyFont);
    }
    painter.setPen(m_theme.text);
    const QString name = painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width());
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, name);
}

void FleetDelegate::paintFigure(QPainter &painter, const QRect &area, const QModelIndex &index) const
{
    const auto cell = index.data(FleetModel::CellRole).value<models::FleetCell>();
    const QString &text = cell.text;
    if (text.isEmpty()) {
        return;
    }
    if (cell.isStale) {
        painter.setFont(m_oldFont); // grey and slanted: never taken for a value of now
    }
    painter.setPen(!cell.isValue || cell.isStale ? m_theme.faint : widgets::figureColor(m_theme, toneOf(index)));
    const bool isLeft = models::infoOf(static_cast<models::FleetColumn>(index.column())).isLeft();
    const QRect room = area.adjusted(isLeft ? kLeftMargin : 0, 0, -kRightMargin, 0);
    const int align = static_cast<int>(isLeft ? Qt::AlignLeft : Qt::AlignRight) | static_cast<int>(Qt::AlignVCenter);
    painter.drawText(room, align, isLeft ? painter.fontMetrics().elidedText(text, Qt::ElideRight, room.width()) : text);
}

void FleetDelegate::paintTrend(QPainter &painter, const QRect &area, const QModelIndex &index) const
{
    const QRect inner = area.adjusted(4, 0, -kRightMargin, 0);
    const QString lost = index.data(FleetModel::LostRole).toString();
    if (!lost.isEmpty()) {
        painter.setFont(m_smallFont);
        painter.setPen(index.data(FleetModel::StaleRole).toBool() && !isLost(index) ? m_theme.faint : m_theme.bad);
        painter.drawText(inner, Qt::AlignRight | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(lost, Qt::ElideRight, inner.width()));
        return;
    }
    const QVariant trend = index.data(FleetModel::TrendRole);
    if (!trend.isValid()) {
        return;
    }
    const Tone tone = toneOf(index);
    const QColor color = tone == Tone::Over || tone == Tone::Bad ? widgets::figureColor(m_theme, tone) : m_theme.muted;
    widgets::paintSparkline(painter, QRectF(inner).adjusted(0, 7, 0, -7),
                            widgets::trendValues(trend.value<fleet::Trend>()), color);
}

} // namespace iso::panels
