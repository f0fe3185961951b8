#pragma once

#include "ui/panels/fleet_export.h"

#include <QObject>

class QWidget;

namespace iso::panels
{
class FleetPanel;
}

namespace iso::shell
{

class Actions;

/// The fleet table's actions: flat or grouped, columns, copying and saving rows. GUI thread.
class TableFlow final : public QObject
{
    Q_OBJECT
public:
    /// All outlive the flow.
    TableFlow(panels::FleetPanel &fleet, const Actions &actions, QWidget &window);

    /// Asks where to save the rows that are shown.
    void askAndSave();
    [[nodiscard]] panels::FleetExport &exporter() { return m_export; }

private:
    void sayFailure(const QString &file, const QString &why);

    panels::FleetPanel &m_fleet;
    QWidget &m_window;
    panels::FleetExport m_export;
};

} // namespace iso::shell
