#pragma once

#include "core/fleet/snapshot.h"
#include "ui/bridge/selection.h"
#include "ui/models/fleet_model.h"
#include "ui/panels/fleet_export.h"
#include "ui/theme/theme.h"

#include <QItemSelection>
#include <QWidget>
#include <set>
#include <string>

class QLabel;
class QToolButton;

namespace iso::panels
{

class FleetDelegate;
class FleetTableLayout;
class FleetTree;

/// The fleet as a table, grouped or flat, with the columns that were chosen; shares the selection with map and
/// inspector. GUI thread.
class FleetPanel final : public QWidget
{
    Q_OBJECT
public:
    /// `model` and `selection` outlive the panel.
    FleetPanel(models::FleetModel &model, bridge::Selection &selection, const theme::Theme &theme,
               QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setSnapshot(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot);
    /// See FleetModel.
    void setFilter(models::FleetModel::Shows shows);
    void refilter();
    void expandRegions();
    void collapseAll();
    /// Shows a node's row, opening its groups.
    void reveal(const NodeId &node);
    void setFlat(bool flat);
    [[nodiscard]] bool isFlat() const;
    /// Opens the menu of columns below its button.
    void chooseColumns();

    /// All nodes that are shown, or the selected ones among them, from top to bottom, in the columns that are shown.
    [[nodiscard]] FleetExtract extractOfShown() const;
    [[nodiscard]] FleetExtract extractOfSelected() const;

    /// What is remembered: columns, order of rows, flat or grouped.
    [[nodiscard]] QByteArray saveState() const;
    void restoreState(const QByteArray &state);

    [[nodiscard]] FleetTree &tree() { return *m_tree; }
    [[nodiscard]] FleetTableLayout &tableLayout() { return *m_layout; }

Q_SIGNALS:
    void contextMenuRequested(const QPoint &globalAt);
    /// Enter or a double click on a node.
    void nodeActivated(const iso::NodeId &node);
    void exportRequested();
    void flatChanged(bool flat);

private:
    QWidget *makeHead();
    QToolButton *addButton(const char *icon, const QString &tip);
    void setIcons(const theme::Theme &theme);
    void setUpTree();
    void connectTree();
    void openColumnsMenu(const QPoint &globalAt);
    void scheduleTake();
    /// Shares what was chosen in the tree and is not shared yet.
    void takeChosen();
    void showSelection();
    void selectRows();
    /// Rows come and go by it; what is selected stays selected.
    template<typename Change>
    void changeRows(const Change &change);
    [[nodiscard]] QItemSelection selectedRows() const;
    void updateSummary();
    void rememberExpanded();
    void restoreExpanded();

    models::FleetModel &m_model;
    bridge::Selection &m_selection;
    FleetTree *m_tree;
    FleetDelegate *m_delegate;
    FleetTableLayout *m_layout = nullptr;
    QLabel *m_summary;
    std::vector<std::pair<QToolButton *, QString>> m_buttons; ///< with the names of their icons
    QToolButton *m_flat = nullptr;
    QToolButton *m_columns = nullptr;
    std::set<QString> m_expanded; ///< "region" or "region/site"
    bool m_isFiltered = false;
    bool m_treeIsFiltered = false; ///< what the tree shows now; differs from the above while the model is reset
    bool m_treeIsFlat = false;
    bool m_takeScheduled = false;
    bool m_syncing = false; ///< the tree is being made to follow the shared selection
};

} // namespace iso::panels
