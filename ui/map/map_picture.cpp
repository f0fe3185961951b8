#include "ui/map/map_picture.h"

#include "core/base/thread.h"

#include <QPainter>
#include <cmath>
#include <utility>

namespace iso::map
{

namespace
{

/// The visible world of `inner` lies in `outer` with so many pixels to spare.
bool covers(const MapCamera &outer, const MapCamera &inner, double spare_px)
{
    const double world = spare_px / inner.scale();
    return outer.visibleWorld().contains(inner.visibleWorld().adjusted(-world, -world, world, world));
}

bool hasSameLook(const BaseView &a, const BaseView &b)
{
    return a.camera.scale() == b.camera.scale() && a.devicePixelRatio == b.devicePixelRatio && a.theme == b.theme &&
           a.sun == b.sun;
}

} // namespace

MapPicture::MapPicture(const char *threadName, double margin_px)
    : m_threadName(threadName)
    , m_margin_px(margin_px)
{
    m_worker.setMaxThreadCount(1);
}

MapPicture::~MapPicture()
{
    m_worker.waitForDone(); // the job posts to this object
}

bool MapPicture::Order::shows(const BaseView &wanted, double spare_px) const
{
    return hasSameLook(view, wanted) && covers(view.camera, wanted.camera, spare_px);
}

void MapPicture::setDraw(Draw draw)
{
    ++m_number;
    m_draw = std::move(draw);
}

bool MapPicture::isSharpFor(const BaseView &view) const
{
    return m_rendered && m_rendered->order.number == m_number && m_rendered->order.shows(view, 0);
}

void MapPicture::paint(QPainter &painter, const BaseView &view)
{
    // Asked for while some margin is left, so that a steady pan never reaches the edge of the image.
    if (!m_rendered || m_rendered->order.number != m_number || !m_rendered->order.shows(view, m_margin_px / 2)) {
        request(view);
    }
    if (!m_rendered) {
        return;
    }
    const MapCamera &drawn = m_rendered->order.view.camera;
    const QPointF topLeft = view.camera.toScreen(drawn.toWorldUnits({0, 0}));
    if (drawn.scale() == view.camera.scale()) {
        const qreal ratio = view.devicePixelRatio; // whole device pixels keep the copy sharp
        painter.drawImage(QPointF(std::round(topLeft.x() * ratio) / ratio, std::round(topLeft.y() * ratio) / ratio),
                          m_rendered->image);
        return;
    }
    painter.drawImage(QRectF(topLeft, drawn.viewSize() * (view.camera.scale() / drawn.scale())), m_rendered->image);
}

void MapPicture::request(const BaseView &view)
{
    if (m_underWay && m_underWay->number == m_number && m_underWay->shows(view, 0)) {
        m_wanted.reset(); // it is on its way
        return;
    }
    m_wanted = Order{m_number, m_draw, view};
    // Where an image will do that is there or on its way, only what it shows is another: the next has the same place,
    // so that whoever draws may use again what has not changed.
    if (m_underWay && m_underWay->shows(view, m_margin_px / 2)) {
        m_wanted->view = m_underWay->view;
    } else if (m_rendered && m_rendered->order.shows(view, m_margin_px / 2)) {
        m_wanted->view = m_rendered->order.view;
    } else {
        m_wanted->view.camera = view.camera.withMargin(m_margin_px);
    }
    if (!m_underWay) {
        start();
    }
}

void MapPicture::start()
{
    m_underWay = *std::exchange(m_wanted, std::nullopt);
    m_worker.start([this, order = *m_underWay, threadName = m_threadName] {
        nameThisThread(threadName);
        yieldToOthers();
        Rendered rendered{order, order.draw(order.view)};
        QMetaObject::invokeMethod(
            this, [this, rendered = std::move(rendered)]() mutable { accept(std::move(rendered)); },
            Qt::QueuedConnection);
    });
}

void MapPicture::accept(Rendered rendered)
{
    m_underWay.reset();
    if (!m_rendered || rendered.order.number >= m_oldestShown) {
        m_rendered = std::move(rendered);
    }
    if (m_wanted) {
        start();
    }
    Q_EMIT imageReady();
}

} // namespace iso::map
