#pragma once

#include <QObject>
#include <QString>
#include <vector>

namespace iso::shell
{

class WindowSettings;

/// A filter with a name.
struct SavedView {
    QString name;
    QString filter;
    bool isBuiltIn = false;

    bool operator==(const SavedView &) const = default;
};

/// The views an operator comes back to: some that are always there, and their own, kept in the window's settings.
/// GUI thread.
class SavedViews final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t kMost = 100;

    /// `settings` outlives it. What was kept and is no filter any more is kept still, and says so when it is used.
    explicit SavedViews(WindowSettings &settings, QObject *parent = nullptr);

    /// Built-in ones first, then by name.
    [[nodiscard]] const std::vector<SavedView> &views() const { return m_views; }
    /// Replaces the view of that name. False when the name is empty or built in, or there are too many.
    bool save(const QString &name, const QString &filter);
    /// False for a built-in or unknown one.
    bool remove(const QString &name);

Q_SIGNALS:
    void changed();

private:
    void store();

    WindowSettings &m_settings;
    std::vector<SavedView> m_views;
};

} // namespace iso::shell
