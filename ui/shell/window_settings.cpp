#include "ui/shell/window_settings.h"

#include <algorithm>

namespace iso::shell
{

namespace
{

const QString kThemeKey = QStringLiteral("theme");
const QString kLight = QStringLiteral("light");
const QString kDark = QStringLiteral("dark");
constexpr int kMostViews = 1000; ///< of a file that somebody else may have written

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

void WindowSettings::forgetLayout()
{
    m_settings.remove(QStringLiteral("layout"));
    for (const char *part : {"fleet", "inspector", "bottom"}) {
        m_settings.remove(QStringLiteral("shown/") + QLatin1String(part));
    }
}

std::vector<std::pair<QString, QString>> WindowSettings::views()
{
    std::vector<std::pair<QString, QString>> views;
    const int count = std::min(m_settings.beginReadArray(QStringLiteral("views")), kMostViews);
    for (int i = 0; i < count; ++i) {
        m_settings.setArrayIndex(i);
        views.emplace_back(m_settings.value(QStringLiteral("name")).toString(),
                           m_settings.value(QStringLiteral("filter")).toString());
    }
    m_settings.endArray();
    return views;
}

void WindowSettings::setViews(const std::vector<std::pair<QString, QString>> &views)
{
    m_settings.remove(QStringLiteral("views"));
    m_settings.beginWriteArray(QStringLiteral("views"), static_cast<int>(views.size()));
    for (int i = 0; i < static_cast<int>(views.size()); ++i) {
        m_settings.setArrayIndex(i);
        m_settings.setValue(QStringLiteral("name"), views[static_cast<std::size_t>(i)].first);
        m_settings.setValue(QStringLiteral("filter"), views[static_cast<std::size_t>(i)].second);
    }
    m_settings.endArray();
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
