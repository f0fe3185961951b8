#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

#include <QJsonArray>
#include <QTest>
#include <filesystem>

using namespace iso;
using namespace Qt::StringLiterals;

namespace
{

/// A simulated gateway that joins over the network.
class Gateway
{
public:
    Gateway(const QString &joinLine, const std::filesystem::path &keyFile, int nodes)
        : m_program(u"isochrone-sim"_s)
    {
        m_program.start({u"--nodes"_s, QString::number(nodes), u"--no-faults"_s, u"--quiet"_s, u"--join"_s, joinLine,
                         u"--key-file"_s, QString::fromStdString(keyFile.string())});
    }

private:
    test::Program m_program;
};

} // namespace

/// Keys, from the first knock to revocation, with the real programs.
class tst_Enrolment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aGatewayWaitsAndGetsInWithoutARestart();
    void theDecisionOutlivesKillAndRestart();
    void aKeyThatSpeaksForAnotherNodeIsRefusedAndShown();
    void aRevokedKeyIsCutOffInEffectAtOnce();
    void theLedgerHasEveryDecision();
    void aPlainBindBeyondThisMachineIsRefused();
    void theHubKeyCanBeBackedUpAndRotated();

private:
    [[nodiscard]] QJsonObject network() const { return m_ctl.run({u"network"_s}).json().object(); }
    [[nodiscard]] QString joinLine() const { return network()[u"join_lines"_s].toArray().first().toString(); }
    /// The one key in that state; empty when there is none or more than one.
    [[nodiscard]] QJsonObject keyIn(const QString &state) const
    {
        QJsonObject found;
        int count = 0;
        for (const QJsonValue &key : m_ctl.run({u"keys"_s}).json().object()[u"keys"_s].toArray()) {
            if (key[u"state"_s] == state) {
                found = key.toObject();
                ++count;
            }
        }
        return count == 1 ? found : QJsonObject();
    }
    [[nodiscard]] int refused(const QString &reason) const
    {
        return m_ctl.run({u"status"_s}).json()[u"hub"_s][u"refused"_s][reason].toInt();
    }

    test::TempWorkspace m_temp;
    test::Ctl m_ctl{m_temp.file("hub")};
    test::Collector m_collector{m_temp.file("hub")};
    std::unique_ptr<Gateway> m_gateway;
    QString m_fingerprint;
};

