#include "ui/shell/main_window.h"

#include "core/base/check.h"
#include "ui/bridge/node_facts.h"
#include "ui/bridge/value_text.h"
#include "ui/panels/fleet_tree.h"
#include "ui/panels/what_if_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/authority_flow.h"
#include "ui/shell/banner_flow.h"
#include "ui/shell/charts_flow.h"
#include "ui/shell/command_flow.h"
#include "ui/shell/find_flow.h"
#include "ui/shell/help_window.h"
#include "ui/shell/isochrone_flow.h"
#include "ui/shell/key_flow.h"
#include "ui/shell/map_feed.h"
#include "ui/shell/matrix_feed.h"
#include "ui/shell/problem_flow.h"
#include "ui/shell/replay_flow.h"
#include "ui/shell/table_flow.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/themed_icons.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScreen>
#include <memory>

namespace iso::shell
{

using bridge::SessionBridge;

namespace
{

theme::Theme themeOf(theme::ThemeKind kind)
{
    Result<theme::Theme> theme = theme::loadTheme(kind);
    ISO_CHECK(theme.has_value()); // compiled in
    return *std::move(theme);
}

std::shared_ptr<const map::MapData> ground()
{
    Result<map::MapData> data = map::MapData::loadCompiledIn();
    ISO_CHECK(data.has_value()); // compiled in
    return std::make_shared<const map::MapData>(*std::move(data));
}

} // namespace

MainWindow::MainWindow(const WindowContext &context, QWidget *parent)
    : QMainWindow(parent)
    , m_bridge(context.bridge)
    , m_settings(context.settings)
    , m_issuer(context.issuer)
    , m_version(context.version)
    , m_workspace(context.workspace)
    , m_theme(themeOf(context.themeKind))
    , m_shown(m_bridge)
    , m_views(m_settings)
    , m_fleetModel(context.clock, context.objectives)
    , m_actions(new Actions(*this))
    , m_topBar(new TopBar(
          m_theme, m_actions->pause, m_views, [this] { return m_bridge.snapshot(); }, this))
    , m_layout(new WindowLayout({m_bridge, m_selection, m_fleetModel, context.objectives, m_theme}, ground(), this))
    , m_mapFeed(new MapFeed(m_layout->map(), {m_layout->hoverCard(), m_layout->clusterCard()}, m_bridge, m_shown,
                            m_selection, context.objectives, this))
    , m_matrixFeed(new MatrixFeed({m_layout->matrix(), m_layout->matrixLegend(), m_layout->matrixCard()}, m_bridge,
                                  m_shown, m_selection, context.objectives, this))
    , m_commands(new CommandFlow(m_bridge, context.clock, context.issuer, m_theme, context.isochrones, *this))
    , m_keys(new KeyFlow(m_bridge, context.issuer, m_layout->keys(), *this))
    , m_find(new FindFlow({m_bridge, m_selection, m_shown, m_views, *m_topBar, *m_actions}, *this))
    , m_problems(new ProblemFlow({m_bridge, m_selection, m_settings, context.clock, context.issuer,
                                  *m_actions->notifyProblems, *m_actions->showProblems},
                                 *m_layout, *this))
    , m_table(new TableFlow(m_layout->fleet(), *m_actions, *this))
    , m_replay(new ReplayFlow(m_bridge, m_layout->timeline(), *m_actions, m_theme, *this))
    , m_isochrones(
          new IsochroneFlow(m_bridge, m_selection, m_layout->map(), *m_actions, m_settings, context.isochrones, this))
    , m_banner(new BannerFlow(
          {m_bridge, m_settings, *m_keys, *m_replay, *m_actions->showKeys, m_layout->banner(), *m_topBar}, this))
{
    QString description = bridge::toQString(m_bridge.description());
    if (m_bridge.authority() == bridge::Authority::Viewer) {
        description = tr("%1, view only").arg(description);
    }
    setWindowTitle(tr("Isochrone: %1", "window title, what the session is").arg(description));
    setWindowIcon(theme::ThemedIcons::applicationIcon());
    setMinimumSize(kLeastSize);
    setMenuWidget(m_topBar);
    setCentralWidget(m_layout);
    m_topBar->setDescription(description);
    m_actions->fillMenus(m_topBar->menus());
    m_actions->darkTheme->setChecked(context.themeKind == theme::ThemeKind::Dark);
    setThemeKind(context.themeKind);

    connectBridge();
    connectSelection();
    connectViewActions();
    connectNodeActions();
    connectCommands();
    connectKeys();
    new AuthorityFlow(m_bridge, *m_actions, *m_layout, this);
    new ChartsFlow(m_layout->charts(), m_bridge, m_selection, this);
    connect(m_actions->showCharts, &QAction::triggered, this,
            [this] { m_layout->middle().setCurrentPage(&m_layout->charts()); });
    qApp->installEventFilter(this);
    takeSnapshot();
    takeFrame();
    m_layout->map().setFocus();
    m_layout->commands().setCommands(m_bridge.commands());
    m_layout->inspector().setCommands(m_bridge.commands());
}

MainWindow::~MainWindow() = default;

void MainWindow::setThemeKind(theme::ThemeKind kind)
{
    m_theme = themeOf(kind);
    theme::applyTheme(*qApp, m_theme);
    m_topBar->setTheme(m_theme);
    m_layout->setTheme(m_theme);
    m_actions->setTheme(m_theme);
    m_commands->setTheme(m_theme);
    if (m_help != nullptr) {
        m_help->setTheme(m_theme);
    }
    m_replay->setTheme(m_theme);
}

void MainWindow::restoreWindow()
{
    const QByteArray geometry = m_settings.state(QStringLiteral("window"));
    if (geometry.isEmpty() || !restoreGeometry(geometry)) {
        resize(screen()->availableGeometry().size().boundedTo(QSize(1920, 1080)));
    }
}

void MainWindow::restoreLayout()
{
    m_layout->restore(m_settings);
    m_actions->showBottom->setChecked(!m_layout->bottom().isHidden());
}

void MainWindow::connectBridge()
{
    connect(&m_bridge, &SessionBridge::snapshotTaken, this, &MainWindow::takeSnapshot);
    connect(&m_bridge, &SessionBridge::frameTaken, this, &MainWindow::takeFrame);
    connect(&m_bridge, &SessionBridge::samplesArrived, &m_layout->inspector(), &panels::InspectorPanel::appendSamples);
    connect(&m_bridge, &SessionBridge::samplesMissed, &m_layout->inspector(), &panels::InspectorPanel::reloadHistory);
    connect(&m_bridge, &SessionBridge::commandsChanged, &m_layout->commands(), &panels::CommandsPanel::setCommands);
    connect(&m_bridge, &SessionBridge::commandsChanged, &m_layout->inspector(), &panels::InspectorPanel::setCommands);
    connect(&m_bridge, &SessionBridge::pausedChanged, this, [this](bool paused) {
        m_actions->pause->setChecked(paused);
        takeFrame();
    });
}

void MainWindow::connectSelection()
{
    connect(&m_selection, &bridge::Selection::changed, this, [this] {
        m_actions->setSelectedCount(m_selection.nodes().size());
        const NodeId &current = m_selection.current();
        m_bridge.follow(current.isEmpty() ? std::vector<NodeId>() : std::vector<NodeId>{current});
        inspect();
    });
    connect(m_mapFeed, &MapFeed::nodeActivated, this, &MainWindow::inspectNode);
    connect(m_mapFeed, &MapFeed::contextMenuRequested, this, &MainWindow::openNodeMenu);
    connect(m_matrixFeed, &MatrixFeed::nodeActivated, this, &MainWindow::inspectNode);
    connect(m_matrixFeed, &MatrixFeed::contextMenuRequested, this, &MainWindow::openNodeMenu);
    connect(&m_layout->fleet(), &panels::FleetPanel::contextMenuRequested, this, &MainWindow::openNodeMenu);
    connect(&m_layout->fleet(), &panels::FleetPanel::nodeActivated, this, [this](const NodeId &node) {
        inspectNode(node);
        m_mapFeed->fitToSelection();
    });
    connect(&m_shown, &bridge::ShownNodes::filterChanged, this, &MainWindow::applyFilter);
    connect(&m_shown, &bridge::ShownNodes::drifted, &m_layout->fleet(), &panels::FleetPanel::refilter);
    connect(m_find, &FindFlow::nodeChosen, this, [this](const NodeId &node) {
        inspectNode(node);
        m_mapFeed->fitToSelection();
    });
    connect(m_find, &FindFlow::nodesChosen, m_mapFeed, &MapFeed::fitToSelection);
}

void MainWindow::connectViewActions()
{
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->pause, &QAction::triggered, m_replay, &ReplayFlow::pauseTriggered);
    connect(m_actions->reload, &QAction::triggered, &m_layout->inspector(), &panels::InspectorPanel::reloadHistory);
    connect(m_actions->darkTheme, &QAction::triggered, this, [this](bool dark) {
        const auto kind = dark ? theme::ThemeKind::Dark : theme::ThemeKind::Light;
        setThemeKind(kind);
        m_settings.setThemeKind(kind);
    });
    SidePanels &sides = m_layout->sides();
    connect(m_actions->showFleet, &QAction::triggered, &sides,
            [&sides](bool shown) { sides.show(SidePanels::Side::Fleet, shown); });
    connect(m_actions->showInspector, &QAction::triggered, &sides,
            [&sides](bool shown) { sides.show(SidePanels::Side::Inspector, shown); });
    connect(&sides, &SidePanels::changed, this, [this, &sides] {
        m_actions->showFleet->setChecked(sides.isShown(SidePanels::Side::Fleet));
        m_actions->showInspector->setChecked(sides.isShown(SidePanels::Side::Inspector));
    });
    connect(m_actions->showBottom, &QAction::triggered, &m_layout->bottom(), &QWidget::setVisible);
    connect(m_actions->fullScreen, &QAction::triggered, this,
            [this](bool full) { full ? showFullScreen() : showNormal(); });
    connect(m_actions->wholeWorld, &QAction::triggered, &m_layout->map(), &map::MapView::showWholeWorld);
    connect(m_actions->zoomIn, &QAction::triggered, &m_layout->map(), &map::MapView::zoomIn);
    connect(m_actions->zoomOut, &QAction::triggered, &m_layout->map(), &map::MapView::zoomOut);
    connect(m_actions->showMatrix, &QAction::triggered, m_layout, &WindowLayout::showMatrix);
    connect(m_actions->expandRegions, &QAction::triggered, &m_layout->fleet(), &panels::FleetPanel::expandRegions);
    connect(m_actions->collapseAll, &QAction::triggered, &m_layout->fleet(), &panels::FleetPanel::collapseAll);
    connect(m_actions->settings, &QAction::triggered, this, &MainWindow::showSettings);
    connect(m_actions->help, &QAction::triggered, this, [this] { showHelp({}); });
    connect(m_actions->shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(m_actions->writeNote, &QAction::triggered, this, &MainWindow::writeNote);
    connect(m_actions->about, &QAction::triggered, this, &MainWindow::showAbout);
}

void MainWindow::connectNodeActions()
{
    connect(m_actions->focusFilter, &QAction::triggered, m_topBar, &TopBar::focusFilter);
    connect(&m_topBar->filter(), &FilterLine::confirmed, &m_layout->fleet().tree(),
            qOverload<>(&QWidget::setFocus)); // to what was found
    connect(m_actions->selectShown, &QAction::triggered, this,
            [this] { m_selection.select(m_fleetModel.shownNodes(), {}); });
    connect(m_actions->clearSelection, &QAction::triggered, this, [this] {
        if (m_topBar->filter().hasFocus()) {
            m_topBar->filter().clear();
            m_layout->fleet().tree().setFocus();
        } else if (!m_isochrones->panel().isHidden()) {
            m_isochrones->closeWhatIf();
        } else {
            m_selection.clear();
        }
    });
    connect(m_actions->fitSelection, &QAction::triggered, m_mapFeed, &MapFeed::fitToSelection);
    m_mapFeed->follow(m_layout->mapBar(), *m_actions);
    m_isochrones->addButtonsTo(m_layout->mapBar());
    connect(&m_layout->mapBar(), &MapBar::modeChanged, m_matrixFeed, &MatrixFeed::setMode);
    connect(m_actions->copyNames, &QAction::triggered, this, [this] {
        QStringList names;
        for (const NodeId &node : m_selection.nodes()) {
            names << bridge::toQString(node.text());
        }
        QApplication::clipboard()->setText(names.join(QLatin1Char('\n')));
    });
}

void MainWindow::connectCommands()
{
    const auto openFor = [this](const QString &command, const std::vector<NodeId> &nodes) {
        m_commands->open(command, nodes);
    };
    connect(m_actions, &Actions::commandChosen, this,
            [this, openFor](const QString &command) { openFor(command, m_selection.nodes()); });
    connect(m_actions->sendCommand, &QAction::triggered, this, [this, openFor] { openFor({}, m_selection.nodes()); });
    connect(&m_layout->inspector(), &panels::InspectorPanel::commandRequested, this, openFor);
    panels::CommandsPanel &commands = m_layout->commands();
    connect(&commands, &panels::CommandsPanel::runningCountChanged, m_layout, &WindowLayout::setRunningCommands);
    connect(&commands, &panels::CommandsPanel::nodeActivated, this, &MainWindow::inspectNode);
    connect(&commands, &panels::CommandsPanel::cancelRequested, m_commands, &CommandFlow::openCancel);
    connect(m_commands, &CommandFlow::sent, this, [this] { m_layout->showCommands(); });
    connect(m_problems, &ProblemFlow::nodeActivated, this, &MainWindow::inspectNode);
    connect(m_problems, &ProblemFlow::nodesSelected, m_mapFeed, &MapFeed::fitToSelection);
    connect(m_actions->showProblems, &QAction::triggered, this, [this] {
        showBottom(&m_layout->problems());
        m_layout->problems().reviewWorst();
    });
    connect(m_actions->showEvents, &QAction::triggered, this, [this] { showBottom(&m_layout->events()); });
    connect(m_actions->showCommands, &QAction::triggered, this, [this] { showBottom(&m_layout->commands()); });
    connect(m_actions->showLinks, &QAction::triggered, this, [this] { showBottom(&m_layout->links()); });
}

void MainWindow::connectKeys()
{
    const auto showCount = [this] { m_layout->setPendingKeys(m_layout->keys().pendingCount()); };
    connect(&m_bridge, &SessionBridge::keysChanged, this, showCount);
    showCount();
    panels::LinksPanel &links = m_layout->links();
    connect(&m_bridge, &SessionBridge::networkChanged, &links, &panels::LinksPanel::setNetwork);
    links.setNetwork(m_bridge.network());
    connect(&m_layout->keys(), &panels::KeysPanel::nodeActivated, this, &MainWindow::inspectNode);
    connect(&m_layout->emptyState(), &EmptyState::networkRequested, m_keys, &KeyFlow::openNetwork);
    connect(m_actions->acceptNodes, &QAction::triggered, m_keys, &KeyFlow::openNetwork);
    connect(m_actions->showKeys, &QAction::triggered, this, [this] {
        showBottom(&m_layout->keys());
        m_layout->keys().reviewPending();
    });
}

void MainWindow::takeSnapshot()
{
    const auto &snapshot = m_bridge.snapshot();
    m_layout->kpis().setSnapshot(*snapshot);
    m_layout->fleet().setSnapshot(snapshot);
    dropRetired(); // after the table, which may just have shared a node that was clicked as it went
    m_layout->setLinkSummary(panels::LinksPanel::summary(snapshot->hub));
    if (m_layout->links().isVisible()) {
        m_layout->links().setHub(snapshot->hub);
        m_layout->links().setRefusals(m_bridge.refusals());
    }
    const bool isEmpty = m_fleetModel.knownNodeCount() == 0;
    if (isEmpty) {
        m_layout->emptyState().setEndpoints(bridge::toQString(snapshot->hub.telemetryEndpoint),
                                            bridge::toQString(snapshot->hub.controlEndpoint));
    }
    m_layout->emptyState().setVisible(isEmpty);
    inspect();
}

void MainWindow::dropRetired()
{
    const auto isGone = [this](const NodeId &id) {
        const fleet::NodeRecord node = m_bridge.findNode(id);
        return node && bridge::isRetired(*node);
    };
    std::vector<NodeId> nodes = m_selection.nodes();
    if (std::erase_if(nodes, isGone) > 0) {
        m_selection.select(nodes, isGone(m_selection.current()) ? NodeId() : m_selection.current());
    }
}

void MainWindow::takeFrame()
{
    m_topBar->setTime(m_bridge.isReplaying() ? m_bridge.shownTime() : m_bridge.utcNow());
    if (m_layout->keys().isVisible()) {
        m_layout->keys().setNow(m_bridge.utcNow());
    }
    m_banner->update();
}

void MainWindow::inspect()
{
    if (!m_selection.current().isEmpty()) {
        m_layout->inspector().setNode(m_bridge.findNode(m_selection.current()), m_bridge.shownTime());
    } else if (!m_selection.isEmpty()) {
        m_layout->inspector().setGroup(m_selection.nodes());
    } else {
        m_layout->inspector().setNode(nullptr, m_bridge.shownTime());
    }
}

void MainWindow::applyFilter()
{
    m_layout->fleet().setFilter(m_shown.filter().isEmpty()
                                    ? models::FleetModel::Shows()
                                    : [this](const fleet::NodeSnapshot &node) { return m_shown.contains(node); });
}

void MainWindow::inspectNode(const NodeId &node)
{
    const fleet::NodeRecord record = m_bridge.findNode(node);
    if (!record || bridge::isRetired(*record)) {
        return;
    }
    m_selection.select(node);
    m_layout->sides().show(SidePanels::Side::Inspector);
    m_layout->fleet().reveal(node);
}

void MainWindow::openNodeMenu(const QPoint &globalAt)
{
    if (m_selection.isEmpty()) {
        return;
    }
    QMenu *menu = m_actions->makeNodeMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(globalAt);
}

void MainWindow::showBottom(QWidget *page)
{
    m_layout->bottom().setCurrentPage(page);
    m_layout->bottom().show();
    m_actions->showBottom->setChecked(true);
    takeSnapshot();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_settings.setState(QStringLiteral("window"), saveGeometry());
    m_layout->save(m_settings);
    QMainWindow::closeEvent(event);
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    // Space is the window's pause, but a focused button still has to be pressed by it; typing is safe by itself.
    if (event->type() == QEvent::ShortcutOverride && qobject_cast<QAbstractButton *>(watched) != nullptr) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier) {
            event->accept();
            return true;
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace iso::shell
