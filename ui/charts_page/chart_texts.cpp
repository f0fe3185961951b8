#include "ui/charts_page/chart_texts.h"

#include "ui/bridge/value_text.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <array>

namespace iso::charts_page
{

using namespace std::chrono_literals;

namespace
{

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(iso::charts_page::ChartTexts)
};

QString percentOf(const GroupLoader &loader)
{
    return bridge::percent(loader.progress_ratio());
}

QString damageText(const history::Damage &damage)
{
    QStringList files;
    for (const std::string &file : damage.files) {
        files.append(bridge::toQString(file));
    }
    return files.isEmpty() ? Texts::tr("%1 samples").arg(bridge::grouped(damage.rows + damage.samples))
                           : files.join(QStringLiteral(", "));
}

} // namespace

Duration roundStep(Duration wanted, Duration interval)
{
    static constexpr std::array<Duration, 19> kSteps = {1s,    2s,    5s,    10s, 15s, 30s, 1min, 2min, 5min, 10min,
                                                        15min, 20min, 30min, 1h,  2h,  3h,  6h,   12h,  24h};
    const Duration least = std::max(wanted, interval);
    const auto step = std::find_if(kSteps.begin(), kSteps.end(), [least](Duration each) { return each >= least; });
    return step != kSteps.end() ? *step : (least + 24h - 1ns) / 24h * Duration(24h);
}

QString loadText(const GroupLoader &loader, const charts::GroupSeries &series, std::size_t unknown, std::size_t nodes)
{
    using State = GroupLoader::State;
    QStringList texts;
    switch (loader.state()) {
    case State::Idle:
        break;
    case State::Reading:
        texts.append(Texts::tr("Reading history: %1 of the range, %2 samples so far")
                         .arg(percentOf(loader), bridge::grouped(loader.samples())));
        break;
    case State::Held:
        texts.append(
            Texts::tr("Read %1 of the range, its newest part: %2 samples. Reading on takes about as long again "
                      "for each %1.")
                .arg(percentOf(loader), bridge::grouped(loader.samples())));
        break;
    case State::Done:
        if (series.isEmpty()) {
            texts.append(Texts::tr("No samples in this range."));
        }
        break;
    case State::Failed:
        texts.append(Texts::tr("History cannot be read: %1").arg(bridge::toQString(loader.error()->message)));
        break;
    }
    if (unknown > 0) {
        texts.append(
            Texts::tr("Nothing is stored of %1 of %2 nodes.").arg(bridge::grouped(unknown), bridge::grouped(nodes)));
    }
    if (!series.damage().isNone()) {
        texts.append(Texts::tr("Parts of the past cannot be read (%1).").arg(damageText(series.damage())));
    }
    return texts.join(QLatin1Char(' '));
}

QString coverageLine(const charts::GroupSeries &series, telemetry::LatencyId shown, NodeTime from, NodeTime to,
                     std::size_t nodes)
{
    if (series.isEmpty()) {
        return {};
    }
    QStringList parts;
    for (const telemetry::LatencyInfo &info : telemetry::latencyCatalogue()) {
        const QString name = bridge::toQString(info.name).toUpper();
        const auto ratio = series.coverage(info.id, from, to);
        parts.append(!ratio       ? Texts::tr("%1 \u2014 (no requests)").arg(name)
                     : *ratio > 0 ? QStringLiteral("%1 %2").arg(name, bridge::percent(*ratio))
                                  : Texts::tr("%1 n/a (not reported)").arg(name));
    }
    QString text = Texts::tr("Coverage %1").arg(parts.join(QStringLiteral(" \u00b7 ")));
    const history::GroupPoint *newest = nullptr;
    for (const auto &[start, point] : series.all()) {
        if (start >= from && start < to && point.latency(shown).p95) {
            newest = &point;
        }
    }
    if (newest != nullptr) {
        const telemetry::QuantileBounds &p95 = *newest->latency(shown).p95;
        text += Texts::tr(" \u00b7 p95 %1 %2").arg(bridge::milliseconds(p95.estimate), bridge::errorBound(p95));
    }
    const auto last = series.all().lower_bound(to);
    if (last != series.all().begin()) {
        text += Texts::tr(" \u00b7 %1 of %2 nodes")
                    .arg(bridge::grouped(std::prev(last)->second.nodes), bridge::grouped(nodes));
    }
    return text;
}

} // namespace iso::charts_page
