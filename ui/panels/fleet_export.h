#pragma once

#include "core/base/result.h"
#include "core/fleet/snapshot.h"
#include "ui/models/fleet_columns.h"

#include <QObject>
#include <QThreadPool>
#include <memory>
#include <vector>

namespace iso::panels
{

/// What is to be written: the nodes of one moment, which no later snapshot changes.
struct FleetExtract {
    std::shared_ptr<const fleet::FleetSnapshot> snapshot;
    std::vector<fleet::NodeIndex> nodes;
    std::vector<models::FleetColumn> columns;
};

/// Writes nodes as CSV on a thread of its own: 10,000 rows and a slow disk keep nobody waiting. GUI thread.
class FleetExport final : public QObject
{
    Q_OBJECT
public:
    explicit FleetExport(QObject *parent = nullptr);
    ~FleetExport() override;

    /// Puts the rows on the clipboard; copied() follows.
    void copy(FleetExtract extract);
    /// Writes a file, replacing it as a whole or not at all; saved() or failed() follows.
    void save(FleetExtract extract, const QString &file);

Q_SIGNALS:
    void copied(int nodes);
    void saved(const QString &file, int nodes);
    void failed(const QString &file, const QString &why);

private:
    QThreadPool m_thread; ///< one thread, so that what was asked for last also ends last
};

} // namespace iso::panels
