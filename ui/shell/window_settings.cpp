#include "ui/shell/window_settings.h"

namespace iso::shell
{

namespace
{

const QString kThemeKey = QStringLiteral("theme");
const QString kLight = QStringLiteral("light");
const QString kDark = QStringLiteral("dark");

} // namespace

WindowSettings::WindowSettings(const QString &file)
    : m_settings(file, QSettings::IniFormat)
{
}

std::optional<theme::ThemeKind> WindowSettings::themeKind() const
{
    const QString value = m_settings.value(kThemeKey).toString();
    if (value == kDark) {
        return theme::ThemeKind::Dark;
    }
    return value == kLight ? std::optional(theme::ThemeKind::Light) : std::nullopt;
}

void WindowSettings::setThemeKind(theme::ThemeKind kind)
{
    m_settings.setValue(kThemeKey, kind == theme::ThemeKind::Dark ? kDark : kLight);
}

QByteArray WindowSettings::state(const QString &name) const
{
    return m_settings.value(QStringLiteral("layout/") + name).toByteArray();
}

void WindowSettings::setState(const QString &name, const QByteArray &state)
{
    m_settings.setValue(QStringLiteral("layout/") + name, state);
}

bool WindowSettings::isShown(const QString &part) const
{
    return m_settings.value(QStringLiteral("shown/") + part, true).toBool();
}

void WindowSettings::setShown(const QString &part, bool shown)
{
    m_settings.setValue(QStringLiteral("shown/") + part, shown);
}

QString WindowSettings::choice(const QString &name) const
{
    return m_settings.value(QStringLiteral("choice/") + name).toString();
}

void WindowSettings::setChoice(const QString &name, const QString &word)
{
    m_settings.setValue(QStringLiteral("choice/") + name, word);
}

} // namespace iso::shell
