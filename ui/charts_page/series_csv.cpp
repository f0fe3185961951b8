#include "ui/charts_page/series_csv.h"

#include "core/telemetry/metric.h"
#include "ui/bridge/value_text.h"

#include <QLocale>
#include <QTimer>
#include <algorithm>
#include <array>
#include <cmath>

namespace iso::charts_page
{

namespace
{

using bridge::toQString;

constexpr std::array kFigureHeadings = {"load_ratio",
                                        "gpu_utilization_ratio",
                                        "kv_cache_usage_ratio",
                                        "cpu_utilization_ratio",
                                        "requests_running",
                                        "requests_waiting",
                                        "power_watts",
                                        "tokens_out_per_second",
                                        "requests_per_second",
                                        "errors_ratio",
                                        "energy_joules_per_token"};
static_assert(kFigureHeadings.size() == history::kGroupFigureCount);

/// The shortest text that reads back as the same number.
QString number(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest) : QString();
}

QString number(const std::optional<double> &value)
{
    return value ? number(*value) : QString();
}

/// A cell that a spreadsheet takes for text, whatever it begins with or contains.
QString quoted(QString text)
{
    return QLatin1Char('"') + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
}

} // namespace

SeriesCsv::SeriesCsv(QObject *parent)
    : QObject(parent)
{
}

QString SeriesCsv::heading()
{
    QStringList cells = {QStringLiteral("node"), QStringLiteral("time"), QStringLiteral("samples"),
                         QStringLiteral("nodes_reporting")};
    for (const telemetry::LatencyInfo &info : telemetry::latencyCatalogue()) {
        const QString name = toQString(info.name);
        cells << name + QStringLiteral("_count") << name + QStringLiteral("_coverage_ratio");
        for (const char *which : {"p50", "p95", "p99"}) {
            for (const char *bound : {"lower", "estimate", "upper"}) {
                cells << QStringLiteral("%1_%2_%3_ms").arg(name, QLatin1String(which), QLatin1String(bound));
            }
        }
    }
    for (const char *figure : kFigureHeadings) {
        cells << QLatin1String(figure);
    }
    return cells.join(QLatin1Char(','));
}

QString SeriesCsv::row(const QString &node, const history::GroupPoint &point)
{
    QStringList cells = {quoted(node), toQString(toRfc3339(point.start)), QString::number(point.samples),
                         QString::number(point.nodes)};
    for (const history::LatencyPoint &latency : point.latencies) {
        cells << QString::number(latency.count) << number(latency.coverage_ratio);
        for (const auto *bounds : {&latency.p50, &latency.p95, &latency.p99}) {
            if (*bounds) {
                cells << number((*bounds)->lower * 1e3) << number((*bounds)->estimate * 1e3)
                      << number((*bounds)->upper * 1e3);
            } else {
                cells << QString() << QString() << QString();
            }
        }
    }
    for (const std::optional<double> &figure : point.figures) {
        cells << number(figure);
    }
    return cells.join(QLatin1Char(','));
}

void SeriesCsv::start(const QString &file, const QString &subject, const charts::GroupSeries &series,
                      const QStringList &names)
{
    cancel();
    m_rows.clear();
    m_next = 0;
    for (const auto &[start, point] : series.all()) {
        m_rows.emplace_back(subject, point);
    }
    for (std::size_t i = 0; i < series.each().size() && !names.isEmpty(); ++i) {
        for (const auto &[start, point] : series.each()[i]) {
            m_rows.emplace_back(names.value(static_cast<int>(i)), point);
        }
    }
    m_file = std::make_unique<QSaveFile>(file);
    if (!m_file->open(QIODevice::WriteOnly)) {
        end(false, m_file->errorString());
        return;
    }
    m_file->write(heading().toUtf8() + '\n');
    QTimer::singleShot(0, this, &SeriesCsv::writeSlice);
}

void SeriesCsv::cancel()
{
    if (m_file) {
        m_file->cancelWriting();
        end(false, QString());
    }
}

void SeriesCsv::writeSlice()
{
    if (!m_file) {
        return; // cancelled
    }
    const std::size_t sliceEnd = std::min(m_next + kSlice_rows, m_rows.size());
    for (; m_next < sliceEnd; ++m_next) {
        if (m_file->write(row(m_rows[m_next].first, m_rows[m_next].second).toUtf8() + '\n') < 0) {
            end(false, m_file->errorString());
            return;
        }
    }
    if (m_next < m_rows.size()) {
        Q_EMIT progressed();
        if (m_file) {
            QTimer::singleShot(0, this, &SeriesCsv::writeSlice);
        }
        return;
    }
    const bool isWritten = m_file->commit();
    end(isWritten, isWritten ? QString() : m_file->errorString());
}

void SeriesCsv::end(bool written, const QString &error)
{
    m_file.reset();
    m_rows.clear();
    Q_EMIT finished(written, error);
}

} // namespace iso::charts_page
