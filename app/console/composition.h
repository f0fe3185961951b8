#pragma once

#include "app/console/options.h"
#include "core/base/log.h"
#include "core/replay/replay_session.h"
#include "core/session/live_session.h"
#include "core/transport/context.h"
#include "ui/shell/main_window.h"

#include <memory>

namespace iso::console
{

/// Everything the console is made of; nothing is built elsewhere. Members stand in the order in which they need each
/// other, so that they end in the reverse. GUI thread.
class Composition
{
public:
    /// Opens the workspace, starts the hub, makes the window. Needs a QApplication.
    static Result<std::unique_ptr<Composition>> build(const Options &options);

    [[nodiscard]] const session::LiveSession &session() const { return *m_session; }
    [[nodiscard]] bridge::SessionBridge &bridge() { return *m_bridge; }
    [[nodiscard]] shell::MainWindow &window() { return *m_window; }

private:
    Composition();

    SystemClock m_clock;
    Logger m_logger;
    transport::Context m_context;
    std::unique_ptr<session::LiveSession> m_session;
    std::unique_ptr<replay::ReplaySession> m_replay;
    std::unique_ptr<shell::WindowSettings> m_settings;
    std::unique_ptr<bridge::SessionBridge> m_bridge;
    std::unique_ptr<shell::MainWindow> m_window;
};

/// The name of the user who runs the program, for the ledger.
std::string userName();

} // namespace iso::console
