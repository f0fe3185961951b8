#include "tests/packaging/script_stage.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

namespace iso::test
{
namespace
{

void require(bool condition, const QString &what)
{
    if (!condition) {
        qFatal("%s", qPrintable(what));
    }
}

} // namespace

ScriptStage::ScriptStage(const QStringList &systemTools)
{
    require(m_dir.isValid(), m_dir.errorString());
    QDir root(m_dir.path());
    for (const char *folder : {"path", "packaging", "elsewhere", "tmp", "build/release/bin"}) {
        require(root.mkpath(QString::fromLatin1(folder)), QStringLiteral("cannot make a folder"));
    }
    for (const QString &tool : systemTools) {
        const QString found = QStandardPaths::findExecutable(tool);
        require(QFile::link(found, file(QStringLiteral("path/") + tool)), tool + QStringLiteral(" is missing here"));
    }
    const QDir scripts(QStringLiteral(ISOCHRONE_SOURCE_DIR "/packaging"));
    for (const QString &script : scripts.entryList({QStringLiteral("*.sh")})) {
        require(QFile::copy(scripts.filePath(script), file(QStringLiteral("packaging/") + script)), script);
    }
    m_environment.insert(QStringLiteral("PATH"), file(QStringLiteral("path")));
    m_environment.insert(QStringLiteral("HOME"), root.path());
    m_environment.insert(QStringLiteral("TMPDIR"), file(QStringLiteral("tmp")));
    m_environment.insert(QStringLiteral("STAGE"), root.path());
}

void ScriptStage::write(const QString &path, const QString &body) const
{
    QFile program(file(path));
    require(program.open(QIODevice::WriteOnly | QIODevice::Truncate), path);
    program.write("#!/usr/bin/env bash\n" + body.toUtf8() + "\n");
    require(program.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner), path);
}

void ScriptStage::addProgram(const QString &name, const QString &body)
{
    write(QStringLiteral("path/") + name, body);
}

void ScriptStage::addBuilt(const QString &name, const QString &body)
{
    write(QStringLiteral("build/release/bin/") + name, body);
}

void ScriptStage::setEnvironment(const QString &name, const QString &value)
{
    m_environment.insert(name, value);
}

QString ScriptStage::read(const QString &path) const
{
    QFile in(file(path));
    return in.open(QIODevice::ReadOnly) ? QString::fromUtf8(in.readAll()) : QString();
}

bool ScriptStage::exists(const QString &path) const
{
    return QFile::exists(file(path));
}

void ScriptStage::start(QProcess &process, const QString &script, const QStringList &arguments) const
{
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(file(QStringLiteral("elsewhere")));
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(file(QStringLiteral("packaging/") + script), arguments);
}

ScriptStage::Outcome ScriptStage::run(const QString &script, const QStringList &arguments) const
{
    QProcess process;
    start(process, script, arguments);
    return finish(process);
}

ScriptStage::Outcome ScriptStage::finish(QProcess &process)
{
    const bool finished = process.waitForFinished(60'000);
    const QString output = QString::fromUtf8(process.readAll());
    const bool normal = finished && process.exitStatus() == QProcess::NormalExit;
    return {normal ? process.exitCode() : -1, output};
}

} // namespace iso::test
