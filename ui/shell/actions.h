#pragma once

#include "ui/theme/theme.h"

#include <QObject>
#include <vector>

class QAction;
class QMenu;
class QMenuBar;
class QWidget;

namespace iso::shell
{

/// Every action of the window, with its shortcut, tooltip and place in the menus. What they do is connected by the
/// window. GUI thread.
class Actions final : public QObject
{
    Q_OBJECT
public:
    /// Shortcuts work in all of `window`.
    explicit Actions(QWidget &window);

    void fillMenus(QMenuBar &bar);
    /// The menu for selected nodes, beside the pointer.
    [[nodiscard]] QMenu *makeNodeMenu(QWidget *parent) const;
    void setTheme(const theme::Theme &theme);
    void setSelectedCount(std::size_t nodes);
    void setReplaying(bool replaying);
    /// Why no past can be shown; empty when it can.
    void setNoPast(const QString &reason);
    /// Commands are disabled and say why; empty gives them back.
    void forbidSending(const QString &why);
    /// As forbidSending, for what opens the door to nodes.
    void forbidDeciding(const QString &why);

    QAction *settings;
    QAction *quit;
    QAction *pause; ///< checkable
    QAction *reload;
    QAction *darkTheme; ///< checkable
    QAction *showFleet;
    QAction *showInspector;
    QAction *showBottom;
    QAction *fullScreen;
    QAction *wholeWorld;
    QAction *zoomIn;
    QAction *zoomOut;
    QAction *findPlace;
    QAction *boxSelect; ///< checkable
    QAction *dayNight;  ///< checkable
    QAction *showMatrix;
    QAction *isochrones; ///< checkable
    QAction *expandRegions;
    QAction *collapseAll;
    QAction *flatFleet; ///< checkable
    QAction *chooseColumns;
    QAction *focusFilter;
    QAction *selectShown;
    QAction *clearSelection;
    QAction *fitSelection;
    QAction *copyNames;
    QAction *copyRows;
    QAction *exportRows;
    QAction *whatIf;
    QAction *sendCommand;
    QAction *showProblems;
    QAction *notifyProblems; ///< checkable
    QAction *showCommands;
    QAction *showEvents;
    QAction *showCharts;
    QAction *writeNote;
    QAction *showLinks;
    QAction *showKeys;
    QAction *acceptNodes;
    QAction *openPalette;
    QAction *help;
    QAction *goLive;
    QAction *stepBack;
    QAction *stepForward;
    QAction *previousEvent;
    QAction *nextEvent;
    QAction *shortcuts;
    QAction *about;

Q_SIGNALS:
    /// A command for the selected nodes was chosen; its name in the catalogue.
    void commandChosen(const QString &command);

private:
    struct Icon {
        QAction *action;
        QString name;
    };
    void addTime();
    void addHelp();
    QAction *add(const QString &text, const QString &shortcut, const QString &tip, const char *icon = nullptr);
    QAction *addToggle(const QString &text, const QString &shortcut, const QString &tip);
    void updateEnabled();
    void addCommand(const QString &text, const QString &shortcut, const char *command, const char *icon);

    QWidget &m_window;
    std::vector<Icon> m_icons;
    std::vector<QAction *> m_commands;
    std::vector<QAction *> m_forSelection; ///< enabled while nodes are selected
    std::size_t m_selected = 0;
    bool m_isReplaying = false;
    QString m_noPast;
    QString m_whyNotSent;    ///< empty while commands can be sent
    QString m_whyNotDecided; ///< empty while nodes can be let in
};

} // namespace iso::shell
