#pragma once

#include "core/fleet/snapshot.h"
#include "ui/bridge/selection.h"
#include "ui/models/fleet_model.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <set>
#include <string>

class QLabel;

namespace iso::panels
{

class FleetDelegate;
class FleetTree;

/// The fleet as a tree with its figures; shares the selection with map and inspector. GUI thread.
class FleetPanel final : public QWidget
{
    Q_OBJECT
public:
    /// `model` and `selection` outlive the panel.
    FleetPanel(models::FleetModel &model, bridge::Selection &selection, const theme::Theme &theme,
               QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setSnapshot(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot);
    void setFilter(const QString &text);
    void expandRegions();
    void collapseAll();
    /// Shows a node's row, opening its groups.
    void reveal(const NodeId &node);

    [[nodiscard]] FleetTree &tree() { return *m_tree; }

Q_SIGNALS:
    void contextMenuRequested(const QPoint &globalAt);
    /// Enter or a double click on a node.
    void nodeActivated(const iso::NodeId &node);

private:
    void setUpTree();
    void scheduleTake();
    void takeTreeSelection();
    void showSelection();
    void updateSummary();
    void rememberExpanded();
    void restoreExpanded();

    models::FleetModel &m_model;
    bridge::Selection &m_selection;
    FleetTree *m_tree;
    FleetDelegate *m_delegate;
    QLabel *m_summary;
    std::size_t m_known = 0;
    std::set<QString> m_expanded; ///< "region" or "region/site"
    bool m_isFiltered = false;
    bool m_treeIsFiltered = false; ///< what the tree shows now; differs from the above while the model is reset
    bool m_takeScheduled = false;
    bool m_syncing = false; ///< the tree is being made to follow the shared selection
};

} // namespace iso::panels
