#include "core/sim/demand.h"

#include <QTest>
#include <cmath>

using namespace iso;
using namespace std::chrono_literals;

namespace
{

// 2026-03-14T00:00:00Z
const HubTime kMidnight = HubTime::fromNanoseconds(1'773'446'400'000'000'000);

int peakHourUtc(double longitude_deg)
{
    int peak = 0;
    for (int hour = 1; hour < 24; ++hour) {
        if (sim::demandAt(longitude_deg, kMidnight + hour * 1h) > sim::demandAt(longitude_deg, kMidnight + peak * 1h)) {
            peak = hour;
        }
    }
    return peak;
}

} // namespace

class TestDemand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void solarTimeFollowsLongitude_data()
    {
        QTest::addColumn<double>("longitude");
        QTest::addColumn<double>("hour");
        QTest::newRow("Greenwich") << 0.0 << 0.0;
        QTest::newRow("90 east") << 90.0 << 6.0;
        QTest::newRow("90 west") << -90.0 << 18.0;
        QTest::newRow("180 east") << 180.0 << 12.0;
        QTest::newRow("180 west") << -180.0 << 12.0;
    }
    void solarTimeFollowsLongitude()
    {
        QFETCH(double, longitude);
        QFETCH(double, hour);
        QCOMPARE(sim::solarHour(longitude, kMidnight), hour);
    }

    void thePeakMovesWestWithTheSun()
    {
        const int greenwich = peakHourUtc(0);
        QVERIFY2(greenwich >= 14 && greenwich <= 20, QByteArray::number(greenwich).constData());
        for (const int zone : {-8, -5, 3, 5, 9}) {
            QCOMPARE(peakHourUtc(15.0 * zone), ((greenwich - zone) % 24 + 24) % 24);
        }
    }

    void theNightIsQuietAndTheMeanIsWhatItSays()
    {
        double sum = 0;
        for (int minute = 0; minute < 24 * 60; ++minute) {
            const double demand = sim::demandAt(20, kMidnight + minute * 1min);
            QVERIFY(demand > 0.3 && demand < 0.85);
            sum += demand;
        }
        QVERIFY(std::abs(sum / (24 * 60) - sim::kMeanDemand) < 1e-6);
        QVERIFY(sim::demandAt(0, kMidnight + 4h) + 0.2 < sim::demandAt(0, kMidnight + 16h));
    }

    void timesBefore1970WorkToo() { QCOMPARE(sim::solarHour(0, HubTime::fromNanoseconds(-3'600'000'000'000)), 23.0); }
};

QTEST_GUILESS_MAIN(TestDemand)
#include "tst_demand.moc"
