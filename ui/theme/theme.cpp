#include "ui/theme/theme.h"

#include "resources/resources.h"
#include "ui/theme/console_style.h"
#include "ui/theme/style_sheet.h"

#include <QApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <string_view>

namespace iso::theme
{

namespace
{

double luminance(const QColor &color)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

std::string_view toText(ThemeKind kind)
{
    return kind == ThemeKind::Dark ? "dark" : "light";
}

} // namespace

const ColorRoles &colorRoles()
{
    static constexpr ColorRoles kRoles = {{
        {"win", &Theme::win},
        {"panel", &Theme::panel},
        {"raised", &Theme::raised},
        {"hover", &Theme::hover},
        {"selection", &Theme::selection},
        {"field", &Theme::field},
        {"line", &Theme::line},
        {"text", &Theme::text},
        {"muted", &Theme::muted},
        {"faint", &Theme::faint},
        {"accent", &Theme::accent},
        {"onAccent", &Theme::onAccent},
        {"onBad", &Theme::onBad},
        {"sea", &Theme::sea},
        {"land", &Theme::land},
        {"border", &Theme::border},
        {"ok", &Theme::ok},
        {"idle", &Theme::idle},
        {"warn", &Theme::warn},
        {"over", &Theme::over},
        {"bad", &Theme::bad},
        {"drain", &Theme::drain},
        {"iso", &Theme::iso},
        {"crit", &Theme::crit},
        {"high", &Theme::high},
        {"med", &Theme::med},
    }};
    return kRoles;
}

Result<Theme> parseTheme(ThemeKind kind, const QByteArray &json)
{
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(json, &parseError);
    if (!document.isObject()) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("theme {}: {}", toText(kind), parseError.errorString().toStdString()));
    }
    QJsonObject object = document.object();
    Theme theme;
    theme.kind = kind;
    for (const ColorRole &role : colorRoles()) {
        const QString text = object.take(QLatin1String(role.name)).toString();
        const QColor color = text.startsWith(QLatin1Char('#')) ? QColor(text) : QColor();
        if (!color.isValid()) {
            return failure(ErrorCode::InvalidInput,
                           fmt::format("theme {}: \"{}\" must be a colour like \"#1b2530\"", toText(kind), role.name));
        }
        theme.*role.member = color;
    }
    if (!object.isEmpty()) {
        return failure(ErrorCode::InvalidInput, fmt::format("theme {}: unknown role \"{}\"", toText(kind),
                                                            object.constBegin().key().toStdString()));
    }
    return theme;
}

Result<Theme> loadTheme(ThemeKind kind)
{
    const QString name =
        kind == ThemeKind::Dark ? QStringLiteral("themes/dark.json") : QStringLiteral("themes/light.json");
    return resources::read(name).and_then([kind](const QByteArray &json) { return parseTheme(kind, json); });
}

QStringList fontFamilies()
{
    return {QStringLiteral("Noto Sans"), QStringLiteral("Segoe UI"), QStringLiteral("Cantarell"),
            QStringLiteral("DejaVu Sans"), QStringLiteral("sans-serif")};
}

QStringList codeFamilies()
{
    return {QStringLiteral("Noto Sans Mono"), QStringLiteral("Cascadia Mono"), QStringLiteral("DejaVu Sans Mono"),
            QStringLiteral("monospace")};
}

QFont font(FontRole role)
{
    QFont result;
    const bool isCode = role == FontRole::Code;
    result.setFamilies(isCode ? codeFamilies() : fontFamilies());
    result.setStyleHint(isCode ? QFont::Monospace : QFont::SansSerif);
    switch (role) {
    case FontRole::Small:
        result.setPixelSize(11);
        break;
    case FontRole::Body:
    case FontRole::Code:
    case FontRole::Strong:
        result.setPixelSize(12);
        break;
    case FontRole::Heading:
        result.setPixelSize(13);
        break;
    case FontRole::Title:
        result.setPixelSize(16);
        break;
    case FontRole::Figure:
        result.setPixelSize(17);
        break;
    }
    result.setBold(role != FontRole::Small && role != FontRole::Body && !isCode);
    return result;
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

void applyTheme(QApplication &application, const Theme &theme)
{
    resources::initialise(); // the style sheet names icons
    application.setStyle(new ConsoleStyle);
    application.setPalette(palette(theme));
    application.setFont(font(FontRole::Body));
    application.setStyleSheet(styleSheet(theme));
}

} // namespace iso::theme
