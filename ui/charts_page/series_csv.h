#pragma once

#include "ui/charts/group_series.h"

#include <QObject>
#include <QSaveFile>
#include <QStringList>
#include <memory>
#include <vector>

namespace iso::charts_page
{

/// Writes what the charts show as comma-separated values, a slice each turn of the event loop, so that the window goes
/// on and the user can stop it. The file appears when it is complete, or not at all. GUI thread.
///
/// One row a step: "node" (what the row is of), "time" (RFC 3339, start of the step), then figures with their units in
/// the headings, percentiles with both ends of their error bound. An empty cell: no value.
class SeriesCsv final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t kSlice_rows = 200;

    explicit SeriesCsv(QObject *parent = nullptr);

    /// Takes rows of all nodes as one, called `subject`, then those of each node by name. The points are copied.
    void start(const QString &file, const QString &subject, const charts::GroupSeries &series,
               const QStringList &names);
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_file != nullptr; }
    [[nodiscard]] int percent() const { return m_rows.empty() ? 0 : static_cast<int>(100 * m_next / m_rows.size()); }

    static QString heading();
    static QString row(const QString &node, const history::GroupPoint &point);

Q_SIGNALS:
    void progressed();
    /// `error` is empty when the file is there, also after a cancel, which leaves none.
    void finished(bool written, const QString &error);

private:
    void writeSlice();
    void end(bool written, const QString &error);

    std::unique_ptr<QSaveFile> m_file;
    std::vector<std::pair<QString, history::GroupPoint>> m_rows;
    std::size_t m_next = 0;
};

} // namespace iso::charts_page
