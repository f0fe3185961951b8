#include "tests/journeys/display.h"

#include <csignal>
#include <cstdio>
#include <sys/prctl.h>

namespace iso::test
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int kWait_ms = 30'000;

void startWithUs(QProcess &process, const QString &program, const QStringList &arguments)
{
    process.setStandardErrorFile(QProcess::nullDevice());
    process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
    process.start(program, arguments);
}

void end(QProcess &process)
{
    if (process.state() != QProcess::NotRunning) {
        process.terminate();
        if (!process.waitForFinished(kWait_ms)) {
            process.kill();
            process.waitForFinished(kWait_ms);
        }
    }
}

} // namespace

Display::~Display()
{
    end(m_windowManager);
    end(m_server);
}

bool Display::start(QSize size)
{
    startWithUs(m_server, u"Xvfb"_s,
                {u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s, u"%1x%2x24"_s.arg(size.width()).arg(size.height()),
                 u"-nolisten"_s, u"tcp"_s});
    while (!m_server.canReadLine()) {
        if (!m_server.waitForReadyRead(kWait_ms)) {
            std::fputs("Xvfb did not start: packaging/install_deps.sh test installs it\n", stderr);
            return false;
        }
    }
    const QByteArray display = ":" + m_server.readLine().trimmed();
    qputenv("DISPLAY", display);
    qputenv("QT_QPA_PLATFORM", "xcb");
    // Gives the keyboard to a window that opens, and back to the one before when it closes.
    startWithUs(m_windowManager, u"openbox"_s, {u"--sm-disable"_s});
    if (!m_windowManager.waitForStarted(kWait_ms)) {
        std::fputs("openbox did not start: packaging/install_deps.sh test installs it\n", stderr);
        return false;
    }
    return true;
}

} // namespace iso::test
