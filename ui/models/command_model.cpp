#include "ui/models/command_model.h"

#include <algorithm>

namespace iso::models
{

using commands::CommandRecord;
using commands::CommandRecordPtr;
using commands::CommandState;

CommandModel::CommandModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void CommandModel::setCommands(const std::shared_ptr<const commands::CommandList> &list)
{
    const std::vector<CommandRecordPtr> &next = list->commands;
    // The list changes in three ways: new ones in front, old ones leave at the end, steps in between.
    const auto sameCommand = [](const CommandRecordPtr &a, const CommandRecordPtr &b) { return a->id == b->id; };
    std::size_t added = 0;
    while (added < next.size() && (m_rows.empty() || !sameCommand(next[added], m_rows.front()))) {
        ++added;
    }
    const std::size_t kept = std::min(m_rows.size(), next.size() - added);
    const bool isShift =
        added < next.size() && std::equal(m_rows.begin(), m_rows.begin() + static_cast<std::ptrdiff_t>(kept),
                                          next.begin() + static_cast<std::ptrdiff_t>(added), sameCommand);
    if (!isShift || next.size() - added != kept) {
        beginResetModel();
        m_rows = next;
        endResetModel();
        return;
    }
    if (kept < m_rows.size()) {
        beginRemoveRows({}, static_cast<int>(kept), static_cast<int>(m_rows.size()) - 1);
        m_rows.resize(kept);
        endRemoveRows();
    }
    if (added > 0) {
        beginInsertRows({}, 0, static_cast<int>(added) - 1);
        m_rows.insert(m_rows.begin(), next.begin(), next.begin() + static_cast<std::ptrdiff_t>(added));
        endInsertRows();
    }
    int first = -1;
    int last = -1;
    for (std::size_t i = added; i < next.size(); ++i) {
        if (m_rows[i] != next[i]) {
            m_rows[i] = next[i];
            first = first < 0 ? static_cast<int>(i) : first;
            last = static_cast<int>(i);
        }
    }
    if (first >= 0) {
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
    }
}

CommandRecordPtr CommandModel::commandAt(const QModelIndex &index) const
{
    return index.isValid() ? m_rows[static_cast<std::size_t>(index.row())] : nullptr;
}

int runningCount(const commands::CommandList &list)
{
    return static_cast<int>(
        std::count_if(list.commands.begin(), list.commands.end(), [](const CommandRecordPtr &record) {
            return !isFinalState(record->state()) && record->state() != CommandState::Unknown;
        }));
}

int CommandModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CommandModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CommandModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const CommandRecord &record = *m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return cellText(record, index.column());
    case Qt::ToolTipRole:
        if (index.column() == TimeColumn) {
            return bridge::dateAndTime(record.createdAt);
        }
        return index.column() == MessageColumn ? commandMessage(record) : QString();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    case CommandIdRole:
        return bridge::toQString(iso::toText(record.id));
    case NodeIdRole:
        return bridge::toQString(record.node.text());
    case ToneRole:
        return static_cast<int>(commandTone(record.state()));
    case PercentRole: {
        const auto percent = record.steps.back().percent;
        return record.state() == CommandState::Running && percent ? QVariant(static_cast<int>(*percent)) : QVariant();
    }
    case FinalRole:
        return isFinalState(record.state());
    case StateRole:
        return static_cast<int>(record.state());
    default:
        return {};
    }
}

QVariant CommandModel::headerData(int section, Qt::Orientation orientation, int role) const
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
    case TimeColumn:
        return tr("Time (UTC)");
    case NodeColumn:
        return tr("Node");
    case CommandColumn:
        return tr("Command");
    case StateColumn:
        return tr("State");
    case MessageColumn:
        return tr("Message");
    case IssuerColumn:
        return tr("Issued by");
    default:
        return {};
    }
}

QString CommandModel::cellText(const CommandRecord &record, int column) const
{
    switch (column) {
    case TimeColumn:
        return bridge::timeOfDay(record.createdAt);
    case NodeColumn:
        return bridge::toQString(record.node.text());
    case CommandColumn:
        return commandLine(record);
    case StateColumn:
        return bridge::stateText(record.state());
    case MessageColumn:
        return commandMessage(record);
    case IssuerColumn:
        return bridge::toQString(record.issuer);
    default:
        return {};
    }
}

QString commandLine(const CommandRecord &record)
{
    QString line = bridge::toQString(record.name);
    for (const wire::Argument &argument : record.arguments) {
        line +=
            QLatin1Char(' ') + bridge::toQString(argument.name) + QLatin1Char('=') + bridge::toQString(argument.value);
    }
    return line;
}

QString commandMessage(const CommandRecord &record)
{
    const commands::CommandStep &step = record.steps.back();
    const QString message = bridge::toQString(step.message);
    if (record.state() != CommandState::Running || !step.percent) {
        return message;
    }
    const QString percent = CommandModel::tr("%1 %").arg(*step.percent);
    return message.isEmpty() ? percent : CommandModel::tr("%1: %2").arg(percent, message);
}

QString stepTime(HubTime time)
{
    const std::string text = toRfc3339(time); // "2026-03-14T09:26:53.589Z"
    return time.isValid() ? bridge::toQString(std::string_view(text).substr(11, 12)) : QString();
}

bridge::Tone commandTone(CommandState state)
{
    switch (state) {
    case CommandState::Failed:
        return bridge::Tone::Bad;
    case CommandState::Rejected:
    case CommandState::Expired:
    case CommandState::Unknown:
        return bridge::Tone::Over;
    case CommandState::Verified:
        return bridge::Tone::Ok;
    case CommandState::Created:
    case CommandState::Approved:
    case CommandState::Sent:
    case CommandState::Received:
    case CommandState::Accepted:
    case CommandState::Running:
    case CommandState::Cancelled:
        break;
    }
    return bridge::Tone::None;
}

bool isFinalState(CommandState state)
{
    return state == CommandState::Rejected || state == CommandState::Verified || state == CommandState::Failed ||
           state == CommandState::Cancelled || state == CommandState::Expired;
}

bool matchesWords(const CommandRecord &record, const QString &words)
{
    const QStringList wanted = words.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (wanted.isEmpty()) {
        return true;
    }
    const QString text = QStringList{bridge::toQString(record.node.text()), commandLine(record),
                                     bridge::stateText(record.state()),     commandMessage(record),
                                     bridge::toQString(record.issuer),      bridge::toQString(record.reason)}
                             .join(QLatin1Char('\n'));
    return std::all_of(wanted.begin(), wanted.end(),
                       [&text](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace iso::models
