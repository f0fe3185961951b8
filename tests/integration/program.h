#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>
#include <QTemporaryFile>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>

namespace iso::test
{

/// What a program said and how it ended.
struct Outcome {
    int exitCode = -1; ///< -1: it did not start, crashed, or did not end in time
    QByteArray output;
    QByteArray errors;

    [[nodiscard]] QJsonDocument json() const { return QJsonDocument::fromJson(output); }
    /// For messages of checks: everything.
    [[nodiscard]] QByteArray text() const;
};

/// Runs in a new process before the program in it begins. Only what a signal handler may call.
using InChild = std::function<void()>;

/// One of the project's programs, as a user starts it. It ends with the test, also when that is killed.
class Program
{
public:
    /// `name` is a file in the build's folder of programs.
    explicit Program(const QString &name, const InChild &inChild = {});
    /// Kills it when it still runs.
    ~Program();
    Program(const Program &) = delete;
    Program &operator=(const Program &) = delete;

    /// For starts from now on.
    void setEnvironment(const QString &name, const QString &value);
    void start(const QStringList &arguments);
    /// The first line of its output, from where the last call ended, that begins with `beginning`; empty when none
    /// comes in time or it ends before.
    QByteArray waitForLine(const QByteArray &beginning, std::chrono::seconds timeout = std::chrono::seconds(60));
    /// Waits for its own end.
    Outcome waitForEnd(std::chrono::seconds timeout = std::chrono::seconds(60));
    /// SIGTERM, then waitForEnd.
    Outcome terminate();
    /// SIGKILL: nothing in it can react.
    void kill();
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }

private:
    QProcess m_process;
    QTemporaryFile m_errors; ///< a file, so that a program nobody reads from is never held up
    QByteArray m_output;
    qsizetype m_searched = 0;
};

/// Starts the program and waits for its end.
Outcome runProgram(const QString &name, const QStringList &arguments,
                   std::chrono::seconds timeout = std::chrono::seconds(60));

/// A collector on free ports, or on those it is told.
class Collector
{
public:
    explicit Collector(std::filesystem::path workspace, InChild inChild = {})
        : m_workspace(std::move(workspace))
        , m_inChild(std::move(inChild))
    {
    }
    /// Starts it and waits until it listens. Later starts use the ports of the first.
    [[nodiscard]] bool start(const QStringList &moreArguments = {});
    void kill() { m_program->kill(); }
    Outcome terminate() { return m_program->terminate(); }
    [[nodiscard]] qint64 processId() const { return m_program->processId(); }

    [[nodiscard]] QString telemetry() const { return m_telemetry; }
    [[nodiscard]] QString control() const { return m_control; }

private:
    std::filesystem::path m_workspace;
    InChild m_inChild;
    std::unique_ptr<Program> m_program;
    QString m_telemetry;
    QString m_control;
};

/// isochronectl on a workspace.
class Ctl
{
public:
    explicit Ctl(std::filesystem::path workspace)
        : m_workspace(std::move(workspace))
    {
    }
    /// With --workspace and --json in front.
    [[nodiscard]] QStringList arguments(const QStringList &rest) const;
    [[nodiscard]] Outcome run(const QStringList &rest, std::chrono::seconds timeout = std::chrono::seconds(60)) const;
    /// The same without --json.
    [[nodiscard]] Outcome runText(const QStringList &rest) const;
    /// One node as "nodes" shows it; empty when it is not there.
    [[nodiscard]] QJsonObject node(const QString &name) const;
    /// How many nodes serve; -1 when there is no answer.
    [[nodiscard]] int serving() const;

private:
    std::filesystem::path m_workspace;
};

} // namespace iso::test
