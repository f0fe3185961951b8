#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QColor>
#include <QFont>
#include <QString>
#include <QStringList>
#include <array>

class QApplication;

namespace iso::theme
{

enum class ThemeKind { Dark, Light };

enum class FontRole {
    Small,   ///< captions, axis figures, secondary text: 11 px
    Body,    ///< rows, fields, buttons: 12 px
    Strong,  ///< a body text that names the thing: 12 px bold
    Heading, ///< the title of a panel: 13 px bold
    Title,   ///< the name of what is inspected: 16 px bold
    Figure,  ///< the value of a KPI tile: 17 px bold
    Code,    ///< what is compared or copied character by character: 12 px, all of one width
};

/// The colours of one look, by what they mean. A value: copy it freely, read it from any thread.
struct Theme {
    ThemeKind kind = ThemeKind::Dark;

    // Surfaces.
    QColor win, panel, raised, hover, selection, field, line;
    // Text. All of it, and accent, warn, over, bad, drain, crit, high and med, has 4.5:1 on every surface.
    QColor text, muted, faint, accent, onAccent, onBad;
    // Map. Marks have 3:1 on sea and land.
    QColor sea, land, border;
    // States and the isochrone line.
    QColor ok, idle, warn, over, bad, drain, iso;
    // Priorities of problems.
    QColor crit, high, med;

    bool operator==(const Theme &) const = default;
};

/// A colour's name in the JSON files and in the style sheet, with its place in Theme.
struct ColorRole {
    const char *name;
    QColor Theme::*member;
};
using ColorRoles = std::array<ColorRole, 26>;
const ColorRoles &colorRoles();

/// The theme as it is compiled in.
Result<Theme> loadTheme(ThemeKind kind);

/// A theme from JSON: one object of "#rrggbb" by role; every role must be there, and no other.
Result<Theme> parseTheme(ThemeKind kind, const QByteArray &json);

/// The families that are tried, best first. All have figures of equal width.
QStringList fontFamilies();
/// The same for text whose characters are compared: all of one width.
QStringList codeFamilies();

/// A font by role. Sizes are in device-independent pixels, since the layout is.
QFont font(FontRole role);

/// WCAG 2 contrast ratio, 1 to 21.
double contrastRatio(const QColor &a, const QColor &b);

/// Gives the application this look: base style, palette, font, style sheet.
void applyTheme(QApplication &application, const Theme &theme);

} // namespace iso::theme
