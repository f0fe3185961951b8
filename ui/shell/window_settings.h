#pragma once

#include "ui/theme/theme.h"

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <optional>

namespace iso::shell
{

/// What the window remembers, in an INI file of the workspace. GUI thread.
class WindowSettings
{
public:
    /// `file` need not exist.
    explicit WindowSettings(const QString &file);

    [[nodiscard]] std::optional<theme::ThemeKind> themeKind() const;
    void setThemeKind(theme::ThemeKind kind);

    /// The saved state of a window or splitter; empty when there is none.
    [[nodiscard]] QByteArray state(const QString &name) const;
    void setState(const QString &name, const QByteArray &state);
    [[nodiscard]] bool isShown(const QString &part) const;
    void setShown(const QString &part, bool shown);

    /// What was chosen from a few: a word that is the same in every language; empty when never chosen.
    [[nodiscard]] QString choice(const QString &name) const;
    void setChoice(const QString &name, const QString &word);

private:
    QSettings m_settings;
};

} // namespace iso::shell
