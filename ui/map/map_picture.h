#pragma once

#include "ui/map/base_renderer.h"

#include <QImage>
#include <QObject>
#include <QThreadPool>
#include <functional>
#include <memory>
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

    /// What is to be seen, told from what was before by its address. The old image is shown until the new one is there;
    /// null shows none.
    void setSubject(std::shared_ptr<const void> subject, Draw draw);
    /// Shows what there is for this view, and asks the worker for what is missing.
    void paint(QPainter &painter, const BaseView &view);
    /// The image is that of the subject for this view: nothing scaled, nothing missing.
    [[nodiscard]] bool isSharpFor(const BaseView &view) const;

Q_SIGNALS:
    /// A new image arrived; paint again.
    void imageReady();

private:
    struct Order {
        std::shared_ptr<const void> subject;
        Draw draw;
        BaseView view; ///< its camera has the margin
        [[nodiscard]] bool serves(const void *wanted, const BaseView &wantedView, double spare_px) const;
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
    std::shared_ptr<const void> m_subject;
    Draw m_draw;
    std::optional<Rendered> m_rendered;
    std::optional<Order> m_wanted;   ///< newest request, replaces older ones
    std::optional<Order> m_underWay; ///< what the worker draws now
    bool m_isVoid = false;           ///< what is under way was of before a time without a subject
    QThreadPool m_worker;
};

} // namespace iso::map
