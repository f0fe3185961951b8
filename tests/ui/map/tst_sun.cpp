#include "ui/map/projection.h"
#include "ui/map/sun.h"

#include <QTest>
#include <cmath>

using namespace iso;
using namespace iso::map;

class SunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void standsWhereTheAlmanacSays_data();
    void standsWhereTheAlmanacSays();
    void nightIsWhereTheSunIsBelowTheHorizon_data();
    void nightIsWhereTheSunIsBelowTheHorizon();
};

void SunTest::standsWhereTheAlmanacSays_data()
{
    QTest::addColumn<qint64>("unix_s");
    QTest::addColumn<double>("declination");
    QTest::addColumn<double>("longitude");
    // Equinox and solstices of 2024 and the equation of time: US Naval Observatory.
    QTest::newRow("equinox, 2024-03-20 03:06") << qint64(1'710'903'960) << 0.0 << 135.3;
    QTest::newRow("June solstice, 2024-06-20 20:51") << qint64(1'718'916'660) << 23.44 << -132.3;
    QTest::newRow("December solstice, 2024-12-21 09:21") << qint64(1'734'772'860) << -23.44 << 39.3;
    QTest::newRow("largest equation of time, 2024-11-03 12:00") << qint64(1'730'635'200) << -15.3 << -4.1;
}

void SunTest::standsWhereTheAlmanacSays()
{
    QFETCH(qint64, unix_s);
    const GeoPoint sun = subsolarPoint(HubTime::fromNanoseconds(unix_s * 1'000'000'000));
    QFETCH(double, declination);
    QFETCH(double, longitude);
    QVERIFY2(std::abs(sun.latitude_deg - declination) < 0.1, qPrintable(QString::number(sun.latitude_deg)));
    QVERIFY2(std::abs(sun.longitude_deg - longitude) < 0.3, qPrintable(QString::number(sun.longitude_deg)));
}

void SunTest::nightIsWhereTheSunIsBelowTheHorizon_data()
{
    QTest::addColumn<double>("declination");
    QTest::newRow("northern summer") << 23.4;
    QTest::newRow("northern winter") << -23.4;
    QTest::newRow("equinox") << 0.0;
    QTest::newRow("a little after") << -0.4;
}

void SunTest::nightIsWhereTheSunIsBelowTheHorizon()
{
    QFETCH(double, declination);
    constexpr double kRadians = 3.14159265358979 / 180;
    const GeoPoint sun{declination, 20};
    const QPolygonF night = nightOf(sun);
    for (double latitude = -75; latitude <= 75; latitude += 15) {
        for (double longitude = -175; longitude <= 175; longitude += 25) {
            const double altitude = std::asin(std::sin(latitude * kRadians) * std::sin(declination * kRadians) +
                                              std::cos(latitude * kRadians) * std::cos(declination * kRadians) *
                                                  std::cos((longitude - sun.longitude_deg) * kRadians)) /
                                    kRadians;
            if (std::abs(altitude) < 1.5) {
                continue; // on the line
            }
            const bool isNight = night.containsPoint(toWorld({latitude, longitude}), Qt::OddEvenFill);
            QVERIFY2(isNight == (altitude < 0), qPrintable(QStringLiteral("%1, %2").arg(latitude).arg(longitude)));
        }
    }
}

QTEST_GUILESS_MAIN(SunTest)
#include "tst_sun.moc"
