#pragma once

#include "core/base/units.h"

#include <QString>
#include <array>
#include <cstdint>
#include <vector>

namespace iso::map
{

/// How a mark is coloured. Each tone has its own drawing too, so that colour is never needed to tell them apart.
enum class MarkTone : std::uint8_t {
    Ok,       ///< well within the objective: a plain disc
    Near,     ///< close to it: a disc with a hole
    Over,     ///< beyond it: a disc in a ring
    Bad,      ///< far beyond it: a disc in a ring, crossed
    Idle,     ///< nothing to measure: a dash
    Unknown,  ///< no figure: hollow
    Draining, ///< being emptied by command
    Level1,   ///< an amount that is neither good nor bad, lowest step: a quarter of a pie
    Level2,
    Level3,
    Level4, ///< highest step: the whole pie
};
inline constexpr std::size_t kToneCount = 11;

/// What the node is doing.
enum class MarkShape : std::uint8_t {
    Circle,     ///< serving
    Triangle,   ///< link lost
    DashedRing, ///< draining or drained
    Diamond,    ///< stalled
    Square,     ///< failed or misconfigured
};

/// What is wrong with the marked thing, for somebody who does not look at tones.
struct MarkBadge {
    std::uint8_t severity = 0; ///< of the worst: 1 (act now) to 3; 0 is none
    std::uint16_t count = 0;

    bool operator==(const MarkBadge &) const = default;
};

/// One node as the map shows it.
struct MapMark {
    GeoPoint place;
    float size = 0; ///< 0 to 1; NaN is unknown
    MarkTone tone = MarkTone::Unknown;
    MarkShape shape = MarkShape::Circle;
    bool stale = false; ///< last heard too long ago: grey and hollow, whatever the tone
    bool selected = false;
    MarkBadge badge;
    std::uint32_t key = 0; ///< the owner's name for it, unique

    bool operator==(const MapMark &) const = default;
};

/// What the marks of one cluster have in common.
struct ClusterTally {
    std::uint32_t count = 0;
    std::uint32_t selected = 0;
    std::array<std::uint32_t, kToneCount> byTone{}; ///< a stale mark counts as Unknown
    MarkBadge badge;                                ///< the worst severity, and the sum of counts

    void add(const MapMark &mark);
};

/// A figure of all marks of a cluster together, such as their merged p95.
struct ClusterFigure {
    QString text; ///< "412 ms"
    MarkTone tone = MarkTone::Unknown;
};

/// One row of the legend holds entries that are drawn as marks are.
struct LegendEntry {
    MarkTone tone = MarkTone::Ok;
    MarkShape shape = MarkShape::Circle;
    bool stale = false;
    QString text;
};
struct MapLegend {
    QString title; ///< what colour and size mean, with units
    std::vector<std::vector<LegendEntry>> rows;
};

} // namespace iso::map
