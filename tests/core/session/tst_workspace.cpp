#include "core/session/workspace.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <QTest>
#include <csignal>
#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace iso;
using session::WorkspaceOwner;
namespace fs = std::filesystem;

namespace
{

/// A process that owns a workspace until it is killed.
class OwningChild
{
public:
    explicit OwningChild(const fs::path &workspace)
    {
        int ready[2] = {};
        if (pipe(ready) != 0 || (m_process = fork()) < 0) {
            qFatal("cannot make a child");
        }
        if (m_process == 0) {
            const auto owner = WorkspaceOwner::take(workspace, "the-child");
            const char byte = owner ? 'y' : 'n';
            if (write(ready[1], &byte, 1) == 1) {
                pause();
            }
            _exit(0);
        }
        char byte = 0;
        if (read(ready[0], &byte, 1) != 1 || byte != 'y') {
            qFatal("the child could not take the workspace");
        }
        close(ready[0]);
        close(ready[1]);
    }
    ~OwningChild() { kill(); }
    OwningChild(const OwningChild &) = delete;
    OwningChild &operator=(const OwningChild &) = delete;

    void kill()
    {
        if (m_process > 0) {
            ::kill(m_process, SIGKILL);
            waitpid(m_process, nullptr, 0);
            m_process = 0;
        }
    }
    [[nodiscard]] pid_t process() const { return m_process; }

private:
    pid_t m_process = 0;
};

unsigned modeOf(const fs::path &path)
{
    struct stat info {
    };
    return stat(path.c_str(), &info) == 0 ? info.st_mode & 07777U : 0;
}

} // namespace

class tst_Workspace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void takingMakesAFolderForThisUserOnly();
    void aFolderThatIsThereKeepsItsPermissions();
    void aSecondOwnerIsBusyAndToldWhoHasIt();
    void theLockIsFreeAfterTheOwnerEnds();
    void theLockIsFreeAfterTheOwnerWasKilled();
    void aPathThatCannotBeAFolderIsAnError();
    void socketNamesFitAnAddressAndTellWorkspacesApart();
    void theSocketIsTheSameHoweverTheWorkspaceIsWritten();
    void theSocketsFolderIsForThisUserOnly();
    void aSocketFolderThatIsNoneIsRefused_data();
    void aSocketFolderThatIsNoneIsRefused();

private:
    std::unique_ptr<test::TempWorkspace> m_temp;
};

void tst_Workspace::init()
{
    m_temp = std::make_unique<test::TempWorkspace>();
    qputenv("XDG_RUNTIME_DIR", QByteArray::fromStdString(m_temp->path().string()));
}

void tst_Workspace::takingMakesAFolderForThisUserOnly()
{
    const fs::path workspace = m_temp->path() / "deep" / "workspace";
    const auto owner = WorkspaceOwner::take(workspace, "tst");
    QVERIFY_RESULT(owner);
    QCOMPARE(modeOf(workspace), 0700U);
    QCOMPARE((*owner)->paths().directory, workspace);
}

void tst_Workspace::aFolderThatIsThereKeepsItsPermissions()
{
    const fs::path workspace = m_temp->path() / "shared";
    fs::create_directory(workspace);
    fs::permissions(workspace, static_cast<fs::perms>(0755));
    QVERIFY_RESULT(WorkspaceOwner::take(workspace, "tst"));
    QCOMPARE(modeOf(workspace), 0755U);
}

void tst_Workspace::aSecondOwnerIsBusyAndToldWhoHasIt()
{
    const OwningChild first(m_temp->path());
    QVERIFY(session::isOwned(m_temp->path()));
    const auto second = WorkspaceOwner::take(m_temp->path(), "tst");
    QVERIFY_FAILURE(second, ErrorCode::Busy);
    const std::string &message = second.error().message;
    QVERIFY2(message.find("the-child (process " + std::to_string(first.process()) + ")") != std::string::npos,
             message.c_str());
    QVERIFY2(message.find(m_temp->path().string()) != std::string::npos, message.c_str());
    QCOMPARE(message.find('\n'), std::string::npos);
}

void tst_Workspace::theLockIsFreeAfterTheOwnerEnds()
{
    QVERIFY_RESULT(WorkspaceOwner::take(m_temp->path(), "first"));
    QVERIFY(!session::isOwned(m_temp->path()));
    QVERIFY_RESULT(WorkspaceOwner::take(m_temp->path(), "second"));
}

void tst_Workspace::theLockIsFreeAfterTheOwnerWasKilled()
{
    OwningChild child(m_temp->path());
    QVERIFY(session::isOwned(m_temp->path()));
    child.kill();
    QVERIFY(!session::isOwned(m_temp->path()));
    QVERIFY_RESULT(WorkspaceOwner::take(m_temp->path(), "tst"));
}

void tst_Workspace::aPathThatCannotBeAFolderIsAnError()
{
    std::ofstream(m_temp->file("file")) << "x";
    QVERIFY_FAILURE(WorkspaceOwner::take(m_temp->path() / "file" / "workspace", "tst"), ErrorCode::Io);
    QVERIFY(!session::isOwned(m_temp->path() / "file"));
}

void tst_Workspace::socketNamesFitAnAddressAndTellWorkspacesApart()
{
    const auto one = session::localSocket(m_temp->path() / std::string(200, 'a'));
    const auto other = session::localSocket(m_temp->path() / std::string(200, 'b'));
    QVERIFY_RESULT(one);
    QVERIFY_RESULT(other);
    QVERIFY(*one != *other);
    QVERIFY(one->string().size() <= 107);
}

void tst_Workspace::theSocketIsTheSameHoweverTheWorkspaceIsWritten()
{
    const fs::path workspace = m_temp->path() / "w";
    fs::create_directory(workspace);
    fs::create_directory_symlink(workspace, m_temp->path() / "link");
    const auto plain = session::localSocket(workspace);
    QVERIFY_RESULT(plain);
    QCOMPARE_RESULT(session::localSocket(workspace / ".." / "w"), *plain);
    QCOMPARE_RESULT(session::localSocket(m_temp->path() / "link"), *plain);
    QCOMPARE_RESULT(session::localSocket(workspace.string() + "/"), *plain);
    QCOMPARE_RESULT(session::localSocket(fs::relative(workspace)), *plain);
}

void tst_Workspace::theSocketsFolderIsForThisUserOnly()
{
    const fs::path folder = m_temp->path() / "isochrone";
    fs::create_directory(folder);
    fs::permissions(folder, fs::perms::all);
    QVERIFY_RESULT(session::localSocket(m_temp->path()));
    QCOMPARE(modeOf(folder), 0700U);
}

void tst_Workspace::aSocketFolderThatIsNoneIsRefused_data()
{
    QTest::addColumn<bool>("isLink");
    QTest::newRow("a file") << false;
    QTest::newRow("a link to somewhere else") << true;
}

void tst_Workspace::aSocketFolderThatIsNoneIsRefused()
{
    QFETCH(const bool, isLink);
    const fs::path folder = m_temp->path() / "isochrone";
    if (isLink) {
        fs::create_directory(m_temp->path() / "elsewhere");
        fs::create_directory_symlink(m_temp->path() / "elsewhere", folder);
    } else {
        std::ofstream(folder) << "x";
    }
    QVERIFY_FAILURE(session::localSocket(m_temp->path()), ErrorCode::Refused);
}

QTEST_GUILESS_MAIN(tst_Workspace)
#include "tst_workspace.moc"
