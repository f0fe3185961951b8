#include "core/node/telemetry_ring.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using node::TelemetryRing;

namespace
{

TelemetryRing::Entry entryAt(Duration since, std::size_t size = 10)
{
    return {NodeTime::fromNanoseconds(1'000'000'000),
            SteadyTime::fromNanoseconds(1'000'000'000) + since,
            {},
            std::string(size, 'x')};
}

} // namespace

class TestTelemetryRing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyRingHasNothing()
    {
        TelemetryRing ring(1000);
        QCOMPARE(ring.lastSeq(), std::uint64_t(0));
        QCOMPARE(ring.firstSeq(), std::uint64_t(1));
        QVERIFY(ring.find(0) == nullptr);
        QVERIFY(ring.find(1) == nullptr);
    }

    void numbersAreFoundUntilTheyAreFifteenMinutesOld()
    {
        TelemetryRing ring(1'000'000);
        for (int i = 0; i <= 901; ++i) {
            ring.push(entryAt(i * 1s, static_cast<std::size_t>(i % 50) + 1));
        }
        QCOMPARE(ring.lastSeq(), std::uint64_t(902));
        QCOMPARE(ring.firstSeq(), std::uint64_t(2));
        QVERIFY(ring.find(1) == nullptr);
        QCOMPARE(ring.find(2)->bytes.size(), std::size_t(2));
        QCOMPARE(ring.find(902)->bytes.size(), std::size_t(2));
        QVERIFY(ring.find(903) == nullptr);
    }

    void memoryIsBounded()
    {
        TelemetryRing ring(100);
        for (int i = 0; i < 50; ++i) {
            ring.push(entryAt(i * 1ms));
            QVERIFY(ring.size_bytes() <= 100);
        }
        QCOMPARE(ring.firstSeq(), std::uint64_t(41));
    }

    void theNewestStaysHoweverLargeItIs()
    {
        TelemetryRing ring(100);
        ring.push(entryAt(0s));
        ring.push(entryAt(1s, 1000));
        QCOMPARE(ring.firstSeq(), std::uint64_t(2));
        QVERIFY(ring.find(2) != nullptr);
    }

    void aNewBootStartsAtOne()
    {
        TelemetryRing ring(100);
        ring.push(entryAt(0s));
        ring.clear();
        QCOMPARE(ring.size_bytes(), std::size_t(0));
        ring.push(entryAt(1s));
        QCOMPARE(ring.lastSeq(), std::uint64_t(1));
    }
};

QTEST_GUILESS_MAIN(TestTelemetryRing)
#include "tst_telemetry_ring.moc"
