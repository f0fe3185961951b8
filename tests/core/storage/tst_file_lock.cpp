#include "core/storage/file_lock.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <sys/wait.h>
#include <unistd.h>

using namespace iso;
using storage::FileLock;

class TestFileLock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSecondOwnerIsToldWhoHoldsIt()
    {
        const test::TempWorkspace workspace;
        const auto first = FileLock::acquire(workspace.file("x.lock"));
        QVERIFY_RESULT(first);
        const auto second = FileLock::acquire(workspace.file("x.lock"));
        QVERIFY_FAILURE(second, ErrorCode::Busy);
        QVERIFY(second.error().message.find("process " + std::to_string(::getpid())) != std::string::npos);
    }

    void itIsFreeAgainWhenItsOwnerIsGone()
    {
        const test::TempWorkspace workspace;
        {
            const auto first = FileLock::acquire(workspace.file("x.lock"));
            QVERIFY_RESULT(first);
        }
        QVERIFY_RESULT(FileLock::acquire(workspace.file("x.lock")));
    }

    void anotherProcessIsKeptOut()
    {
        const test::TempWorkspace workspace;
        const auto path = workspace.file("x.lock");
        const auto first = FileLock::acquire(path);
        QVERIFY_RESULT(first);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto second = FileLock::acquire(path);
            ::_exit(!second && second.error().code == ErrorCode::Busy ? 7 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 7);
    }

    void aFolderThatIsNotThereIsAnIoError()
    {
        QVERIFY_FAILURE(FileLock::acquire("/nonexistent/x.lock"), ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestFileLock)
#include "tst_file_lock.moc"
