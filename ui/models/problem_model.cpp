#include "ui/models/problem_model.h"

#include "ui/bridge/value_text.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace iso::models
{

using bridge::toQString;
using problems::Problem;
using problems::ProblemPtr;

namespace
{

/// As ProblemList is sorted.
bool isBefore(const Problem &a, const Problem &b)
{
    return std::tie(a.severity, b.since, a.id) < std::tie(b.severity, a.since, b.id);
}

} // namespace

ProblemModel::ProblemModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_list(std::make_shared<const problems::ProblemList>())
{
}

ProblemModel::~ProblemModel() = default;

void ProblemModel::setProblems(const problems::ProblemListPtr &list)
{
    m_list = list;
    updateRows();
    addRows();
    if (!m_isFrozen) {
        order();
    }
}

void ProblemModel::setOrderFrozen(bool frozen)
{
    if (frozen == m_isFrozen) {
        return;
    }
    m_isFrozen = frozen;
    if (!frozen) {
        setProblems(m_list);
    }
}

void ProblemModel::updateRows()
{
    std::unordered_map<std::string_view, ProblemPtr> newest;
    for (const ProblemPtr &problem : m_list->problems) {
        newest.emplace(problem->id, problem);
    }
    for (int row = rowCount() - 1; row >= 0; --row) {
        Row &shown = *m_rows[static_cast<std::size_t>(row)];
        const auto found = newest.find(shown.problem->id);
        const bool isSame = found != newest.end() && found->second == shown.problem && !shown.hasEnded;
        if (found == newest.end() && !m_isFrozen) {
            beginRemoveRows({}, row, row);
            m_rows.erase(m_rows.begin() + row);
            endRemoveRows();
            continue;
        }
        shown.hasEnded = found == newest.end();
        if (found != newest.end()) {
            shown.problem = found->second;
        }
        if (!m_isFrozen) {
            updateNodes(row);
        }
        if (!isSame) {
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
    }
}

void ProblemModel::updateNodes(int row)
{
    Row &shown = *m_rows[static_cast<std::size_t>(row)];
    if (shown.nodes == shown.problem->nodes) {
        return;
    }
    const QModelIndex parent = index(row, 0);
    if (!shown.nodes.empty()) {
        beginRemoveRows(parent, 0, static_cast<int>(shown.nodes.size()) - 1);
        shown.nodes.clear();
        endRemoveRows();
    }
    if (!shown.problem->nodes.empty()) {
        beginInsertRows(parent, 0, static_cast<int>(shown.problem->nodes.size()) - 1);
        shown.nodes = shown.problem->nodes;
        endInsertRows();
    }
}

void ProblemModel::addRows()
{
    std::unordered_set<std::string_view> shown;
    for (const auto &row : m_rows) {
        shown.insert(row->problem->id);
    }
    Rows added;
    for (const ProblemPtr &problem : m_list->problems) {
        if (!shown.contains(problem->id)) {
            added.push_back(std::make_unique<Row>(Row{problem, problem->nodes, false}));
        }
    }
    if (!added.empty()) {
        beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(added.size()) - 1);
        std::move(added.begin(), added.end(), std::back_inserter(m_rows));
        endInsertRows();
    }
}

void ProblemModel::order()
{
    const auto before = [](const auto &a, const auto &b) { return isBefore(*a->problem, *b->problem); };
    if (std::is_sorted(m_rows.begin(), m_rows.end(), before)) {
        return;
    }
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    // Indexes of nodes point at their row, which keeps its address: only those of problems move.
    const QModelIndexList from = persistentIndexList();
    std::vector<const Row *> meant;
    for (const QModelIndex &index : from) {
        const bool isProblem = index.internalPointer() == nullptr;
        meant.push_back(isProblem ? m_rows[static_cast<std::size_t>(index.row())].get() : nullptr);
    }
    std::stable_sort(m_rows.begin(), m_rows.end(), before);
    QModelIndexList to;
    for (qsizetype i = 0; i < from.size(); ++i) {
        const Row *row = meant[static_cast<std::size_t>(i)];
        to.push_back(row == nullptr ? from[i] : index(rowOf(row), from[i].column()));
    }
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

int ProblemModel::rowOf(const Row *row) const
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [row](const auto &other) { return other.get() == row; });
    return static_cast<int>(found - m_rows.begin());
}

QModelIndex ProblemModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return parent.isValid() ? createIndex(row, column, m_rows[static_cast<std::size_t>(parent.row())].get())
                            : createIndex(row, column);
}

QModelIndex ProblemModel::parent(const QModelIndex &index) const
{
    const auto *row = static_cast<const Row *>(index.internalPointer());
    return index.isValid() && row != nullptr ? createIndex(rowOf(row), 0) : QModelIndex();
}

int ProblemModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid()) {
        return static_cast<int>(m_rows.size());
    }
    const bool isProblem = parent.internalPointer() == nullptr && parent.column() == 0;
    return isProblem ? static_cast<int>(m_rows[static_cast<std::size_t>(parent.row())]->nodes.size()) : 0;
}

int ProblemModel::columnCount(const QModelIndex & /*parent*/) const
{
    return ColumnCount;
}

ProblemPtr ProblemModel::problemAt(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return nullptr;
    }
    const auto *row = static_cast<const Row *>(index.internalPointer());
    return row != nullptr ? row->problem : m_rows[static_cast<std::size_t>(index.row())]->problem;
}

std::vector<NodeId> ProblemModel::nodesAt(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return {};
    }
    const auto *row = static_cast<const Row *>(index.internalPointer());
    return row != nullptr ? std::vector{row->nodes[static_cast<std::size_t>(index.row())]}
                          : m_rows[static_cast<std::size_t>(index.row())]->problem->nodes;
}

bool ProblemModel::hasEnded(const QModelIndex &index) const
{
    const QModelIndex row = index.parent().isValid() ? index.parent() : index;
    return row.isValid() && m_rows[static_cast<std::size_t>(row.row())]->hasEnded;
}

QModelIndex ProblemModel::indexOf(const std::string &problem) const
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const auto &row) { return row->problem->id == problem; });
    return found == m_rows.end() ? QModelIndex() : index(static_cast<int>(found - m_rows.begin()), 0);
}

QString ProblemModel::cellText(const Row &row, int column)
{
    const Problem &problem = *row.problem;
    switch (column) {
    case SinceColumn:
        return bridge::timeOfDay(problem.since);
    case WhereColumn:
        return toQString(problem.where);
    case TextColumn:
        return toQString(problem.text);
    case AdviceColumn:
        return tr("%1. %2", "the consequence, what to do")
            .arg(toQString(problem.consequence), toQString(problem.advice));
    case StateColumn:
        if (row.hasEnded) {
            return tr("ended");
        }
        return problem.acknowledgement ? tr("ack %1", "acknowledged by").arg(toQString(problem.acknowledgement->by))
                                       : tr("unack", "not acknowledged");
    case ActionColumn:
        return row.hasEnded || problem.acknowledgement ? QString() : tr("Acknowledge");
    default:
        return {};
    }
}

QString ProblemModel::tipFor(const Row &row, int column)
{
    const Problem &problem = *row.problem;
    switch (column) {
    case SeverityColumn:
        return problem.severity == 1   ? tr("Severity 1: act now")
               : problem.severity == 2 ? tr("Severity 2: act today")
                                       : tr("Severity 3: look at it when there is time");
    case ActionColumn:
        return cellText(row, column).isEmpty() ? QString()
                                               : tr("Say that you have seen it, with a note for the ledger");
    case SinceColumn:
        return tr("Since %1").arg(bridge::dateAndTime(problem.since));
    case StateColumn:
        if (row.hasEnded) {
            return tr("It is over; the row goes when the pointer leaves the list");
        }
        return problem.acknowledgement
                   ? tr("%1, %2: %3")
                         .arg(toQString(problem.acknowledgement->by), bridge::dateAndTime(problem.acknowledgement->at),
                              problem.acknowledgement->note.empty() ? tr("no note")
                                                                    : toQString(problem.acknowledgement->note))
                   : tr("Nobody has acknowledged it");
    default:
        return cellText(row, column);
    }
}

QVariant ProblemModel::problemData(const Row &row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return cellText(row, column);
    case Qt::ToolTipRole:
        return tipFor(row, column);
    case Qt::AccessibleTextRole:
        return column == SeverityColumn ? QVariant(tipFor(row, column)) : QVariant();
    case Qt::FontRole:
        return column == WhereColumn ? QVariant(theme::font(theme::FontRole::Strong)) : QVariant();
    case SeverityRole:
        return row.problem->severity;
    case EndedRole:
        return row.hasEnded;
    case SeenRole:
        return row.problem->acknowledgement.has_value();
    default:
        return {};
    }
}

QVariant ProblemModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    }
    const auto *parent = static_cast<const Row *>(index.internalPointer());
    if (parent == nullptr) {
        return problemData(*m_rows[static_cast<std::size_t>(index.row())], index.column(), role);
    }
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == WhereColumn ? toQString(parent->nodes[static_cast<std::size_t>(index.row())].text())
                                             : QString();
    case SeverityRole:
        return 0;
    case EndedRole:
        return parent->hasEnded;
    default:
        return {};
    }
}

QVariant ProblemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case SinceColumn:
        return tr("Since");
    case WhereColumn:
        return tr("Where");
    case TextColumn:
        return tr("Problem");
    case AdviceColumn:
        return tr("Consequence and what to do");
    case StateColumn:
        return tr("State");
    default:
        return {};
    }
}

} // namespace iso::models
