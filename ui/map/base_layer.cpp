#include "ui/map/base_layer.h"

#include "core/base/thread.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace iso::map
{

namespace
{

constexpr double kMargin = 256; // pixels drawn beyond each side of the view

/// The visible world of `inner` lies in `outer` with so many pixels to spare, at the same scale.
bool covers(const MapCamera &outer, const MapCamera &inner, double spare)
{
    const QRectF all = outer.visibleWorld();
    const double world = spare / inner.scale();
    return all.contains(inner.visibleWorld().adjusted(-world, -world, world, world));
}

bool hasSameLook(const BaseView &a, const BaseView &b)
{
    return a.camera.scale() == b.camera.scale() && a.devicePixelRatio == b.devicePixelRatio && a.theme == b.theme &&
           a.sun == b.sun;
}

} // namespace

BaseLayer::BaseLayer(std::shared_ptr<const MapData> data, QObject *parent)
    : QObject(parent)
    , m_data(std::move(data))
{
    m_worker.setMaxThreadCount(1);
}

BaseLayer::~BaseLayer()
{
    m_worker.waitForDone(); // the job posts to this object
}

bool BaseLayer::isUsableFor(const BaseView &view) const
{
    return m_rendered && hasSameLook(m_rendered->view, view) && covers(m_rendered->view.camera, view.camera, 0);
}

bool BaseLayer::isSharpFor(const BaseView &view) const
{
    return isUsableFor(view);
}

void BaseLayer::paint(QPainter &painter, const BaseView &view)
{
    // Asked for while some margin is left, so that a steady pan never reaches the edge of the image.
    constexpr double kSpare = kMargin / 2;
    if (!m_rendered || !hasSameLook(m_rendered->view, view) || !covers(m_rendered->view.camera, view.camera, kSpare)) {
        request(view);
    }
    const QRectF all(QPointF(0, 0), view.camera.viewSize());
    if (!isUsableFor(view)) {
        painter.fillRect(all, view.theme.sea);
    }
    if (!m_rendered) {
        return;
    }
    const MapCamera &drawn = m_rendered->view.camera;
    const QPointF topLeft = view.camera.toScreen(drawn.toWorldUnits({0, 0}));
    if (drawn.scale() == view.camera.scale()) {
        const qreal ratio = view.devicePixelRatio; // whole device pixels keep the copy sharp
        painter.drawImage(QPointF(std::round(topLeft.x() * ratio) / ratio, std::round(topLeft.y() * ratio) / ratio),
                          m_rendered->image);
        return;
    }
    painter.drawImage(QRectF(topLeft, drawn.viewSize() * (view.camera.scale() / drawn.scale())), m_rendered->image);
}

void BaseLayer::request(const BaseView &view)
{
    BaseView wanted = view;
    wanted.camera = view.camera.withMargin(kMargin);
    if (m_underWay && hasSameLook(*m_underWay, view) && covers(m_underWay->camera, view.camera, 0)) {
        m_wanted.reset(); // it is on its way
        return;
    }
    m_wanted = wanted;
    if (!m_underWay) {
        start();
    }
}

void BaseLayer::start()
{
    m_underWay = *std::exchange(m_wanted, std::nullopt);
    m_worker.start([this, data = m_data, view = *m_underWay] {
        nameThisThread("ground");
        yieldToOthers();
        Rendered rendered{view, renderBase(*data, view)};
        QMetaObject::invokeMethod(
            this, [this, rendered = std::move(rendered)]() mutable { accept(std::move(rendered)); },
            Qt::QueuedConnection);
    });
}

void BaseLayer::accept(Rendered rendered)
{
    m_rendered = std::move(rendered);
    m_underWay.reset();
    if (m_wanted) {
        start();
    }
    Q_EMIT imageReady();
}

} // namespace iso::map
