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

/// What the window remembers, in an INI file of the workspace. A file of a newer version is left as it is, and a file
/// of this version used beside it; one that cannot be read is kept under another name. GUI thread.
class WindowSettings
{
public:
    /// Of the file. Greater: its meaning may have changed.
    static constexpr int kVersion = 1;

    /// `file` need not exist.
    explicit WindowSettings(const QString &file);

    /// Why the defaults are in use although there is a file; empty when there is nothing to say.
    [[nodiscard]] const QString &notice() const { return m_notice; }
    void dismissNotice() { m_notice.clear(); }

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
    /// The file to use for `file`, empty for none; may set the notice.
    QString choose(const QString &file);
    /// Beside the version that gives it its meaning.
    void write(const QString &key, const QVariant &value);

    QString m_notice;
    QSettings m_settings;
};

} // namespace iso::shell
