#pragma once

#include "ui/map/map_picture.h"

#include <QObject>
#include <memory>

class QPainter;

namespace iso::map
{

/// The ground of the map. GUI thread.
class BaseLayer final : public QObject
{
    Q_OBJECT

public:
    explicit BaseLayer(const std::shared_ptr<const MapData> &data, QObject *parent = nullptr);

    /// Shows what there is for this view, and sea where there is nothing yet.
    void paint(QPainter &painter, const BaseView &view);
    /// True when the image is exactly the one for this view: nothing scaled, nothing missing.
    [[nodiscard]] bool isSharpFor(const BaseView &view) const { return m_picture.isSharpFor(view); }

Q_SIGNALS:
    /// A new image arrived; paint again.
    void imageReady();

private:
    MapPicture m_picture;
};

} // namespace iso::map
