#include "ui/map/ground_layer.h"

#include "ui/map/isochrone_renderer.h"

#include <QPainter>
#include <optional>
#include <utility>

namespace iso::map
{

/// Draws on the worker, which has one thread: nobody else touches what it keeps.
class GroundLayer::Artist
{
public:
    explicit Artist(std::shared_ptr<const MapData> data)
        : m_data(std::move(data))
    {
    }

    /// Isochrones change more often than the view, so the ground below them is kept.
    QImage draw(const isochrone::WhatIf *what, const BaseView &view)
    {
        if (m_view != view) {
            m_ground = renderBase(*m_data, view);
            m_view = view;
        }
        if (what == nullptr) {
            return m_ground;
        }
        QImage both = m_ground;
        QPainter(&both).drawImage(0, 0, renderIsochrones(*what, view));
        return both;
    }

private:
    std::shared_ptr<const MapData> m_data;
    std::optional<BaseView> m_view;
    QImage m_ground;
};

GroundLayer::GroundLayer(const std::shared_ptr<const MapData> &data, QObject *parent)
    : QObject(parent)
    , m_artist(std::make_shared<Artist>(data))
    , m_picture("ground", 256)
{
    setIsochrones(nullptr);
    connect(&m_picture, &MapPicture::imageReady, this, &GroundLayer::imageReady);
}

void GroundLayer::setIsochrones(isochrone::WhatIfPtr what)
{
    m_what = std::move(what);
    m_picture.setDraw(
        [artist = m_artist, what = m_what](const BaseView &view) { return artist->draw(what.get(), view); });
    if (!m_what) {
        m_picture.dropWhatIsLate(); // what was taken away does not come back
    }
}

void GroundLayer::paint(QPainter &painter, const BaseView &view)
{
    if (!isSharpFor(view)) {
        painter.fillRect(QRectF(QPointF(0, 0), view.camera.viewSize()), view.theme.sea);
    }
    m_picture.paint(painter, view);
}

} // namespace iso::map
