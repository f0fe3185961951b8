#include "ui/bridge/isochrone_text.h"

#include "ui/bridge/value_text.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace iso::bridge
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("IsochroneText", text);
}

/// A constant as it was configured: "10", "1.5".
QString plain(double number)
{
    return QString::number(number, 'g', 6);
}

QString rate(double requests_per_min)
{
    return grouped(static_cast<std::uint64_t>(std::llround(std::max(requests_per_min, 0.0))));
}

QString unservedText(const isochrone::Takeover &takeover)
{
    return takeover.unserved_per_min > 0
               ? tr("%1 req/min that no other site can serve").arg(rate(takeover.unserved_per_min))
               : QString();
}

QString reachTitle()
{
    return tr("Isochrones lost, by the model of the map:");
}

/// For whoever is about to drain: the title, one for each level, what is overloaded, what nobody can serve, and who
/// takes over most with the number of the others.
qsizetype linesOfReach(std::size_t levels)
{
    return static_cast<qsizetype>(levels) + 5;
}

} // namespace

QString pathModelText(const isochrone::PathModel &model)
{
    return tr("Model: %1 ms + both ways along %2 × the distance at %3 km/ms + TTFT p95 measured at the site")
        .arg(plain(model.lastMile_ms), plain(model.routeInflation), plain(model.fibre_km_per_ms));
}

QString sourcesText(const isochrone::Sources &sources)
{
    QStringList leftOut;
    if (sources.unmeasured > 0) {
        leftOut.append(tr("%1 not measured").arg(grouped(sources.unmeasured)));
    }
    if (sources.unplaced > 0) {
        leftOut.append(tr("%1 without a place").arg(grouped(sources.unplaced)));
    }
    if (sources.down > 0) {
        leftOut.append(tr("%1 without a healthy node").arg(grouped(sources.down)));
    }
    const QString used = sources.sites.empty()       ? tr("Nowhere: no site answers with a known time")
                         : sources.sites.size() == 1 ? tr("1 site answers")
                                                     : tr("%1 sites answer").arg(grouped(sources.sites.size()));
    return leftOut.isEmpty() ? used : tr("%1; left out: %2").arg(used, leftOut.join(QStringLiteral(", ")));
}

QString areaText(double area_km2)
{
    return tr("%1 km²").arg(si(std::max(area_km2, 0.0)));
}

QString peopleCountedText(const isochrone::Isochrone &isochrone)
{
    return tr("Area: land and sea. People: %1 in %2 listed cities, not everyone.")
        .arg(si(static_cast<double>(isochrone.peopleListed)), grouped(isochrone.citiesListed));
}

QStringList lossLines(const isochrone::WhatIf &what)
{
    QStringList lines;
    QStringList kept;
    for (const isochrone::LevelLoss &loss : what.losses) {
        if (loss.area_km2 < 1) {
            kept.append(plain(loss.level_ms));
        } else {
            lines.append(tr("%1 ms: %2 and %3 people in %4 cities")
                             .arg(plain(loss.level_ms), areaText(loss.area_km2), si(static_cast<double>(loss.people)),
                                  grouped(loss.cities)));
        }
    }
    if (!kept.isEmpty()) {
        lines.append(tr("nothing at %1 ms").arg(kept.join(QStringLiteral(", "))));
    }
    return lines;
}

QString overloadText(const isochrone::Takeover &takeover)
{
    switch (takeover.overloaded) {
    case 0:
        return {};
    case 1:
        return tr("1 site would be overloaded");
    default:
        return tr("%1 sites would be overloaded").arg(grouped(takeover.overloaded));
    }
}

QString reachPendingText(const isochrone::Settings &settings)
{
    const auto lines = linesOfReach(settings.levels_ms.size());
    return reachTitle() + QLatin1Char('\n') + tr("Working it out…") + QString(lines - 2, QLatin1Char('\n'));
}

QString reachLostText(const isochrone::WhatIf &what)
{
    QStringList lines = lossLines(what);
    lines.prepend(reachTitle());
    if (what.takeover.overloaded > 0) {
        lines.append(overloadText(what.takeover));
    }
    // Who takes over most, as far as there is room beside what nobody can serve and "and 3 more sites".
    const auto sites = static_cast<qsizetype>(what.takeover.neighbours.size());
    const qsizetype room =
        linesOfReach(what.losses.size()) - lines.size() - (what.takeover.unserved_per_min > 0 ? 1 : 0);
    lines += takeoverLines(what, static_cast<std::size_t>(sites <= room ? sites : room - 1));
    return lines.join(QLatin1Char('\n'));
}

QStringList takeoverLines(const isochrone::WhatIf &what, std::size_t most)
{
    const isochrone::Takeover &takeover = what.takeover;
    QStringList lines;
    for (std::size_t i = 0; i < std::min(most, takeover.neighbours.size()); ++i) {
        const isochrone::NeighbourLoad &site = takeover.neighbours[i];
        const QString now = site.loadNow_ratio ? percent(*site.loadNow_ratio) : tr("n/a");
        const QString then = site.loadThen_ratio ? percent(*site.loadThen_ratio) : tr("cannot be told");
        QString line =
            tr("%1: +%2 req/min, load %3 → %4").arg(toQString(site.site), rate(site.takenOver_per_min), now, then);
        if (site.isOverloaded()) {
            line = tr("%1, overloaded").arg(line);
        }
        lines.append(line);
    }
    if (takeover.neighbours.size() > most) {
        const std::size_t others = takeover.neighbours.size() - most;
        lines.append(others == 1 ? tr("and 1 more site") : tr("and %1 more sites").arg(grouped(others)));
    }
    if (takeover.unserved_per_min > 0) {
        lines.append(unservedText(takeover));
    }
    if (lines.isEmpty()) {
        lines.append(tr("No requests to take over"));
    }
    return lines;
}

QString takeoverModelText()
{
    return tr(
        "Model: requests move to the nearest site with the same model; load grows in proportion to requests; what "
        "that does to the p95 is not predicted.");
}

} // namespace iso::bridge
