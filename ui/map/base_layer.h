#pragma once

#include "ui/map/base_renderer.h"

#include <QImage>
#include <QObject>
#include <QThreadPool>
#include <memory>
#include <optional>

class QPainter;

namespace iso::map
{

/// The ground of the map as an image with a margin, drawn by one worker. The GUI thread only ever shows the newest
/// image, moved while panning and scaled while zooming, until the worker has the next one. GUI thread.
class BaseLayer final : public QObject
{
    Q_OBJECT

public:
    explicit BaseLayer(std::shared_ptr<const MapData> data, QObject *parent = nullptr);
    ~BaseLayer() override;

    /// Shows what there is for this view, and asks the worker for what is missing.
    void paint(QPainter &painter, const BaseView &view);

    /// True when the image is exactly the one for this view: nothing scaled, nothing missing.
    [[nodiscard]] bool isSharpFor(const BaseView &view) const;

Q_SIGNALS:
    /// A new image arrived; paint again.
    void imageReady();

private:
    struct Rendered {
        BaseView view; ///< its camera has the margin
        QImage image;
    };
    void request(const BaseView &view);
    void start();
    void accept(Rendered rendered);
    [[nodiscard]] bool isUsableFor(const BaseView &view) const;

    std::shared_ptr<const MapData> m_data;
    std::optional<Rendered> m_rendered;
    std::optional<BaseView> m_wanted;   ///< newest request, replaces older ones
    std::optional<BaseView> m_underWay; ///< what the worker draws now
    QThreadPool m_worker;
};

} // namespace iso::map
