#pragma once

#include "core/isochrone/what_if.h"
#include "ui/map/base_renderer.h"

#include <QImage>

namespace iso::map
{

/// How the line of a level is drawn, by its place among the levels: the soonest strongest.
QPen isochronePen(const theme::Theme &theme, std::size_t level, bool isWithout);

/// Draws the lines and the shading of all levels, transparent elsewhere; where draining would lose a level, the loss is
/// shaded and the line without those nodes is dashed. A pure function, runs on any thread; 10 to 100 ms.
QImage renderIsochrones(const isochrone::WhatIf &what, const BaseView &view);

} // namespace iso::map
