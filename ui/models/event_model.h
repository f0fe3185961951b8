#pragma once

#include "core/events/event.h"

#include <QAbstractTableModel>
#include <deque>

namespace iso::models
{

/// Events, newest first, filtered by kind and words. While it is frozen, new ones wait. GUI thread.
class EventModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { TimeColumn = 0, KindColumn, NodeColumn, TextColumn, ColumnCount };
    enum Role {
        KindRole = Qt::UserRole, ///< int of events::EventKind
        SeverityRole,            ///< int: 1 to 3 of a problem, otherwise 0
    };

    /// What is shown together: a person thinks of commands, not of "sent" and "ended".
    enum Group { All = 0, Births, Links, Commands, Keys, Problems, Notes, GroupCount };
    [[nodiscard]] static QString groupText(Group group);

    explicit EventModel(QObject *parent = nullptr);

    void setEvents(const events::EventListPtr &list);
    void setGroup(Group group);
    /// Every word has to be in the node's name or the text.
    void setWords(const QString &words);
    void setFrozen(bool frozen);
    /// New events that match and wait.
    [[nodiscard]] std::size_t waitingCount() const { return m_waiting; }

    [[nodiscard]] events::EventPtr eventAt(const QModelIndex &index) const;
    /// What is shown, with a header, as RFC 4180 writes it; times in UTC.
    [[nodiscard]] QString csv(const QModelIndexList &rows = {}) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void refresh(bool fromScratch);
    [[nodiscard]] bool matches(const events::Event &event) const;
    [[nodiscard]] static QString cellText(const events::Event &event, int column);

    events::EventListPtr m_list;
    std::deque<events::EventPtr> m_rows;
    Group m_group = All;
    QStringList m_words;
    bool m_isFrozen = false;
    std::size_t m_waiting = 0;
};

/// "link lost", "command", ... for people.
QString kindText(events::EventKind kind);

} // namespace iso::models
