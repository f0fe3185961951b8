#include "ui/dialogs/settings_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QFormLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace iso::dialogs
{

SettingsDialog::SettingsDialog(const WorkspaceFacts &workspace, const ConsoleChoices &choices, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Settings"));
    auto *close = new QPushButton(tr("Close"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto *footer = new QHBoxLayout;
    footer->addStretch(1);
    footer->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(12);
    column->addWidget(makeConsolePart(choices));
    column->addWidget(makeWorkspacePart(workspace), 1);
    column->addLayout(footer);
    resize(760, 560);
}

QWidget *SettingsDialog::makeConsolePart(const ConsoleChoices &choices)
{
    auto *group = new QGroupBox(tr("This console"), this);
    auto *theme = new QComboBox(group);
    theme->setObjectName(QStringLiteral("theme"));
    theme->setAccessibleName(tr("Colours"));
    theme->addItems({tr("Dark"), tr("Light")});
    theme->setCurrentIndex(choices.isDark ? 0 : 1);
    connect(theme, &QComboBox::currentIndexChanged, this, [this](int index) { Q_EMIT darkChosen(index == 0); });

    auto *notify = new QCheckBox(tr("Notify of a new problem of severity 1"), group);
    notify->setObjectName(QStringLiteral("notifications"));
    notify->setChecked(choices.notifies);
    notify->setEnabled(choices.hasNotifications);
    notify->setToolTip(choices.hasNotifications ? tr("A message of the desktop, at most one a minute")
                                                : tr("This desktop has no tray for notifications"));
    connect(notify, &QCheckBox::toggled, this, &SettingsDialog::notificationsChosen);

    auto *reset = new QPushButton(tr("Reset the layout"), group);
    reset->setObjectName(QStringLiteral("resetLayout"));
    reset->setAutoDefault(false);
    reset->setToolTip(tr("Panels, columns and sizes as in a new workspace"));
    connect(reset, &QPushButton::clicked, this, &SettingsDialog::layoutResetRequested);

    auto *form = new QFormLayout(group);
    form->setHorizontalSpacing(12);
    form->addRow(tr("Colours"), theme);
    form->addRow(tr("Notifications"), notify);
    form->addRow(tr("Window"), reset);
    return group;
}

QWidget *SettingsDialog::makeWorkspacePart(const WorkspaceFacts &workspace)
{
    auto *group = new QGroupBox(tr("This workspace"), this);
    auto *where = new QLabel(
        workspace.hasConfigurationFile
            ? tr("Set in %1. Changes take effect when the console starts again.").arg(workspace.configurationFile)
            : tr("No %1: everything has its default. What can stand in it is listed here.")
                  .arg(workspace.configurationFile),
        group);
    where->setWordWrap(true);
    where->setTextInteractionFlags(Qt::TextSelectableByMouse);
    where->setProperty("role", QStringLiteral("muted"));
    auto *openFolder = new QPushButton(tr("Open the folder"), group);
    openFolder->setAutoDefault(false);
    connect(openFolder, &QPushButton::clicked, this,
            [folder = workspace.folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });

    auto *table = new QTableWidget(static_cast<int>(workspace.settings.size()), 3, group);
    table->setObjectName(QStringLiteral("settings"));
    table->setAccessibleName(tr("Settings of the workspace"));
    table->setHorizontalHeaderLabels({tr("Setting"), tr("Value"), tr("What it does")});
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(26);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    for (int row = 0; row < table->rowCount(); ++row) {
        const SettingRow &setting = workspace.settings[static_cast<std::size_t>(row)];
        const std::initializer_list<QString> texts{setting.name, setting.value, setting.what};
        int columnIndex = 0;
        for (const QString &text : texts) {
            auto *item = new QTableWidgetItem(text);
            item->setToolTip(text);
            table->setItem(row, columnIndex++, item);
        }
    }
    table->resizeColumnsToContents();
    table->horizontalHeader()->setSectionResizeMode(2, QHeaderView::Stretch);

    auto *row = new QHBoxLayout;
    row->addWidget(where, 1);
    row->addWidget(openFolder);
    auto *column = new QVBoxLayout(group);
    column->addLayout(row);
    column->addWidget(table, 1);
    return group;
}

} // namespace iso::dialogs
