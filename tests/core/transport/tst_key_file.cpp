#include "core/transport/curve.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace iso;
namespace fs = std::filesystem;

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
