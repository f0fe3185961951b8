#include "ui/models/key_model.h"

#include "ui/bridge/enrolment_text.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace iso::models
{

using bridge::toQString;
using bridge::ValueText;
using enrolment::KeyRecord;
using enrolment::KeyState;

namespace
{

/// Pending first, then as the states are numbered; the newest first within a state.
bool isBeforeByState(const KeyRecord &a, const KeyRecord &b)
{
    const auto when = [](const KeyRecord &key) { return key.decidedAt.isValid() ? key.decidedAt : key.firstSeen; };
    return std::tuple(a.state, when(b), a.key) < std::tuple(b.state, when(a), b.key);
}

std::int64_t wholeSeconds(HubTime time)
{
    return time.isValid() ? time.toNanoseconds() / 1'000'000'000 : -1;
}

} // namespace

KeyModel::KeyModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_list(std::make_shared<enrolment::KeyList>())
    , m_fingerprintFont(theme::font(theme::FontRole::Code))
{
}

void KeyModel::setKeys(const enrolment::KeyListPtr &keys)
{
    m_list = keys;
    updateRows();
    addRows();
    if (!m_isFrozen) {
        order();
    }
}

void KeyModel::setOrderFrozen(bool frozen)
{
    if (frozen == m_isFrozen) {
        return;
    }
    m_isFrozen = frozen;
    if (!frozen) {
        setKeys(m_list);
    }
}

void KeyModel::updateRows()
{
    std::unordered_map<PublicKey, KeyRecordPtr> newest;
    for (const KeyRecord &key : m_list->keys) {
        newest.emplace(key.key, KeyRecordPtr(m_list, &key)); // shares the list instead of copying out of it
    }
    for (std::size_t row = m_rows.size(); row-- > 0;) {
        if (const auto found = newest.find(m_rows[row]->key); found != newest.end()) {
            m_rows[row] = found->second;
        } else if (!m_isFrozen) {
            beginRemoveRows({}, static_cast<int>(row), static_cast<int>(row));
            m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(row));
            endRemoveRows();
        }
    }
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void KeyModel::addRows()
{
    std::unordered_set<PublicKey> shown;
    for (const KeyRecordPtr &row : m_rows) {
        shown.insert(row->key);
    }
    std::vector<KeyRecordPtr> added;
    for (const KeyRecord &key : m_list->keys) {
        if (!shown.contains(key.key)) {
            added.emplace_back(m_list, &key);
        }
    }
    if (!added.empty()) {
        beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(added.size()) - 1);
        m_rows.insert(m_rows.end(), added.begin(), added.end());
        endInsertRows();
    }
}

void KeyModel::order()
{
    const auto before = [this](const KeyRecordPtr &a, const KeyRecordPtr &b) { return isBefore(a, b); };
    if (std::is_sorted(m_rows.begin(), m_rows.end(), before)) {
        return;
    }
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList from = persistentIndexList();
    std::vector<KeyRecordPtr> meant;
    for (const QModelIndex &index : from) {
        meant.push_back(keyAt(index));
    }
    std::stable_sort(m_rows.begin(), m_rows.end(), before);
    std::unordered_map<const KeyRecord *, int> rowOf;
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        rowOf.emplace(m_rows[row].get(), static_cast<int>(row));
    }
    QModelIndexList to;
    for (qsizetype i = 0; i < from.size(); ++i) {
        to.push_back(index(rowOf.at(meant[static_cast<std::size_t>(i)].get()), from[i].column()));
    }
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

bool KeyModel::isBefore(const KeyRecordPtr &a, const KeyRecordPtr &b) const
{
    const KeyRecord &first = m_sortOrder == Qt::AscendingOrder ? *a : *b;
    const KeyRecord &second = m_sortOrder == Qt::AscendingOrder ? *b : *a;
    switch (m_sortColumn) {
    case StateColumn:
        return isBeforeByState(first, second);
    case FirstSeenColumn: // the column shows ages: the youngest first
        return std::tuple(second.firstSeen, first.key) < std::tuple(first.firstSeen, second.key);
    case LastSeenColumn:
        return std::tuple(second.lastSeen, first.key) < std::tuple(first.lastSeen, second.key);
    default: {
        const QString left = cellText(first, m_sortColumn).text;
        const QString right = cellText(second, m_sortColumn).text;
        return std::tie(left, first.key) < std::tie(right, second.key);
    }
    }
}

void KeyModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column < 0 ? StateColumn : column;
    m_sortOrder = column < 0 ? Qt::AscendingOrder : order;
    this->order();
}

