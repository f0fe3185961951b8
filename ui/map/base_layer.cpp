#include "ui/map/base_layer.h"

#include <QPainter>

namespace iso::map
{

BaseLayer::BaseLayer(const std::shared_ptr<const MapData> &data, QObject *parent)
    : QObject(parent)
    , m_picture("ground", 256)
{
    m_picture.setSubject(data, [data](const BaseView &view) { return renderBase(*data, view); });
    connect(&m_picture, &MapPicture::imageReady, this, &BaseLayer::imageReady);
}

void BaseLayer::paint(QPainter &painter, const BaseView &view)
{
    if (!isSharpFor(view)) {
        painter.fillRect(QRectF(QPointF(0, 0), view.camera.viewSize()), view.theme.sea);
    }
    m_picture.paint(painter, view);
}

} // namespace iso::map
