#pragma once

#include "ui/bridge/objectives.h"
#include "ui/bridge/selection.h"
#include "ui/bridge/session_bridge.h"
#include "ui/charts_page/charts_page.h"
#include "ui/map/map_view.h"
#include "ui/matrix/matrix_legend.h"
#include "ui/matrix/matrix_view.h"
#include "ui/models/fleet_model.h"
#include "ui/panels/commands_panel.h"
#include "ui/panels/events_panel.h"
#include "ui/panels/fleet_panel.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/keys_panel.h"
#include "ui/panels/links_panel.h"
#include "ui/panels/problems_panel.h"
#include "ui/shell/banner.h"
#include "ui/shell/empty_state.h"
#include "ui/shell/map_bar.h"
#include "ui/shell/side_panels.h"
#include "ui/shell/timeline_bar.h"
#include "ui/shell/top_bar.h"
#include "ui/shell/window_settings.h"
#include "ui/widgets/cluster_card.h"
#include "ui/widgets/hover_card.h"
#include "ui/widgets/kpi_strip.h"
#include "ui/widgets/tab_pane.h"

#include <QSplitter>

namespace iso::shell
{

/// What the window's parts are made from. The references outlive the window.
struct WindowParts {
    bridge::SessionBridge &bridge;
    bridge::Selection &selection;
    models::FleetModel &fleetModel;
    const bridge::Objectives &objectives;
    const theme::Theme &theme;
};

/// The widgets of the main window and where they stand; what they do is wired in main_window.cpp. GUI thread.
class WindowLayout final : public QWidget
{
    Q_OBJECT
public:
    WindowLayout(const WindowParts &parts, std::shared_ptr<const map::MapData> ground, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void save(WindowSettings &settings) const;
    void restore(const WindowSettings &settings);
    void setProblemCount(int problems);
    void setRunningCommands(int running);
    void setPendingKeys(int pending);
    void setLinkSummary(const QString &text);
    void showCommands() { m_bottom->setCurrentPage(m_commands); }
    void showMatrix();
    void showLinks() { m_bottom->setCurrentPage(m_links); }

    [[nodiscard]] widgets::KpiStrip &kpis() { return *m_kpis; }
    [[nodiscard]] TimelineBar &timeline() { return *m_timeline; }
    [[nodiscard]] Banner &banner() { return *m_banner; }
    [[nodiscard]] panels::FleetPanel &fleet() { return *m_fleet; }
    [[nodiscard]] SidePanels &sides() { return *m_sides; }
    [[nodiscard]] widgets::TabPane &middle() { return *m_middle; }
    [[nodiscard]] map::MapView &map() { return *m_map; }
    [[nodiscard]] MapBar &mapBar() { return *m_mapBar; }
    [[nodiscard]] charts_page::ChartsPage &charts() { return *m_charts; }
    [[nodiscard]] widgets::HoverCard &hoverCard() { return *m_card; }
    [[nodiscard]] widgets::ClusterCard &clusterCard() { return *m_clusterCard; }
    [[nodiscard]] matrix::MatrixView &matrix() { return *m_matrix; }
    [[nodiscard]] matrix::MatrixLegend &matrixLegend() { return *m_matrixLegend; }
    [[nodiscard]] widgets::HoverCard &matrixCard() { return *m_matrixCard; }
    [[nodiscard]] EmptyState &emptyState() { return *m_empty; }
    [[nodiscard]] panels::InspectorPanel &inspector() { return *m_inspector; }
    [[nodiscard]] widgets::TabPane &bottom() { return *m_bottom; }
    [[nodiscard]] panels::ProblemsPanel &problems() { return *m_problems; }
    [[nodiscard]] panels::CommandsPanel &commands() { return *m_commands; }
    [[nodiscard]] panels::EventsPanel &events() { return *m_events; }
    [[nodiscard]] panels::LinksPanel &links() { return *m_links; }
    [[nodiscard]] panels::KeysPanel &keys() { return *m_keys; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    widgets::TabPane *makeMiddle(const WindowParts &parts, std::shared_ptr<const map::MapData> ground);
    QWidget *makeMatrix(const WindowParts &parts, QWidget *parent);
    widgets::TabPane *makeBottom(const theme::Theme &theme);
    /// The sides keep their widths, the middle takes the rest.
    void placeColumns();
    void noteSideWidths();

    widgets::KpiStrip *m_kpis;
    Banner *m_banner;
    TimelineBar *m_timeline;
    QSplitter *m_rows;    ///< middle, bottom
    QSplitter *m_columns; ///< fleet, map, inspector
    int m_fleetWidth = 0; ///< as last seen, also while it is hidden
    int m_inspectorWidth = 0;
    SidePanels *m_sides = nullptr;
    panels::FleetPanel *m_fleet = nullptr;
    widgets::TabPane *m_middle = nullptr; ///< views of the whole fleet: map and its like
    map::MapView *m_map = nullptr;
    MapBar *m_mapBar = nullptr;
    charts_page::ChartsPage *m_charts = nullptr;
    widgets::HoverCard *m_card = nullptr;
    widgets::ClusterCard *m_clusterCard = nullptr;
    QWidget *m_matrixPage = nullptr;
    matrix::MatrixView *m_matrix = nullptr;
    matrix::MatrixLegend *m_matrixLegend = nullptr;
    widgets::HoverCard *m_matrixCard = nullptr;
    EmptyState *m_empty = nullptr;
    panels::InspectorPanel *m_inspector = nullptr;
    widgets::TabPane *m_bottom = nullptr;
    panels::ProblemsPanel *m_problems = nullptr;
    panels::CommandsPanel *m_commands = nullptr;
    panels::EventsPanel *m_events = nullptr;
    panels::LinksPanel *m_links = nullptr;
    panels::KeysPanel *m_keys = nullptr;
};

} // namespace iso::shell
