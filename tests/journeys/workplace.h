#pragma once

#include "app/console/composition.h"
#include "tests/integration/program.h"
#include "tests/journeys/display.h"
#include "tests/support/temp_workspace.h"

#include <QApplication>
#include <QTest>
#include <memory>

/// Waits for what a user waits for, as long as a busy machine needs.
#define SEE(what) QTRY_VERIFY_WITH_TIMEOUT(what, 30'000)
#define SEE_SAME(what, expected) QTRY_COMPARE_WITH_TIMEOUT(what, expected, 30'000)

namespace iso::test
{

/// The console as its main() makes it, on a screen, with a simulated fleet that connects to it.
class Workplace
{
public:
    /// In the folder of a workspace that may hold things already.
    [[nodiscard]] bool open(const QString &configuration = {});
    /// Nodes that connect to this machine's ports. The scenario is what goes wrong; empty: nothing.
    void startFleet(int nodes, const QString &scenario = {});
    void close();
    /// The screen as it is, beside the test program, when the current test function has failed.
    void keepPictureOfFailure() const;

    [[nodiscard]] const std::filesystem::path &folder() const { return m_folder; }
    [[nodiscard]] shell::MainWindow &window() const { return m_console->window(); }
    [[nodiscard]] bridge::SessionBridge &bridge() const { return m_console->bridge(); }
    [[nodiscard]] Ctl ctl() const { return Ctl(m_folder); }
    /// The node as the screen knows it now; null when it does not.
    [[nodiscard]] fleet::NodeRecord node(const QString &name) const;
    [[nodiscard]] int servingCount() const;

private:
    TempWorkspace m_temp;
    std::filesystem::path m_folder = m_temp.file("hub");
    std::unique_ptr<console::Composition> m_console;
    std::unique_ptr<Program> m_fleet;
};

/// Runs a test class on a screen of its own.
template<typename Test>
int runOnDisplay(int argc, char **argv)
{
    Display display;
    if (!display.start({1920, 1130})) { // room for a window of 1920x1080 with its frame
        return 1;
    }
    int result = 0;
    {
        QApplication application(argc, argv); // ends before its screen does
        QApplication::setApplicationName(QStringLiteral("isochrone"));
        Test test;
        result = QTest::qExec(&test, argc, argv);
    }
    return result;
}

} // namespace iso::test