void tst_Enrolment::initTestCase()
{
    std::filesystem::create_directory(m_temp.file("hub"));
    QFile configuration(QString::fromStdString(m_temp.file("hub/isochrone.toml").string()));
    QVERIFY(configuration.open(QIODevice::WriteOnly));
    configuration.write("[network]\ntelemetry = \"tcp://127.0.0.1:*\"\ncontrol = \"tcp://127.0.0.1:*\"\n");
    configuration.close();
    QVERIFY(m_collector.start());
    QVERIFY(!network()[u"listening"_s].toBool());
    const test::Outcome on = m_ctl.run({u"network"_s, u"on"_s});
    QCOMPARE(on.exitCode, 0);
    QVERIFY2(on.json()[u"listening"_s].toBool(), on.text().constData());
    QTRY_VERIFY_WITH_TIMEOUT(network()[u"proven"_s].toBool(), 60'000);
}

void tst_Enrolment::aGatewayWaitsAndGetsInWithoutARestart()
{
    m_gateway = std::make_unique<Gateway>(joinLine(), m_temp.file("gateway.key"), 20);
    QTRY_VERIFY_WITH_TIMEOUT(!keyIn(u"pending"_s).isEmpty(), 60'000);
    const QJsonObject waiting = keyIn(u"pending"_s);
    QCOMPARE(waiting[u"address"_s].toString(), u"127.0.0.1"_s);
    QVERIFY(m_ctl.run({u"nodes"_s}).json()[u"nodes"_s].toArray().isEmpty());
    m_fingerprint = waiting[u"fingerprint"_s].toString();
    const test::Outcome approved =
        m_ctl.run({u"keys"_s, u"approve"_s, m_fingerprint.left(9), u"--gateway"_s, u"edge-*"_s, u"--by"_s, u"åse"_s});
    QVERIFY2(approved.exitCode == 0, approved.text().constData());
    QTRY_COMPARE_WITH_TIMEOUT(m_ctl.serving(), 20, 60'000);
    QVERIFY(m_ctl.run({u"nodes"_s}).json()[u"nodes"_s].toArray().first()[u"verified"_s].toBool());
    QCOMPARE(keyIn(u"approved"_s)[u"decided_by"_s].toString(), u"åse"_s);
}

void tst_Enrolment::theDecisionOutlivesKillAndRestart()
{
    m_collector.kill();
    m_gateway.reset();
    QVERIFY(m_collector.start());
    QTRY_VERIFY_WITH_TIMEOUT(network()[u"listening"_s].toBool(), 30'000);
    QCOMPARE(keyIn(u"approved"_s)[u"fingerprint"_s].toString(), m_fingerprint);
    m_gateway = std::make_unique<Gateway>(joinLine(), m_temp.file("gateway.key"), 20);
    QTRY_COMPARE_WITH_TIMEOUT(m_ctl.serving(), 20, 60'000);
}

void tst_Enrolment::aKeyThatSpeaksForAnotherNodeIsRefusedAndShown()
{
    // A second gateway, approved for other names, that says it is the same nodes.
    const Gateway impostor(joinLine(), m_temp.file("impostor.key"), 20);
    QTRY_VERIFY_WITH_TIMEOUT(!keyIn(u"pending"_s).isEmpty(), 60'000);
    const QString fingerprint = keyIn(u"pending"_s)[u"fingerprint"_s].toString();
    QCOMPARE(m_ctl.run({u"keys"_s, u"approve"_s, fingerprint, u"--gateway"_s, u"till-*"_s}).exitCode, 0);
    QTRY_VERIFY_WITH_TIMEOUT(refused(u"not owner"_s) > 0, 60'000);
    QCOMPARE(m_ctl.serving(), 20);
    const test::Outcome shown = m_ctl.run({u"watch"_s, u"--refused"_s, u"--seconds"_s, u"1"_s});
    QVERIFY2(shown.output.contains("did not declare this node"), shown.text().constData());
    QCOMPARE(m_ctl.run({u"keys"_s, u"revoke"_s, fingerprint}).exitCode, 0);
}

void tst_Enrolment::aRevokedKeyIsCutOffInEffectAtOnce()
{
    const int before = refused(u"not approved"_s);
    const test::Outcome revoked = m_ctl.run({u"keys"_s, u"revoke"_s, m_fingerprint, u"--note"_s, u"sold"_s});
    QVERIFY2(revoked.exitCode == 0, revoked.text().constData());
    QTRY_COMPARE_WITH_TIMEOUT(m_ctl.serving(), 0, 10'000);
    // Its connection is still open, and what it sends is turned away.
    QTRY_VERIFY_WITH_TIMEOUT(refused(u"not approved"_s) > before, 30'000);
    const test::Outcome sent =
        m_ctl.run({u"send"_s, m_ctl.run({u"nodes"_s}).json()[u"nodes"_s].toArray().first()[u"node"_s].toString(),
                   u"status"_s, u"--wait"_s, u"1"_s});
    QVERIFY2(sent.exitCode == 5 || sent.exitCode == 6, sent.text().constData());
}

void tst_Enrolment::theLedgerHasEveryDecision()
{
    const QJsonDocument verified = m_ctl.run({u"ledger"_s, u"verify"_s}).json();
    QVERIFY(verified[u"intact"_s].toBool());
    // network on; approve, revoke; approve, revoke; and the commands.
    QVERIFY(verified[u"records"_s].toInt() >= 5);
}

void tst_Enrolment::aPlainBindBeyondThisMachineIsRefused()
{
    const std::filesystem::path other = m_temp.file("open");
    std::filesystem::create_directory(other);
    QFile configuration(QString::fromStdString((other / "isochrone.toml").string()));
    QVERIFY(configuration.open(QIODevice::WriteOnly));
    configuration.write("[hub]\ntelemetry = \"tcp://0.0.0.0:*\"\n");
    configuration.close();
    const test::Outcome started =
        test::runProgram(u"isochrone-collector"_s, {u"--workspace"_s, QString::fromStdString(other.string())});
    QCOMPARE(started.exitCode, 3);
    QVERIFY2(started.errors.contains("hub.telemetry"), started.text().constData());
}

void tst_Enrolment::theHubKeyCanBeBackedUpAndRotated()
{
    const QString before = network()[u"hub_key"_s].toString();
    const std::filesystem::path copy = m_temp.file("copy.key");
    QCOMPARE(m_ctl.run({u"keys"_s, u"backup"_s, QString::fromStdString(copy.string())}).exitCode, 0);
    QCOMPARE(std::filesystem::status(copy).permissions(),
             std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const auto contentOf = [](const std::filesystem::path &path) {
        QFile file(QString::fromStdString(path.string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QCOMPARE(contentOf(copy), contentOf(m_temp.file("hub/hub.key")));
    QVERIFY(!contentOf(copy).isEmpty());
    const test::Outcome again = m_ctl.run({u"keys"_s, u"backup"_s, QString::fromStdString(copy.string())});
    QVERIFY2(again.exitCode != 0 && again.errors.contains("is there already"), again.text().constData());
    const test::Outcome rotated = m_ctl.run({u"keys"_s, u"rotate"_s});
    QVERIFY2(rotated.exitCode == 0, rotated.text().constData());
    const auto listensWithNewKey = [&] {
        const QJsonObject now = network();
        return now[u"listening"_s].toBool() && now[u"hub_key"_s].toString() != before;
    };
    QTRY_VERIFY_WITH_TIMEOUT(listensWithNewKey(), 30'000);
}

QTEST_GUILESS_MAIN(tst_Enrolment)
#include "tst_enrolment.moc"
