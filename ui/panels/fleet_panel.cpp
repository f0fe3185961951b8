#include "ui/panels/fleet_panel.h"

#include "ui/panels/fleet_delegate.h"
#include "ui/panels/fleet_table_layout.h"
#include "ui/panels/fleet_tree.h"
#include "ui/theme/themed_icons.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

namespace iso::panels
{

using models::FleetModel;

namespace
{

/// With more nodes than this a filter does not open every group by itself.
constexpr std::size_t kOpenAtMost = 200;

constexpr const char *kFlatState = "flat";
constexpr const char *kGroupedState = "grouped";

template<typename Visit>
void forEachGroup(const FleetModel &model, const Visit &visit)
{
    for (int r = 0; r < model.rowCount(); ++r) {
        const QModelIndex region = model.index(r, 0);
        if (model.nodeAt(region)) {
            return; // a list without groups
        }
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
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());
    column->addWidget(m_tree);
    setIcons(theme);
    setUpTree();
    connectTree();
    updateSummary();
}

QWidget *FleetPanel::makeHead()
{
    auto *title = new QLabel(tr("Fleet"), this);
    title->setProperty("role", QStringLiteral("heading"));
    m_summary->setProperty("role", QStringLiteral("muted"));
    m_summary->setObjectName(QStringLiteral("summary"));
    auto *row = new QWidget(this);
    auto *head = new QHBoxLayout(row);
    head->setContentsMargins(16, 0, 4, 0);
    head->setSpacing(2);
    head->addWidget(title);
    head->addStretch();
    head->addWidget(m_summary);
    head->addSpacing(4);
    m_flat = addButton("list", tr("One list of nodes instead of regions and sites"));
    m_flat->setCheckable(true);
    m_columns = addButton("columns", tr("Choose columns and order"));
    QToolButton *save = addButton("export", tr("Save all shown rows as CSV"));
    for (const auto &[button, icon] : m_buttons) {
        head->addWidget(button);
    }
    connect(m_flat, &QToolButton::clicked, this, &FleetPanel::setFlat);
    connect(m_columns, &QToolButton::clicked, this, &FleetPanel::chooseColumns);
    connect(save, &QToolButton::clicked, this, &FleetPanel::exportRequested);
    row->setFixedHeight(31);
    return row;
}

QToolButton *FleetPanel::addButton(const char *icon, const QString &tip)
{
    auto *button = new QToolButton(this);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setIconSize({16, 16});
    button->setObjectName(QLatin1String(icon));
    m_buttons.emplace_back(button, QLatin1String(icon));
    return button;
}

void FleetPanel::setIcons(const theme::Theme &theme)
{
    const theme::ThemedIcons icons(theme);
    for (const auto &[button, icon] : m_buttons) {
        button->setIcon(icons.icon(icon));
    }
}

void FleetPanel::setUpTree()
{
    m_tree->setModel(&m_model);
    m_tree->setItemDelegate(m_delegate);
    m_tree->setAccessibleName(tr("Fleet"));
    m_layout = new FleetTableLayout(*m_tree, this);
    m_tree->sortByColumn(FleetModel::NodeColumn, Qt::AscendingOrder);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->header()->setContextMenuPolicy(Qt::CustomContextMenu);
}

void FleetPanel::connectTree()
{
    connect(m_tree, &FleetTree::pointerAtWorkChanged, this,
            [this](bool atWork) { changeRows([&] { m_model.setOrderFrozen(atWork); }); });
    connect(m_tree, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &at) { Q_EMIT contextMenuRequested(m_tree->viewport()->mapToGlobal(at)); });
    connect(m_tree->header(), &QWidget::customContextMenuRequested, this,
            [this](const QPoint &at) { openColumnsMenu(m_tree->header()->viewport()->mapToGlobal(at)); });
    connect(m_tree, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        if (const fleet::NodeRecord node = m_model.nodeAt(index)) {
            Q_EMIT nodeActivated(node->id());
        }
    });
    // Whoever asks for an order wants to see what comes first.
    connect(m_tree->header(), &QHeaderView::sortIndicatorChanged, m_tree, &QAbstractItemView::scrollToTop);
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this, &FleetPanel::scheduleTake);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &FleetPanel::scheduleTake);
    connect(&m_selection, &bridge::Selection::changed, this, &FleetPanel::showSelection);
    connect(&m_model, &QAbstractItemModel::modelAboutToBeReset, this, &FleetPanel::rememberExpanded);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &FleetPanel::restoreExpanded);
}

void FleetPanel::openColumnsMenu(const QPoint &globalAt)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    m_layout->fillMenu(*menu);
    menu->popup(globalAt);
}

void FleetPanel::chooseColumns()
{
    openColumnsMenu(m_columns->mapToGlobal(QPoint(0, m_columns->height())));
}

void FleetPanel::setFlat(bool flat)
{
    m_flat->setChecked(flat);
    if (flat == isFlat()) {
        return;
    }
    m_tree->setRootIsDecorated(!flat);
    m_model.setGrouping(flat ? FleetModel::Grouping::Flat : FleetModel::Grouping::Regions);
    Q_EMIT flatChanged(flat);
}

bool FleetPanel::isFlat() const
{
    return m_model.grouping() == FleetModel::Grouping::Flat;
}

