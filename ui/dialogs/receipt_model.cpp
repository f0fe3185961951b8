#include "ui/dialogs/receipt_model.h"

#include "core/base/check.h"
#include "ui/bridge/value_text.h"
#include "ui/models/command_model.h"

#include <algorithm>

namespace iso::dialogs
{

using commands::CommandState;
using models::CommandModel;

namespace
{

QString timeOf(const commands::CommandRecord &record, CommandState state)
{
    const auto step = std::find_if(record.steps.begin(), record.steps.end(),
                                   [state](const commands::CommandStep &s) { return s.state == state; });
    return step == record.steps.end() ? QString() : models::stepTime(step->at);
}

} // namespace

ReceiptModel::ReceiptModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void ReceiptModel::setCommands(const std::vector<NodeId> &nodes, const std::vector<CommandId> &ids)
{
    ISO_CHECK(nodes.size() == ids.size());
    beginResetModel();
    m_rows.clear();
    m_rowOf.clear();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        m_rows.push_back({nodes[i], nullptr});
        m_rowOf.emplace(ids[i], static_cast<int>(i));
    }
    endResetModel();
}

void ReceiptModel::update(const commands::CommandList &list)
{
    int first = -1;
    int last = -1;
    for (const commands::CommandRecordPtr &record : list.commands) {
        const auto found = m_rowOf.find(record->id);
        if (found == m_rowOf.end() || m_rows[static_cast<std::size_t>(found->second)].record == record) {
            continue;
        }
        m_rows[static_cast<std::size_t>(found->second)].record = record;
        first = first < 0 ? found->second : std::min(first, found->second);
        last = std::max(last, found->second);
    }
    if (first >= 0) {
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
    }
}

ReceiptModel::Counts ReceiptModel::counts() const
{
    Counts counts;
    counts.total = m_rows.size();
    for (const Row &row : m_rows) {
        if (!row.record) {
            continue;
        }
        const CommandState state = row.record->state();
        if (state == CommandState::Verified) {
            ++counts.verified;
        } else if (state == CommandState::Unknown) {
            ++counts.unknown;
        } else if (models::isFinalState(state)) {
            ++counts.refused;
        }
    }
    return counts;
}

std::vector<NodeId> ReceiptModel::notDone() const
{
    std::vector<NodeId> nodes;
    for (const Row &row : m_rows) {
        if (row.record && models::isFinalState(row.record->state()) && row.record->state() != CommandState::Verified) {
            nodes.push_back(row.node);
        }
    }
    return nodes;
}

bool ReceiptModel::isSettled() const
{
    const Counts now = counts();
    return now.verified + now.refused == now.total;
}

commands::CommandRecordPtr ReceiptModel::recordAt(int row) const
{
    return m_rows.at(static_cast<std::size_t>(row)).record;
}

int ReceiptModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ReceiptModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ReceiptModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole) {
        return cellText(row, index.column());
    }
    if (!row.record) {
        return {};
    }
    switch (role) {
    case Qt::ToolTipRole:
        return index.column() == MessageColumn ? models::commandMessage(*row.record) : QString();
    case CommandModel::StateRole:
        return static_cast<int>(row.record->state());
    case CommandModel::PercentRole: {
        const auto percent = row.record->steps.back().percent;
        const bool running = row.record->state() == CommandState::Running;
        return running && percent ? QVariant(static_cast<int>(*percent)) : QVariant();
    }
    default:
        return {};
    }
}

QString ReceiptModel::cellText(const Row &row, int column)
{
    if (column == NodeColumn) {
        return bridge::toQString(row.node.text());
    }
    if (!row.record) {
        return column == StateColumn ? tr("being written down") : QString();
    }
    const commands::CommandRecord &record = *row.record;
    switch (column) {
    case StateColumn:
        return bridge::stateText(record.state());
    case MessageColumn:
        return models::commandMessage(record);
    case SentColumn:
        return timeOf(record, CommandState::Sent);
    case ReceivedColumn:
        return timeOf(record, CommandState::Received);
    case AcceptedColumn:
        return timeOf(record, CommandState::Accepted);
    case EndColumn:
        return models::isFinalState(record.state()) || record.state() == CommandState::Unknown
                   ? models::stepTime(record.steps.back().at)
                   : QString();
    default:
        return {};
    }
}

QVariant ReceiptModel::headerData(int section, Qt::Orientation orientation, int role) const
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
    case NodeColumn:
        return tr("Node");
    case StateColumn:
        return tr("State");
    case MessageColumn:
        return tr("Message");
    case SentColumn:
        return tr("Sent");
    case ReceivedColumn:
        return tr("Received");
    case AcceptedColumn:
        return tr("Accepted");
    case EndColumn:
        return tr("Ended");
    default:
        return {};
    }
}

} // namespace iso::dialogs
