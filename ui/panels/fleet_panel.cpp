#include "ui/panels/fleet_panel.h"

#include "ui/panels/fleet_delegate.h"
#include "ui/panels/fleet_tree.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScopedValueRollback>
#include <QVBoxLayout>

namespace iso::panels
{

using models::FleetModel;

namespace
{

/// With more nodes than this a filter does not open every group by itself.
constexpr std::size_t kOpenAtMost = 200;

template<typename Visit>
void forEachGroup(const FleetModel &model, const Visit &visit)
{
    for (int r = 0; r < model.rowCount(); ++r) {
        const QModelIndex region = model.index(r, 0);
        const QString name = region.data(FleetModel::NameRole).toString();
        visit(region, name);
        for (int s = 0; s < model.rowCount(region); ++s) {
            const QModelIndex site = model.index(s, 0, region);
            visit(site, name + QLatin1Char('/') + site.data(FleetModel::NameRole).toString());
        }
    }
}

} // namespace

FleetPanel::FleetPanel(FleetModel &model, bridge::Selection &selection, const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_selection(selection)
    , m_tree(new FleetTree(theme, this))
    , m_delegate(new FleetDelegate(theme, this))
    , m_summary(new QLabel(this))
{
    auto *title = new QLabel(tr("Fleet"), this);
    title->setProperty("role", QStringLiteral("heading"));
    m_summary->setProperty("role", QStringLiteral("muted"));
    m_summary->setObjectName(QStringLiteral("summary"));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 0, 12, 0);
    head->addWidget(title);
    head->addStretch();
    head->addWidget(m_summary);
    auto *headRow = new QWidget(this);
    headRow->setFixedHeight(31);
    headRow->setLayout(head);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(headRow);
    column->addWidget(m_tree);
    setUpTree();
    updateSummary();
}

void FleetPanel::setUpTree()
{
    m_tree->setModel(&m_model);
    m_tree->setItemDelegate(m_delegate);
    m_tree->setAccessibleName(tr("Fleet"));
    // The count stands in the name's cell: a column of its own would take the room of the names.
    m_tree->setColumnHidden(FleetModel::CountColumn, true);
    QHeaderView *header = m_tree->header();
    header->setSectionResizeMode(FleetModel::NodeColumn, QHeaderView::Stretch);
    for (const auto &[column, width] : {std::pair(FleetModel::TtftColumn, 58), std::pair(FleetModel::LoadColumn, 46),
                                        std::pair(FleetModel::TrendColumn, 60)}) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        header->resizeSection(column, width);
    }
    m_tree->sortByColumn(FleetModel::NodeColumn, Qt::AscendingOrder);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);

    connect(m_tree, &FleetTree::pointerAtWorkChanged, this, [this](bool atWork) {
        m_model.setOrderFrozen(atWork);
        updateSummary();
    });
    connect(m_tree, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &at) { Q_EMIT contextMenuRequested(m_tree->viewport()->mapToGlobal(at)); });
    connect(m_tree, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        if (const fleet::NodeRecord node = m_model.nodeAt(index)) {
            Q_EMIT nodeActivated(node->id());
        }
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this, &FleetPanel::scheduleTake);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &FleetPanel::scheduleTake);
    connect(&m_selection, &bridge::Selection::changed, this, &FleetPanel::showSelection);
    connect(&m_model, &QAbstractItemModel::modelAboutToBeReset, this, &FleetPanel::rememberExpanded);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &FleetPanel::restoreExpanded);
}

void FleetPanel::setTheme(const theme::Theme &theme)
{
    m_delegate->setTheme(theme);
    m_tree->setTheme(theme);
}

void FleetPanel::setSnapshot(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot)
{
    m_known = bridge::shownCount(*snapshot);
    m_model.setSnapshot(snapshot);
    updateSummary();
}

void FleetPanel::updateSummary()
{
    QString text = m_model.shownNodeCount() == m_known || m_model.waitingCount() > 0
                       ? tr("%1 nodes").arg(bridge::grouped(m_known))
                       : tr("%1 of %2 nodes").arg(bridge::grouped(m_model.shownNodeCount()), bridge::grouped(m_known));
    if (m_model.waitingCount() > 0) {
        text = tr("%1 changes wait for the pointer to leave").arg(bridge::grouped(m_model.waitingCount()));
    }
    m_summary->setText(text);
}

void FleetPanel::setFilter(const QString &text)
{
    m_isFiltered = !text.trimmed().isEmpty();
    m_model.setFilter(text);
    updateSummary();
}

void FleetPanel::rememberExpanded()
{
    if (m_treeIsFiltered) {
        return; // what to come back to when the filter is cleared stays as it was
    }
    m_expanded.clear();
    forEachGroup(m_model, [this](const QModelIndex &group, const QString &path) {
        if (m_tree->isExpanded(group)) {
            m_expanded.insert(path);
        }
    });
}

void FleetPanel::restoreExpanded()
{
    m_treeIsFiltered = m_isFiltered;
    if (m_isFiltered && m_model.shownNodeCount() <= kOpenAtMost) {
        m_tree->expandAll();
    } else if (!m_isFiltered) {
        forEachGroup(m_model, [this](const QModelIndex &group, const QString &path) {
            m_tree->setExpanded(group, m_expanded.contains(path));
        });
    }
    showSelection();
}

void FleetPanel::expandRegions()
{
    m_tree->expandToDepth(0);
}

void FleetPanel::collapseAll()
{
    m_tree->collapseAll();
}

void FleetPanel::reveal(const NodeId &node)
{
    const QModelIndex index = m_model.indexOf(node);
    if (index.isValid()) {
        m_tree->scrollTo(index, QAbstractItemView::EnsureVisible);
    }
}

void FleetPanel::scheduleTake()
{
    // A click changes the selection first and the current row after it: what is shared is the end of both.
    if (!m_syncing && !m_takeScheduled) {
        m_takeScheduled = true;
        QMetaObject::invokeMethod(this, &FleetPanel::takeTreeSelection, Qt::QueuedConnection);
    }
}

void FleetPanel::takeTreeSelection()
{
    m_takeScheduled = false;
    const QScopedValueRollback guard(m_syncing, true);
    std::vector<NodeId> nodes;
    const QModelIndexList rows = m_tree->selectionModel()->selectedRows(FleetModel::NodeColumn);
    for (const QModelIndex &row : rows) {
        const std::vector<NodeId> below = m_model.nodesUnder(row);
        nodes.insert(nodes.end(), below.begin(), below.end());
    }
    const fleet::NodeRecord current = m_model.nodeAt(m_tree->currentIndex());
    const bool isCurrentSelected = current && m_tree->selectionModel()->isRowSelected(m_tree->currentIndex().row(),
                                                                                      m_tree->currentIndex().parent());
    m_selection.select(nodes, isCurrentSelected ? current->id() : NodeId());
}

void FleetPanel::showSelection()
{
    if (m_syncing) {
        return;
    }
    const QScopedValueRollback guard(m_syncing, true);
    QItemSelection rows;
    for (const NodeId &node : m_selection.nodes()) {
        const QModelIndex index = m_model.indexOf(node);
        if (index.isValid()) {
            rows.select(index, index.siblingAtColumn(FleetModel::ColumnCount - 1));
        }
    }
    QItemSelectionModel *model = m_tree->selectionModel();
    const QModelIndex current = m_model.indexOf(m_selection.current());
    if (current.isValid()) {
        model->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
        m_tree->scrollTo(current, QAbstractItemView::EnsureVisible);
    }
    model->select(rows, QItemSelectionModel::ClearAndSelect);
}

} // namespace iso::panels
