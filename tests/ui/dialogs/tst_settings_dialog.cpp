#include "ui/dialogs/settings_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace iso;
using dialogs::SettingsDialog;

class TestSettingsDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsChosenIsTold()
    {
        SettingsDialog dialog(facts(), {true, true, true});
        QSignalSpy dark(&dialog, &SettingsDialog::darkChosen);
        dialog.findChild<QComboBox *>(QStringLiteral("theme"))->setCurrentIndex(1);
        QCOMPARE(dark.count(), 1);
        QCOMPARE(dark[0][0].toBool(), false);
        QSignalSpy notify(&dialog, &SettingsDialog::notificationsChosen);
        dialog.findChild<QCheckBox *>(QStringLiteral("notifications"))->click();
        QCOMPARE(notify.count(), 1);
        QCOMPARE(notify[0][0].toBool(), false);
        QSignalSpy reset(&dialog, &SettingsDialog::layoutResetRequested);
        dialog.findChild<QPushButton *>(QStringLiteral("resetLayout"))->click();
        QCOMPARE(reset.count(), 1);
    }

    void withoutATrayNotificationsCannotBeChosen()
    {
        SettingsDialog dialog(facts(), {true, true, false});
        QVERIFY(!dialog.findChild<QCheckBox *>(QStringLiteral("notifications"))->isEnabled());
    }

    void workspaceSettingsAreListedAndCannotBeEdited()
    {
        SettingsDialog dialog(facts(), {});
        const auto *table = dialog.findChild<QTableWidget *>(QStringLiteral("settings"));
        QCOMPARE(table->rowCount(), 1);
        QCOMPARE(table->item(0, 0)->text(), QStringLiteral("objectives.ttft_p95_ms"));
        QCOMPARE(table->item(0, 1)->text(), QStringLiteral("300 ms"));
        QCOMPARE(table->editTriggers(), QAbstractItemView::NoEditTriggers);
    }

private:
    static dialogs::WorkspaceFacts facts()
    {
        return {
            QStringLiteral("/w"),
            QStringLiteral("/w/isochrone.toml"),
            true,
            {{QStringLiteral("objectives.ttft_p95_ms"), QStringLiteral("300 ms"), QStringLiteral("too slow above")}}};
    }
};

QTEST_MAIN(TestSettingsDialog)
#include "tst_settings_dialog.moc"
