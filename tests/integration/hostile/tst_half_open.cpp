#include "core/transport/context.h"
#include "tests/integration/hostile/network_hub.h"
#include "tests/integration/hostile/raw_connection.h"

#include <QJsonArray>
#include <QTest>
#include <algorithm>
#include <array>

using namespace iso;
using namespace Qt::StringLiterals;
using test::RawConnection;

namespace
{

constexpr int kHalfOpen = 5'000;
constexpr double kMostGrowth_MiB = 50;
/// Descriptors that come and go with the hub's own work: database files, isochronectl's questions.
constexpr qsizetype kOwnWork = 30;

/// How far a handshake gets before it stops. For the port's mechanism.
std::string beginningOfHandshake(int how, const std::string &mechanism)
{
    switch (how) {
    case 0:
        return {};
    case 1:
        return std::string(1, '\xFF');
    case 2:
        return test::greetingFor(mechanism).substr(0, 12);
    case 3:
        return test::greetingFor(mechanism);
    default:
        // A command that begins: 100 bytes are announced, 20 come.
        return test::greetingFor(mechanism) + std::string("\4\x64\5HELLO", 8) + std::string(12, '\0');
    }
}

constexpr int kWays = 5;

} // namespace

/// Connections that never become one, and bytes without meaning, on all four ports. They end, and nobody else notices.
class tst_HalfOpen : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void handshakesThatStopAreEnded();
    void noiseOnEveryPortHarmsNobody();
    void theOthersHaveLostNothing();

private:
    struct Port {
        std::uint16_t number = 0;
        std::string mechanism;
    };
    test::NetworkHub m_hub;
    test::GoodNodes m_nodes;
    std::array<Port, 4> m_ports;
    qsizetype m_descriptors = 0;
    double m_resident_MiB = 0;
};

void tst_HalfOpen::initTestCase()
{
    QVERIFY(transport::raiseDescriptorLimit() > kHalfOpen + 500);
    QVERIFY(m_hub.start());
    QVERIFY(m_nodes.start(m_hub));
    const auto portOf = [](const QString &endpoint) { return endpoint.section(u':', -1).toUShort(); };
    m_ports = {Port{portOf(m_hub.collector->telemetry()), "NULL"}, Port{portOf(m_hub.collector->control()), "NULL"},
               Port{m_hub.join.telemetryPort, "CURVE"}, Port{m_hub.join.controlPort, "CURVE"}};
    m_descriptors = m_hub.openDescriptors();
    m_resident_MiB = m_hub.resident_MiB();
}

void tst_HalfOpen::handshakesThatStopAreEnded()
{
    std::vector<RawConnection> connections;
    connections.reserve(kHalfOpen);
    qsizetype most = 0;
    for (int i = 0; i < kHalfOpen; ++i) {
        const Port &port = m_ports[static_cast<std::size_t>(i) % m_ports.size()];
        connections.emplace_back(port.number);
        connections.back().send(beginningOfHandshake(i / 4 % kWays, port.mechanism));
        if (i % 1'000 == 999) {
            most = std::max(most, m_hub.openDescriptors());
        }
    }
    qInfo("%d half-open connections: the hub had %lld descriptors, then at most %lld; memory grew by %.1f MiB",
          kHalfOpen, static_cast<long long>(m_descriptors), static_cast<long long>(most),
          m_hub.resident_MiB() - m_resident_MiB);
    QVERIFY2(most > m_descriptors + 1'000, "this was no attack");
    // We hold on to all of them; it is the hub that hangs up.
    const auto open = [&] {
        return std::count_if(connections.begin(), connections.end(),
                             [](const RawConnection &connection) { return !connection.isHungUp(); });
    };
    QTRY_COMPARE_WITH_TIMEOUT(open(), 0, 60'000);
    QTRY_VERIFY2_WITH_TIMEOUT(m_hub.openDescriptors() <= m_descriptors + kOwnWork,
                              QByteArray::number(m_hub.openDescriptors()), 30'000);
    QVERIFY(m_hub.ctl.serving() >= test::GoodNodes::kNodes);
    const double growth_MiB = m_hub.resident_MiB() - m_resident_MiB;
    QVERIFY2(growth_MiB <= kMostGrowth_MiB, QByteArray::number(growth_MiB));
}

void tst_HalfOpen::noiseOnEveryPortHarmsNobody()
{
    for (unsigned i = 0; i < 400; ++i) {
        const Port &port = m_ports[i % m_ports.size()];
        RawConnection connection(port.number);
        const std::string bytes = test::noise(32 * 1024, i);
        connection.send(i / 4 % 2 == 0 ? bytes : test::greetingFor(port.mechanism) + bytes);
    }
    QTRY_VERIFY2_WITH_TIMEOUT(m_hub.openDescriptors() <= m_descriptors + kOwnWork,
                              QByteArray::number(m_hub.openDescriptors()), 30'000);
    QVERIFY(m_hub.ctl.serving() >= test::GoodNodes::kNodes);
    const double growth_MiB = m_hub.resident_MiB() - m_resident_MiB;
    qInfo("after 400 connections of noise memory has grown by %.1f MiB", growth_MiB);
    QVERIFY2(growth_MiB <= kMostGrowth_MiB, QByteArray::number(growth_MiB));
    // Nobody's noise became a node or a key.
    QCOMPARE(m_hub.ctl.run({u"nodes"_s}).json()[u"nodes"_s].toArray().size(), test::GoodNodes::kNodes);
    QCOMPARE(m_hub.ctl.run({u"keys"_s}).json()[u"keys"_s].toArray().size(), 1);
}

void tst_HalfOpen::theOthersHaveLostNothing()
{
    m_nodes.stop();
    QString lost = u"not asked"_s;
    QTRY_VERIFY2_WITH_TIMEOUT((lost = m_nodes.whatIsLost(m_hub)).isEmpty(), qPrintable(lost), 60'000);
}

QTEST_GUILESS_MAIN(tst_HalfOpen)
#include "tst_half_open.moc"
