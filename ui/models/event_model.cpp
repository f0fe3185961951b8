#include "ui/models/event_model.h"

#include "ui/bridge/value_text.h"

#include <QCoreApplication>
#include <algorithm>

namespace iso::models
{

using bridge::toQString;
using events::Event;
using events::EventKind;
using events::EventPtr;

namespace
{

EventModel::Group groupOf(EventKind kind)
{
    switch (kind) {
    case EventKind::Joined:
    case EventKind::Restarted:
    case EventKind::Changed:
        return EventModel::Births;
    case EventKind::Link:
    case EventKind::Service:
    case EventKind::Hub:
        return EventModel::Links;
    case EventKind::CommandSent:
    case EventKind::CommandEnded:
        return EventModel::Commands;
    case EventKind::Key:
        return EventModel::Keys;
    case EventKind::Note:
        return EventModel::Notes;
    case EventKind::ProblemBegan:
    case EventKind::ProblemEnded:
    case EventKind::Acknowledged:
        return EventModel::Problems;
    }
    return EventModel::All;
}

QString quoted(QString text)
{
    return QLatin1Char('"') + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
}

} // namespace

QString kindText(EventKind kind)
{
    switch (kind) {
    case EventKind::Joined:
        return EventModel::tr("joined");
    case EventKind::Restarted:
        return EventModel::tr("restarted");
    case EventKind::Changed:
        return EventModel::tr("changed");
    case EventKind::Link:
        return EventModel::tr("link");
    case EventKind::Service:
        return EventModel::tr("service");
    case EventKind::CommandSent:
        return EventModel::tr("command sent");
    case EventKind::CommandEnded:
        return EventModel::tr("command ended");
    case EventKind::Key:
        return EventModel::tr("key");
    case EventKind::ProblemBegan:
        return EventModel::tr("problem");
    case EventKind::ProblemEnded:
        return EventModel::tr("problem over");
    case EventKind::Acknowledged:
        return EventModel::tr("acknowledged");
    case EventKind::Hub:
        return EventModel::tr("hub");
    case EventKind::Note:
        return EventModel::tr("note");
    }
    return {};
}

QString EventModel::groupText(Group group)
{
    switch (group) {
    case All:
        return tr("All events");
    case Births:
        return tr("Births and changes");
    case Links:
        return tr("Links and services");
    case Commands:
        return tr("Commands");
    case Keys:
        return tr("Keys");
    case Problems:
        return tr("Problems");
    case Notes:
        return tr("Shift notes");
    case GroupCount:
        break;
    }
    return {};
}

EventModel::EventModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_list(std::make_shared<const events::EventList>())
{
}

bool EventModel::matches(const Event &event) const
{
    if (m_group != All && groupOf(event.kind) != m_group) {
        return false;
    }
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString &word) {
        return toQString(event.node.text()).contains(word, Qt::CaseInsensitive) ||
               toQString(event.text).contains(word, Qt::CaseInsensitive);
    });
}

void EventModel::setEvents(const events::EventListPtr &list)
{
    m_list = list;
    refresh(false);
}

void EventModel::setGroup(Group group)
{
    m_group = group;
    refresh(true);
}

void EventModel::setWords(const QString &words)
{
    m_words = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    refresh(true);
}

void EventModel::setFrozen(bool frozen)
{
    m_isFrozen = frozen;
    refresh(false);
}

void EventModel::refresh(bool fromScratch)
{
    std::deque<EventPtr> next;
    for (const EventPtr &event : m_list->events) {
        if (matches(*event)) {
            next.push_back(event);
        }
    }
    // The list only grows in front and ends earlier, so what is new stands before the first that is shown.
    const auto known = m_rows.empty() ? next.end() : std::find(next.begin(), next.end(), m_rows.front());
    const auto added = static_cast<std::size_t>(known - next.begin());
    if (fromScratch || m_rows.empty() || known == next.end()) {
        if (m_isFrozen && !fromScratch && !m_rows.empty()) {
            m_waiting = next.size();
            return;
        }
        beginResetModel();
        m_rows = std::move(next);
        m_waiting = 0;
        endResetModel();
        return;
    }
    if (m_isFrozen) {
        m_waiting = added;
        return;
    }
    m_waiting = 0;
    if (added > 0) {
        beginInsertRows({}, 0, static_cast<int>(added) - 1);
        m_rows.insert(m_rows.begin(), next.begin(), known);
        endInsertRows();
    }
    if (m_rows.size() > next.size()) {
        beginRemoveRows({}, static_cast<int>(next.size()), static_cast<int>(m_rows.size()) - 1);
        m_rows.resize(next.size());
        endRemoveRows();
    }
}

EventPtr EventModel::eventAt(const QModelIndex &index) const
{
    return index.isValid() ? m_rows[static_cast<std::size_t>(index.row())] : nullptr;
}

QString EventModel::csv(const QModelIndexList &rows) const
{
    std::vector<EventPtr> chosen;
    for (const QModelIndex &row : rows) {
        chosen.push_back(eventAt(row));
    }
    if (rows.isEmpty()) {
        chosen.assign(m_rows.begin(), m_rows.end());
    }
    QStringList lines = {QStringLiteral("time,kind,severity,node,subject,text")};
    for (const EventPtr &event : chosen) {
        lines << QStringList{toQString(toRfc3339(event->at)),
                             toQString(events::toText(event->kind)),
                             event->severity == 0 ? QString() : QString::number(event->severity),
                             toQString(event->node.text()),
                             quoted(toQString(event->subject)),
                             quoted(toQString(event->text))}
                     .join(QLatin1Char(','));
    }
    return lines.join(QStringLiteral("\r\n")) + QStringLiteral("\r\n");
}

int EventModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int EventModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString EventModel::cellText(const Event &event, int column)
{
    switch (column) {
    case TimeColumn:
        return bridge::timeOfDay(event.at);
    case KindColumn:
        return kindText(event.kind);
    case NodeColumn:
        return toQString(event.node.text());
    case TextColumn:
        return toQString(event.text);
    default:
        return {};
    }
}

QVariant EventModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Event &event = *m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return cellText(event, index.column());
    case Qt::ToolTipRole:
        return index.column() == TimeColumn ? bridge::dateAndTime(event.at) : cellText(event, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    case KindRole:
        return static_cast<int>(event.kind);
    case SeverityRole:
        return event.severity;
    default:
        return {};
    }
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const
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
        return tr("Time");
    case KindColumn:
        return tr("Kind");
    case NodeColumn:
        return tr("Node");
    case TextColumn:
        return tr("What happened");
    default:
        return {};
    }
}

} // namespace iso::models
