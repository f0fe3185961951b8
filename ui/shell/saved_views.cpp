#include "ui/shell/saved_views.h"

#include "ui/shell/window_settings.h"

#include <algorithm>

namespace iso::shell
{

SavedViews::SavedViews(WindowSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_views({{tr("All nodes"), QString(), true},
               {tr("With problems"), QStringLiteral("problem:any"), true},
               {tr("Not heard"), QStringLiteral("link:lost,path-lost"), true},
               {tr("Not working"), QStringLiteral("service:stalled,failed,misconfigured"), true},
               {tr("Draining or drained"), QStringLiteral("service:draining,drained"), true}})
{
    for (const auto &[name, filter] : settings.views()) {
        save(name, filter);
    }
}

bool SavedViews::save(const QString &name, const QString &filter)
{
    const QString trimmed = name.trimmed();
    const auto same =
        std::find_if(m_views.begin(), m_views.end(), [&](const SavedView &view) { return view.name == trimmed; });
    if (trimmed.isEmpty() || (same != m_views.end() && same->isBuiltIn) ||
        (same == m_views.end() && m_views.size() >= kMost)) {
        return false;
    }
    if (same != m_views.end()) {
        same->filter = filter;
    } else {
        m_views.push_back({trimmed, filter, false});
    }
    std::stable_sort(m_views.begin(), m_views.end(), [](const SavedView &a, const SavedView &b) {
        return a.isBuiltIn != b.isBuiltIn ? a.isBuiltIn : !a.isBuiltIn && a.name.localeAwareCompare(b.name) < 0;
    });
    store();
    return true;
}

bool SavedViews::remove(const QString &name)
{
    const auto gone = std::find_if(m_views.begin(), m_views.end(),
                                   [&](const SavedView &view) { return !view.isBuiltIn && view.name == name; });
    if (gone == m_views.end()) {
        return false;
    }
    m_views.erase(gone);
    store();
    return true;
}

void SavedViews::store()
{
    std::vector<std::pair<QString, QString>> own;
    for (const SavedView &view : m_views) {
        if (!view.isBuiltIn) {
            own.emplace_back(view.name, view.filter);
        }
    }
    m_settings.setViews(own);
    Q_EMIT changed();
}

} // namespace iso::shell
