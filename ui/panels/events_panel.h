#pragma once

#include "core/events/event.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace iso::models
{
class EventDelegate;
class EventModel;
} // namespace iso::models

namespace iso::panels
{

/// What happened, newest first. While the pointer is over the list, new events wait behind a button. GUI thread.
class EventsPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit EventsPanel(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setEvents(const events::EventListPtr &list);

    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] models::EventModel &model() const { return *m_model; }
    [[nodiscard]] QLineEdit *words() const { return m_words; }
    [[nodiscard]] QComboBox *group() const { return m_group; }
    /// Writes what is shown as CSV; false when the file cannot be written.
    [[nodiscard]] bool exportTo(const QString &file) const;

Q_SIGNALS:
    void nodeActivated(const iso::NodeId &node);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QWidget *makeBar();
    void makeTable();
    void copySelected() const;
    [[nodiscard]] bool takesCopyKey(QEvent *event) const;
    void askForFile();
    void showState();
    void openMenu(const QPoint &at);

    models::EventModel *m_model;
    models::EventDelegate *m_delegate;
    QTableView *m_table;
    QComboBox *m_group;
    QLineEdit *m_words;
    QPushButton *m_more;
    QLabel *m_empty;
    events::EventListPtr m_list;
};

} // namespace iso::panels
