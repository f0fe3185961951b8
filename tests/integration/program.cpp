#include "tests/integration/program.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <csignal>
#include <sys/prctl.h>

namespace iso::test
{

QByteArray Outcome::text() const
{
    return "exit code " + QByteArray::number(exitCode) + "\n" + output + errors;
}

Program::Program(const QString &name, const InChild &inChild)
{
    if (!m_errors.open()) {
        qFatal("no temporary file");
    }
    m_process.setChildProcessModifier([inChild] {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (inChild) {
            inChild();
        }
    });
    m_process.setProgram(QStringLiteral(ISOCHRONE_BIN_DIR "/") + name);
    m_process.setStandardErrorFile(m_errors.fileName());
}

Program::~Program()
{
    kill();
}

void Program::setEnvironment(const QString &name, const QString &value)
{
    QProcessEnvironment environment = m_process.processEnvironment();
    if (environment.isEmpty()) {
        environment = QProcessEnvironment::systemEnvironment();
    }
    environment.insert(name, value);
    m_process.setProcessEnvironment(environment);
}

void Program::start(const QStringList &arguments)
{
    m_process.setArguments(arguments);
    m_process.start();
    if (!m_process.waitForStarted()) {
        qFatal("cannot start %s", qPrintable(m_process.program()));
    }
}

QByteArray Program::waitForLine(const QByteArray &beginning, std::chrono::seconds timeout)
{
    const QDeadlineTimer deadline(timeout);
    while (true) {
        m_output += m_process.readAllStandardOutput();
        for (qsizetype end = m_output.indexOf('\n', m_searched); end >= 0; end = m_output.indexOf('\n', m_searched)) {
            const QByteArray line = m_output.mid(m_searched, end - m_searched);
            m_searched = end + 1;
            if (line.startsWith(beginning)) {
                return line;
            }
        }
        if (!isRunning() || deadline.hasExpired()) {
            return {};
        }
        m_process.waitForReadyRead(static_cast<int>(deadline.remainingTime()));
    }
}

Outcome Program::waitForEnd(std::chrono::seconds timeout)
{
    const auto timeout_ms = static_cast<int>(std::chrono::milliseconds(timeout).count());
    const bool hasEnded = !isRunning() || m_process.waitForFinished(timeout_ms);
    if (!hasEnded) {
        kill();
    }
    m_output += m_process.readAllStandardOutput();
    Outcome outcome;
    if (hasEnded && m_process.exitStatus() == QProcess::NormalExit) {
        outcome.exitCode = m_process.exitCode();
    }
    outcome.output = m_output;
    m_errors.seek(0);
    outcome.errors = m_errors.readAll();
    return outcome;
}

Outcome Program::terminate()
{
    m_process.terminate();
    return waitForEnd();
}

void Program::kill()
{
    if (isRunning()) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

Outcome runProgram(const QString &name, const QStringList &arguments, std::chrono::seconds timeout)
{
    Program program(name);
    program.start(arguments);
    return program.waitForEnd(timeout);
}

bool Collector::start(const QStringList &moreArguments)
{
    const auto port = [](const QString &endpoint) {
        return endpoint.isEmpty() ? QStringLiteral("0") : endpoint.section(u':', -1);
    };
    m_program = std::make_unique<Program>(QStringLiteral("isochrone-collector"), m_inChild);
    m_program->start(QStringList{QStringLiteral("--workspace"), QString::fromStdString(m_workspace.string()),
                                 QStringLiteral("--telemetry-port"), port(m_telemetry),
                                 QStringLiteral("--control-port"), port(m_control)} +
                     moreArguments);
    const QByteArray line = m_program->waitForLine("listening ");
    if (line.isEmpty()) {
        qWarning("%s", m_program->waitForEnd().text().constData());
        return false;
    }
    const QString text = QString::fromUtf8(line);
    m_telemetry = text.section(QStringLiteral("telemetry="), 1).section(u' ', 0, 0);
    m_control = text.section(QStringLiteral("control="), 1).section(u' ', 0, 0);
    return true;
}

QStringList Ctl::arguments(const QStringList &rest) const
{
    return QStringList{QStringLiteral("--workspace"), QString::fromStdString(m_workspace.string()),
                       QStringLiteral("--json")} +
           rest;
}

Outcome Ctl::run(const QStringList &rest, std::chrono::seconds timeout) const
{
    return runProgram(QStringLiteral("isochronectl"), arguments(rest), timeout);
}

Outcome Ctl::runText(const QStringList &rest) const
{
    QStringList all = arguments(rest);
    all.removeAll(QStringLiteral("--json"));
    return runProgram(QStringLiteral("isochronectl"), all);
}

QJsonObject Ctl::node(const QString &name) const
{
    const QJsonArray nodes = run({QStringLiteral("nodes")}).json()[QStringLiteral("nodes")].toArray();
    for (const QJsonValue &node : nodes) {
        if (node[QStringLiteral("node")].toString() == name) {
            return node.toObject();
        }
    }
    return {};
}

int Ctl::serving() const
{
    return run({QStringLiteral("status")}).json()[QStringLiteral("fleet")][QStringLiteral("serving")].toInt(-1);
}

} // namespace iso::test
