#pragma once

#include "ui/map/base_layer.h"
#include "ui/map/isochrone_layer.h"
#include "ui/map/map_overlay.h"
#include "ui/map/mark_layer.h"

#include <QWidget>
#include <memory>
#include <optional>
#include <span>

class QToolButton;

namespace iso::map
{

/// The map: ground, marks and overlay, with pan, zoom, hover and selection. It knows marks by their keys and nothing of
/// nodes. GUI thread.
class MapView final : public QWidget
{
    Q_OBJECT

public:
    MapView(std::shared_ptr<const MapData> ground, const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    /// Replaces all marks; meant to be called at every new snapshot.
    void setMarks(std::vector<MapMark> marks);
    /// Drawn between the ground and the marks; null for none.
    void setIsochrones(isochrone::WhatIfPtr what);
    /// How old the newest data is; nothing before the first.
    void setDataAge(std::optional<Duration> age);

    [[nodiscard]] const MapCamera &camera() const { return m_camera; }
    void setCamera(const MapCamera &camera);
    void showWholeWorld();
    void zoomIn();
    void zoomOut();
    void fitTo(std::span<const GeoPoint> places);

    /// The key of the topmost mark at a point of the widget.
    [[nodiscard]] std::optional<std::uint32_t> markAt(const QPoint &at);
    /// Where a mark stands in the widget; nothing for an unknown key.
    [[nodiscard]] std::optional<QPoint> positionOf(std::uint32_t key);
    /// True once the ground is drawn for what is shown now; baseReady tells when to ask again.
    [[nodiscard]] bool isBaseReady() const;
    [[nodiscard]] const IsochroneLayer &isochrones() const { return m_isochrones; }

    [[nodiscard]] QSize sizeHint() const override { return {960, 600}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 240}; }

Q_SIGNALS:
    void cameraChanged();
    void baseReady();
    /// The pointer rests on a mark; `at` is the middle of the mark in the widget. Again when it changes.
    void markHovered(std::uint32_t key, const QPoint &at);
    void hoverEnded();
    void markClicked(std::uint32_t key, Qt::KeyboardModifiers modifiers);
    void markActivated(std::uint32_t key);
    void backgroundClicked();
    /// For a mark, or for the map where there is none.
    void contextMenuRequested(std::optional<std::uint32_t> key, const QPoint &globalAt);

protected:
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

private:
    struct Press {
        QPoint start; ///< where the button went down
        QPoint last;
        bool isDrag = false;
    };
    QToolButton *addButton(const QString &name, const QString &tip, void (MapView::*action)());
    void updateIcons();
    void hoverAt(std::optional<QPoint> at);
    [[nodiscard]] BaseView baseView() const;

    theme::Theme m_theme;
    MapCamera m_camera;
    BaseLayer m_base;
    IsochroneLayer m_isochrones;
    MarkLayer m_marks;
    MapOverlay m_overlay;
    std::vector<QToolButton *> m_buttons; ///< children, from the top
    std::optional<Press> m_press;
    std::optional<QPoint> m_pointer; ///< where the pointer is, while it is over the map
    std::optional<std::uint32_t> m_hovered;
    bool m_showsFocus = false; ///< the keyboard brought the focus here
};

} // namespace iso::map
