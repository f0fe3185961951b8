#include "resources/resources.h"
#include "ui/map/city_list.h"
#include "ui/map/projection.h"

#include <QTest>
#include <algorithm>
#include <limits>

using namespace iso;
using namespace iso::map;

class CityListTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void compiledInListIsRead();
    void capitalComesBeforeALargerTown();
    void brokenLineIsNamed_data();
    void brokenLineIsNamed();
    void labelsAppearAsTheMapGetsCloser();
};

void CityListTest::compiledInListIsRead()
{
    const CityList cities = parseCities(resources::read(QStringLiteral("map/cities.csv")).value()).value();
    QVERIFY(cities.size() >= 4000);
    QVERIFY(std::count_if(cities.begin(), cities.end(), [](const City &city) { return city.capital; }) > 190);
    const auto paris = std::find_if(cities.begin(), cities.end(),
                                    [](const City &city) { return city.name == QLatin1String("Paris"); });
    QVERIFY(paris != cities.end());
    QVERIFY(paris->capital);
    QVERIFY(qAbs(toGeo(paris->world).latitude_deg - 48.85) < 0.05);
    QVERIFY(std::is_sorted(cities.begin(), cities.end(),
                           [](const City &a, const City &b) { return a.weight() > b.weight(); }));
}

void CityListTest::capitalComesBeforeALargerTown()
{
    const CityList cities = parseCities("name,country,lat,lon,population,capital\n"
                                        "Town,XX,1,1,300000,0\n"
                                        "Capital,XX,2,2,100000,1\n")
                                .value();
    QCOMPARE(cities.front().name, QStringLiteral("Capital"));
}

void CityListTest::brokenLineIsNamed_data()
{
    QTest::addColumn<QByteArray>("csv");
    QTest::addColumn<QString>("reason");
    const QByteArray header = "name,country,lat,lon,population,capital\n";
    QTest::newRow("empty") << QByteArray() << QStringLiteral("first line");
    QTest::newRow("other columns") << QByteArray("a,b\n") << QStringLiteral("first line");
    QTest::newRow("field missing") << header + "A,XX,1,1,5,0\nB,XX,1,1,5\n" << QStringLiteral("line 3");
    QTest::newRow("not a number") << header + "A,XX,north,1,5,0\n" << QStringLiteral("line 2");
    QTest::newRow("off the Earth") << header + "A,XX,91,1,5,0\n" << QStringLiteral("line 2");
    QTest::newRow("not finite") << header + "A,XX,nan,1,5,0\n" << QStringLiteral("line 2");
    QTest::newRow("negative people") << header + "A,XX,1,1,-5,0\n" << QStringLiteral("line 2");
    QTest::newRow("empty line inside") << header + "\nA,XX,1,1,5,0\n" << QStringLiteral("line 2");
}

void CityListTest::brokenLineIsNamed()
{
    QFETCH(QByteArray, csv);
    QFETCH(QString, reason);
    const Result<CityList> cities = parseCities(csv);
    QVERIFY(!cities);
    QVERIFY2(QString::fromStdString(cities.error().message).contains(reason), cities.error().message.c_str());
}

void CityListTest::labelsAppearAsTheMapGetsCloser()
{
    QCOMPARE(leastLabelledWeight(1200), std::numeric_limits<qint64>::max());
    qint64 last = std::numeric_limits<qint64>::max();
    for (const double scale : {2400.0, 5000.0, 20'000.0, 100'000.0, 400'000.0}) {
        QVERIFY(leastLabelledWeight(scale) < last);
        last = leastLabelledWeight(scale);
    }
    QVERIFY(last < 10'000);
}

QTEST_GUILESS_MAIN(CityListTest)
#include "tst_city_list.moc"
