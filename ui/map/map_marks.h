#pragma once

#include "core/base/units.h"

#include <cstdint>

namespace iso::map
{

/// How a mark is coloured. Each tone has its own drawing too, so that colour is never needed to tell them apart.
enum class MarkTone : std::uint8_t {
    Ok,       ///< below 90 % of the objective: a plain disc
    Near,     ///< close to it: a disc with a hole
    Over,     ///< beyond it: a disc in a ring
    Bad,      ///< beyond 160 %: a disc in a ring, crossed
    Idle,     ///< nothing to measure: a small grey disc
    Unknown,  ///< no figure: hollow
    Draining, ///< being emptied by command
};

/// What the node is doing.
enum class MarkShape : std::uint8_t {
    Circle,     ///< serving
    Triangle,   ///< link lost
    DashedRing, ///< draining or drained
    Diamond,    ///< stalled
    Square,     ///< failed or misconfigured
};

/// One node as the map shows it.
struct MapMark {
    GeoPoint place;
    float load = 0; ///< 0 to 1 gives the size; NaN is unknown
    MarkTone tone = MarkTone::Unknown;
    MarkShape shape = MarkShape::Circle;
    bool stale = false; ///< last heard too long ago: grey and hollow, whatever the tone
    bool selected = false;
    std::uint32_t key = 0; ///< the owner's name for it, unique

    bool operator==(const MapMark &) const = default;
};

} // namespace iso::map
