#include "tests/integration/hostile/bare_node.h"
#include "tests/integration/hostile/network_hub.h"

#include <QJsonArray>
#include <QTest>
#include <optional>

using namespace iso;
using namespace Qt::StringLiterals;
using test::BareNode;
using test::countOf;

/// Two nodes that do the same; the key of one is revoked while both are connected. What the hub does for the other
/// meanwhile is what the revoked one must not get.
class tst_RevokedConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingGoesOutToARevokedKey();
    void nothingComesInFromARevokedKey();

private:
    /// Lets a node in and waits until its telemetry flows.
    void join(std::optional<BareNode> &node, const QString &name);
    /// A command in the background, to be waited for later.
    [[nodiscard]] std::unique_ptr<test::Program> sendTo(const QString &node) const;

    test::NetworkHub m_hub;
    std::optional<BareNode> m_good;
    std::optional<BareNode> m_revoked;
    std::uint64_t m_seq = 0; ///< the newest of both
};

void tst_RevokedConnection::initTestCase()
{
    QVERIFY(m_hub.start());
    join(m_good, u"good"_s);
    join(m_revoked, u"revoked"_s);
}

void tst_RevokedConnection::join(std::optional<BareNode> &node, const QString &name)
{
    node.emplace(m_hub.join, transport::generateKeyPair(), name.toStdString());
    QVERIFY(m_hub.approve(node->keys().publicKey));
    node->greet();
    int welcomes = 0;
    QTRY_VERIFY_WITH_TIMEOUT((welcomes += countOf<wire::Welcome>(node->receive(100))) > 0, 60'000);
    node->beBorn();
    // The telemetry connection comes up by itself, and what PUB sends before that is lost.
    const auto isHeard = [&] {
        node->publish(++m_seq);
        return m_hub.ctl.node(name)[u"last_seq"_s].toInteger() > 0;
    };
    QTRY_VERIFY2_WITH_TIMEOUT(isHeard(), m_hub.ctl.runText({u"status"_s}).text(), 60'000);
}

std::unique_ptr<test::Program> tst_RevokedConnection::sendTo(const QString &node) const
{
    auto program = std::make_unique<test::Program>(u"isochronectl"_s);
    program->start(m_hub.ctl.arguments({u"send"_s, node, u"status"_s, u"--wait"_s, u"8"_s}));
    return program;
}

void tst_RevokedConnection::nothingGoesOutToARevokedKey()
{
    // A command is on its way to both and stays without an answer, and numbers are missing: the hub will want to ask.
    const auto toGood = sendTo(u"good"_s);
    const auto toRevoked = sendTo(u"revoked"_s);
    for (BareNode *node : {&*m_good, &*m_revoked}) {
        int commands = 0;
        QTRY_VERIFY_WITH_TIMEOUT((commands += countOf<wire::Command>(node->receive(100))) > 0, 30'000);
    }
    m_seq += 20;
    m_good->publish(m_seq);
    m_revoked->publish(m_seq);
    QTRY_COMPARE_WITH_TIMEOUT(m_hub.ctl.node(u"revoked"_s)[u"last_seq"_s].toInteger(), static_cast<qint64>(m_seq),
                              20'000);
    QCOMPARE(m_hub.decide("revoke", m_revoked->keys().publicKey).exitCode, 0);
    QTRY_COMPARE_WITH_TIMEOUT(m_hub.ctl.node(u"revoked"_s)[u"link"_s].toString(), u"lost"_s, 20'000);
    for (int i = 0; i < 20 && !m_revoked->receive(200).empty(); ++i) { // what left the hub before
    }
    m_good->receive();
    m_seq += 20; // for the other one numbers are missing anew

    const auto again = sendTo(u"revoked"_s);
    const auto againToGood = sendTo(u"good"_s);
    std::vector<wire::Envelope> toTheOther;
    const auto isEverythingSent = [&] {
        // Both keep speaking, so that neither is silent.
        ++m_seq;
        for (BareNode *node : {&*m_good, &*m_revoked}) {
            node->publish(m_seq);
            node->sendControl(wire::Heartbeat{m_seq});
        }
        m_revoked->greet();
        for (wire::Envelope &message : m_good->receive(100)) {
            toTheOther.push_back(std::move(message));
        }
        return countOf<wire::Resend>(toTheOther) > 0 && countOf<wire::Command>(toTheOther) > 0 &&
               countOf<wire::StoredMarks>(toTheOther) > 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isEverythingSent(), 60'000);
    qInfo("%zu messages went to the other node", toTheOther.size());
    QCOMPARE(m_revoked->receive(200).size(), std::size_t(0));
    // Nor is the command said to have arrived.
    const test::Outcome outcome = again->waitForEnd();
    QVERIFY2(outcome.exitCode == 5 || outcome.exitCode == 6, outcome.text().constData());
}

void tst_RevokedConnection::nothingComesInFromARevokedKey()
{
    const QJsonObject before = m_hub.ctl.node(u"revoked"_s);
    const qint64 refusedBefore = m_hub.refused(u"not approved"_s);
    constexpr int kEach = 20;
    for (int i = 0; i < kEach; ++i) {
        m_revoked->publish(++m_seq);
        m_revoked->sendControl(wire::Heartbeat{m_seq});
        m_revoked->greet();
        m_revoked->beBorn();
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_hub.refused(u"not approved"_s) - refusedBefore, 4 * kEach, 30'000);
    const QJsonObject after = m_hub.ctl.node(u"revoked"_s);
    for (const QString &fact : {u"last_seq"_s, u"link"_s, u"last_heard"_s, u"boot"_s}) {
        QCOMPARE(after[fact], before[fact]);
    }
    QCOMPARE(after[u"link"_s].toString(), u"lost"_s);
    QVERIFY(!after[u"verified"_s].toBool());
    const qint64 last = before[u"last_seq"_s].toInteger();
    for (const auto &[number, count] : m_hub.stored()[u"revoked"_s].counts) {
        QVERIFY(number.second <= last);
    }
}

QTEST_GUILESS_MAIN(tst_RevokedConnection)
#include "tst_revoked_connection.moc"
