#include "ui/dialogs/command_dialog.h"

#include "core/commands/arguments.h"
#include "ui/bridge/value_text.h"
#include "ui/dialogs/consequence_view.h"
#include "ui/dialogs/hold_button.h"
#include "ui/dialogs/parameter_form.h"
#include "ui/dialogs/receipt_view.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

namespace iso::dialogs
{

namespace
{

using bridge::toQString;

/// What the button will do, in words: "Drain 3 nodes".
QString sendText(const wire::CommandDescriptor &command, const QString &targets)
{
    struct Verb {
        std::string_view name;
        const char *text;
    };
    static constexpr std::array kVerbs = {
        Verb{"drain", QT_TRANSLATE_NOOP("iso::dialogs::CommandDialog", "Drain %1")},
        Verb{"resume", QT_TRANSLATE_NOOP("iso::dialogs::CommandDialog", "Resume %1")},
        Verb{"status", QT_TRANSLATE_NOOP("iso::dialogs::CommandDialog", "Check %1")},
        Verb{"probe", QT_TRANSLATE_NOOP("iso::dialogs::CommandDialog", "Probe from %1")},
        Verb{"set-interval", QT_TRANSLATE_NOOP("iso::dialogs::CommandDialog", "Set interval of %1")},
        Verb{"cancel", QT_TRANSLATE_NOOP("iso::dialogs::CommandDialog", "Cancel on %1")},
    };
    const auto verb =
        std::find_if(kVerbs.begin(), kVerbs.end(), [&command](const Verb &v) { return v.name == command.name; });
    if (verb != kVerbs.end()) {
        return CommandDialog::tr(verb->text).arg(targets);
    }
    return CommandDialog::tr("%1 on %2").arg(toQString(command.title), targets);
}

bool needsHold(wire::HazardClass hazard)
{
    return hazard == wire::HazardClass::Disruptive || hazard == wire::HazardClass::Dangerous;
}

void setRole(QWidget *widget, const char *role)
{
    widget->setProperty("role", QLatin1String(role));
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

QLabel *caption(const QString &text, QWidget *buddy, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("role", QStringLiteral("muted"));
    label->setBuddy(buddy);
    return label;
}

} // namespace

CommandDialog::CommandDialog(CommandDraft draft, CommandSubmitter submit, const Clock &clock, const theme::Theme &theme,
                             QWidget *parent)
    : QDialog(parent)
    , m_targets(std::move(draft.targets), draft.fleet)
    , m_catalogue(commonCatalogue(m_targets.nodes()))
    , m_issuer(std::move(draft.issuer))
    , m_submit(std::move(submit))
    , m_describedAt(draft.fleet->takenAt)
    , m_pages(new QStackedWidget(this))
{
    setWindowTitle(tr("Command to %1").arg(m_targets.text()));
    m_receipts = new ReceiptView(theme, this);
    m_pages->addWidget(makeForm());
    m_pages->addWidget(m_receipts);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 12);
    layout->setSpacing(12);
    layout->addWidget(m_pages, 1);
    layout->addWidget(makeFooter(clock));

    connect(m_form, &ParameterForm::changed, this, &CommandDialog::updateSendButton);
    connect(m_chooser, &QComboBox::currentIndexChanged, this, &CommandDialog::chooseCommand);
    connect(m_send, &HoldButton::confirmed, this, &CommandDialog::send);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    setReachLost(draft.reachLost);
    fillChooser(draft.command);
    for (const wire::Argument &argument : draft.arguments) {
        m_form->setValue(argument.name, toQString(argument.value));
    }
    constexpr int kWidth = 680;
    resize(kWidth, std::max(layout->sizeHint().height(), layout->heightForWidth(kWidth)));
}

QWidget *CommandDialog::makeForm()
{
    auto *page = new QWidget(this);
    m_chooser = new QComboBox(page);
    m_chooser->setAccessibleName(tr("Command"));
    m_description = new QLabel(page);
    m_description->setWordWrap(true);
    m_description->setProperty("role", QStringLiteral("muted"));
    m_form = new ParameterForm(page);
    m_consequence = new ConsequenceView(page);
    m_reason = new QLineEdit(page);
    m_reason->setPlaceholderText(tr("why; stands in the ledger beside the command"));
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setMaxLength(200);

    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(0, 110);
    grid->setColumnStretch(1, 1);
    grid->addWidget(caption(tr("&Command"), m_chooser, page), 0, 0);
    grid->addWidget(m_chooser, 0, 1);
    grid->addWidget(m_description, 1, 1);

    auto *reason = new QGridLayout;
    reason->setHorizontalSpacing(12);
    reason->setColumnMinimumWidth(0, 110);
    reason->setColumnStretch(1, 1);
    reason->addWidget(caption(tr("&Reason"), m_reason, page), 0, 0);
    reason->addWidget(m_reason, 0, 1);

    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addLayout(grid);
    layout->addWidget(m_form);
    layout->addLayout(reason);
    layout->addWidget(m_consequence);
    layout->addStretch(1);
    return page;
}

QWidget *CommandDialog::makeFooter(const Clock &clock)
{
    auto *footer = new QWidget(this);
    m_hint = new QLabel(footer);
    m_hint->setWordWrap(true);
    m_retry = new QPushButton(footer);
    m_retry->setObjectName(QStringLiteral("retry"));
    m_retry->setAutoDefault(false);
    m_retry->hide();
    connect(m_retry, &QPushButton::clicked, this, &CommandDialog::retry);
    m_close = new QPushButton(tr("Cancel"), footer);
    m_close->setAutoDefault(false);
    m_send = new HoldButton(clock, footer);
    m_send->setObjectName(QStringLiteral("send"));
    auto *layout = new QHBoxLayout(footer);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_hint, 1);
    layout->addWidget(m_retry);
    layout->addWidget(m_close);
    layout->addWidget(m_send);
    return footer;
}

