#pragma once

#include <QProxyStyle>

namespace iso::theme
{

/// What a style sheet cannot say: icons that Qt brings along, and where it puts them. GUI thread.
class ConsoleStyle final : public QProxyStyle
{
    Q_OBJECT
public:
    ConsoleStyle();

    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *returned) const override;
    [[nodiscard]] QIcon standardIcon(StandardPixmap which, const QStyleOption *option,
                                     const QWidget *widget) const override;
};

} // namespace iso::theme
