#include "ui/map/map_button.h"

#include <QEvent>
#include <QPainter>
#include <QStyleOptionToolButton>

namespace iso::map
{

void MapButton::paintEvent(QPaintEvent * /*event*/)
{
    QStyleOptionToolButton option;
    initStyleOption(&option);
    const Look look{option.state, size(), devicePixelRatioF(), icon().cacheKey()};
    if (m_picture.isNull() || m_look != look) {
        m_look = look;
        m_picture = QPixmap((QSizeF(size()) * look.devicePixelRatio).toSize());
        m_picture.setDevicePixelRatio(look.devicePixelRatio);
        m_picture.fill(Qt::transparent);
        QPainter painter(&m_picture);
        style()->drawComplexControl(QStyle::CC_ToolButton, &option, &painter, this);
    }
    QPainter(this).drawPixmap(0, 0, m_picture);
}

void MapButton::changeEvent(QEvent *event)
{
    m_picture = QPixmap(); // another theme, font or style
    QToolButton::changeEvent(event);
}

} // namespace iso::map
