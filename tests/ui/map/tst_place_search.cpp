#include "ui/map/base_renderer.h"
#include "ui/map/place_search.h"

#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>
#include <QTest>

using namespace iso;
using namespace iso::map;

class PlaceSearchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_cities = MapData::loadCompiledIn().value().cities; }

    void findsByNameWithoutAccentsOrCase_data();
    void findsByNameWithoutAccentsOrCase();
    void beginningsComeBeforeLaterWords();
    void emptyTextFindsNothing();
    void resultsAreBoundedAndSayTheirCountry();
    void vainSearchSaysSo();

private:
    CityList m_cities;
};

void PlaceSearchTest::findsByNameWithoutAccentsOrCase_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("country");
    QTest::newRow("as it is") << QStringLiteral("Oslo") << QStringLiteral("NO");
    QTest::newRow("lower case") << QStringLiteral("oslo") << QStringLiteral("NO");
    QTest::newRow("without an accent") << QStringLiteral("bogota") << QStringLiteral("CO");
    QTest::newRow("with spaces around") << QStringLiteral("  new york ") << QStringLiteral("US");
}

void PlaceSearchTest::findsByNameWithoutAccentsOrCase()
{
    QFETCH(QString, text);
    const std::vector<const City *> found = findCities(m_cities, text, 8);
    QVERIFY(!found.empty());
    QTEST(found.front()->country, "country");
}

void PlaceSearchTest::beginningsComeBeforeLaterWords()
{
    const CityList cities = {{QStringLiteral("New Paris"), QStringLiteral("XX"), {}, 9'000'000, false},
                             {QStringLiteral("Parisville"), QStringLiteral("XX"), {}, 10, false},
                             {QStringLiteral("Comparison"), QStringLiteral("XX"), {}, 10, false}};
    const std::vector<const City *> found = findCities(cities, QStringLiteral("paris"), 8);
    QCOMPARE(found.size(), 2U);
    QCOMPARE(found[0]->name, QStringLiteral("Parisville"));
    QCOMPARE(found[1]->name, QStringLiteral("New Paris"));
}

void PlaceSearchTest::emptyTextFindsNothing()
{
    QVERIFY(findCities(m_cities, QStringLiteral("  "), 8).empty());
    QVERIFY(findCities(m_cities, QStringLiteral("\u0301"), 8).empty()); // an accent without a letter
}

void PlaceSearchTest::resultsAreBoundedAndSayTheirCountry()
{
    PlaceSearch search(m_cities, nullptr);
    search.field().setText(QStringLiteral("s"));
    QCOMPARE(search.results().count(), 8);
    QVERIFY(search.results().item(0)->text().contains(QLatin1String(", ")));
}

void PlaceSearchTest::vainSearchSaysSo()
{
    PlaceSearch search(m_cities, nullptr);
    QSignalSpy chosen(&search, &PlaceSearch::chosen);
    search.field().setText(QStringLiteral("qqqq"));
    QCOMPARE(search.results().count(), 1);
    QVERIFY(!search.results().item(0)->flags().testFlag(Qt::ItemIsEnabled));
    QTest::keyClick(&search.field(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 0);
}

QTEST_MAIN(PlaceSearchTest)
#include "tst_place_search.moc"
