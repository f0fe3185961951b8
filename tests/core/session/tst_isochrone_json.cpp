#include "core/session/isochrone_json.h"
#include "tests/core/isochrone/snapshot_builder.h"
#include "tests/support/result_checks.h"

#include <QTest>

using namespace iso;
using nlohmann::json;

class tst_IsochroneJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fleet = test::SnapshotBuilder();
        m_fleet.add("osl", {59.9, 10.7}); // n0
        m_fleet.add("osl", {59.9, 10.7}); // n1
        m_fleet.add("lim", {-12, -77});   // n2
        m_fleet.add("rom", {41.9, 12.5}); // n3, not measured
        m_fleet.measured("osl", 85);
        m_fleet.measured("lim", 120);
    }

    void theAnswerNamesTheModelAndWhatWasLeftOut()
    {
        const json answer = ask({{"do", "isochrone"}}).value();
        QCOMPARE(answer.at("model").at("fibre_km_per_ms").get<double>(), 200.0);
        QCOMPARE(answer.at("model").at("route_inflation").get<double>(), 1.5);
        QCOMPARE(answer.at("model").at("last_mile_ms").get<double>(), 10.0);
        QCOMPARE(answer.at("sites").at("used").get<int>(), 2);
        QCOMPARE(answer.at("sites").at("unmeasured").get<int>(), 1);
        QCOMPARE(answer.at("levels").size(), std::size_t(3));
        const json &level = answer.at("levels").at(0);
        QCOMPARE(level.at("level_ms").get<double>(), 100.0);
        QCOMPARE(level.at("people").get<std::uint64_t>() + level.at("people_beyond").get<std::uint64_t>(),
                 answer.at("people_listed").get<std::uint64_t>());
        QVERIFY(answer.at("cities_listed").get<int>() > 3000);
        QVERIFY(!answer.contains("what_if"));
        QVERIFY(!answer.contains("geojson"));
    }

    void nodesCanBeTakenAwayByNameOrByFilter_data()
    {
        QTest::addColumn<QByteArray>("without");
        QTest::newRow("names") << QByteArray(R"(["n0", "n1"])");
        QTest::newRow("filter") << QByteArray(R"("site:osl")");
    }
    void nodesCanBeTakenAwayByNameOrByFilter()
    {
        QFETCH(QByteArray, without);
        const json answer = ask({{"do", "isochrone"}, {"without", json::parse(without.toStdString())}}).value();
        const json &what = answer.at("what_if");
        QCOMPARE(what.at("nodes").get<int>(), 2);
        QVERIFY(what.at("losses").at(1).at("area_lost_km2").get<double>() > 0);
        QVERIFY(what.at("losses").at(1).at("people_lost").get<double>() > 0);
        const json &taker = what.at("takeover").at("neighbours").at(0);
        QCOMPARE(taker.at("site").get<std::string>(), std::string("rom"));
        QCOMPARE(taker.at("load_then_ratio").get<double>(), 1.5); // 0.5 x (1 + 120 / 60)
        QVERIFY(taker.at("overloaded").get<bool>());
    }

    void whatCannotBeToldIsNull()
    {
        m_fleet.add("ber", {52.5, 13.4}, [](auto &node, auto &) { node.metrics.clear(); });
        const json answer = ask({{"do", "isochrone"}, {"without", {"n3"}}}).value();
        QVERIFY(answer.at("what_if").at("takeover").at("neighbours").at(0).at("load_then_ratio").is_null());
    }

    void mistakesSaySo()
    {
        QVERIFY_FAILURE(ask({{"do", "isochrone"}, {"without", {"nobody"}}}), ErrorCode::NotFound);
        QVERIFY_FAILURE(ask({{"do", "isochrone"}, {"without", "site:nowhere"}}), ErrorCode::NotFound);
        QVERIFY_FAILURE(ask({{"do", "isochrone"}, {"without", "site:("}}), ErrorCode::InvalidInput);
    }

    void theLinesAreGeoJson()
    {
        const json answer = ask({{"do", "isochrone"}, {"without", {"n0", "n1"}}, {"geojson", true}}).value();
        const json &collection = answer.at("geojson");
        QCOMPARE(collection.at("type").get<std::string>(), std::string("FeatureCollection"));
        QCOMPARE(collection.at("features").size(), std::size_t(6)); // three levels, with and without
        const json &feature = collection.at("features").at(0);
        QCOMPARE(feature.at("geometry").at("type").get<std::string>(), std::string("MultiLineString"));
        QCOMPARE(feature.at("properties").at("without_nodes").get<int>(), 0);
        QCOMPARE(collection.at("features").at(5).at("properties").at("without_nodes").get<int>(), 2);
        const json &point = feature.at("geometry").at("coordinates").at(0).at(0);
        QVERIFY(std::abs(point.at(0).get<double>() - 10.7) < 15); // longitude first
    }

private:
    Result<json> ask(const json &request)
    {
        return session::isochroneAnswer(request, m_fleet.build(),
                                        isochrone::Settings{isochrone::PathModel(), {100, 200, 500}});
    }

    test::SnapshotBuilder m_fleet;
};

QTEST_GUILESS_MAIN(tst_IsochroneJson)
#include "tst_isochrone_json.moc"
