#include "ui/dialogs/note_dialog.h"
#include "ui/shell/actions.h"
#include "ui/shell/help_texts.h"
#include "ui/shell/help_window.h"
#include "ui/shell/main_window.h"

#include <QAction>
#include <QMessageBox>
#include <QSystemTrayIcon>

namespace iso::shell
{

void MainWindow::showAbout()
{
    QMessageBox::about(this, tr("About Isochrone"), aboutText(m_version));
}

void MainWindow::writeNote()
{
    auto *dialog = new dialogs::NoteDialog(
        [this](const std::string &text, QObject *receiver, std::function<void(const Status &)> done) {
            m_bridge.writeNote({m_issuer, text}, receiver, std::move(done));
        },
        this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::showHelp(const QString &topic)
{
    if (m_help == nullptr) {
        m_help = new HelpWindow(this, shortcutsTable(actions()));
        m_help->setTheme(m_theme);
    }
    m_help->showTopic(topic);
}

void MainWindow::showSettings()
{
    dialogs::SettingsDialog dialog(m_workspace,
                                   {m_theme.kind == theme::ThemeKind::Dark, m_actions->notifyProblems->isChecked(),
                                    QSystemTrayIcon::isSystemTrayAvailable()},
                                   this);
    connect(&dialog, &dialogs::SettingsDialog::darkChosen, this, [this](bool dark) {
        if (m_actions->darkTheme->isChecked() != dark) {
            m_actions->darkTheme->trigger();
        }
    });
    connect(&dialog, &dialogs::SettingsDialog::notificationsChosen, m_actions->notifyProblems, &QAction::setChecked);
    connect(&dialog, &dialogs::SettingsDialog::layoutResetRequested, this, &MainWindow::resetLayout);
    dialog.exec();
}

void MainWindow::resetLayout()
{
    m_settings.forgetLayout();
    restoreLayout();
}

void MainWindow::showShortcuts()
{
    showHelp(QStringLiteral("keyboard"));
}

} // namespace iso::shell
