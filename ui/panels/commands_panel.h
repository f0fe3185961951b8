#pragma once

#include "core/commands/command_record.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <memory>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace iso::models
{
class CommandModel;
class CommandStateDelegate;
} // namespace iso::models

namespace iso::panels
{

class CommandDetails;

/// The newest commands, newest first, and the life of the chosen one. Rows never move under the pointer: while it is
/// over the list, new commands wait behind a button. GUI thread.
class CommandsPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit CommandsPanel(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setCommands(const std::shared_ptr<const commands::CommandList> &list);

    /// Nothing can be cancelled from here, and why; empty gives it back.
    void forbidSending(const QString &why);

    [[nodiscard]] int runningCount() const;
    /// New commands that wait until the pointer leaves the list.
    [[nodiscard]] std::size_t waitingCount() const { return m_waiting; }
    [[nodiscard]] QLineEdit &searchLine() { return *m_search; }
    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] const CommandDetails &details() const { return *m_details; }

Q_SIGNALS:
    /// For the title of the tab.
    void runningCountChanged(int running);
    void nodeActivated(const iso::NodeId &node);
    void cancelRequested(const iso::commands::CommandRecordPtr &record);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeTable();
    void search();
    void apply(bool all);
    void showDetails();
    [[nodiscard]] std::size_t newInFront() const;

    std::shared_ptr<const commands::CommandList> m_all;
    std::shared_ptr<const commands::CommandList> m_list; ///< those that the search finds
    std::size_t m_waiting = 0;
    bool m_isHovered = false;
    int m_running = 0;
    models::CommandModel *m_model;
    models::CommandStateDelegate *m_delegate;
    QStackedWidget *m_pages;
    QLineEdit *m_search;
    QLabel *m_found;
    QTableView *m_table;
    QPushButton *m_more;
    CommandDetails *m_details;
};

} // namespace iso::panels
