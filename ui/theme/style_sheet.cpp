#include "ui/theme/style_sheet.h"

#include "core/base/check.h"
#include "resources/resources.h"

namespace iso::theme
{

QString styleSheet(const Theme &theme)
{
    const Result<QByteArray> text = resources::read(QStringLiteral("themes/console.qss"));
    ISO_CHECK(text.has_value()); // compiled in

    QString sheet = QString::fromUtf8(*text);
    for (const ColorRole &role : colorRoles()) {
        sheet.replace(QStringLiteral("@{%1}").arg(QLatin1String(role.name)), (theme.*role.member).name());
    }
    sheet.replace(QStringLiteral("@{kind}"),
                  theme.kind == ThemeKind::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
    const auto listed = [](const QStringList &families) {
        return QLatin1Char('"') + families.join(QStringLiteral("\", \"")) + QLatin1Char('"');
    };
    sheet.replace(QStringLiteral("@{fonts}"), listed(fontFamilies()));
    sheet.replace(QStringLiteral("@{codeFonts}"), listed(codeFamilies()));
    return sheet;
}

QPalette palette(const Theme &theme)
{
    QPalette result;
    result.setColor(QPalette::Window, theme.panel);
    result.setColor(QPalette::WindowText, theme.text);
    result.setColor(QPalette::Base, theme.panel);
    result.setColor(QPalette::AlternateBase, theme.win);
    result.setColor(QPalette::Text, theme.text);
    result.setColor(QPalette::PlaceholderText, theme.faint);
    result.setColor(QPalette::Button, theme.raised);
    result.setColor(QPalette::ButtonText, theme.text);
    result.setColor(QPalette::BrightText, theme.bad);
    result.setColor(QPalette::Highlight, theme.accent);
    result.setColor(QPalette::HighlightedText, theme.onAccent);
    result.setColor(QPalette::ToolTipBase, theme.raised);
    result.setColor(QPalette::ToolTipText, theme.text);
    result.setColor(QPalette::Link, theme.accent);
    result.setColor(QPalette::LinkVisited, theme.accent);
    result.setColor(QPalette::Light, theme.raised);
    result.setColor(QPalette::Midlight, theme.hover);
    result.setColor(QPalette::Mid, theme.line);
    result.setColor(QPalette::Dark, theme.line);
    result.setColor(QPalette::Shadow, theme.win);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        result.setColor(QPalette::Disabled, role, theme.faint);
    }
    return result;
}

} // namespace iso::theme
