#pragma once

#include "core/enrolment/key_record.h"
#include "core/session/network_status.h"
#include "ui/models/key_model.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <array>

class QAction;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace iso::models
{
class KeyStateDelegate;
} // namespace iso::models

namespace iso::panels
{

class KeyDetails;

/// The keys that knocked or were decided, and what can be done about the chosen one. Rows never move under the pointer
/// or while the keyboard is in the list. GUI thread.
class KeysPanel final : public QWidget
{
    Q_OBJECT

public:
    using Action = enrolment::KeyDecision::Action;
    static constexpr std::array kActions = {Action::Approve, Action::Reject, Action::Rekey,
                                            Action::Revoke,  Action::Retire, Action::Move};

    explicit KeysPanel(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setKeys(const enrolment::KeyListPtr &keys);
    void setNetwork(const session::NetworkStatusPtr &network);
    void setNow(HubTime now);
    /// Nothing can be decided from here, and why; empty gives it back.
    void forbidDeciding(const QString &why);
    /// Puts the newest list on the screen, chooses the first key that waits, and gives the list the keyboard.
    void reviewPending();
    [[nodiscard]] int pendingCount() const { return m_model->pendingCount(); }
    /// What came of something that was asked for from here, such as why a key could not be rejected.
    void showProblem(const QString &text);

    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] QAction *action(Action action) const { return m_actions[static_cast<std::size_t>(action)]; }

Q_SIGNALS:
    /// Something is to be decided about a key.
    void decisionRequested(iso::enrolment::KeyDecision::Action action, const iso::models::KeyRecordPtr &key);
    /// Show whether nodes on other machines are accepted, and how they join.
    void networkRequested();
    void nodeActivated(const iso::NodeId &node);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeActions();
    void makeTable();
    QWidget *makeEmptyPage();
    QWidget *makeListPage();
    QWidget *makeFooter();
    QPushButton *makeNetworkButton(QWidget *parent);
    [[nodiscard]] models::KeyRecordPtr current() const;
    void activate(const QModelIndex &index);
    void openMenu(const QPoint &at);
    void showCurrent();
    void updateEmptyText();

    models::KeyModel *m_model;
    models::KeyStateDelegate *m_delegate;
    std::array<QAction *, kActions.size()> m_actions{}; ///< by Action
    QStackedWidget *m_pages;
    QTableView *m_table;
    QLabel *m_emptyText = nullptr;
    QLabel *m_network = nullptr;
    KeyDetails *m_details = nullptr;
    bool m_isHovered = false;
    HubTime m_now;
    std::vector<QPushButton *> m_networkButtons; ///< of the empty page and of the list
    QString m_whyNotDecided;                     ///< empty while keys can be decided
    std::uint64_t m_turnedAway = 0;
    session::NetworkStatusPtr m_status;
};

} // namespace iso::panels
