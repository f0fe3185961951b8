#include "tests/integration/hostile/flood.h"
#include "tests/integration/hostile/network_hub.h"

#include <QTest>

using namespace iso;
using namespace Qt::StringLiterals;
using test::Flood;

namespace
{

/// What the hub may grow by in a flood, whatever its length.
constexpr double kMostGrowth_MiB = 50;

} // namespace

/// One approved key sends as much as it can. It is held to its share, which shows, and the others lose nothing.
class tst_Flood : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aFloodIsHeldToItsShareAndShown_data();
    void aFloodIsHeldToItsShareAndShown();
    void theOthersHaveLostNothing();

private:
    test::NetworkHub m_hub;
    test::GoodNodes m_nodes;
};

void tst_Flood::initTestCase()
{
    QVERIFY(m_hub.start());
    QVERIFY(m_nodes.start(m_hub));
}

void tst_Flood::aFloodIsHeldToItsShareAndShown_data()
{
    QTest::addColumn<Flood::Kind>("kind");
    QTest::addColumn<int>("seconds");
    QTest::newRow("good samples") << Flood::Kind::Samples << 10;
    QTest::newRow("noise") << Flood::Kind::Noise << 10;
    QTest::newRow("heartbeats on control") << Flood::Kind::Control << 5;
}

void tst_Flood::aFloodIsHeldToItsShareAndShown()
{
    QFETCH(const Flood::Kind, kind);
    QFETCH(const int, seconds);
    const transport::KeyPair keys = transport::generateKeyPair();
    const bool isControl = kind == Flood::Kind::Control;
    Flood flood(kind, isControl ? m_hub.join.controlEndpoint() : m_hub.join.telemetryEndpoint(), m_hub.join.hub, keys);
    QVERIFY(m_hub.approve(keys.publicKey));
    QTRY_VERIFY_WITH_TIMEOUT(flood.isConnected(), 60'000);
    const qint64 limitedBefore = m_hub.refused(u"rate limited"_s);
    const qint64 malformedBefore = m_hub.refused(u"malformed"_s);
    const double residentBefore = m_hub.resident_MiB();

    flood.begin(std::chrono::seconds(seconds));
    QTRY_VERIFY_WITH_TIMEOUT(flood.isOver(), 60'000);
    QCOMPARE(m_hub.ctl.serving() >= test::GoodNodes::kNodes, true);
    const double growth_MiB = m_hub.resident_MiB() - residentBefore;
    const auto limited = [&] { return m_hub.refused(u"rate limited"_s) - limitedBefore; };
    qInfo("%llu messages in %d s, %lld of them turned away, memory grew by %.1f MiB",
          static_cast<unsigned long long>(flood.sent()), seconds, static_cast<long long>(limited()), growth_MiB);

    // What its share allows: a burst of 500, then 50 a second.
    const qint64 share = 500 + 50 * (seconds + 60);
    QVERIFY2(flood.sent() > 20'000, "this was no flood");
    QTRY_VERIFY_WITH_TIMEOUT(limited() >= static_cast<qint64>(flood.sent()) - share, 30'000);
    // The list of keys is renewed once a second.
    QTRY_COMPARE_WITH_TIMEOUT(m_hub.key(keys.publicKey)[u"rate_limited"_s].toInteger(), limited(), 20'000);
    if (kind == Flood::Kind::Noise) {
        const qint64 malformed = m_hub.refused(u"malformed"_s) - malformedBefore;
        QVERIFY2(malformed > 0 && malformed <= share, QByteArray::number(malformed));
    }
    const test::Outcome listed = m_hub.ctl.runText({u"keys"_s});
    QVERIFY2(listed.output.contains("TOO FAST"), listed.text().constData());
    const test::Outcome watched = m_hub.ctl.run({u"watch"_s, u"--refused"_s, u"--seconds"_s, u"0.1"_s});
    QVERIFY2(watched.output.contains("rate limited"), watched.text().constData());
    QVERIFY2(growth_MiB <= kMostGrowth_MiB, QByteArray::number(growth_MiB));
    // The next flood is another key's, for the same node.
    QCOMPARE(m_hub.decide("revoke", keys.publicKey).exitCode, 0);
}

void tst_Flood::theOthersHaveLostNothing()
{
    m_nodes.stop();
    QString lost = u"not asked"_s;
    QTRY_VERIFY2_WITH_TIMEOUT((lost = m_nodes.whatIsLost(m_hub)).isEmpty(), qPrintable(lost), 60'000);
    std::vector<double> delays_ms;
    for (const auto &[node, numbers] : m_hub.stored()) {
        if (node.startsWith(u"edge-"_s)) {
            delays_ms.insert(delays_ms.end(), numbers.delays_ms.begin(), numbers.delays_ms.end());
        }
    }
    qInfo("from a node's stamp to the hub, mostly in floods: %s", qPrintable(test::delaysText(delays_ms)));
}

QTEST_GUILESS_MAIN(tst_Flood)
#include "tst_flood.moc"
