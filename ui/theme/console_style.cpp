#include "ui/theme/console_style.h"

#include <QIcon>
#include <QStyleFactory>

namespace iso::theme
{

ConsoleStyle::ConsoleStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
}

int ConsoleStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                            QStyleHintReturn *returned) const
{
    // Buttons say what they do in words.
    return hint == SH_DialogButtonBox_ButtonsHaveIcons ? 0 : QProxyStyle::styleHint(hint, option, widget, returned);
}

QIcon ConsoleStyle::standardIcon(StandardPixmap which, const QStyleOption *option, const QWidget *widget) const
{
    return which == SP_LineEditClearButton ? QIcon(QStringLiteral(":/isochrone/icons/neutral-close.svg"))
                                           : QProxyStyle::standardIcon(which, option, widget);
}

} // namespace iso::theme
