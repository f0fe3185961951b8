#pragma once

#include "ui/matrix/cell_atlas.h"
#include "ui/matrix/matrix_layout.h"

#include <QAbstractScrollArea>
#include <optional>
#include <unordered_map>
#include <vector>

namespace iso::matrix
{

/// Every node as one cell, in blocks by site below the names of regions. Knows nothing of nodes: cells have keys. GUI
/// thread.
class MatrixView final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit MatrixView(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    /// Replaces all cells, in the order of the groups; meant to be called at every new snapshot.
    void setCells(std::vector<MatrixGroup> groups, std::vector<MatrixCell> cells);
    [[nodiscard]] const std::vector<MatrixCell> &cells() const { return m_cells; }
    [[nodiscard]] const std::vector<MatrixGroup> &groups() const { return m_groups; }
    /// The cell the keyboard is at; scrolls to it.
    void setCurrent(std::optional<std::uint32_t> key);
    [[nodiscard]] std::optional<std::uint32_t> current() const { return m_current; }
    /// What stands where there are no cells.
    void setEmptyText(const QString &text);

    /// The pointer is over the cells or a button is down: no cell may come, go or move.
    [[nodiscard]] bool isPointerAtWork() const { return m_pointer.has_value() || m_press.has_value(); }
    /// The key of the cell at a point of the viewport.
    [[nodiscard]] std::optional<std::uint32_t> keyAt(const QPoint &at) const;
    /// Where a cell stands in the viewport; nothing for an unknown key.
    [[nodiscard]] std::optional<QRect> rectOf(std::uint32_t key) const;
    [[nodiscard]] const MatrixLayout &cellLayout() const { return m_layout; }

    void zoomIn() { zoomBy(1); }
    void zoomOut() { zoomBy(-1); }

    [[nodiscard]] QSize sizeHint() const override { return {960, 600}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 100}; }

Q_SIGNALS:
    /// The pointer rests on a cell; `at` is its middle in the viewport.
    void cellHovered(std::uint32_t key, const QPoint &at);
    void hoverEnded();
    void cellClicked(std::uint32_t key, Qt::KeyboardModifiers modifiers);
    void cellActivated(std::uint32_t key);
    /// A box was drawn around them, or the title of their group was clicked.
    void cellsChosen(const std::vector<std::uint32_t> &keys, Qt::KeyboardModifiers modifiers);
    void backgroundClicked();
    void contextMenuRequested(std::optional<std::uint32_t> key, const QPoint &globalAt);
    /// The pointer left: what waited may be shown.
    void pointerLeft();

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Press {
        QPoint start; ///< in the layout
        QPoint last;
        bool isBox = false;
    };
    void relayout();
    void zoomBy(int steps);
    [[nodiscard]] int pitch() const;
    [[nodiscard]] QPoint toLayout(const QPoint &at) const { return at + QPoint(0, offset()); }
    [[nodiscard]] int offset() const;
    [[nodiscard]] std::optional<std::uint32_t> cellOfKey(std::uint32_t key) const;
    [[nodiscard]] std::vector<std::uint32_t> keysOf(std::uint32_t firstCell, std::uint32_t count) const;
    void hoverAt(std::optional<QPoint> at);
    bool clickTitle(const QPoint &at, Qt::KeyboardModifiers modifiers);
    void moveCurrent(int dx, int dy, Qt::KeyboardModifiers modifiers);
    void goTo(std::uint32_t cell, Qt::KeyboardModifiers modifiers);
    void scrollToCell(std::uint32_t cell);
    void paintTitles(QPainter &painter, int top, int bottom) const;
    void paintCells(QPainter &painter, int top, int bottom);
    void paintMarks(QPainter &painter) const;

    theme::Theme m_theme;
    std::vector<MatrixGroup> m_groups;
    std::vector<MatrixCell> m_cells;
    std::unordered_map<std::uint32_t, std::uint32_t> m_cellOf; ///< by key
    MatrixLayout m_layout;
    CellAtlas m_atlas;
    QString m_emptyText;
    int m_zoom = 0; ///< steps from the pitch that fits the number of cells
    std::optional<std::uint32_t> m_current;
    std::optional<std::uint32_t> m_hovered;
    std::optional<QPoint> m_pointer; ///< in the viewport, while it is over it
    std::optional<Press> m_press;
};

} // namespace iso::matrix
