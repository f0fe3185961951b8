#include "core/base/secret_file.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace iso;
namespace fs = std::filesystem;

class tst_SecretFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatItHoldsIsReadWithoutItsEndOfLine()
    {
        write("secret\n");
        QCOMPARE(readSecretFile(m_file, 6).value(), std::string("secret"));
        write("secret");
        QCOMPARE(readSecretFile(m_file, 6).value(), std::string("secret"));
    }

    void oneThatIsNotThereIsNotFound() { QVERIFY_FAILURE(readSecretFile(m_file, 10), ErrorCode::NotFound); }

    void oneThatOthersMayOpenIsRefused_data()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("group reads") << 0640;
        QTest::newRow("all read") << 0604;
        QTest::newRow("group writes") << 0620;
        QTest::newRow("all write") << 0602;
    }
    void oneThatOthersMayOpenIsRefused()
    {
        QFETCH(const int, mode);
        write("secret\n");
        QCOMPARE(::chmod(m_file.c_str(), static_cast<mode_t>(mode)), 0);
        const auto read = readSecretFile(m_file, 10);
        QVERIFY_FAILURE(read, ErrorCode::Refused);
        QVERIFY(read.error().message.find("chmod 600") != std::string::npos);
        QVERIFY(read.error().message.find(m_file.string()) != std::string::npos);
        QVERIFY(read.error().message.find("secret\n") == std::string::npos);
    }

    void oneOfAnotherUserIsRefused()
    {
        write("secret\n");
        constexpr uid_t kSomebody = 12'345;
        if (::chown(m_file.c_str(), kSomebody, static_cast<gid_t>(-1)) != 0) {
            QSKIP("only root can give a file away");
        }
        const auto read = readSecretFile(m_file, 10);
        QVERIFY_FAILURE(read, ErrorCode::Refused);
        QVERIFY(read.error().message.find("another user") != std::string::npos);
    }

    void aPipeInItsPlaceIsNotWaitedFor()
    {
        QCOMPARE(::mkfifo(m_file.c_str(), 0600), 0);
        QVERIFY_FAILURE(readSecretFile(m_file, 10), ErrorCode::Refused);
    }

    void oneThatIsTooLongIsRefusedWithoutShowingIt()
    {
        write("secretsecret\n");
        const auto read = readSecretFile(m_file, 11);
        QVERIFY_FAILURE(read, ErrorCode::InvalidInput);
        QVERIFY(read.error().message.find("secretsecret") == std::string::npos);
    }

    void cleanup() { fs::remove(m_file); }

private:
    void write(const std::string &content)
    {
        std::ofstream(m_file) << content;
        QCOMPARE(::chmod(m_file.c_str(), 0600), 0);
    }
    test::TempWorkspace m_temp;
    const fs::path m_file = m_temp.file("token");
};

QTEST_GUILESS_MAIN(tst_SecretFile)
#include "tst_secret_file.moc"
