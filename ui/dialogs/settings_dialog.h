#pragma once

#include <QDialog>
#include <vector>

class QCheckBox;
class QComboBox;

namespace iso::dialogs
{

/// One setting of the workspace as it is in effect.
struct SettingRow {
    QString name;  ///< as in isochrone.toml: "objectives.ttft_p95_ms"
    QString value; ///< "300 ms"
    QString what;  ///< what it does, one sentence
};

/// Where the workspace is and what it is set to.
struct WorkspaceFacts {
    QString folder;
    QString configurationFile;
    bool hasConfigurationFile = false;
    std::vector<SettingRow> settings;
};

/// What can be chosen for this console. Takes effect at once.
struct ConsoleChoices {
    bool isDark = true;
    bool notifies = true;          ///< a notification for a new problem of the highest severity
    bool hasNotifications = false; ///< the desktop has a tray
};

/// Settings: appearance and notifications of this console, and what its workspace is set to. GUI thread.
class SettingsDialog final : public QDialog
{
    Q_OBJECT
public:
    SettingsDialog(const WorkspaceFacts &workspace, const ConsoleChoices &choices, QWidget *parent = nullptr);

Q_SIGNALS:
    void darkChosen(bool dark);
    void notificationsChosen(bool notifies);
    void layoutResetRequested();

private:
    QWidget *makeConsolePart(const ConsoleChoices &choices);
    QWidget *makeWorkspacePart(const WorkspaceFacts &workspace);
};

} // namespace iso::dialogs