void KeyModel::setNow(HubTime now)
{
    const bool isSameSecond = wholeSeconds(now) == wholeSeconds(m_now);
    m_now = now;
    if (!isSameSecond && !m_rows.empty()) {
        Q_EMIT dataChanged(index(0, FirstSeenColumn), index(rowCount() - 1, LastSeenColumn));
    }
}

int KeyModel::pendingCount() const
{
    return static_cast<int>(std::count_if(m_list->keys.begin(), m_list->keys.end(),
                                          [](const KeyRecord &key) { return key.state == KeyState::Pending; }));
}

KeyRecordPtr KeyModel::keyAt(const QModelIndex &index) const
{
    return index.isValid() ? m_rows[static_cast<std::size_t>(index.row())] : nullptr;
}

QModelIndex KeyModel::indexOf(const PublicKey &key) const
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&key](const KeyRecordPtr &row) { return row->key == key; });
    return found == m_rows.end() ? QModelIndex() : index(static_cast<int>(found - m_rows.begin()), 0);
}

int KeyModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int KeyModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

ValueText KeyModel::ageText(HubTime seen) const
{
    return seen.isValid() ? ValueText::of(bridge::ago(m_now - seen))
                          : ValueText::absent(tr("not seen since the console was started"));
}

ValueText KeyModel::cellText(const KeyRecord &key, int column) const
{
    const auto textOr = [](const std::string &text, const QString &reason) {
        return text.empty() ? ValueText::absent(reason) : ValueText::of(toQString(text));
    };
    switch (column) {
    case StateColumn:
        return ValueText::of(bridge::stateText(key.state));
    case FingerprintColumn:
        return ValueText::of(toQString(key.fingerprint));
    case KindColumn:
        return key.state == KeyState::Pending || key.state == KeyState::Rejected
                   ? ValueText::absent(tr("decided with the approval"))
                   : ValueText::of(bridge::kindText(key.kind));
    case SpeaksForColumn:
        return bridge::speaksForText(key);
    case AddressColumn:
        return textOr(key.address, tr("not seen since the console was started"));
    case FirstSeenColumn:
        return ageText(key.firstSeen);
    case LastSeenColumn:
        return ageText(key.lastSeen);
    case DecidedByColumn:
        return textOr(key.decidedBy, tr("nobody has decided"));
    case NoteColumn:
        return ValueText::of(toQString(key.note));
    default:
        return {};
    }
}

QString KeyModel::tipFor(const KeyRecord &key, int column) const
{
    switch (column) {
    case FingerprintColumn:
        return tr("Key %1").arg(toQString(key.key.text()));
    case AddressColumn:
        return key.attempts == 0 ? QString() : tr("%1 attempts to connect").arg(bridge::grouped(key.attempts));
    case FirstSeenColumn:
        return key.firstSeen.isValid() ? bridge::dateAndTime(key.firstSeen) : ageText(key.firstSeen).reason;
    case LastSeenColumn:
        return key.lastSeen.isValid() ? bridge::dateAndTime(key.lastSeen) : ageText(key.lastSeen).reason;
    case DecidedByColumn:
        return key.decidedAt.isValid() ? bridge::dateAndTime(key.decidedAt) : cellText(key, column).reason;
    case NoteColumn:
        return toQString(key.note);
    default:
        return cellText(key, column).reason;
    }
}

QVariant KeyModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const KeyRecord &key = *m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return cellText(key, index.column()).text;
    case Qt::ToolTipRole:
        return tipFor(key, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    case Qt::FontRole:
        return index.column() == FingerprintColumn ? QVariant(m_fingerprintFont) : QVariant();
    case StateRole:
        return static_cast<int>(key.state);
    case AbsentRole:
        return !cellText(key, index.column()).isValue;
    default:
        return {};
    }
}

QVariant KeyModel::headerData(int section, Qt::Orientation orientation, int role) const
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
    case StateColumn:
        return tr("State");
    case FingerprintColumn:
        return tr("Fingerprint");
    case KindColumn:
        return tr("Kind");
    case SpeaksForColumn:
        return tr("Speaks for");
    case AddressColumn:
        return tr("Address");
    case FirstSeenColumn:
        return tr("First seen");
    case LastSeenColumn:
        return tr("Last seen");
    case DecidedByColumn:
        return tr("Decided by");
    case NoteColumn:
        return tr("Note");
    default:
        return {};
    }
}

} // namespace iso::models
