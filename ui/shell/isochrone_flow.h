#pragma once

#include "ui/bridge/isochrone_worker.h"
#include "ui/bridge/selection.h"
#include "ui/bridge/session_bridge.h"

#include <QObject>

namespace iso::map
{
class MapView;
}
namespace iso::panels
{
class WhatIfPanel;
}

namespace iso::shell
{

class Actions;
class WindowSettings;

/// Keeps the map's isochrones those of the snapshot that is shown, and answers "what if drained" for the selected
/// nodes. GUI thread; the calculation runs on a worker.
class IsochroneFlow final : public QObject
{
    Q_OBJECT
public:
    /// New lines at most this often: they change slowly, and each costs some tens of milliseconds of a core.
    static constexpr std::chrono::seconds kEvery{2};

    /// All outlive the flow but the parent.
    IsochroneFlow(bridge::SessionBridge &bridge, const bridge::Selection &selection, map::MapView &view,
                  Actions &actions, WindowSettings &settings, const isochrone::Settings &isochrones,
                  QObject *parent = nullptr);

    /// Freezes the selected nodes as the question and shows the answer over the map.
    void askWhatIf();
    void closeWhatIf();
    [[nodiscard]] panels::WhatIfPanel &panel() { return *m_panel; }

private:
    void setShown(bool shown);
    /// Works out the newest snapshot unless it was done just now.
    void refresh();
    void request();
    void take(const isochrone::WhatIfPtr &what);

    bridge::SessionBridge &m_bridge;
    const bridge::Selection &m_selection;
    map::MapView &m_view;
    Actions &m_actions;
    WindowSettings &m_settings;
    panels::WhatIfPanel *m_panel;
    isochrone::NodeSet m_drained; ///< the question; empty: none
    HubTime m_requestedAt;        ///< time of the snapshot that was last worked out
    bool m_isShown = false;
    bridge::IsochroneWorker m_worker; // last: its answers come to all of the above
};

} // namespace iso::shell
