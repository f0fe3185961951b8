#include "ui/shell/table_flow.h"

#include "ui/panels/fleet_panel.h"
#include "ui/shell/actions.h"

#include <QAction>
#include <QFileDialog>
#include <QMessageBox>

namespace iso::shell
{

TableFlow::TableFlow(panels::FleetPanel &fleet, const Actions &actions, QWidget &window)
    : QObject(&window)
    , m_fleet(fleet)
    , m_window(window)
{
    connect(actions.flatFleet, &QAction::triggered, &fleet, [&fleet](bool flat) {
        fleet.show();
        fleet.setFlat(flat);
    });
    connect(&fleet, &panels::FleetPanel::flatChanged, actions.flatFleet, &QAction::setChecked);
    connect(actions.chooseColumns, &QAction::triggered, &fleet, &panels::FleetPanel::chooseColumns);
    connect(actions.copyRows, &QAction::triggered, this, [this] { m_export.copy(m_fleet.extractOfSelected()); });
    connect(actions.exportRows, &QAction::triggered, this, &TableFlow::askAndSave);
    connect(&fleet, &panels::FleetPanel::exportRequested, this, &TableFlow::askAndSave);
    connect(&m_export, &panels::FleetExport::failed, this, &TableFlow::sayFailure);
}

void TableFlow::askAndSave()
{
    // The rows are those of the moment of asking, however long the dialog stays open.
    const panels::FleetExtract extract = m_fleet.extractOfShown();
    auto *dialog = new QFileDialog(&m_window, tr("Save the shown nodes"), QString(), tr("CSV files (*.csv)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("fleet.csv"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, extract](const QString &file) { m_export.save(extract, file); });
    dialog->open();
}

void TableFlow::sayFailure(const QString &file, const QString &why)
{
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Not saved"),
                                tr("The nodes were not saved to %1: %2. Choose another place.").arg(file, why),
                                QMessageBox::Ok, &m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace iso::shell