void CommandDialog::fillChooser(const std::string &first)
{
    for (const wire::CommandDescriptor &command : m_catalogue.commands) {
        m_chooser->addItem(toQString(command.title.empty() ? command.name : command.title));
    }
    if (m_catalogue.leftOut > 0) {
        m_chooser->setToolTip(tr("%1 commands that only some of these nodes understand are left out.")
                                  .arg(bridge::grouped(m_catalogue.leftOut)));
    }
    const auto chosen =
        std::find_if(m_catalogue.commands.begin(), m_catalogue.commands.end(),
                     [&first](const wire::CommandDescriptor &command) { return command.name == first; });
    if (chosen != m_catalogue.commands.end()) {
        m_chooser->setCurrentIndex(static_cast<int>(chosen - m_catalogue.commands.begin()));
    }
    chooseCommand(m_chooser->currentIndex());
}

const wire::CommandDescriptor *CommandDialog::current() const
{
    const int index = m_chooser->currentIndex();
    return index < 0 ? nullptr : &m_catalogue.commands[static_cast<std::size_t>(index)];
}

void CommandDialog::chooseCommand(int)
{
    const wire::CommandDescriptor *command = current();
    if (command == nullptr) {
        m_description->setText(m_targets.ids().size() == 1
                                   ? tr("This node takes no commands.")
                                   : tr("There is no command that all of these nodes understand."));
        m_form->setParameters({});
        m_consequence->hide();
        updateSendButton();
        return;
    }
    QString text = toQString(command->description);
    if (!command->verification.empty()) {
        text += QLatin1Char('\n') + tr("Done when: %1.").arg(toQString(command->verification));
    }
    m_description->setText(text);
    m_form->setParameters(command->parameters);
    m_form->setVisible(!command->parameters.empty());
    m_send->setHoldNeeded(needsHold(command->hazard));
    setRole(m_send, needsHold(command->hazard) ? "danger" : "primary");
    describe();
    updateSendButton();
}

void CommandDialog::describe()
{
    if (const wire::CommandDescriptor *command = current()) {
        m_consequence->describe(m_targets, *command);
    }
}

void CommandDialog::updateSendButton()
{
    const wire::CommandDescriptor *command = current();
    m_send->setEnabled(command != nullptr && m_form->isValid());
    m_send->setVisible(command != nullptr);
    if (command == nullptr) {
        return;
    }
    m_send->setText(sendText(*command, m_targets.text()));
    m_send->setToolTip(m_send->isHoldNeeded() ? tr("Press and hold for one second; letting go takes it back")
                                              : QString());
    m_send->setAccessibleDescription(m_send->toolTip());
    QString hint;
    if (!m_form->isValid()) {
        hint = tr("Fill in what is needed first.");
    } else if (m_send->isHoldNeeded()) {
        hint = tr("Hold the button, Space or Enter for one second.");
    }
    setRole(m_hint, "muted");
    m_hint->setText(hint);
}

void CommandDialog::setSnapshot(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot)
{
    // Figures of thousands of nodes need not be added up at every frame.
    if (m_isSent || snapshot->takenAt - m_describedAt < std::chrono::seconds(1)) {
        return;
    }
    m_describedAt = snapshot->takenAt;
    m_targets.refresh(snapshot);
    describe();
}

void CommandDialog::setCommands(const std::shared_ptr<const commands::CommandList> &list)
{
    if (m_isSent) {
        m_receipts->update(*list);
        updateRetry();
    }
}

void CommandDialog::send()
{
    const wire::CommandDescriptor *command = current();
    if (command == nullptr || m_isSent || !m_form->isValid()) {
        return;
    }
    commands::CommandRequest request;
    request.targets = m_targets.ids();
    request.name = command->name;
    request.arguments = m_form->arguments();
    request.issuer = m_issuer;
    request.reason = m_reason->text().trimmed().toStdString();
    const Result<std::vector<CommandId>> ids = m_submit(request);
    if (!ids) {
        setRole(m_hint, "error");
        m_hint->setText(tr("Not sent: %1").arg(toQString(ids.error().message)));
        return;
    }
    m_isSent = true;
    m_receipts->setCommands(request.targets, *ids);
    m_pages->setCurrentWidget(m_receipts);
    setWindowTitle(m_send->text());
    m_send->hide();
    setRole(m_hint, "muted");
    m_hint->setText(tr("Closing this window changes nothing: the commands go on, and are listed under Commands."));
    m_close->setText(tr("Close"));
    m_close->setFocus();
    constexpr QSize kReceiptsSize(860, 340);
    resize(size().expandedTo(kReceiptsSize));
    Q_EMIT sent(*ids);
}

void CommandDialog::setReachLost(const QString &text)
{
    m_consequence->setReachLost(text);
}

void CommandDialog::updateRetry()
{
    const wire::CommandDescriptor *command = current();
    const std::size_t notDone = m_receipts->model().notDone().size();
    const bool isOffered = command != nullptr && command->idempotent && m_receipts->model().isSettled() && notDone > 0;
    m_retry->setText(tr("Retry failed only (%1)…").arg(bridge::grouped(notDone)));
    m_retry->setVisible(isOffered);
}

void CommandDialog::retry()
{
    Q_EMIT retryRequested(toQString(current()->name), m_receipts->model().notDone(), m_form->arguments());
}

} // namespace iso::dialogs
