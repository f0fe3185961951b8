#include "core/places/cities.h"

#include <QTest>
#include <algorithm>

using namespace iso;

class TestCities : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLibraryHasTheWorldsCities()
    {
        const auto cities = places::embeddedCities();
        QVERIFY(cities.size() > 3000);
        const auto oslo = std::find_if(cities.begin(), cities.end(), [](const auto &c) { return c.name == "Oslo"; });
        QVERIFY(oslo != cities.end());
        QCOMPARE(oslo->country, std::string("NO"));
        QVERIFY(distance_km(oslo->place, {59.91, 10.75}) < 10);
        for (const auto &city : cities) {
            QVERIFY(isOnEarth(city.place));
            QVERIFY(city.population > 0);
            QCOMPARE(city.country.size(), std::size_t(2));
        }
        QVERIFY(std::is_sorted(cities.begin(), cities.end(),
                               [](const auto &a, const auto &b) { return a.population > b.population; }));
    }
};

QTEST_GUILESS_MAIN(TestCities)
#include "tst_cities.moc"
