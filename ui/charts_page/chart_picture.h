#pragma once

#include <QString>

class QWidget;

namespace iso::charts_page
{

/// Saves charts as they are shown, with a title and a line below it, at twice the screen's resolution. False when the
/// file could not be written.
bool savePicture(const QString &file, QWidget &charts, const QString &title, const QString &details);

} // namespace iso::charts_page
