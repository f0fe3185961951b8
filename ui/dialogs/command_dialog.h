#pragma once

#include "core/base/time.h"
#include "core/commands/command_record.h"
#include "ui/dialogs/command_targets.h"
#include "ui/dialogs/common_catalogue.h"
#include "ui/theme/theme.h"

#include <QDialog>
#include <functional>
#include <memory>
#include <string>
#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace iso::dialogs
{

class ConsequenceView;
class HoldButton;
class ParameterForm;
class ReceiptView;

/// Hands a request to the core: one id for each target, or an error.
using CommandSubmitter = std::function<Result<std::vector<CommandId>>(const commands::CommandRequest &)>;

/// What a command dialog starts with.
struct CommandDraft {
    std::vector<fleet::NodeRecord> targets;            ///< frozen from here on
    std::shared_ptr<const fleet::FleetSnapshot> fleet; ///< never null
    std::string command;                               ///< chosen first; empty: the first of the catalogue
    std::vector<wire::Argument> arguments;             ///< filled in beforehand
    std::string issuer;
    QString reachLost; ///< as setReachLost
};

/// Chooses a command for a frozen list of nodes, says what it will do, sends it once, and then follows the receipts. A
/// disruptive or dangerous one has to be held. GUI thread.
class CommandDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `clock` outlives the dialog.
    CommandDialog(CommandDraft draft, CommandSubmitter submit, const Clock &clock, const theme::Theme &theme,
                  QWidget *parent = nullptr);

    /// Renews the figures of the targets; never the list.
    void setSnapshot(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot);
    void setCommands(const std::shared_ptr<const commands::CommandList> &list);

    [[nodiscard]] const CommandTargets &targets() const { return m_targets; }
    /// What the fleet would no longer reach in time without the targets; shown for what takes them out of service. The
    /// window is sized for what the draft said: a text of no more lines moves nothing.
    void setReachLost(const QString &text);
    [[nodiscard]] bool isSent() const { return m_isSent; }

Q_SIGNALS:
    void sent(const std::vector<iso::CommandId> &ids);
    /// The same once more for the nodes where it did not work; only for a command that may be repeated.
    void retryRequested(const QString &command, const std::vector<iso::NodeId> &nodes,
                        const std::vector<iso::wire::Argument> &arguments);

private:
    QWidget *makeForm();
    QWidget *makeFooter(const Clock &clock);
    void fillChooser(const std::string &first);
    void chooseCommand(int index);
    void describe();
    void updateSendButton();
    void send();
    void updateRetry();
    void retry();
    [[nodiscard]] const wire::CommandDescriptor *current() const;

    CommandTargets m_targets;
    CommonCatalogue m_catalogue;
    std::string m_issuer;
    CommandSubmitter m_submit;
    bool m_isSent = false;
    HubTime m_describedAt;

    QStackedWidget *m_pages;
    QComboBox *m_chooser = nullptr;
    QLabel *m_description = nullptr;
    ParameterForm *m_form = nullptr;
    ConsequenceView *m_consequence = nullptr;
    QLineEdit *m_reason = nullptr;
    ReceiptView *m_receipts = nullptr;
    QLabel *m_hint = nullptr;
    QPushButton *m_retry = nullptr;
    QPushButton *m_close = nullptr;
    HoldButton *m_send = nullptr;
};

} // namespace iso::dialogs
