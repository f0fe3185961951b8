#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace iso::test
{

/// tests/support/fake_engine/fake_engine.py as a process: an inference server that does what a test says.
class FakeEngine
{
public:
    FakeEngine() { start(); }
    ~FakeEngine() { stop(); }
    FakeEngine(const FakeEngine &) = delete;
    FakeEngine &operator=(const FakeEngine &) = delete;

    /// "http://127.0.0.1:41234"
    [[nodiscard]] std::string url() const { return m_url; }

    /// Changes the scenario: set("running=3&frozen=1").
    void set(const std::string &changes) const { ask("/_set?" + changes); }
    /// Requests have finished: serve("requests=4&tokens=100").
    void serve(const std::string &what = "requests=1") const { ask("/_serve?" + what); }
    /// The engine starts anew.
    void reset() const { ask("/_reset"); }
    /// The process ends; nobody listens on its port any more.
    void stop()
    {
        m_process.closeWriteChannel();
        if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished()) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }

private:
    void start()
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral("python3"),
                        {QStringLiteral(ISOCHRONE_SOURCE_DIR "/tests/support/fake_engine/fake_engine.py")});
        while (m_process.state() != QProcess::NotRunning && !m_process.canReadLine()) {
            m_process.waitForReadyRead();
        }
        m_url = m_process.readLine().trimmed().split(' ').value(1).toStdString();
        if (m_url.empty()) {
            qFatal("the fake engine does not start: it needs python3");
        }
    }

    /// One request on a connection of its own, by hand: what is tested must not be what tests it.
    void ask(const std::string &path) const
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(m_url.c_str() + m_url.rfind(':') + 1)));
        const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const std::string request = "GET " + path + " HTTP/1.1\r\nHost: fake\r\nConnection: close\r\n\r\n";
        std::string answer;
        if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0 &&
            ::send(descriptor, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
            char buffer[4096];
            for (ssize_t got = 0; (got = ::recv(descriptor, buffer, sizeof(buffer), 0)) > 0;) {
                answer.append(buffer, static_cast<std::size_t>(got));
            }
        }
        ::close(descriptor);
        if (answer.find(" 200 ") == std::string::npos) {
            qFatal("the fake engine does not answer %s: %s", path.c_str(), answer.c_str());
        }
    }

    QProcess m_process;
    std::string m_url;
};

} // namespace iso::test
