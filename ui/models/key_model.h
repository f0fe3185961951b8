#pragma once

#include "core/enrolment/key_record.h"
#include "ui/bridge/value_text.h"

#include <QAbstractTableModel>
#include <QFont>
#include <memory>
#include <vector>

namespace iso::models
{

using KeyRecordPtr = std::shared_ptr<const enrolment::KeyRecord>;

/// The keys that knocked or were decided: those that wait for a decision first. While the order is frozen a key keeps
/// its row, also when it was decided meanwhile or is gone, and new ones come in at the end. GUI thread.
class KeyModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        StateColumn = 0,
        FingerprintColumn,
        KindColumn,
        SpeaksForColumn,
        AddressColumn,
        FirstSeenColumn,
        LastSeenColumn,
        DecidedByColumn,
        NoteColumn,
        ColumnCount
    };
    enum Role {
        StateRole = Qt::UserRole, ///< int of enrolment::KeyState
        AbsentRole,               ///< bool: the text is no value
    };

    explicit KeyModel(QObject *parent = nullptr);

    void setKeys(const enrolment::KeyListPtr &keys);
    /// For ages. Cheap to call at every frame: nothing happens within the same second.
    void setNow(HubTime now);
    void setOrderFrozen(bool frozen);
    [[nodiscard]] int pendingCount() const;

    /// Null for an invalid index.
    [[nodiscard]] KeyRecordPtr keyAt(const QModelIndex &index) const;
    /// Invalid when the key has no row.
    [[nodiscard]] QModelIndex indexOf(const PublicKey &key) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Asked for by the user, so it happens at once, frozen or not.
    void sort(int column, Qt::SortOrder order) override;

private:
    void updateRows();
    void addRows();
    void order();
    [[nodiscard]] bool isBefore(const KeyRecordPtr &a, const KeyRecordPtr &b) const;
    [[nodiscard]] bridge::ValueText cellText(const enrolment::KeyRecord &key, int column) const;
    [[nodiscard]] QString tipFor(const enrolment::KeyRecord &key, int column) const;
    [[nodiscard]] bridge::ValueText ageText(HubTime seen) const;

    enrolment::KeyListPtr m_list;
    std::vector<KeyRecordPtr> m_rows;
    HubTime m_now;
    bool m_isFrozen = false;
    int m_sortColumn = StateColumn;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    QFont m_fingerprintFont;
};

} // namespace iso::models
