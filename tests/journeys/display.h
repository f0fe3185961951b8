#pragma once

#include <QProcess>
#include <QSize>

namespace iso::test
{

/// A screen of its own with a window manager, for programs that are driven by a real mouse and keyboard. The display's
/// number is one that nobody uses. Ends with the test, also when that is killed.
class Display
{
public:
    Display() = default;
    ~Display();
    Display(const Display &) = delete;
    Display &operator=(const Display &) = delete;

    /// Before the QApplication is made, which then stands on this screen. False, with the reason on standard error,
    /// when something is missing.
    [[nodiscard]] bool start(QSize size);

private:
    QProcess m_server;
    QProcess m_windowManager;
};

} // namespace iso::test
