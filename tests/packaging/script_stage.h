#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace iso::test
{

/// A copy of the packaging scripts in a folder of its own, with a search path that holds a few system tools and
/// stand-ins written by the test. So a script meets exactly the machine that the test describes.
class ScriptStage
{
public:
    /// Everything but these and what addProgram() adds is missing on the machine.
    explicit ScriptStage(const QStringList &systemTools);

    /// A stand-in of this name on the search path. `body` is bash; $STAGE is root().
    void addProgram(const QString &name, const QString &body);
    /// A program of the build, in build/release/bin.
    void addBuilt(const QString &name, const QString &body);
    void setEnvironment(const QString &name, const QString &value);

    [[nodiscard]] QString root() const { return m_dir.path(); }
    [[nodiscard]] QString file(const QString &path) const { return m_dir.filePath(path); }
    /// Empty when the file is not there.
    [[nodiscard]] QString read(const QString &path) const;
    [[nodiscard]] bool exists(const QString &path) const;

    /// Starts packaging/`script`; its working folder is "elsewhere", its output is merged.
    void start(QProcess &process, const QString &script, const QStringList &arguments) const;

    struct Outcome {
        int exitCode = -1;
        QString output;
    };
    [[nodiscard]] Outcome run(const QString &script, const QStringList &arguments) const;
    /// Waits for the end of what start() began.
    static Outcome finish(QProcess &process);

private:
    void write(const QString &path, const QString &body) const;

    QTemporaryDir m_dir;
    QProcessEnvironment m_environment;
};

} // namespace iso::test
