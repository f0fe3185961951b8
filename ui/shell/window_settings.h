#pragma once

#include "ui/theme/theme.h"

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <optional>
#include <utility>
#include <vector>

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
    /// Sizes and visibility of panels as in a new workspace.
    void forgetLayout();
    /// Name and filter of each saved view.
    [[nodiscard]] std::vector<std::pair<QString, QString>> views();
    void setViews(const std::vector<std::pair<QString, QString>> &views);

    /// What was chosen from a few: a word that is the same in every language; empty when never chosen.
    [[nodiscard]] QString choice(const QString &name) const;
    void setChoice(const QString &name, const QString &word);

private:
    QSettings m_settings;
};

} // namespace iso::shell
