#include "tests/integration/network/two_machines.h"

#include <QJsonArray>
#include <QTest>

using namespace iso;
using namespace Qt::StringLiterals;
using test::TwoMachines;

/// A new machine and a hub on another one: the join line is all that has to be carried over. The tests run in this
/// order.
class tst_JoinOverNetwork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aFreshAgentWaitsWithTheJoinLineAlone();
    void whileItWaitsNothingGetsInOrOut();
    void afterApprovalItServesWithoutARestart();
    void aCommandReachesItAcrossTheNetwork();
    void revokedItIsCutOffAndApprovedAgainItIsBack();

private:
    [[nodiscard]] QJsonObject node() const { return m_stage->ctl.node(m_name); }
    [[nodiscard]] QString linkOfNode() const { return node()[u"link"].toString(); }

    std::unique_ptr<TwoMachines> m_stage;
    std::unique_ptr<test::Program> m_agent;
    QString m_name;
    QString m_fingerprint;
};

void tst_JoinOverNetwork::initTestCase()
{
    if (const QString why = test::NetNamespace::whyNot(); !why.isEmpty()) {
        QSKIP(qPrintable(why));
    }
    m_stage = std::make_unique<TwoMachines>();
    QVERIFY(m_stage->start());
}

void tst_JoinOverNetwork::aFreshAgentWaitsWithTheJoinLineAlone()
{
    const QString line = m_stage->joinLine();
    QVERIFY2(line.startsWith(u"isochrone://%1:5557:5558/"_s.arg(QLatin1StringView(TwoMachines::kHubAddress))),
             qPrintable(line));
    // A machine where Isochrone has never run: a home without anything in it.
    const std::filesystem::path home = m_stage->folder.file("home");
    std::filesystem::create_directory(home);
    m_agent = std::make_unique<test::Program>(u"isochrone-node"_s, m_stage->edgeMachine.entrance());
    m_agent->setEnvironment(u"HOME"_s, QString::fromStdString(home.string()));
    for (const char *name : {"XDG_STATE_HOME", "XDG_CONFIG_HOME", "STATE_DIRECTORY"}) {
        m_agent->setEnvironment(QString::fromLatin1(name), {});
    }
    m_agent->start({u"--join"_s, line});
    const QByteArray said = m_agent->waitForLine("reporting node=");
    QVERIFY(!said.isEmpty());
    m_name = QString::fromUtf8(said).section(u"node="_s, 1).section(u' ', 0, 0);

    QTRY_VERIFY_WITH_TIMEOUT(!m_stage->waitingFingerprint().isEmpty(), 60'000);
    m_fingerprint = m_stage->waitingFingerprint();
    const QJsonObject waiting = m_stage->ctl.run({u"keys"_s}).json()[u"keys"][0].toObject();
    QCOMPARE(waiting[u"address"].toString(), QLatin1StringView(TwoMachines::kEdgeAddress));
}

void tst_JoinOverNetwork::whileItWaitsNothingGetsInOrOut()
{
    // It has knocked at both doors, and more than once.
    const auto attempts = [&] { return m_stage->ctl.run({u"keys"_s}).json()[u"keys"][0][u"attempts"].toInt(); };
    QTRY_VERIFY_WITH_TIMEOUT(attempts() >= 4, 60'000);
    QVERIFY(m_stage->nodes().isEmpty());
    QCOMPARE(m_stage->ctl.run({u"status"_s}).json()[u"hub"][u"messages"].toInt(-1), 0);
    QVERIFY(m_agent->isRunning());
}

void tst_JoinOverNetwork::afterApprovalItServesWithoutARestart()
{
    QCOMPARE(m_stage->ctl.run({u"keys"_s, u"approve"_s, m_fingerprint}).exitCode, 0);
    QTRY_COMPARE_WITH_TIMEOUT(linkOfNode(), u"live"_s, 60'000);
    QVERIFY(node()[u"verified"].toBool());
    const auto measuresItsMachine = [&] { return node()[u"metrics"].toObject().contains(u"cpu_utilization_ratio"_s); };
    QTRY_VERIFY_WITH_TIMEOUT(measuresItsMachine(), 60'000);
    QCOMPARE(m_stage->nodes().size(), 1);
}

void tst_JoinOverNetwork::aCommandReachesItAcrossTheNetwork()
{
    const test::Outcome outcome = m_stage->ctl.run({u"send"_s, m_name, u"status"_s});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
}

void tst_JoinOverNetwork::revokedItIsCutOffAndApprovedAgainItIsBack()
{
    QCOMPARE(m_stage->ctl.run({u"keys"_s, u"revoke"_s, m_fingerprint}).exitCode, 0);
    QTRY_COMPARE_WITH_TIMEOUT(linkOfNode(), u"lost"_s, 60'000);
    QCOMPARE(m_stage->ctl.run({u"keys"_s, u"approve"_s, m_fingerprint}).exitCode, 0);
    QTRY_COMPARE_WITH_TIMEOUT(linkOfNode(), u"live"_s, 60'000);
    QCOMPARE(m_agent->terminate().exitCode, 0);
}

QTEST_GUILESS_MAIN(tst_JoinOverNetwork)
#include "tst_join_over_network.moc"
