#include "ui/panels/fleet_header.h"

#include "ui/models/fleet_columns.h"

#include <QPainter>
#include <QPolygonF>

namespace iso::panels
{

namespace
{

constexpr int kNameMargin = 16;
constexpr int kLeftMargin = 8;
constexpr int kRightMargin = 8;

} // namespace

FleetHeader::FleetHeader(const theme::Theme &theme, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_theme(theme)
{
    setSectionsClickable(true);
    setStretchLastSection(false);
    setMinimumSectionSize(40);
    setFixedHeight(sizeHint().height());
}

void FleetHeader::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    viewport()->update();
}

void FleetHeader::paintEvent(QPaintEvent *event)
{
    QHeaderView::paintEvent(event);
    if (offset() > 0) {
        // As the names below it, their title stays in sight.
        QPainter painter(viewport());
        paintSection(&painter, QRect(0, 0, sectionSize(models::NodeColumn), height()), models::NodeColumn);
    }
}

void FleetHeader::paintSection(QPainter *painter, const QRect &area, int section) const
{
    painter->save();
    painter->fillRect(area, m_theme.win);
    painter->fillRect(QRect(area.left(), area.bottom(), area.width(), 1), m_theme.line);
    const bool isOrdering = isSortIndicatorShown() && section == sortIndicatorSection();
    painter->setFont(theme::font(theme::FontRole::Small));
    painter->setPen(isOrdering ? m_theme.text : m_theme.muted);
    const QString title = model()->headerData(section, orientation()).toString();
    const bool isLeft = models::infoOf(static_cast<models::FleetColumn>(section)).isLeft();
    const int margin = section == models::NodeColumn ? kNameMargin : kLeftMargin;
    const QRect room = area.adjusted(isLeft ? margin : 0, 0, -kRightMargin, 0);
    const int alignment =
        static_cast<int>(isLeft ? Qt::AlignLeft : Qt::AlignRight) | static_cast<int>(Qt::AlignVCenter);
    painter->drawText(room, alignment, title);
    if (isOrdering) {
        // Beside the title where there is room, below it else.
        const int width = painter->fontMetrics().horizontalAdvance(title);
        const qreal x = isLeft ? room.left() + width + 10 : room.right() - width / 2;
        const qreal y = isLeft ? area.center().y() + 1 : area.bottom() - 3;
        const qreal tip = sortIndicatorOrder() == Qt::AscendingOrder ? -1.5 : 1.5;
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(m_theme.accent, 1.4));
        painter->drawPolyline(QPolygonF({QPointF(x - 3.5, y - tip), QPointF(x, y + tip), QPointF(x + 3.5, y - tip)}));
    }
    painter->restore();
}

} // namespace iso::panels
