#pragma once

#include "ui/map/map_marks.h"

#include <QString>
#include <cstdint>
#include <vector>

namespace iso::matrix
{

/// One node. Tones and shapes mean what they mean on the map.
struct MatrixCell {
    map::MarkTone tone = map::MarkTone::Unknown;
    map::MarkShape shape = map::MarkShape::Circle;
    bool stale = false; ///< last heard too long ago: grey and hollow, whatever the tone
    bool selected = false;
    std::uint32_t key = 0; ///< the owner's name for it, unique

    bool operator==(const MatrixCell &) const = default;
};

/// Nodes that stand together: a site. Its cells follow those of the group before it.
struct MatrixGroup {
    QString region; ///< groups of a region follow each other
    QString site;
    std::uint32_t count = 0; ///< at least 1

    bool operator==(const MatrixGroup &) const = default;
};

} // namespace iso::matrix
