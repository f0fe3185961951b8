#include "core/base/public_key.h"
#include "tests/support/result_checks.h"

#include <QTest>

using namespace iso;

class tst_PublicKey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The test vector of ZeroMQ RFC 32.
    void z85AgreesWithTheRfc()
    {
        const std::string bytes("\x86\x4F\xD2\x6F\xB5\x59\xF7\x5B", 8);
        QCOMPARE(toZ85(bytes), std::string("HelloWorld"));
        QCOMPARE_RESULT(fromZ85("HelloWorld"), bytes);
    }
    void bytesSurviveTheText()
    {
        std::array<std::uint8_t, PublicKey::kSize> bytes{};
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes[i] = static_cast<std::uint8_t>(i * 37 + 200);
        }
        const PublicKey key = PublicKey::fromBytes(bytes);
        QCOMPARE(key.text().size(), PublicKey::kTextLength);
        QCOMPARE_RESULT(PublicKey::fromText(key.text()), key);
        QVERIFY(PublicKey::fromText(key.text())->bytes() == bytes);
    }
    void whatIsNoKeyIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("39 characters") << QByteArray(39, '0');
        QTest::newRow("41 characters") << QByteArray(41, '0');
        QTest::newRow("quote") << QByteArray(39, '0') + "'";
        QTest::newRow("above 32 bits") << QByteArray(40, '#');
    }
    void whatIsNoKeyIsRefused()
    {
        QFETCH(QByteArray, text);
        QVERIFY_FAILURE(PublicKey::fromText(text.toStdString()), ErrorCode::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(tst_PublicKey)
#include "tst_public_key.moc"
