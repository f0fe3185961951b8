#include "ui/shell/problem_flow.h"

#include "ui/bridge/value_text.h"
#include "ui/dialogs/acknowledge_dialog.h"
#include "ui/panels/problems_panel.h"
#include "ui/shell/window_layout.h"

#include <QAction>
#include <QSystemTrayIcon>

namespace iso::shell
{

using bridge::SessionBridge;

namespace
{

const QString kNotifyKey = QStringLiteral("problem-notifications");

} // namespace

ProblemFlow::ProblemFlow(Parts parts, WindowLayout &layout, QWidget &window)
    : QObject(&window)
    , m_parts(std::move(parts))
    , m_layout(layout)
    , m_window(window)
    , m_notifier(m_parts.clock, [this](const QString &title, const QString &text) { notify(title, text); })
{
    const bool isEnabled = m_parts.settings.isShown(kNotifyKey);
    m_parts.notify.setChecked(isEnabled);
    m_notifier.setEnabled(isEnabled);
    connect(&m_parts.notify, &QAction::toggled, this, [this](bool enabled) {
        m_notifier.setEnabled(enabled);
        m_parts.settings.setShown(kNotifyKey, enabled);
    });
    panels::ProblemsPanel &panel = m_layout.problems();
    connect(&m_parts.bridge, &SessionBridge::problemsChanged, this, &ProblemFlow::takeProblems);
    connect(&m_parts.bridge, &SessionBridge::frameTaken, this, [this] { m_notifier.tick(); });
    connect(&panel, &panels::ProblemsPanel::acknowledgeRequested, this, &ProblemFlow::acknowledge);
    connect(&panel, &panels::ProblemsPanel::nodesActivated, this, [this](const std::vector<NodeId> &nodes) {
        if (nodes.size() == 1) {
            Q_EMIT nodeActivated(nodes.front());
        } else {
            m_parts.selection.select(nodes, {});
        }
        Q_EMIT nodesSelected();
    });
    takeProblems();
    panels::EventsPanel &events = m_layout.events();
    connect(&m_parts.bridge, &SessionBridge::eventsChanged, &events, &panels::EventsPanel::setEvents);
    connect(&events, &panels::EventsPanel::nodeActivated, this, &ProblemFlow::nodeActivated);
    events.setEvents(m_parts.bridge.events());
}

void ProblemFlow::takeProblems()
{
    const problems::ProblemListPtr &list = m_parts.bridge.problems();
    m_layout.problems().setProblems(list);
    m_layout.setProblemCount(static_cast<int>(list->problems.size()));
    m_layout.kpis().setProblems(*list);
    m_notifier.setProblems(list);
}

dialogs::AcknowledgeDialog *ProblemFlow::acknowledge(const problems::ProblemPtr &problem)
{
    auto *dialog = new dialogs::AcknowledgeDialog(
        problem,
        [this](const std::string &id, const std::string &note, QObject *receiver,
               std::function<void(const Status &)> done) {
            m_parts.bridge.acknowledge({id, m_parts.issuer, note}, receiver, std::move(done));
        },
        &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
    return dialog;
}

void ProblemFlow::notify(const QString &title, const QString &text)
{
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages()) {
        return;
    }
    // Made when it is first needed: an icon in the tray that says nothing is clutter.
    if (!m_tray) {
        m_tray = new QSystemTrayIcon(m_window.windowIcon(), this);
        m_tray->setToolTip(tr("Isochrone"));
        connect(m_tray, &QSystemTrayIcon::messageClicked, this, [this] {
            m_window.show();
            m_window.raise();
            m_window.activateWindow();
            m_parts.show.trigger();
        });
        connect(m_tray, &QSystemTrayIcon::activated, this, [this] { m_window.activateWindow(); });
    }
    m_tray->show();
    m_tray->showMessage(title, text, QSystemTrayIcon::Critical);
}

} // namespace iso::shell
