#include "ui/panels/fleet_delegate.h"

#include "ui/models/fleet_cells.h"
#include "ui/models/fleet_model.h"
#include "ui/widgets/kpi_strip.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/state_mark.h"
#include "ui/widgets/tone_color.h"

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

QFont slanted(QFont font)
{
    font.setItalic(true);
    return font;
}

Tone toneOf(const QModelIndex &index)
{
    return static_cast<Tone>(index.data(FleetModel::ToneRole).toInt());
}

} // namespace

FleetDelegate::FleetDelegate(const theme::Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_body(theme::font(theme::FontRole::Body))
    , m_small(theme::font(theme::FontRole::Small))
    , m_old(slanted(m_body.font()))
{
}

QSize FleetDelegate::sizeHint(const QStyleOptionViewItem & /*option*/, const QModelIndex & /*index*/) const
{
    return {60, kRowHeight};
}

void FleetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
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
}

void FleetDelegate::paintName(QPainter &painter, const QRect &area, const QModelIndex &index) const
{
    // The depth of the tree would cost the names too much room, so each kind has its own place.
    const auto kind = static_cast<FleetModel::Kind>(index.data(FleetModel::KindRole).toInt());
    const int left = area.left();
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
        painter.setFont(m_small.font());
        painter.setPen(m_theme.muted);
        text.setRight(text.right() - static_cast<int>(m_small.draw(painter, text, Qt::AlignRight, count)) - 6);
        painter.setFont(m_body.font());
    }
    painter.setPen(m_theme.text);
    // Names of one site differ at their ends.
    m_body.draw(painter, text, Qt::AlignLeft, index.data().toString(), Qt::ElideMiddle);
}

void FleetDelegate::paintFigure(QPainter &painter, const QRect &area, const QModelIndex &index) const
{
    const auto cell = index.data(FleetModel::CellRole).value<models::FleetCell>();
    const QString &text = cell.text;
    if (text.isEmpty()) {
        return;
    }
    painter.setPen(!cell.isValue || cell.isStale ? m_theme.faint : widgets::figureColor(m_theme, toneOf(index)));
    const bool isLeft = models::infoOf(static_cast<models::FleetColumn>(index.column())).isLeft();
    const QRect room = area.adjusted(isLeft ? kLeftMargin : 0, 0, -kRightMargin, 0);
    const Qt::AlignmentFlag side = isLeft ? Qt::AlignLeft : Qt::AlignRight;
    if (cell.isStale) {
        painter.setFont(m_old.font()); // grey and slanted: never taken for a value of now
        m_old.draw(painter, room, side, text);
        painter.setFont(m_body.font());
    } else {
        m_body.draw(painter, room, side, text);
    }
}

void FleetDelegate::paintTrend(QPainter &painter, const QRect &area, const QModelIndex &index) const
{
    const QRect inner = area.adjusted(4, 0, -kRightMargin, 0);
    const QString lost = index.data(FleetModel::LostRole).toString();
    if (!lost.isEmpty()) {
        painter.setFont(m_small.font());
        painter.setPen(index.data(FleetModel::StaleRole).toBool() && !isLost(index) ? m_theme.faint : m_theme.bad);
        m_small.draw(painter, inner, Qt::AlignRight, lost);
        painter.setFont(m_body.font());
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
