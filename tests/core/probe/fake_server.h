#pragma once

#include <QtGlobal>
#include <arpa/inet.h>
#include <atomic>
#include <functional>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace iso::test
{

/// A server on a free port of this machine, one connection at a time. `serve` is called with each request, on the
/// server's thread, and writes what it likes through `say`.
class FakeServer
{
public:
    class Connection
    {
    public:
        explicit Connection(int descriptor, const std::atomic<bool> &stops)
            : m_descriptor(descriptor)
            , m_stops(stops)
        {
        }
        void say(const std::string &text) const
        {
            [[maybe_unused]] const auto sent = send(m_descriptor, text.data(), text.size(), MSG_NOSIGNAL);
        }
        /// Says nothing until the other side has gone or the test is over.
        void holdOn() const
        {
            char byte = 0;
            while (!m_stops.load() && wait(m_descriptor) && recv(m_descriptor, &byte, 1, 0) != 0) {
            }
        }

    private:
        [[nodiscard]] bool wait(int descriptor) const
        {
            pollfd item{descriptor, POLLIN, 0};
            while (!m_stops.load() && poll(&item, 1, 20) == 0) {
            }
            return !m_stops.load();
        }
        friend class FakeServer;
        int m_descriptor;
        const std::atomic<bool> &m_stops;
    };
    using Serve = std::function<void(const std::string &request, const Connection &connection)>;

    explicit FakeServer(Serve serve)
        : m_serve(std::move(serve))
        , m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *generic = reinterpret_cast<sockaddr *>(&address);
        if (bind(m_listener, generic, size) != 0 || listen(m_listener, 64) != 0 ||
            getsockname(m_listener, generic, &size) != 0) {
            qFatal("no server");
        }
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { run(); });
    }
    ~FakeServer()
    {
        m_stops.store(true);
        m_thread.join();
        close(m_listener);
    }
    FakeServer(const FakeServer &) = delete;
    FakeServer &operator=(const FakeServer &) = delete;

    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(m_port); }
    [[nodiscard]] std::string url() const { return "http://" + address(); }

private:
    void run()
    {
        const Connection door(m_listener, m_stops);
        while (door.wait(m_listener)) {
            const int descriptor = accept(m_listener, nullptr, nullptr);
            if (descriptor < 0) {
                continue;
            }
            const Connection connection(descriptor, m_stops);
            if (const std::string request = readRequest(connection); !request.empty()) {
                m_serve(request, connection);
            }
            close(descriptor);
        }
    }
    /// Head and body; empty when the other side said nothing.
    static std::string readRequest(const Connection &connection)
    {
        std::string request;
        std::size_t wanted = std::string::npos;
        while (request.size() < wanted && connection.wait(connection.m_descriptor)) {
            char bytes[4096];
            const ssize_t got = recv(connection.m_descriptor, bytes, sizeof bytes, 0);
            if (got <= 0) {
                return {};
            }
            request.append(bytes, static_cast<std::size_t>(got));
            const std::size_t end = request.find("\r\n\r\n");
            const std::size_t length = request.find("Content-Length: ");
            if (end != std::string::npos && length != std::string::npos) {
                wanted = end + 4 + static_cast<std::size_t>(std::stoi(request.substr(length + 16)));
            }
        }
        return request;
    }

    Serve m_serve;
    int m_listener;
    int m_port = 0;
    std::atomic<bool> m_stops{false};
    std::thread m_thread;
};

} // namespace iso::test
