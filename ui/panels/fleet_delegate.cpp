#include "ui/panels/fleet_delegate.h"

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

Tone toneOf(const QModelIndex &index)
{
    return static_cast<Tone>(index.data(FleetModel::ToneRole).toInt());
}

} // namespace

FleetDelegate::FleetDelegate(const theme::Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize FleetDelegate::sizeHint(const QStyleOptionViewItem & /*option*/, const QModelIndex & /*index*/) const
{
    return {60, kRowHeight};
}

void FleetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setFont(theme::font(theme::FontRole::Body));
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
    QRect text = area;
    text.setLeft(kind == FleetModel::Kind::Region ? kRegionX : kSiteX);
    const QVariant shape = index.data(FleetModel::ShapeRole);
    if (shape.isValid()) {
        const auto which = static_cast<bridge::NodeShape>(shape.toInt());
        const QColor color =
            which == bridge::NodeShape::DashedRing ? m_theme.drain : widgets::markColor(m_theme, toneOf(index));
        widgets::paintStateMark(painter, QRect(kNodeMarkX, area.top(), kMarkWidth, area.height()), which, color);
        text.setLeft(kNodeMarkX + kMarkWidth);
    }
    const QString count = index.siblingAtColumn(FleetModel::CountColumn).data().toString();
    if (!count.isEmpty()) {
        const QFont small = theme::font(theme::FontRole::Small);
        const int width = QFontMetrics(small).horizontalAdvance(count);
        painter.setFont(small);
        painter.setPen(m_theme.muted);
        painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, count);
        text.setRight(text.right() - width - 6);
        painter.setFont(theme::font(theme::FontRole::Body));
    }
    painter.setPen(m_theme.text);
    const QString name = painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width());
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, name);
}

void FleetDelegate::paintFigure(QPainter &painter, const QRect &area, const QModelIndex &index) const
{
    const bool isAbsent = index.data(FleetModel::AbsentRole).toBool();
    painter.setPen(isAbsent ? m_theme.faint : widgets::figureColor(m_theme, toneOf(index)));
    painter.drawText(area.adjusted(0, 0, -kRightMargin, 0), Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
}

void FleetDelegate::paintTrend(QPainter &painter, const QRect &area, const QModelIndex &index) const
{
    const QRect inner = area.adjusted(4, 0, -kRightMargin, 0);
    const QString lost = index.data(FleetModel::LostRole).toString();
    if (!lost.isEmpty()) {
        painter.setFont(theme::font(theme::FontRole::Small));
        painter.setPen(m_theme.bad);
        painter.drawText(inner, Qt::AlignRight | Qt::AlignVCenter, lost);
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
