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
    for (const isochrone::LevelLoss &loss : what.losses) {
        const QString level = tr("%1 ms").arg(plain(loss.level_ms));
        if (loss.area_km2 < 1) {
            lines.append(tr("%1: nothing lost").arg(level));
        } else {
            lines.append(
                tr("%1: %2 and %3 people in %4 cities")
                    .arg(level, areaText(loss.area_km2), si(static_cast<double>(loss.people)), grouped(loss.cities)));
        }
    }
    return lines;
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
        lines.append(tr("and %1 more sites").arg(grouped(takeover.neighbours.size() - most)));
    }
    if (takeover.unserved_per_min > 0) {
        lines.append(tr("%1 req/min that no other site can serve").arg(rate(takeover.unserved_per_min)));
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
