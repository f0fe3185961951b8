#include "ui/shell/window_layout.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace iso::shell
{

namespace
{

constexpr int kFleetWidth = 340;
constexpr int kInspectorWidth = 390;
constexpr int kNarrowFleetWidth = 306; ///< on screens of less than kNarrowBelow
constexpr int kNarrowInspectorWidth = 370;
constexpr int kNarrowBelow = 1600;
constexpr int kBottomHeight = 190;

} // namespace

WindowLayout::WindowLayout(const WindowParts &parts, std::shared_ptr<const map::MapData> ground, QWidget *parent)
    : QWidget(parent)
    , m_kpis(new widgets::KpiStrip(parts.theme, parts.objectives, this))
    , m_banner(new Banner(this))
    , m_timeline(new TimelineBar(parts.theme, this))
    , m_rows(new QSplitter(Qt::Vertical, this))
    , m_columns(new QSplitter(Qt::Horizontal, this))
{
    setObjectName(QStringLiteral("central"));
    m_fleetWidth = kFleetWidth;
    m_inspectorWidth = kInspectorWidth;
    m_columns->setHandleWidth(1);
    m_columns->addWidget(m_fleet = new panels::FleetPanel(parts.fleetModel, parts.selection, parts.theme, m_columns));
    m_columns->addWidget(m_middle = makeMiddle(parts, std::move(ground)));
    bridge::SessionBridge &bridge = parts.bridge;
    m_inspector = new panels::InspectorPanel(
        parts.theme, parts.objectives,
        [&bridge](const history::SeriesQuery &query, std::function<void(Result<history::SeriesResult>)> done) {
            return bridge.querySeries(query, std::move(done));
        },
        m_columns);
    m_columns->addWidget(m_inspector);
    m_columns->setChildrenCollapsible(false); // a panel is hidden by its action, never lost at an edge
    m_sides = new SidePanels(*m_fleet, *m_inspector, this);
    connect(m_sides, &SidePanels::changed, this, &WindowLayout::placeColumns);
    connect(m_columns, &QSplitter::splitterMoved, this, &WindowLayout::noteSideWidths);
    m_columns->setStretchFactor(1, 1);
    m_fleet->setMinimumWidth(240);

    m_bottom = makeBottom(parts.theme);
    m_rows->setHandleWidth(1);
    m_rows->addWidget(m_columns);
    m_rows->addWidget(m_bottom);
    m_rows->setStretchFactor(0, 1);
    m_rows->setCollapsible(0, false);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_kpis);
    column->addWidget(m_banner);
    column->addWidget(m_rows, 1);
    column->addWidget(m_timeline);
}

widgets::TabPane *WindowLayout::makeMiddle(const WindowParts &parts, std::shared_ptr<const map::MapData> ground)
{
    auto *tabs = new widgets::TabPane(m_columns);
    m_map = new map::MapView(std::move(ground), parts.theme, tabs);
    m_map->setAccessibleName(tr("Map of the fleet"));
    m_card = new widgets::HoverCard(parts.theme, parts.objectives, m_map);
    m_clusterCard = new widgets::ClusterCard(parts.theme, parts.objectives, m_map);
    m_empty = new EmptyState(m_map);
    m_empty->hide();
    tabs->addPage(m_map, tr("Map"));
    m_mapBar = new MapBar(tabs);
    tabs->addCornerWidget(m_map, m_mapBar);
    tabs->addPage(m_matrixPage = makeMatrix(parts, tabs), tr("Matrix"));
    tabs->addCornerWidget(m_matrixPage, m_mapBar->makeColourButton(tabs));
    bridge::SessionBridge &bridge = parts.bridge;
    m_charts = new charts_page::ChartsPage(
        parts.theme, parts.objectives, parts.selection,
        [&bridge](const history::GroupQuery &query, std::function<void(Result<history::GroupResult>)> done) {
            return bridge.queryGroup(query, std::move(done));
        },
        tabs);
    tabs->addPage(m_charts, tr("Charts"));
    return tabs;
}

QWidget *WindowLayout::makeMatrix(const WindowParts &parts, QWidget *parent)
{
    auto *page = new QWidget(parent);
    page->setMinimumSize(320, 140); // not that of the legend, which is high at the width of a hidden page
    m_matrix = new matrix::MatrixView(parts.theme, page);
    m_matrix->setAccessibleName(tr("Matrix of the fleet"));
    m_matrixLegend = new matrix::MatrixLegend(parts.theme, page);
    m_matrixCard = new widgets::HoverCard(parts.theme, parts.objectives, m_matrix->viewport());
    m_matrixCard->hide();
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_matrix, 1);
    column->addWidget(m_matrixLegend);
    return page;
}

