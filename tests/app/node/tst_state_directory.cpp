#include "app/node/state_directory.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

using namespace iso;
using std::filesystem::perms;

class TestStateDirectory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itIsMadeForItsUserAlone()
    {
        const test::TempWorkspace folder;
        const auto state = folder.file("a") / "b" / "state";
        QVERIFY_RESULT(app::prepareStateDirectory(state));
        QCOMPARE(std::filesystem::status(state).permissions(), perms::owner_all);
        QVERIFY_RESULT(app::prepareStateDirectory(state));
    }

    void oneThatOthersCanOpenIsRefusedAndLeftAsItIs()
    {
        const test::TempWorkspace folder;
        const perms open = perms::owner_all | perms::group_read | perms::group_exec;
        std::filesystem::permissions(folder.path(), open);
        const Status prepared = app::prepareStateDirectory(folder.path());
        QVERIFY_FAILURE(prepared, ErrorCode::Refused);
        QVERIFY(prepared.error().message.find("chmod 700 " + folder.path().string()) != std::string::npos);
        QCOMPARE(std::filesystem::status(folder.path()).permissions(), open);
    }

    void aFileInItsPlaceIsAnError()
    {
        QVERIFY_FAILURE(app::prepareStateDirectory("/dev/null"), ErrorCode::Io);
        QVERIFY_FAILURE(app::prepareStateDirectory("/proc/nothing/here"), ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestStateDirectory)
#include "tst_state_directory.moc"
