#include "core/transport/curve.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

using namespace iso;
namespace fs = std::filesystem;

namespace
{

/// The files whose content was brought to the disk, in order.
std::vector<std::string> syncedFiles;

} // namespace

/// In the place of the C library's, to see that it is called: a power loss cannot be had.
extern "C" int fsync(int descriptor)
{
    std::error_code error;
    syncedFiles.push_back(fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor), error).string());
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

class tst_KeyFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKeyIsMadeOnceAndKept()
    {
        const auto made = transport::loadOrCreateKeyFile(m_file);
        QVERIFY_RESULT(made);
        QCOMPARE(fs::status(m_file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
        const auto read = transport::loadOrCreateKeyFile(m_file);
        QVERIFY_RESULT(read);
        QCOMPARE(read->publicKey, made->publicKey);
        QCOMPARE(read->secret, made->secret);
        QCOMPARE(std::distance(fs::directory_iterator(m_temp.path()), fs::directory_iterator()), 1);
    }

    void aKeyThatIsThereIsNeverOverwritten()
    {
        const auto made = transport::loadOrCreateKeyFile(m_file);
        QVERIFY_RESULT(made);
        QVERIFY_FAILURE(transport::writeKeyFile(m_file, transport::generateKeyPair()), ErrorCode::Busy);
        QCOMPARE(transport::readKeyFile(m_file)->publicKey, made->publicKey);
    }

    void aWrittenKeySurvivesAPowerLoss()
    {
        syncedFiles.clear();
        QVERIFY_RESULT(transport::writeKeyFile(m_file, transport::generateKeyPair()));
        QCOMPARE(syncedFiles.size(), std::size_t(2));
        QVERIFY2(syncedFiles[0].starts_with(m_file.string()), "the content, before it has its name");
        QCOMPARE(syncedFiles[1], m_temp.path().string());
    }

    void aNameWithoutAFolderIsInTheWorkingFolder()
    {
        const fs::path before = fs::current_path();
        fs::current_path(m_temp.path());
        const Status written = transport::writeKeyFile(m_file.filename(), transport::generateKeyPair());
        fs::current_path(before);
        QVERIFY_RESULT(written);
        QVERIFY_RESULT(transport::readKeyFile(m_file));
    }

    void nothingIsLeftOfAKeyThatCouldNotBeWritten()
    {
        QVERIFY_FAILURE(transport::writeKeyFile(m_temp.file("nowhere") / "hub.key", transport::generateKeyPair()),
                        ErrorCode::Io);
        QVERIFY_RESULT(transport::writeKeyFile(m_file, transport::generateKeyPair()));
        QVERIFY_FAILURE(transport::writeKeyFile(m_file, transport::generateKeyPair()), ErrorCode::Busy);
        QCOMPARE(std::distance(fs::directory_iterator(m_temp.path()), fs::directory_iterator()), 1);
    }

    void aSecretThatOthersCanReadIsRefused()
    {
        QVERIFY_RESULT(transport::loadOrCreateKeyFile(m_file));
        fs::permissions(m_file, fs::perms::group_read, fs::perm_options::add);
        const auto read = transport::readKeyFile(m_file);
        QVERIFY_FAILURE(read, ErrorCode::Refused);
        QVERIFY(read.error().message.find("chmod 600") != std::string::npos);
    }

    void aDamagedFileIsNamedAndLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("not a key\n");
        QTest::newRow("too long") << QByteArray(5'000, 'a');
    }
    void aDamagedFileIsNamedAndLeftAlone()
    {
        QFETCH(QByteArray, content);
        std::ofstream(m_file) << content.toStdString();
        fs::permissions(m_file, fs::perms::owner_read | fs::perms::owner_write);
        const auto read = transport::loadOrCreateKeyFile(m_file);
        QVERIFY_FAILURE(read, ErrorCode::InvalidInput);
        QVERIFY(read.error().message.find(m_file.string()) != std::string::npos);
        QVERIFY2(read.error().message.find("aaaa") == std::string::npos, "nothing of a secret is shown");
        QCOMPARE(fs::file_size(m_file), static_cast<std::uintmax_t>(content.size()));
    }

    void cleanup() { fs::remove(m_file); }

private:
    test::TempWorkspace m_temp;
    const fs::path m_file = m_temp.file("hub.key");
};

QTEST_GUILESS_MAIN(tst_KeyFile)
#include "tst_key_file.moc"
