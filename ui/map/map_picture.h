#pragma once

#include "ui/map/base_renderer.h"

#include <QImage>
#include <QObject>
#include <QThreadPool>
#include <cstdint>
#include <functional>
#include <optional>

class QPainter;

namespace iso::map
{

/// One thing over the whole map, drawn with a margin by one worker. The GUI thread only ever shows the newest image,
/// moved while panning and scaled while zooming, until the worker has the next one. GUI thread.
class MapPicture final : public QObject
{
    Q_OBJECT

public:
    /// Runs on the worker.
    using Draw = std::function<QImage(const BaseView &view)>;

    /// `threadName` is a literal. `margin_px` are drawn beyond each side of the view.
    MapPicture(const char *threadName, double margin_px);
    ~MapPicture() override;

    /// Something else is to be seen. What was there before is shown until the new image is there.
    void setDraw(Draw draw);
    /// An image of before the last setDraw() that is still being drawn will not be shown.
    void dropWhatIsLate() { m_oldestShown = m_number; }
    /// Shows what there is for this view, and asks the worker for what is missing.
    void paint(QPainter &painter, const BaseView &view);
    /// The image is that of the newest setDraw() for this view: nothing scaled, nothing missing.
    [[nodiscard]] bool isSharpFor(const BaseView &view) const;

Q_SIGNALS:
    /// A new image arrived; paint again.
    void imageReady();

private:
    struct Order {
        std::uint64_t number = 0; ///< of the setDraw() it is for
        Draw draw;
        BaseView view; ///< its camera has the margin
        [[nodiscard]] bool shows(const BaseView &wanted, double spare_px) const;
    };
    struct Rendered {
        Order order;
        QImage image;
    };
    void request(const BaseView &view);
    void start();
    void accept(Rendered rendered);

    const char *m_threadName;
    double m_margin_px;
    std::uint64_t m_number = 0;
    std::uint64_t m_oldestShown = 0; ///< of images that are still to come
    Draw m_draw;
    std::optional<Rendered> m_rendered;
    std::optional<Order> m_wanted;   ///< newest request, replaces older ones
    std::optional<Order> m_underWay; ///< what the worker draws now
    QThreadPool m_worker;
};

} // namespace iso::map
