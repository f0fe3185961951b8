#pragma once

#include "ui/bridge/selection.h"
#include "ui/bridge/session_bridge.h"
#include "ui/shell/problem_notifier.h"
#include "ui/shell/window_settings.h"

#include <QObject>
#include <QPointer>
#include <string>

class QAction;
class QSystemTrayIcon;
class QWidget;

namespace iso::dialogs
{
class AcknowledgeDialog;
}

namespace iso::shell
{

class WindowLayout;

/// From the list of problems to the tab, the tile, the tray and the dialog that acknowledges, and from events to
/// theirs. GUI thread.
class ProblemFlow final : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        bridge::SessionBridge &bridge;
        bridge::Selection &selection;
        WindowSettings &settings;
        const Clock &clock;
        std::string issuer; ///< stands in the ledger
        QAction &notify;    ///< checkable: notifications of the desktop
        QAction &show;      ///< brings the list into view
    };
    /// All outlive the flow.
    ProblemFlow(Parts parts, WindowLayout &layout, QWidget &window);

    dialogs::AcknowledgeDialog *acknowledge(const problems::ProblemPtr &problem);

Q_SIGNALS:
    /// One node was chosen in the list.
    void nodeActivated(const iso::NodeId &node);
    /// Several nodes were selected, and should be seen.
    void nodesSelected();

private:
    void takeProblems();
    void notify(const QString &title, const QString &text);

    Parts m_parts;
    WindowLayout &m_layout;
    QWidget &m_window;
    ProblemNotifier m_notifier;
    QPointer<QSystemTrayIcon> m_tray;
};

} // namespace iso::shell
