#include "core/base/ids.h"
#include "core/places/cities.h"
#include "core/sim/regions.h"
#include "core/sim/slug.h"

#include <QTest>
#include <set>

using namespace iso;

namespace
{

places::City cityOf(const QByteArray &country, double longitude_deg)
{
    return {"X", country.toStdString(), {0, longitude_deg}, 1};
}

} // namespace

class TestRegions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void regionsFollowCountryAndLongitude_data()
    {
        QTest::addColumn<QByteArray>("country");
        QTest::addColumn<double>("longitude");
        QTest::addColumn<QByteArray>("region");
        const auto row = [](const char *name, const char *country, double longitude, const char *region) {
            QTest::newRow(name) << QByteArray(country) << longitude << QByteArray(region);
        };
        row("Oslo", "NO", 10.7, "eu-north");
        row("London", "GB", -0.1, "eu-west");
        row("Rome", "IT", 12.5, "eu-south");
        row("Warsaw", "PL", 21.0, "eu-east");
        row("Moscow", "RU", 37.6, "eu-east");
        row("Novosibirsk", "RU", 82.9, "ap-central");
        row("New York", "US", -74.0, "us-east");
        row("Los Angeles", "US", -118.2, "us-west");
        row("Toronto", "CA", -79.4, "ca-central");
        row("Mexico City", "MX", -99.1, "la-north");
        row("Sao Paulo", "BR", -46.6, "sa-east");
        row("Lima", "PE", -77.0, "sa-west");
        row("Cairo", "EG", 31.2, "af-north");
        row("Lagos", "NG", 3.4, "af-west");
        row("Johannesburg", "ZA", 28.0, "af-south");
        row("Dubai", "AE", 55.3, "me-central");
        row("Mumbai", "IN", 72.9, "ap-south");
        row("Shanghai", "CN", 121.5, "ap-east");
        row("Tokyo", "JP", 139.7, "ap-northeast");
        row("Jakarta", "ID", 106.8, "ap-southeast");
        row("Sydney", "AU", 151.2, "oc-south");
    }
    void regionsFollowCountryAndLongitude()
    {
        QFETCH(QByteArray, country);
        QFETCH(double, longitude);
        QFETCH(QByteArray, region);
        QCOMPARE(QByteArray::fromStdString(std::string(sim::regionOf(cityOf(country, longitude)))), region);
    }

    void everyRegionIsAPlainNameOfAtMostTwelveCharacters()
    {
        std::set<std::string> regions;
        for (const auto &city : places::embeddedCities()) {
            const std::string region(sim::regionOf(city));
            QVERIFY(isPlainName(region) && region.size() <= 12);
            QVERIFY(sim::serviceWeight(region) > 0);
            regions.insert(region);
        }
        QCOMPARE(regions.size(), std::size_t(20));
    }

    void namesLoseTheirAccents_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("letters");
        QTest::newRow("plain") << QByteArray("New York") << QByteArray("newyork");
        QTest::newRow("tilde") << QByteArray("São Paulo") << QByteArray("saopaulo");
        QTest::newRow("macron") << QByteArray("Sūrat") << QByteArray("surat");
        QTest::newRow("dotted capital I") << QByteArray("İzmir") << QByteArray("izmir");
        QTest::newRow("stroke") << QByteArray("Łódź") << QByteArray("lodz");
        QTest::newRow("quotation mark") << QByteArray("Xi’an") << QByteArray("xian");
        QTest::newRow("nothing Latin") << QByteArray("東京") << QByteArray();
    }
    void namesLoseTheirAccents()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, letters);
        QCOMPARE(QByteArray::fromStdString(sim::asciiLetters(name.toStdString())), letters);
    }

    void codesAreShortAndNeverRepeat()
    {
        sim::SlugMaker slugs;
        QCOMPARE(slugs.make("Oslo"), std::string("osl"));
        QCOMPARE(slugs.make("Oslo"), std::string("oslo"));
        QCOMPARE(slugs.make("Oslo"), std::string("oslo2"));
        QCOMPARE(slugs.make("東京"), std::string("xxx"));
        std::set<std::string> all;
        for (int i = 0; i < 2000; ++i) {
            const std::string slug = slugs.make("Santa Maria de los Angeles");
            QVERIFY(slug.size() <= 12);
            QVERIFY(all.insert(slug).second);
        }
    }
};

QTEST_GUILESS_MAIN(TestRegions)
#include "tst_regions.moc"
