#pragma once

#include "ui/theme/theme.h"

#include <QIcon>
#include <QPixmap>
#include <QString>

namespace iso::theme
{

/// Icons of resources/icons in the colours of one theme, sharp at every device pixel ratio. GUI thread.
class ThemedIcons
{
public:
    explicit ThemedIcons(const Theme &theme);

    /// An icon by file name without ".svg": muted, faint when disabled, text when active or checked. Null for an
    /// unknown name.
    [[nodiscard]] QIcon icon(const QString &name) const;

    /// One rendering: `size` in device-independent pixels, square. Null for an unknown name.
    static QPixmap pixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio);

    /// The program's own icon, which has its own colours.
    static QIcon applicationIcon();

private:
    Theme m_theme;
};

} // namespace iso::theme
