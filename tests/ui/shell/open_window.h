#pragma once

#include "ui/shell/main_window.h"

#include <QTest>
#include <memory>

namespace iso::test
{

/// The console's window over a test's session, dark, of an operator "op-1"; shown, at the size of a small screen.
inline std::unique_ptr<shell::MainWindow> openWindow(bridge::SessionBridge &bridge, const Clock &clock,
                                                     shell::WindowSettings &settings)
{
    auto window = std::make_unique<shell::MainWindow>(shell::WindowContext{
        bridge, clock, settings, bridge::Objectives(), theme::ThemeKind::Dark, "op-1", QStringLiteral("test")});
    window->resize(1366, 768);
    window->show();
    window->restoreLayout();
    return window;
}

} // namespace iso::test
