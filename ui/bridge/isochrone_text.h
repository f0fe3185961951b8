#pragma once

#include "core/isochrone/what_if.h"

#include <QString>
#include <QStringList>

namespace iso::bridge
{

// What screens say about isochrones: always that it is a model, with what it stands on.

/// "Model: 10 ms + both ways along 1.5 x the distance at 200 km/ms + TTFT p95 measured at the site".
QString pathModelText(const isochrone::PathModel &model);
/// "318 sites answer; left out: 2 not measured, 1 without a healthy node"; "Nowhere: ..." when none does.
QString sourcesText(const isochrone::Sources &sources);
/// "1.2 M km²".
QString areaText(double area_km2);
/// "in 4,079 listed cities": whose people are counted.
QString peopleCountedText(const isochrone::Isochrone &isochrone);

/// What draining would lose, a line for each level that loses something: "200 ms: 1.2 M km² and 3.4 M people in 12
/// cities", and one for all others: "nothing at 100, 300, 500 ms".
QStringList lossLines(const isochrone::WhatIf &what);
/// For whoever is about to drain: the losses, what is overloaded, who takes over most and what nobody can serve, and
/// that it is a model. No longer than reachPendingText.
QString reachLostText(const isochrone::WhatIf &what);
/// Until then, with room for all that may come.
QString reachPendingText(const isochrone::Settings &settings);
/// "2 sites would be overloaded"; empty when none would.
QString overloadText(const isochrone::Takeover &takeover);
/// One line for each of the `most` sites that take over most: "gothenburg: load 61 % → 83 %"; an overloaded one says
/// so.
QStringList takeoverLines(const isochrone::WhatIf &what, std::size_t most);
/// The assumptions of the prediction, for a caption or a tooltip.
QString takeoverModelText();

} // namespace iso::bridge
