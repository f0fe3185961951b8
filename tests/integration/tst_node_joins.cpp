#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace iso;
using namespace Qt::StringLiterals;
using test::Outcome;

/// A real agent that joins a hub by key. The tests run in this order.
class tst_NodeJoins : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void checkSaysThatTheKeyIsNotApproved();
    void afterApprovalItReportsWithoutARestart();
    void afterAKillItIsTheSameNodeWithoutAnotherApproval();
    void aRevokedAgentIsGone();
    void aBadLineIsOneLineAndExitCodeTwo();

private:
    [[nodiscard]] QString joinLine() const { return m_ctl.run({u"network"_s}).json()[u"join_lines"][0].toString(); }
    [[nodiscard]] QString fingerprintIn(const QString &state) const
    {
        for (const QJsonValue &key : m_ctl.run({u"keys"_s}).json()[u"keys"].toArray()) {
            if (key[u"state"].toString() == state) {
                return key[u"fingerprint"].toString();
            }
        }
        return {};
    }
    [[nodiscard]] QStringList arguments(const QStringList &rest = {}) const
    {
        return QStringList{u"--config"_s, m_config} + rest;
    }
    [[nodiscard]] bool isLive() const
    {
        const QJsonObject node = m_ctl.node(u"edge-7"_s);
        return node[u"link"].toString() == u"live"_s && node[u"verified"].toBool();
    }

    test::TempWorkspace m_folder;
    QString m_config = QString::fromStdString(m_folder.file("node.toml").string());
    test::Collector m_hub{m_folder.file("hub")};
    test::Ctl m_ctl{m_folder.file("hub")};
    std::unique_ptr<test::Program> m_agent;
};

void tst_NodeJoins::initTestCase()
{
    std::filesystem::create_directory(m_folder.file("hub"));
    QFile hub(QString::fromStdString(m_folder.file("hub/isochrone.toml").string()));
    QVERIFY(hub.open(QIODevice::WriteOnly));
    hub.write("[network]\ntelemetry = \"tcp://127.0.0.1:*\"\ncontrol = \"tcp://127.0.0.1:*\"\n");
    hub.close();
    QVERIFY(m_hub.start());
    QCOMPARE(m_ctl.run({u"network"_s, u"on"_s}).exitCode, 0);
    QTRY_VERIFY_WITH_TIMEOUT(m_ctl.run({u"network"_s}).json()[u"proven"].toBool(), 60'000);
    // In the configuration as a user would paste it.
    QFile node(m_config);
    QVERIFY(node.open(QIODevice::WriteOnly));
    node.write(u"[node]\nid = \"edge-7\"\ninterval_ms = 200\n[[hub]]\njoin = '%1'\n[state]\ndirectory = \"%2\"\n"_s
                   .arg(joinLine(), QString::fromStdString(m_folder.file("state").string()))
                   .toUtf8());
}

void tst_NodeJoins::checkSaysThatTheKeyIsNotApproved()
{
    const Outcome outcome = test::runProgram(u"isochrone-node"_s, arguments({u"check"_s}));
    QVERIFY2(outcome.exitCode == 3, outcome.text().constData());
    QVERIFY2(outcome.output.contains("does not let this node in"), outcome.text().constData());
    QTRY_VERIFY_WITH_TIMEOUT(!fingerprintIn(u"pending"_s).isEmpty(), 20'000);
    QVERIFY2(outcome.output.contains("Key: fingerprint " + fingerprintIn(u"pending"_s).toUtf8()),
             outcome.text().constData());
    QCOMPARE(std::filesystem::status(m_folder.file("state/key")).permissions(),
             std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

void tst_NodeJoins::afterApprovalItReportsWithoutARestart()
{
    m_agent = std::make_unique<test::Program>(u"isochrone-node"_s);
    m_agent->start(arguments());
    QVERIFY(!m_agent->waitForLine("reporting node=edge-7").isEmpty());
    QVERIFY(m_ctl.node(u"edge-7"_s).isEmpty());
    QCOMPARE(m_ctl.run({u"keys"_s, u"approve"_s, fingerprintIn(u"pending"_s)}).exitCode, 0);
    QTRY_VERIFY_WITH_TIMEOUT(isLive(), 60'000);
    QCOMPARE(m_ctl.run({u"send"_s, u"edge-7"_s, u"status"_s}).exitCode, 0);
}

void tst_NodeJoins::afterAKillItIsTheSameNodeWithoutAnotherApproval()
{
    m_agent->kill();
    QTRY_VERIFY_WITH_TIMEOUT(!isLive(), 120'000);
    m_agent->start(arguments());
    QTRY_VERIFY_WITH_TIMEOUT(isLive(), 60'000);
    QVERIFY(fingerprintIn(u"pending"_s).isEmpty());
}

void tst_NodeJoins::aRevokedAgentIsGone()
{
    QCOMPARE(m_ctl.run({u"keys"_s, u"revoke"_s, fingerprintIn(u"approved"_s)}).exitCode, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!isLive(), 60'000);
    QCOMPARE(m_agent->terminate().exitCode, 0);
}

void tst_NodeJoins::aBadLineIsOneLineAndExitCodeTwo()
{
    const Outcome outcome = test::runProgram(u"isochrone-node"_s, arguments({u"--join"_s, u"isochrone://x"_s}));
    QVERIFY2(outcome.exitCode == 2, outcome.text().constData());
    QVERIFY2(outcome.errors.startsWith("isochrone-node: --join: "), outcome.text().constData());
    QCOMPARE(outcome.errors.count('\n'), 1);
}

QTEST_GUILESS_MAIN(tst_NodeJoins)
#include "tst_node_joins.moc"
