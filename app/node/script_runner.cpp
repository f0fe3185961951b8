#include "app/node/script_runner.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace iso::app
{

namespace
{

constexpr std::size_t kMostProgress = 16;
constexpr int kLongestWait_ms = 100;

/// Printable ASCII only: a script may print anything, and a receipt's text has rules.
std::string plainText(std::string_view line)
{
    std::string text(line.substr(0, ScriptRunner::kMaxText_bytes));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text;
}

std::vector<char *> pointersTo(std::vector<std::string> &texts)
{
    std::vector<char *> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string &text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

/// Owns the two settings of posix_spawn.
struct SpawnSettings {
    SpawnSettings(int output)
    {
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
        posix_spawnattr_init(&attributes);
        // This program blocks signals for itself; a script starts like any other.
        sigset_t none;
        sigemptyset(&none);
        sigset_t all;
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~SpawnSettings()
    {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnSettings(const SpawnSettings &) = delete;
    SpawnSettings &operator=(const SpawnSettings &) = delete;

    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
};

} // namespace

/// A running process and what it prints.
struct ScriptRunner::Child {
    ~Child()
    {
        if (output >= 0) {
            close(output);
        }
    }
    void readOutput()
    {
        std::array<char, 4096> bytes{};
        for (ssize_t got = read(output, bytes.data(), bytes.size()); got > 0;
             got = read(output, bytes.data(), bytes.size())) {
            for (const char c : std::string_view(bytes.data(), static_cast<std::size_t>(got))) {
                if (c != '\n') {
                    if (line.size() < kMaxText_bytes) {
                        line += c;
                    }
                } else if (!line.empty()) {
                    lastLine = std::move(line);
                    line.clear();
                }
            }
        }
    }
    [[nodiscard]] std::string text() const { return plainText(line.empty() ? lastLine : line); }

    pid_t process = -1;
    int output = -1;
    std::string line;
    std::string lastLine;
};

ScriptRunner::ScriptRunner(const Clock &clock, std::function<void()> wake)
    : m_clock(clock)
    , m_wake(std::move(wake))
    , m_events(kMostProgress)
    , m_wakeDescriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
}

ScriptRunner::~ScriptRunner()
{
    if (m_running) {
        cancel(*m_running);
    }
    if (m_thread.joinable()) {
        m_thread.join();
    }
    close(m_wakeDescriptor);
}

Status ScriptRunner::start(const CommandId &id, std::vector<std::string> program, std::vector<std::string> environment,
                           Duration timeout)
{
    if (m_running) {
        return failure(ErrorCode::Busy, "command " + toText(*m_running) + " is running");
    }
    if (m_thread.joinable()) {
        m_thread.join(); // its last word was its end
    }
    std::uint64_t ignored = 0;
    [[maybe_unused]] const auto cleared = read(m_wakeDescriptor, &ignored, sizeof ignored);
    m_isCancelled.store(false);
    m_running = id;
    m_thread = std::thread([this, id, program = std::move(program), environment = std::move(environment),
                            timeout]() mutable { run(id, std::move(program), std::move(environment), timeout); });
    return {};
}

bool ScriptRunner::cancel(const CommandId &id)
{
    if (m_running != id || m_isCancelled.exchange(true)) {
        return false;
    }
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(m_wakeDescriptor, &one, sizeof one);
    return true;
}

void ScriptRunner::drain(std::vector<ScriptEvent> &events)
{
    const std::size_t before = events.size();
    m_events.drain(events);
    for (std::size_t i = before; i < events.size(); ++i) {
        if (events[i].kind != ScriptEvent::Kind::Progress) {
            m_running.reset();
        }
    }
}

void ScriptRunner::run(const CommandId &id, std::vector<std::string> program, std::vector<std::string> environment,
                       Duration timeout)
{
    std::array<int, 2> pipe{-1, -1};
    Child child;
    int error = pipe2(pipe.data(), O_CLOEXEC | O_NONBLOCK) == 0 ? 0 : errno;
    if (error == 0) {
        child.output = pipe[0];
        fcntl(pipe[1], F_SETFL, 0); // the script's end waits like any pipe
        const SpawnSettings settings(pipe[1]);
        error = posix_spawn(&child.process, program[0].c_str(), &settings.actions, &settings.attributes,
                            pointersTo(program).data(), pointersTo(environment).data());
        close(pipe[1]);
    }
    if (error != 0) {
        report({id, ScriptEvent::Kind::Failed,
                plainText(program[0] + " cannot be run: " + std::generic_category().message(error))});
        return;
    }
    report(watch(id, child, timeout));
}

ScriptEvent ScriptRunner::watch(const CommandId &id, Child &child, Duration timeout)
{
    const SteadyTime began = m_clock.steadyNow();
    SteadyTime reported = began;
    SteadyTime killAt;
    bool timedOut = false;
    int status = 0;
    while (true) {
        // Left as it is (WNOWAIT) its number stays its own, so that no signal reaches somebody else.
        siginfo_t ended{};
        waitid(P_PID, static_cast<id_t>(child.process), &ended, WEXITED | WNOHANG | WNOWAIT);
        child.readOutput();
        if (ended.si_pid == child.process) {
            break;
        }
        const SteadyTime now = m_clock.steadyNow();
        timedOut = timedOut || now - began >= timeout;
        if ((timedOut || m_isCancelled.load()) && !killAt.isValid()) {
            kill(-child.process, SIGTERM);
            killAt = now + kGrace;
        } else if (killAt.isValid() && now >= killAt) {
            kill(-child.process, SIGKILL);
        }
        if (now - reported >= kProgressEvery) {
            reported = now;
            report({id, ScriptEvent::Kind::Progress, child.text()});
        }
        std::array<pollfd, 2> items{{{child.output, POLLIN, 0}, {killAt.isValid() ? -1 : m_wakeDescriptor, POLLIN, 0}}};
        poll(items.data(), items.size(), kLongestWait_ms);
        if ((items[0].revents & (POLLHUP | POLLIN)) == POLLHUP) {
            poll(nullptr, 0, 5); // it has closed its output and is about to end
        }
    }
    kill(-child.process, SIGKILL); // what it left behind in its group
    waitpid(child.process, &status, 0);
    if (m_isCancelled.load()) {
        return {id, ScriptEvent::Kind::Cancelled, child.text()};
    }
    if (timedOut) {
        return {id, ScriptEvent::Kind::Failed, "did not end within " + toShortText(timeout)};
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return {id, ScriptEvent::Kind::Succeeded, child.text()};
    }
    const std::string how = WIFEXITED(status) ? fmt::format("exit code {}", WEXITSTATUS(status))
                                              : fmt::format("signal {}", WTERMSIG(status));
    return {id, ScriptEvent::Kind::Failed, child.text().empty() ? how : plainText(how + ": " + child.text())};
}

void ScriptRunner::report(ScriptEvent event)
{
    const std::size_t cost = event.kind == ScriptEvent::Kind::Progress ? 1 : 0;
    m_events.push(std::move(event), cost);
    m_wake();
}

} // namespace iso::app
