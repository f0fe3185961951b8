#pragma once

#include "core/isochrone/what_if.h"
#include "ui/map/map_picture.h"

#include <QObject>
#include <memory>

class QPainter;

namespace iso::map
{

/// The ground of the map and the isochrones on it, as one picture that the worker puts together: to mix two of the
/// window's size with every frame took the GUI thread a third of its time. GUI thread.
class GroundLayer final : public QObject
{
    Q_OBJECT

public:
    explicit GroundLayer(const std::shared_ptr<const MapData> &data, QObject *parent = nullptr);

    /// Null: none. What is in sight stays so until the worker has the next.
    void setIsochrones(isochrone::WhatIfPtr what);
    [[nodiscard]] const isochrone::WhatIfPtr &isochrones() const { return m_what; }
    /// Shows what there is for this view, and sea where there is nothing yet.
    void paint(QPainter &painter, const BaseView &view);
    /// True when the image is exactly the one for this view and these isochrones: nothing scaled, nothing missing.
    [[nodiscard]] bool isSharpFor(const BaseView &view) const { return m_picture.isSharpFor(view); }

Q_SIGNALS:
    /// A new image arrived; paint again.
    void imageReady();

private:
    class Artist;
    std::shared_ptr<Artist> m_artist;
    isochrone::WhatIfPtr m_what;
    MapPicture m_picture;
};

} // namespace iso::map
