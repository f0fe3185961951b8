#pragma once

#include "ui/bridge/node_facts.h"
#include "ui/theme/theme.h"

namespace iso::widgets
{

/// The colour of a state mark.
QColor markColor(const theme::Theme &theme, bridge::Tone tone);
/// The colour of a figure: coloured only when it is over its objective; calm otherwise.
QColor figureColor(const theme::Theme &theme, bridge::Tone tone);

} // namespace iso::widgets
