#pragma once

#include "core/isochrone/what_if.h"
#include "ui/map/base_renderer.h"

#include <QObject>
#include <QPixmap>
#include <QThreadPool>
#include <memory>
#include <optional>

class QPainter;

namespace iso::map
{

/// Isochrones over the ground, drawn by one worker as the ground is: the GUI thread only ever moves the newest image.
/// With them a legend that names the levels, and that it is a model. GUI thread.
class IsochroneLayer final : public QObject
{
    Q_OBJECT

public:
    explicit IsochroneLayer(QObject *parent = nullptr);
    ~IsochroneLayer() override;

    /// Null shows none.
    void setIsochrones(isochrone::WhatIfPtr what);
    [[nodiscard]] const isochrone::WhatIfPtr &isochrones() const { return m_what; }
    void paint(QPainter &painter, const BaseView &view);
    /// The levels, that it is a model, and its constants: a box whose lower left corner stands there.
    void paintLegend(QPainter &painter, const theme::Theme &theme, const QPointF &bottomLeft);
    /// Of that box; empty without isochrones.
    [[nodiscard]] QSizeF legendSize() const;
    /// The image is the one for what was set and for this view.
    [[nodiscard]] bool isSharpFor(const BaseView &view) const;

Q_SIGNALS:
    /// A new image arrived; paint again.
    void imageReady();

private:
    struct Order {
        isochrone::WhatIfPtr what;
        BaseView view; ///< its camera has the margin
        [[nodiscard]] bool serves(const isochrone::WhatIfPtr &wanted, const BaseView &wantedView, double spare) const;
    };
    struct Rendered {
        Order order;
        QImage image;
    };
    /// Its texts take longer to set than all marks to draw, and change every two seconds.
    struct Legend {
        isochrone::WhatIfPtr what;
        theme::Theme theme;
        qreal devicePixelRatio = 1;
        QPixmap picture;
    };
    [[nodiscard]] QPixmap drawLegend(const theme::Theme &theme, qreal devicePixelRatio) const;
    void request(const BaseView &view);
    void start();
    void accept(Rendered rendered);

    isochrone::WhatIfPtr m_what;
    std::optional<Rendered> m_rendered;
    std::optional<Legend> m_legend;
    std::optional<Order> m_wanted;   ///< newest request, replaces older ones
    std::optional<Order> m_underWay; ///< what the worker draws now
    QThreadPool m_worker;
};

} // namespace iso::map