void WindowLayout::showMatrix()
{
    m_middle->setCurrentPage(m_matrixPage);
    m_matrix->setFocus();
}

widgets::TabPane *WindowLayout::makeBottom(const theme::Theme &theme)
{
    auto *tabs = new widgets::TabPane(m_rows);
    m_problems = new panels::ProblemsPanel(theme, tabs);
    tabs->addPage(m_problems, tr("Problems"));
    m_commands = new panels::CommandsPanel(theme, tabs);
    m_links = new panels::LinksPanel(tabs);
    tabs->addPage(m_commands, tr("Commands"));
    m_keys = new panels::KeysPanel(theme, tabs);
    m_events = new panels::EventsPanel(theme, tabs);
    tabs->addPage(m_events, tr("Events"));
    tabs->addPage(m_links, tr("Links"));
    tabs->addPage(m_keys, tr("Keys"));
    return tabs;
}

void WindowLayout::setTheme(const theme::Theme &theme)
{
    m_kpis->setTheme(theme);
    m_fleet->setTheme(theme);
    m_map->setTheme(theme);
    m_charts->setTheme(theme);
    m_card->setTheme(theme);
    m_clusterCard->setTheme(theme);
    m_matrix->setTheme(theme);
    m_matrixLegend->setTheme(theme);
    m_matrixCard->setTheme(theme);
    m_inspector->setTheme(theme);
    m_problems->setTheme(theme);
    m_commands->setTheme(theme);
    m_events->setTheme(theme);
    m_keys->setTheme(theme);
}

void WindowLayout::setProblemCount(int problems)
{
    m_bottom->setPageTitle(m_problems, problems == 0 ? tr("Problems") : tr("Problems %1").arg(problems));
}

void WindowLayout::setRunningCommands(int running)
{
    m_bottom->setPageTitle(m_commands, running == 0 ? tr("Commands") : tr("Commands %1 running").arg(running));
}

void WindowLayout::setPendingKeys(int pending)
{
    m_bottom->setPageTitle(m_keys, pending == 0 ? tr("Keys") : tr("Keys %1 pending").arg(pending));
}

void WindowLayout::setLinkSummary(const QString &text)
{
    m_bottom->setCornerText(text);
}

void WindowLayout::save(WindowSettings &settings) const
{
    settings.setState(QStringLiteral("rows"), m_rows->saveState());
    settings.setState(QStringLiteral("columns"), m_columns->saveState());
    settings.setState(QStringLiteral("fleetTable"), m_fleet->saveState());
    m_sides->save(settings);
    settings.setShown(QStringLiteral("bottom"), !m_bottom->isHidden());
    m_mapBar->save(settings);
}

void WindowLayout::restore(const WindowSettings &settings)
{
    const QByteArray rows = settings.state(QStringLiteral("rows"));
    if (rows.isEmpty() || !m_rows->restoreState(rows)) {
        const int bottom = std::min(kBottomHeight, window()->height() / 4);
        m_rows->setSizes({window()->height() - bottom, bottom});
    }
    const QByteArray columns = settings.state(QStringLiteral("columns"));
    if (columns.isEmpty() || !m_columns->restoreState(columns)) {
        const bool isNarrow = window()->width() < kNarrowBelow;
        const int left = isNarrow ? kNarrowFleetWidth : kFleetWidth;
        const int right = isNarrow ? kNarrowInspectorWidth : kInspectorWidth;
        m_columns->setSizes({left, window()->width() - left - right, right});
        m_fleetWidth = left;
        m_inspectorWidth = right;
    } else {
        noteSideWidths();
    }
    m_fleet->restoreState(settings.state(QStringLiteral("fleetTable")));
    m_sides->restore(settings);
    m_bottom->setVisible(settings.isShown(QStringLiteral("bottom")));
    m_mapBar->restore(settings);
}

void WindowLayout::noteSideWidths()
{
    const QList<int> sizes = m_columns->sizes();
    m_fleetWidth = sizes[0] > 0 ? sizes[0] : m_fleetWidth;
    m_inspectorWidth = sizes[2] > 0 ? sizes[2] : m_inspectorWidth;
}

void WindowLayout::placeColumns()
{
    const int left = m_fleet->isHidden() ? 0 : m_fleetWidth;
    const int right = m_inspector->isHidden() ? 0 : m_inspectorWidth;
    m_columns->setSizes({left, width() - left - right, right});
}

void WindowLayout::resizeEvent(QResizeEvent *event)
{
    m_sides->setWindowWidth(width());
    QWidget::resizeEvent(event);
}

} // namespace iso::shell
