#include "app/console/composition.h"

#include "app/console/workspace_facts.h"

#include <pwd.h>
#include <unistd.h>

namespace iso::console
{

Composition::Composition()
    : m_logger(m_clock, stderrSink())
{
}

Result<std::unique_ptr<Composition>> Composition::build(const Options &options)
{
    std::unique_ptr<Composition> all(new Composition);
    session::SessionOptions sessionOptions;
    sessionOptions.workspace = options.workspace;
    sessionOptions.program = "isochrone";
    sessionOptions.telemetry = options.telemetry;
    sessionOptions.control = options.control;
    const replay::RunningHub hub{all->m_clock.utcNow(), all->m_clock.utcNow(), all->m_clock.steadyNow()};
    auto session = session::LiveSession::open(all->m_context, sessionOptions, all->m_clock, all->m_logger);
    if (!session) {
        return failure(std::move(session.error()));
    }
    all->m_session = *std::move(session);
    all->m_settings = std::make_unique<shell::WindowSettings>(
        QString::fromStdString(all->m_session->paths().consoleSettings().string()));
    all->m_replay = replay::ReplaySession::open(all->m_session->paths().history(), *all->m_session, all->m_clock);
    all->m_replay->setRunningHub(hub);
    all->m_bridge = std::make_unique<bridge::SessionBridge>(*all->m_session, all->m_clock);
    all->m_bridge->setReplay(all->m_replay.get());
    if (options.isViewer) {
        all->m_bridge->setViewer();
    }

    bridge::Objectives objectives;
    objectives.ttftP95_s = std::chrono::duration<double>(all->m_session->configuration().ttftObjective).count();
    const auto kind = options.theme.value_or(all->m_settings->themeKind().value_or(theme::ThemeKind::Dark));
    all->m_window = std::make_unique<shell::MainWindow>(shell::WindowContext{
        *all->m_bridge, all->m_clock, *all->m_settings, objectives, kind, userName(), QStringLiteral(ISOCHRONE_VERSION),
        workspaceFacts(all->m_session->paths(), all->m_session->configuration()),
        all->m_session->configuration().isochrone});
    return all;
}

std::string userName()
{
    const passwd *user = getpwuid(geteuid());
    return user != nullptr ? user->pw_name : std::to_string(geteuid());
}

} // namespace iso::console
