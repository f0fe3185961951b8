#include "ui/shell/actions.h"

#include "ui/theme/themed_icons.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QWidget>

namespace iso::shell
{

Actions::Actions(QWidget &window)
    : QObject(&window)
    , m_window(window)
{
    quit = add(tr("&Quit"), QStringLiteral("Ctrl+Q"), tr("End the console; nodes go on"));
    quit->setMenuRole(QAction::QuitRole);
    settings =
        add(tr("&Settings…"), QStringLiteral("Ctrl+,"), tr("Colours, notifications, and what the workspace is set to"));
    settings->setMenuRole(QAction::PreferencesRole);
    pause = addToggle(tr("&Pause"), QStringLiteral("Space"), tr("Keep the view still; the fleet goes on"));
    reload = add(tr("&Reload charts"), QStringLiteral("F5"), tr("Read the inspector's charts from history again"));
    darkTheme = addToggle(tr("&Dark theme"), QStringLiteral("Ctrl+T"), tr("Dark or light colours"));
    showFleet = addToggle(tr("&Fleet"), QStringLiteral("Ctrl+1"), tr("Show the fleet on the left"));
    showInspector = addToggle(tr("&Inspector"), QStringLiteral("Ctrl+2"), tr("Show the inspector on the right"));
    showBottom = addToggle(tr("&Problems, commands, links and keys"), QStringLiteral("Ctrl+3"),
                           tr("Show the tabs at the bottom"));
    fullScreen = addToggle(tr("F&ull screen"), QStringLiteral("F11"), tr("Use the whole screen"));
    wholeWorld = add(tr("&Whole world"), QStringLiteral("Ctrl+0"), tr("Show the whole world on the map"), "fit");
    zoomIn = add(tr("Zoom &in"), QStringLiteral("Ctrl++"), tr("Zoom into the map"), "zoom-in");
    zoomOut = add(tr("Zoom &out"), QStringLiteral("Ctrl+-"), tr("Zoom out of the map"), "zoom-out");
    findPlace = add(tr("Find a &city…"), QStringLiteral("Ctrl+F"), tr("Move the map to a city"), "search");
    boxSelect =
        addToggle(tr("Select with a &box"), QStringLiteral("Ctrl+B"), tr("Drag a box round marks to select them"));
    dayNight = addToggle(tr("Day and &night"), QStringLiteral("Ctrl+Shift+D"), tr("Shade where the sun is down"));
    showMatrix = add(tr("&Matrix"), QStringLiteral("F3"), tr("Show every node as one cell, by region and site"));
    isochrones = addToggle(tr("&Isochrones"), QStringLiteral("Ctrl+I"),
                           tr("Show how far the first token reaches in time, by a model"));
    expandRegions = add(tr("&Open regions"), QStringLiteral("Ctrl+E"), tr("Show the sites of every region"));
    collapseAll = add(tr("&Close groups"), QStringLiteral("Ctrl+Shift+E"), tr("Show regions only"));
    flatFleet =
        addToggle(tr("F&lat list"), QStringLiteral("Ctrl+L"), tr("One list of nodes, without regions and sites"));
    chooseColumns =
        add(tr("C&olumns…"), QStringLiteral("Ctrl+Shift+L"), tr("Choose the fleet's columns and order"), "columns");
    exportRows = add(tr("&Export fleet as CSV…"), QStringLiteral("Ctrl+S"),
                     tr("Save all shown nodes in the shown columns"), "export");

    focusFilter = add(tr("&Filter…"), QStringLiteral("/"), tr("Show only matching nodes"), "search");
    selectShown = add(tr("Select &all shown"), QStringLiteral("Ctrl+A"), tr("Select every node the filter shows"));
    clearSelection =
        add(tr("C&lear selection"), QStringLiteral("Esc"), tr("Select nothing; in the filter, show all nodes"));
    fitSelection = add(tr("Show on &map"), QStringLiteral("Ctrl+M"), tr("Move the map to the selected nodes"), "fit");
    copyNames = add(tr("&Copy names"), QStringLiteral("Ctrl+Shift+C"), tr("Copy the names of the selected nodes"));
    copyRows =
        add(tr("Copy &rows"), QStringLiteral("Ctrl+C"), tr("Copy the selected nodes as CSV, in the shown columns"));

    whatIf = add(tr("What if &drained…"), QStringLiteral("Ctrl+D"),
                 tr("Show what would be lost without the selected nodes, and who would take over"), "isochrone");

    sendCommand =
        add(tr("&Send command…"), QStringLiteral("Ctrl+Return"), tr("Choose a command for the selected nodes"));
    addCommand(tr("S&tatus…"), QString(), "status", "status");
    addCommand(tr("&Probe…"), QString(), "probe", "probe");
    addCommand(tr("Set &interval…"), QString(), "set-interval", "interval");
    addCommand(tr("&Drain…"), QString(), "drain", "drain");
    addCommand(tr("&Resume…"), QString(), "resume", "resume");
    showProblems =
        add(tr("Show &problems"), QStringLiteral("Ctrl+7"), tr("Show what is wrong and what to do about it"));
    notifyProblems = addToggle(tr("&Notify of urgent problems"), QString(),
                               tr("Desktop notifications for new problems of severity 1, at most one a minute"));
    showCommands = add(tr("Show &commands"), QStringLiteral("Ctrl+4"), tr("Show the commands and their receipts"));
    showEvents = add(tr("Show &events"), QStringLiteral("Ctrl+8"), tr("Show what happened, newest first"));
    writeNote =
        add(tr("Shift &note…"), QStringLiteral("Ctrl+N"), tr("Tell the next shift something; kept in the ledger"));
    showCharts = add(tr("Show c&harts"), QStringLiteral("F4"), tr("Show the selection's charts over minutes to days"));
    showLinks = add(tr("Show &links"), QStringLiteral("Ctrl+5"), tr("Show endpoints, rates, gaps and refusals"));
    showKeys = add(tr("Show &keys"), QStringLiteral("Ctrl+6"), tr("Show who asked to be let in, and who was"));
    acceptNodes = add(tr("Accept nodes from the &network…"), QString(),
                      tr("Whether nodes on other machines can connect, and how they join"));

    addTime();
    addHelp();

    m_forSelection = m_commands;
    m_forSelection.insert(m_forSelection.end(), {sendCommand, fitSelection, copyNames, copyRows, whatIf});
    setSelectedCount(0);
}

void Actions::addTime()
{
    goLive = add(tr("Go &live"), QStringLiteral("Ctrl+G"), tr("Leave the replay and show the present"));
    stepBack = add(tr("Step &back"), QStringLiteral("Alt+Left"), tr("Show the fleet one minute earlier"));
    stepForward = add(tr("Step &on"), QStringLiteral("Alt+Right"), tr("Show the fleet one minute later"));
    previousEvent = add(tr("P&revious event"), QStringLiteral("Ctrl+["), tr("Show the fleet at the event before"));
    nextEvent = add(tr("&Next event"), QStringLiteral("Ctrl+]"), tr("Show the fleet at the next event"));
}

void Actions::addHelp()
{
    openPalette = add(tr("&Find anything…"), QStringLiteral("Ctrl+K"),
                      tr("Find an action, a node, a site or a saved view by its name"), "search");
    help = add(tr("&Help"), QStringLiteral("F1"), tr("How to use the console, with pictures"));
    shortcuts = add(tr("&Keyboard shortcuts"), QStringLiteral("Shift+F1"), tr("List every shortcut"));
    about = add(tr("&About Isochrone"), QString(), tr("Version, licence and sources of the map"));
    about->setMenuRole(QAction::AboutRole);
}

QAction *Actions::add(const QString &text, const QString &shortcut, const QString &tip, const char *icon)
{
    auto *action = new QAction(text, this);
    QString hint = tip;
    if (!shortcut.isEmpty()) {
        action->setShortcut(QKeySequence(shortcut));
        hint = tr("%1 (%2)", "what an action does, its shortcut")
                   .arg(tip, action->shortcut().toString(QKeySequence::NativeText));
    }
    action->setToolTip(hint);
    action->setProperty("hint", hint);
    action->setStatusTip(tip);
    if (icon != nullptr) {
        m_icons.push_back({action, QString::fromLatin1(icon)});
    }
    m_window.addAction(action);
    return action;
}

QAction *Actions::addToggle(const QString &text, const QString &shortcut, const QString &tip)
{
    QAction *action = add(text, shortcut, tip);
    action->setCheckable(true);
    return action;
}

void Actions::addCommand(const QString &text, const QString &shortcut, const char *command, const char *icon)
{
    QAction *action = add(text, shortcut, tr("Ask first, then send to the selected nodes"), icon);
    const QString name = QString::fromLatin1(command);
    action->setProperty("command", name);
    connect(action, &QAction::triggered, this, [this, name] { Q_EMIT commandChosen(name); });
    m_commands.push_back(action);
}

void Actions::fillMenus(QMenuBar &bar)
{
    const auto fill = [&bar](const QString &title, const std::vector<QAction *> &actions) {
        QMenu *menu = bar.addMenu(title);
        menu->setToolTipsVisible(true);
        for (QAction *action : actions) {
            if (action == nullptr) {
                menu->addSeparator();
            } else {
                menu->addAction(action);
            }
        }
    };
    fill(tr("&File"), {writeNote, exportRows, nullptr, settings, nullptr, quit});
    fill(tr("&View"),
         {pause,         reload,       nullptr,    wholeWorld,    zoomIn,         zoomOut,    findPlace,
          boxSelect,     dayNight,     isochrones, nullptr,       showMatrix,     showCharts, nullptr,
          expandRegions, collapseAll,  flatFleet,  chooseColumns, nullptr,        showFleet,  showInspector,
          showBottom,    showProblems, showEvents, nullptr,       notifyProblems, darkTheme,  fullScreen});
    fill(tr("&Time"), {goLive, stepBack, stepForward, previousEvent, nextEvent});
    fill(tr("&Nodes"), {openPalette, focusFilter, nullptr, selectShown, clearSelection, nullptr, fitSelection,
                        copyNames, copyRows, whatIf, nullptr, acceptNodes, showKeys});
    std::vector<QAction *> commands = {sendCommand, nullptr};
    commands.insert(commands.end(), m_commands.begin(), m_commands.end());
    commands.insert(commands.end(), {nullptr, showCommands, showLinks});
    fill(tr("&Commands"), commands);
    fill(tr("&Help"), {help, shortcuts, nullptr, about});
}

QMenu *Actions::makeNodeMenu(QWidget *parent) const
{
    auto *menu = new QMenu(parent);
    menu->addActions({fitSelection, copyNames, copyRows, whatIf});
    menu->addSeparator();
    menu->addAction(sendCommand);
    for (QAction *command : m_commands) {
        menu->addAction(command);
    }
    return menu;
}

void Actions::setTheme(const theme::Theme &theme)
{
    const theme::ThemedIcons icons(theme);
    for (const Icon &icon : m_icons) {
        icon.action->setIcon(icons.icon(icon.name));
    }
}

void Actions::setSelectedCount(std::size_t nodes)
{
    m_selected = nodes;
    updateEnabled();
}

void Actions::setReplaying(bool replaying)
{
    if (replaying != m_isReplaying) {
        m_isReplaying = replaying;
        updateEnabled();
    }
}

void Actions::setNoPast(const QString &reason)
{
    if (reason != m_noPast) {
        m_noPast = reason;
        updateEnabled();
    }
}

void Actions::forbidSending(const QString &why)
{
    m_whyNotSent = why;
    updateEnabled();
}

void Actions::forbidDeciding(const QString &why)
{
    m_whyNotDecided = why;
    updateEnabled();
}

void Actions::updateEnabled()
{
    // Disabled for want of a selection, or with a reason that stands in the tooltip.
    const auto allow = [](QAction *action, const QString &why, bool applies = true) {
        action->setEnabled(applies && why.isEmpty());
        action->setToolTip(why.isEmpty() ? action->property("hint").toString() : why);
    };
    for (QAction *action : m_forSelection) {
        action->setEnabled(m_selected > 0);
    }
    std::vector<QAction *> sending = m_commands;
    sending.push_back(sendCommand);
    for (QAction *action : sending) {
        allow(action, m_whyNotSent, m_selected > 0);
    }
    allow(writeNote, m_whyNotSent);
    for (QAction *action : {stepBack, previousEvent, nextEvent}) {
        allow(action, m_isReplaying ? QString() : m_noPast);
    }
    allow(acceptNodes, m_whyNotDecided);
    goLive->setEnabled(m_isReplaying);
    stepForward->setEnabled(m_isReplaying);
}

} // namespace iso::shell
