#include "ui/shell/window_settings.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>

namespace iso::shell
{

namespace
{

const QString kThemeKey = QStringLiteral("theme");
const QString kLight = QStringLiteral("light");
const QString kDark = QStringLiteral("dark");
const QString kVersionKey = QStringLiteral("version");
constexpr int kMostViews = 1000;               ///< of a file that somebody else may have written
constexpr qint64 kLargestFile_bytes = 4 << 20; ///< a thousand views of the longest filters

struct Settings {
    Q_DECLARE_TR_FUNCTIONS(iso::shell::WindowSettings)
};

/// A name beside `file` that is not taken yet.
QString asideOf(const QString &file)
{
    QString name = file + QStringLiteral(".damaged");
    for (int number = 2; QFileInfo::exists(name); ++number) {
        name = QStringLiteral("%1.damaged-%2").arg(file).arg(number);
    }
    return name;
}

} // namespace

WindowSettings::WindowSettings(const QString &file)
    : m_settings(choose(file), QSettings::IniFormat)
{
}

QString WindowSettings::choose(const QString &file)
{
    const QFileInfo info(file);
    if (!info.exists()) {
        return file;
    }
    bool isReadable = info.size() <= kLargestFile_bytes;
    int version = kVersion;
    if (isReadable) {
        const QSettings found(file, QSettings::IniFormat);
        version = found.value(kVersionKey, kVersion).toInt();
        isReadable = found.status() == QSettings::NoError && version > 0;
    }
    if (!isReadable) {
        const QString aside = asideOf(file);
        if (!QFile::rename(file, aside)) {
            m_notice =
                Settings::tr("The window's settings could not be read, nor put aside: the defaults are used, and "
                             "nothing is kept of them.");
            return {}; // nothing is written over what somebody may still need
        }
        m_notice =
            Settings::tr("The window's settings could not be read: the defaults are used. The file is kept as %1.")
                .arg(QFileInfo(aside).fileName());
        return file;
    }
    if (version <= kVersion) {
        return file;
    }
    const QString own = QStringLiteral("%1/%2.v%3.ini").arg(info.path(), info.completeBaseName()).arg(kVersion);
    if (!QFileInfo::exists(own)) {
        m_notice =
            Settings::tr("The window's settings are of a newer version: the defaults are used, and %1 from now on. "
                         "The newer file stays as it is.")
                .arg(QFileInfo(own).fileName());
    }
    return own;
}

void WindowSettings::write(const QString &key, const QVariant &value)
{
    m_settings.setValue(kVersionKey, kVersion);
    m_settings.setValue(key, value);
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
    write(kThemeKey, kind == theme::ThemeKind::Dark ? kDark : kLight);
}

QByteArray WindowSettings::state(const QString &name) const
{
    return m_settings.value(QStringLiteral("layout/") + name).toByteArray();
}

void WindowSettings::setState(const QString &name, const QByteArray &state)
{
    write(QStringLiteral("layout/") + name, state);
}

bool WindowSettings::isShown(const QString &part) const
{
    return m_settings.value(QStringLiteral("shown/") + part, true).toBool();
}

void WindowSettings::setShown(const QString &part, bool shown)
{
    write(QStringLiteral("shown/") + part, shown);
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
    write(kVersionKey, kVersion);
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
    write(QStringLiteral("choice/") + name, word);
}

} // namespace iso::shell
