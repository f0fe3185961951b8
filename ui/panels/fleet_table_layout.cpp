#include "ui/panels/fleet_table_layout.h"

#include <QActionGroup>
#include <QHeaderView>
#include <QMenu>
#include <QScopedValueRollback>
#include <algorithm>

namespace iso::panels
{

using models::FleetColumn;
using models::FleetColumnInfo;
using models::NodeColumn;

namespace
{

constexpr int kMinWidth = 40;
constexpr int kMaxWidth = 1000;
const QByteArray kDescending = QByteArrayLiteral("desc");
const QByteArray kAscending = QByteArrayLiteral("asc");

using Widths = std::vector<std::pair<FleetColumn, int>>;

Widths firstColumns()
{
    Widths columns;
    for (const FleetColumnInfo &column : models::fleetColumns()) {
        if (column.isShownAtFirst) {
            columns.emplace_back(column.column,
                                 column.column == NodeColumn ? FleetTableLayout::kMinNameWidth : column.width);
        }
    }
    return columns;
}

/// A count stands beside the name of its group; a column for it would take the room of others.
bool canBeShown(const FleetColumnInfo &column)
{
    return column.column != models::CountColumn;
}

} // namespace

FleetTableLayout::FleetTableLayout(FleetTree &tree, QObject *parent)
    : QObject(parent)
    , m_tree(tree)
{
    QHeaderView *header = m_tree.header();
    header->setSectionsMovable(true);
    header->setFirstSectionMovable(false); // names stay where the eye looks for them
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setMinimumSectionSize(kMinWidth);
    connect(header, &QHeaderView::sectionResized, this,
            [this](int section, int /*before*/, int width) { takeWidth(section, width); });
    connect(header, &QHeaderView::sectionMoved, this, &FleetTableLayout::changed);
    connect(&m_tree, &FleetTree::resized, this, &FleetTableLayout::fitName);
    showColumns(firstColumns());
}

void FleetTableLayout::takeWidth(int section, int width)
{
    if (m_fitting) {
        return;
    }
    if (section == NodeColumn) {
        m_nameWidth = std::max(width, kMinNameWidth);
    }
    fitName();
}

void FleetTableLayout::fitName()
{
    const QScopedValueRollback guard(m_fitting, true);
    QHeaderView *header = m_tree.header();
    const int others = header->length() - header->sectionSize(NodeColumn);
    header->resizeSection(NodeColumn, std::max(m_nameWidth, m_tree.viewport()->width() - others));
}

void FleetTableLayout::setShown(FleetColumn column, bool shown)
{
    if (column == NodeColumn || !canBeShown(models::infoOf(column)) || isShown(column) == shown) {
        return;
    }
    m_tree.setColumnHidden(column, !shown);
    if (shown) {
        placeAfterItsLike(column);
    }
    if (shown && m_tree.columnWidth(column) < kMinWidth) {
        m_tree.setColumnWidth(column, models::infoOf(column).width);
    }
    fitName();
    Q_EMIT changed();
}

void FleetTableLayout::placeAfterItsLike(FleetColumn column)
{
    QHeaderView *header = m_tree.header();
    int before = column - 1;
    while (before > NodeColumn && header->isSectionHidden(before)) {
        --before;
    }
    const int from = header->visualIndex(column);
    const int after = header->visualIndex(before);
    header->moveSection(from, from < after ? after : after + 1);
}

bool FleetTableLayout::isShown(FleetColumn column) const
{
    return !m_tree.isColumnHidden(column);
}

std::vector<FleetColumn> FleetTableLayout::shownColumns() const
{
    std::vector<FleetColumn> shown;
    const QHeaderView *header = m_tree.header();
    for (int place = 0; place < header->count(); ++place) {
        const int column = header->logicalIndex(place);
        if (!header->isSectionHidden(column)) {
            shown.push_back(static_cast<FleetColumn>(column));
        }
    }
    return shown;
}

void FleetTableLayout::reset()
{
    m_nameWidth = kMinNameWidth;
    showColumns(firstColumns());
    m_tree.sortByColumn(NodeColumn, Qt::AscendingOrder);
}

void FleetTableLayout::showColumns(const Widths &columns)
{
    {
        const QScopedValueRollback guard(m_fitting, true);
        QHeaderView *header = m_tree.header();
        for (const FleetColumnInfo &column : models::fleetColumns()) {
            header->moveSection(header->visualIndex(column.column), column.column);
            m_tree.setColumnHidden(column.column, column.column != NodeColumn);
            m_tree.setColumnWidth(column.column, column.width);
        }
        int place = 1;
        for (const auto &[column, width] : columns) {
            if (column == NodeColumn) {
                m_nameWidth = width;
                continue;
            }
            header->moveSection(header->visualIndex(column), place++);
            m_tree.setColumnHidden(column, false);
            m_tree.setColumnWidth(column, width);
        }
    }
    fitName();
    Q_EMIT changed();
}

void FleetTableLayout::fillMenu(QMenu &menu)
{
    QMenu *order = menu.addMenu(tr("&Order by"));
    auto *orders = new QActionGroup(order);
    const QHeaderView *header = m_tree.header();
    for (const FleetColumnInfo &column : models::fleetColumns()) {
        if (!canBeShown(column)) {
            continue;
        }
        QAction *entry = orders->addAction(order->addAction(titleOf(column)));
        entry->setCheckable(true);
        entry->setChecked(header->sortIndicatorSection() == column.column);
        entry->setToolTip(tipOf(column));
        connect(entry, &QAction::triggered, this,
                [this, at = column.column] { m_tree.sortByColumn(at, m_tree.header()->sortIndicatorOrder()); });
    }
    order->addSeparator();
    QAction *descending = order->addAction(tr("&Highest first"));
    descending->setCheckable(true);
    descending->setChecked(header->sortIndicatorOrder() == Qt::DescendingOrder);
    connect(descending, &QAction::triggered, this, [this](bool on) {
        m_tree.sortByColumn(m_tree.header()->sortIndicatorSection(), on ? Qt::DescendingOrder : Qt::AscendingOrder);
    });
    menu.addSeparator();
    for (const FleetColumnInfo &column : models::fleetColumns()) {
        if (column.column == NodeColumn || !canBeShown(column)) {
            continue;
        }
        QAction *entry = menu.addAction(titleOf(column));
        entry->setCheckable(true);
        entry->setChecked(isShown(column.column));
        entry->setToolTip(tipOf(column));
        connect(entry, &QAction::triggered, this, [this, at = column.column](bool on) { setShown(at, on); });
    }
    menu.addSeparator();
    connect(menu.addAction(tr("&Reset columns")), &QAction::triggered, this, &FleetTableLayout::reset);
    menu.setToolTipsVisible(true);
}

// "order ttft.p95 desc\ncolumns node:180 ttft.p95:58 load:46"
QByteArray FleetTableLayout::save() const
{
    const QHeaderView *header = m_tree.header();
    const auto sorted = static_cast<FleetColumn>(header->sortIndicatorSection());
    QByteArray state = "order " + QByteArray(models::infoOf(sorted).id) + ' ' +
                       (header->sortIndicatorOrder() == Qt::DescendingOrder ? kDescending : kAscending) + "\ncolumns";
    for (const FleetColumn column : shownColumns()) {
        const int width = column == NodeColumn ? m_nameWidth : header->sectionSize(column);
        state += ' ' + QByteArray(models::infoOf(column).id) + ':' + QByteArray::number(width);
    }
    return state;
}

void FleetTableLayout::restore(const QByteArray &state)
{
    for (const QByteArray &line : state.split('\n')) {
        const QList<QByteArray> words = line.split(' ');
        if (words.value(0) == "order") {
            if (const auto column = models::fleetColumnById(QString::fromLatin1(words.value(1)))) {
                m_tree.sortByColumn(*column, words.value(2) == kDescending ? Qt::DescendingOrder : Qt::AscendingOrder);
            }
        } else if (words.value(0) == "columns") {
            Widths columns;
            for (const QByteArray &word : words.mid(1)) {
                const auto column = models::fleetColumnById(QString::fromLatin1(word.left(word.indexOf(':'))));
                const int width = word.mid(word.indexOf(':') + 1).toInt();
                const bool isNew = std::none_of(columns.begin(), columns.end(),
                                                [&column](const auto &other) { return other.first == column; });
                if (column && canBeShown(models::infoOf(*column)) && isNew && width > 0) {
                    columns.emplace_back(*column, std::clamp(width, kMinWidth, kMaxWidth));
                }
            }
            if (!columns.empty()) {
                showColumns(columns);
            }
        }
    }
}

} // namespace iso::panels
