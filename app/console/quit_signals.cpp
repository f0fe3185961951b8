#include "app/console/quit_signals.h"

#include <QSocketNotifier>
#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace iso::console
{

namespace
{

sigset_t quitSet()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

void QuitSignals::block()
{
    const sigset_t set = quitSet();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

QuitSignals::QuitSignals(QObject *parent)
    : QObject(parent)
{
    const sigset_t set = quitSet();
    m_descriptor = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (m_descriptor < 0) {
        qFatal("signalfd failed"); // only when the process has no descriptors left at its start
    }
    auto *notifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, &QuitSignals::readSignal);
}

QuitSignals::~QuitSignals()
{
    close(m_descriptor);
}

void QuitSignals::readSignal()
{
    signalfd_siginfo info{};
    if (read(m_descriptor, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        Q_EMIT quitRequested();
    }
}

} // namespace iso::console
