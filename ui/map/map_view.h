#pragma once

#include "ui/map/ground_layer.h"
#include "ui/map/isochrone_legend.h"
#include "ui/map/map_button.h"
#include "ui/map/map_overlay.h"
#include "ui/map/mark_layer.h"

#include <QWidget>
#include <memory>
#include <optional>
#include <span>

namespace iso::map
{

class PlaceSearch;

/// The map: ground, marks and overlay, with pan, zoom, hover, selection, search and a walk by keyboard. It knows marks
/// by their keys and nothing of nodes. Painting is in map_view.cpp, hands are in map_view_input.cpp. GUI thread.
class MapView final : public QWidget
{
    Q_OBJECT

public:
    using Keys = std::vector<std::uint32_t>;

    MapView(std::shared_ptr<const MapData> ground, const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    /// Replaces all marks; meant to be called at every new snapshot.
    void setMarks(std::vector<MapMark> marks);
    /// What colours and sizes of the marks mean.
    void setLegend(MapLegend legend);
    /// Reads figures of clusters in view, a few with each setMarks. Does not outlive what it refers to.
    void setFigureReader(MarkLayer::FigureReader reader);
    /// Drawn between the ground and the marks; null for none.
    void setIsochrones(isochrone::WhatIfPtr what);
    /// How old the newest data is; nothing before the first.
    void setDataAge(std::optional<Duration> age);
    /// The moment whose day and night are shown; nothing shows neither.
    void setDayNight(std::optional<HubTime> moment);

    [[nodiscard]] const MapCamera &camera() const { return m_camera; }
    void setCamera(const MapCamera &camera);
    void showWholeWorld();
    void zoomIn();
    void zoomOut();
    void fitTo(std::span<const GeoPoint> places);
    /// Lets somebody type the name of a city.
    void findPlace();
    /// While on, a drag selects instead of moving the map, as it does with Shift at any time.
    void setBoxTool(bool on);

    /// What is topmost at a point of the widget.
    [[nodiscard]] std::optional<MapHit> hitAt(const QPoint &at);
    /// The key of the mark at a point, when it stands there by itself.
    [[nodiscard]] std::optional<std::uint32_t> markAt(const QPoint &at);
    /// Where a mark stands in the widget, by itself or in its cluster; nothing for an unknown key.
    [[nodiscard]] std::optional<QPoint> positionOf(std::uint32_t key);
    /// All marks of a hit.
    [[nodiscard]] Keys keysOf(const MapHit &hit) { return m_marks.keysOf(hit, m_camera); }
    /// Zooms until the parts of a cluster stand apart, or spreads them where no zoom would do.
    void split(const MapHit &cluster);
    /// Says what the keyboard stands on; empty says again how the map is used.
    void setSpokenText(const QString &text);
    /// What the keyboard stands on.
    [[nodiscard]] std::optional<MapHit> walkedTo() const { return m_walk; }
    /// True once ground and isochrones are drawn for what is shown now; baseReady tells when to ask again.
    [[nodiscard]] bool isBaseReady() const;
    [[nodiscard]] const MapOverlay &overlay() const { return m_overlay; }
    [[nodiscard]] MarkLayer &markLayer() { return m_marks; }
    /// Null: none are shown.
    [[nodiscard]] const isochrone::WhatIfPtr &isochrones() const { return m_groundLayer.isochrones(); }
    /// Where the legend of the isochrones stands; empty without them.
    [[nodiscard]] QRectF isochroneLegendRect() const;

    [[nodiscard]] QSize sizeHint() const override { return {960, 600}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 140}; }

Q_SIGNALS:
    void cameraChanged();
    void baseReady();
    /// The pointer or the keyboard rests on a mark; `at` is its middle in the widget. Again when it changes.
    void markHovered(std::uint32_t key, const QPoint &at);
    void clusterHovered(const iso::map::MapView::Keys &keys, const QPoint &at);
    void hoverEnded();
    void markClicked(std::uint32_t key, Qt::KeyboardModifiers modifiers);
    void clusterClicked(const iso::map::MapView::Keys &keys, Qt::KeyboardModifiers modifiers);
    void markActivated(std::uint32_t key);
    void backgroundClicked();
    /// A box was drawn around these; maybe around none.
    void marksBoxed(const iso::map::MapView::Keys &keys, Qt::KeyboardModifiers modifiers);
    void boxToolChanged(bool on);
    /// For a mark, or for the map where there is none.
    void contextMenuRequested(std::optional<std::uint32_t> key, const QPoint &globalAt);
    void clusterMenuRequested(const iso::map::MapView::Keys &keys, const QPoint &globalAt);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    struct Press {
        QPoint start; ///< where the button went down
        QPoint last;
        bool isBox = false; ///< draws a box instead of moving the map
        bool isDrag = false;
    };
    struct FoundPlace {
        GeoPoint place;
        QString name;
    };
    MapButton *addButton(const QString &name, const QString &tip, void (MapView::*action)());
    void updateIcons();
    void hoverAt(std::optional<QPoint> at);
    void tellHover(const std::optional<MapHit> &hit);
    void finishDrag(QMouseEvent *event);
    void click(const QPoint &at, Qt::KeyboardModifiers modifiers);
    void goTo(const City &city);
    void walk(int steps);
    void walkTo(const std::optional<MapHit> &hit);
    void enter();
    /// Takes back the newest thing that Esc takes back; false when there is none.
    bool stepBack(bool onlyAsk);
    void paintBox(QPainter &painter) const;
    void paintFoundPlace(QPainter &painter) const;
    [[nodiscard]] BaseView baseView() const;

    theme::Theme m_theme;
    std::shared_ptr<const MapData> m_ground;
    MapCamera m_camera;
    GroundLayer m_groundLayer;
    IsochroneLegend m_isochroneLegend;
    MarkLayer m_marks;
    MapOverlay m_overlay;
    PlaceSearch *m_search;
    std::vector<MapButton *> m_buttons; ///< children, from the top
    MapButton *m_boxButton = nullptr;
    std::optional<GeoPoint> m_sun;
    std::optional<FoundPlace> m_found;
    std::optional<Press> m_press;
    std::optional<QPoint> m_pointer; ///< where the pointer is, while it is over the map
    std::optional<MapHit> m_hovered;
    std::optional<MapHit> m_walk;
    bool m_showsFocus = false; ///< the keyboard brought the focus here
};

} // namespace iso::map
