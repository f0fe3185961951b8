#include "ui/panels/fleet_export.h"

#include "ui/models/fleet_csv.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSaveFile>

namespace iso::panels
{

FleetExport::FleetExport(QObject *parent)
    : QObject(parent)
{
    m_thread.setMaxThreadCount(1);
}

FleetExport::~FleetExport()
{
    m_thread.waitForDone(); // what was promised is written
}

void FleetExport::copy(FleetExtract extract)
{
    m_thread.start([this, extract = std::move(extract)] {
        const QString csv = QString::fromUtf8(models::fleetCsv(*extract.snapshot, extract.nodes, extract.columns));
        const int nodes = static_cast<int>(extract.nodes.size());
        QMetaObject::invokeMethod(this, [this, csv, nodes] {
            QGuiApplication::clipboard()->setText(csv);
            Q_EMIT copied(nodes);
        });
    });
}

void FleetExport::save(FleetExtract extract, const QString &file)
{
    m_thread.start([this, extract = std::move(extract), file] {
        const QByteArray csv = models::fleetCsv(*extract.snapshot, extract.nodes, extract.columns);
        const int nodes = static_cast<int>(extract.nodes.size());
        QSaveFile out(file);
        const bool isWritten = out.open(QIODevice::WriteOnly) && out.write(csv) == csv.size() && out.commit();
        const QString why = isWritten ? QString() : out.errorString();
        QMetaObject::invokeMethod(this, [this, file, nodes, why] {
            if (why.isEmpty()) {
                Q_EMIT saved(file, nodes);
            } else {
                Q_EMIT failed(file, why);
            }
        });
    });
}

} // namespace iso::panels