FleetExtract FleetPanel::extractOfShown() const
{
    return {m_model.snapshot(), m_model.shownIndexes(), m_layout->shownColumns()};
}

FleetExtract FleetPanel::extractOfSelected() const
{
    FleetExtract extract = extractOfShown();
    std::erase_if(extract.nodes,
                  [&](fleet::NodeIndex node) { return !m_selection.contains(extract.snapshot->nodes[node]->id()); });
    return extract;
}

QByteArray FleetPanel::saveState() const
{
    return QByteArray(isFlat() ? kFlatState : kGroupedState) + '\n' + m_layout->save();
}

void FleetPanel::restoreState(const QByteArray &state)
{
    if (state.isEmpty()) {
        return;
    }
    setFlat(state.startsWith(kFlatState));
    m_layout->restore(state);
}

void FleetPanel::setTheme(const theme::Theme &theme)
{
    m_delegate->setTheme(theme);
    m_tree->setTheme(theme);
    setIcons(theme);
}

void FleetPanel::setSnapshot(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot)
{
    changeRows([&] { m_model.setSnapshot(snapshot); });
}

template<typename Change>
void FleetPanel::changeRows(const Change &change)
{
    takeChosen();
    const std::size_t shown = m_model.shownNodeCount();
    {
        // Rows that go take their selection with them, which is nobody's choice.
        const QScopedValueRollback guard(m_syncing, true);
        change();
    }
    if (m_isFiltered && m_model.shownNodeCount() > shown) {
        selectRows(); // one of those that came may be selected
    }
    updateSummary();
}

void FleetPanel::updateSummary()
{
    const std::size_t known = m_model.knownNodeCount();
    QString text = m_model.shownNodeCount() == known || m_model.waitingCount() > 0
                       ? tr("%1 nodes").arg(bridge::grouped(known))
                       : tr("%1 of %2 nodes").arg(bridge::grouped(m_model.shownNodeCount()), bridge::grouped(known));
    if (m_model.waitingCount() > 0) {
        text = tr("%1 changes wait for the pointer to leave").arg(bridge::grouped(m_model.waitingCount()));
    }
    m_summary->setText(text);
}

void FleetPanel::setFilter(FleetModel::Shows shows)
{
    takeChosen();
    m_isFiltered = shows != nullptr;
    m_model.setFilter(std::move(shows));
    updateSummary();
}

void FleetPanel::refilter()
{
    changeRows([&] { m_model.refilter(); });
}

void FleetPanel::rememberExpanded()
{
    if (m_treeIsFiltered || m_treeIsFlat) {
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
    m_treeIsFlat = isFlat();
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
        QMetaObject::invokeMethod(this, &FleetPanel::takeChosen, Qt::QueuedConnection);
    }
}

void FleetPanel::takeChosen()
{
    if (!m_takeScheduled) {
        return; // taken before, since the rows were about to change
    }
    m_takeScheduled = false;
    const QScopedValueRollback guard(m_syncing, true);
    std::vector<NodeId> nodes;
    const QModelIndexList rows = m_tree->selectionModel()->selectedRows(FleetModel::NodeColumn);
    for (const QModelIndex &row : rows) {
        const std::vector<NodeId> below = m_model.nodesUnder(row);
        nodes.insert(nodes.end(), below.begin(), below.end());
    }
    const fleet::NodeRecord current = m_model.nodeAt(m_tree->currentIndex());
    const bool isCurrentSelected = current && m_tree->selectionModel()->isSelected(m_tree->currentIndex());
    m_selection.select(nodes, isCurrentSelected ? current->id() : NodeId());
}

QItemSelection FleetPanel::selectedRows() const
{
    // One range for neighbours: the cost of a selection grows with the square of its ranges.
    std::map<QModelIndex, std::vector<QModelIndex>> byParent;
    for (const NodeId &node : m_selection.nodes()) {
        const QModelIndex index = m_model.indexOf(node);
        if (index.isValid()) {
            byParent[index.parent()].push_back(index);
        }
    }
    QItemSelection rows;
    for (auto &[parent, indexes] : byParent) {
        std::sort(indexes.begin(), indexes.end());
        for (std::size_t first = 0; first < indexes.size();) {
            std::size_t last = first;
            while (last + 1 < indexes.size() && indexes[last + 1].row() == indexes[last].row() + 1) {
                ++last;
            }
            rows.select(indexes[first], indexes[last].siblingAtColumn(FleetModel::ColumnCount - 1));
            first = last + 1;
        }
    }
    return rows;
}

void FleetPanel::showSelection()
{
    if (m_syncing) {
        return;
    }
    selectRows();
    if (const QModelIndex current = m_model.indexOf(m_selection.current()); current.isValid()) {
        m_tree->scrollTo(current, QAbstractItemView::EnsureVisible);
    }
}

void FleetPanel::selectRows()
{
    const QScopedValueRollback guard(m_syncing, true);
    const QItemSelection rows = selectedRows();
    QItemSelectionModel *model = m_tree->selectionModel();
    if (const QModelIndex current = m_model.indexOf(m_selection.current()); current.isValid()) {
        model->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    }
    model->select(rows, QItemSelectionModel::ClearAndSelect);
}

} // namespace iso::panels
