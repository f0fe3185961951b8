#include "ui/shell/isochrone_flow.h"

#include "ui/map/map_view.h"
#include "ui/panels/what_if_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/window_settings.h"

#include <QAction>

namespace iso::shell
{

namespace
{

const QString kSettingsName = QStringLiteral("isochrones");
constexpr QPoint kPanelAt{16, 16}; // in the corner that the map leaves free

} // namespace

IsochroneFlow::IsochroneFlow(bridge::SessionBridge &bridge, const bridge::Selection &selection, map::MapView &view,
                             Actions &actions, WindowSettings &settings, const isochrone::Settings &isochrones,
                             QObject *parent)
    : QObject(parent)
    , m_bridge(bridge)
    , m_selection(selection)
    , m_view(view)
    , m_actions(actions)
    , m_settings(settings)
    , m_panel(new panels::WhatIfPanel(&view))
    , m_worker(isochrones)
{
    m_panel->move(kPanelAt);
    connect(m_panel, &panels::WhatIfPanel::closed, this, &IsochroneFlow::closeWhatIf);
    connect(&bridge, &bridge::SessionBridge::snapshotTaken, this, &IsochroneFlow::refresh);
    connect(actions.whatIf, &QAction::triggered, this, &IsochroneFlow::askWhatIf);
    connect(actions.isochrones, &QAction::toggled, this, &IsochroneFlow::setShown);
    actions.isochrones->setChecked(settings.isShown(kSettingsName));
}

void IsochroneFlow::setShown(bool shown)
{
    m_isShown = shown;
    m_settings.setShown(kSettingsName, shown);
    if (shown) {
        request();
        return;
    }
    m_worker.cancel();
    m_drained.clear();
    m_panel->hide();
    m_view.setIsochrones(nullptr);
}

void IsochroneFlow::askWhatIf()
{
    m_drained.clear();
    for (const NodeId &id : m_selection.nodes()) {
        if (const fleet::NodeRecord node = m_bridge.findNode(id)) {
            m_drained.insert(node->index);
        }
    }
    if (m_drained.empty()) {
        return;
    }
    m_panel->showWaiting(m_drained.size());
    if (m_isShown) {
        request();
    } else {
        m_actions.isochrones->setChecked(true);
    }
}

void IsochroneFlow::closeWhatIf()
{
    m_panel->hide();
    m_drained.clear();
    if (m_isShown) {
        request();
    }
}

void IsochroneFlow::refresh()
{
    const HubTime now = m_bridge.shownTime();
    const bool isRecent = m_requestedAt.isValid() && now >= m_requestedAt && now - m_requestedAt < kEvery;
    if (m_isShown && m_view.isVisible() && !m_worker.isRunning() && !isRecent) {
        request();
    }
}

void IsochroneFlow::request()
{
    m_requestedAt = m_bridge.shownTime();
    m_worker.request(m_bridge.snapshot(), m_drained, [this](const isochrone::WhatIfPtr &what) { take(what); });
}

void IsochroneFlow::take(const isochrone::WhatIfPtr &what)
{
    m_view.setIsochrones(what);
    if (!m_drained.empty()) {
        m_panel->setAnswer(*what);
    }
}

} // namespace iso::shell
