#pragma once

#include "ui/theme/theme.h"

#include <QPalette>
#include <QString>

namespace iso::theme
{

/// The one style sheet of the program, from resources/themes/console.qss. Widgets choose a look with the dynamic
/// property "role": labels muted, faint, heading, title, figure, strong, accent, warning, error, code, fingerprint;
/// fields code; buttons primary, danger, link; tool buttons map; frames card; containers surface, raised. The property
/// "tone" (near, over, bad) colours a label.
QString styleSheet(const Theme &theme);

/// The palette for what style sheets do not reach: custom painting, charts, native dialogs.
QPalette palette(const Theme &theme);

} // namespace iso::theme
