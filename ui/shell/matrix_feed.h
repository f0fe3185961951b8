#pragma once

#include "ui/bridge/objectives.h"
#include "ui/bridge/selection.h"
#include "ui/bridge/session_bridge.h"
#include "ui/bridge/shown_nodes.h"
#include "ui/matrix/matrix_cells.h"

#include <QObject>
#include <optional>

namespace iso::matrix
{
class MatrixLegend;
class MatrixView;
} // namespace iso::matrix
namespace iso::widgets
{
class HoverCard;
}

namespace iso::shell
{

/// One node as a cell; its key is the NodeIndex.
matrix::MatrixCell cellFor(const fleet::NodeSnapshot &node, HubTime now, const bridge::Objectives &objectives,
                           const bridge::Selection &selection);

/// Feeds the matrix from snapshots, and the shared selection from the matrix. While the pointer is at work over it the
/// cells keep their places and only their looks change. Does nothing while the matrix is hidden. GUI thread.
class MatrixFeed final : public QObject
{
    Q_OBJECT
public:
    /// What the feed stands between. All outlive it.
    struct Parts {
        matrix::MatrixView &view;
        matrix::MatrixLegend &legend;
        widgets::HoverCard &card;
    };
    MatrixFeed(const Parts &parts, const bridge::SessionBridge &bridge, const bridge::ShownNodes &shown,
               bridge::Selection &selection, const bridge::Objectives &objectives, QObject *parent = nullptr);

    void refresh();

Q_SIGNALS:
    void nodeActivated(const iso::NodeId &node);
    /// The selection is what the menu is for.
    void contextMenuRequested(const QPoint &globalAt);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] fleet::NodeRecord nodeOf(std::uint32_t key) const;
    void sortNodes();
    void takeShown();
    void explain();
    void showSelection();
    void hover(std::uint32_t key, const QPoint &at);
    void click(std::uint32_t key, Qt::KeyboardModifiers modifiers);
    void choose(const std::vector<std::uint32_t> &keys, Qt::KeyboardModifiers modifiers);
    void openMenu(std::optional<std::uint32_t> key, const QPoint &globalAt);

    matrix::MatrixView &m_view;
    matrix::MatrixLegend &m_legend;
    widgets::HoverCard &m_card;
    const bridge::SessionBridge &m_bridge;
    const bridge::ShownNodes &m_filtered;
    bridge::Selection &m_selection;
    bridge::Objectives m_objectives;
    std::vector<std::shared_ptr<const fleet::NodeIdentity>> m_identities; ///< by NodeIndex, of when nodes were sorted
    std::vector<fleet::NodeIndex> m_sorted;                               ///< all nodes: region, site, name
    std::vector<fleet::NodeIndex> m_shown;
    std::vector<matrix::MatrixGroup> m_groups;
    std::optional<std::uint32_t> m_hovered;
};

} // namespace iso::shell
