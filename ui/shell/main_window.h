#pragma once

#include "core/isochrone/path_model.h"
#include "ui/bridge/shown_nodes.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/shell/saved_views.h"
#include "ui/shell/window_layout.h"

#include <QMainWindow>
#include <string>

namespace iso::shell
{

class Actions;
class BannerFlow;
class CommandFlow;
class FindFlow;
class HelpWindow;
class IsochroneFlow;
class KeyFlow;
class MapFeed;
class ProblemFlow;
class MatrixFeed;
class TableFlow;
class ReplayFlow;

/// What the main window stands on. The references outlive it.
struct WindowContext {
    bridge::SessionBridge &bridge;
    const Clock &clock;
    WindowSettings &settings;
    bridge::Objectives objectives;
    theme::ThemeKind themeKind = theme::ThemeKind::Dark;
    std::string issuer; ///< who sends commands from here
    QString version;
    dialogs::WorkspaceFacts workspace{};
    isochrone::Settings isochrones{};
};

/// The console's window: wires the parts of WindowLayout to the session, the selection and the actions. GUI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    /// A small screen, or half of one at scale factor 2, is enough.
    static constexpr QSize kLeastSize{800, 480};

    explicit MainWindow(const WindowContext &context, QWidget *parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] WindowLayout &parts() { return *m_layout; }
    [[nodiscard]] Actions &windowActions() { return *m_actions; }
    [[nodiscard]] TopBar &topBar() { return *m_topBar; }
    [[nodiscard]] TableFlow &tableFlow() { return *m_table; }
    [[nodiscard]] IsochroneFlow &isochrones() { return *m_isochrones; }
    [[nodiscard]] bridge::Selection &selection() { return m_selection; }
    [[nodiscard]] theme::ThemeKind themeKind() const { return m_theme.kind; }
    void setThemeKind(theme::ThemeKind kind);
    /// Size and place as they were left; a good size for the screen otherwise.
    void restoreWindow();
    /// Sizes the columns for the window's size, or as they were left. Call after the size is known.
    void restoreLayout();

protected:
    void closeEvent(QCloseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void connectBridge();
    void connectSelection();
    void connectViewActions();
    void connectNodeActions();
    void connectCommands();
    void connectKeys();
    void takeSnapshot();
    void dropRetired();
    void takeFrame();
    void inspect();
    void applyFilter();
    void showHelp(const QString &topic);
    void showSettings();
    void resetLayout();
    void inspectNode(const NodeId &node);
    void openNodeMenu(const QPoint &globalAt);
    void showBottom(QWidget *page);
    void showAbout();
    void writeNote();
    void showShortcuts();

    bridge::SessionBridge &m_bridge;
    WindowSettings &m_settings;
    std::string m_issuer;
    QString m_version;
    dialogs::WorkspaceFacts m_workspace;
    theme::Theme m_theme;
    bridge::Selection m_selection;
    bridge::ShownNodes m_shown;
    SavedViews m_views;
    models::FleetModel m_fleetModel;
    Actions *m_actions;
    TopBar *m_topBar;
    WindowLayout *m_layout;
    MapFeed *m_mapFeed;
    MatrixFeed *m_matrixFeed;
    CommandFlow *m_commands;
    KeyFlow *m_keys;
    FindFlow *m_find;
    HelpWindow *m_help = nullptr; ///< made when it is asked for
    ProblemFlow *m_problems;
    TableFlow *m_table;
    ReplayFlow *m_replay;
    IsochroneFlow *m_isochrones;
    BannerFlow *m_banner;
};

} // namespace iso::shell
