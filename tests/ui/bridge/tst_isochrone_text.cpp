#include "tests/core/isochrone/snapshot_builder.h"
#include "ui/bridge/isochrone_text.h"

#include <QTest>

using namespace iso;

class TestIsochroneText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theModelIsNamedWithItsConstants()
    {
        const QString text = bridge::pathModelText(isochrone::PathModel());
        QVERIFY(text.startsWith(QStringLiteral("Model: ")));
        for (const char *constant : {"10 ms", "1.5", "200 km/ms", "measured"}) {
            QVERIFY2(text.contains(QLatin1String(constant)), constant);
        }
    }

    void whatIsLeftOutIsSaid_data()
    {
        QTest::addColumn<int>("unmeasured");
        QTest::addColumn<int>("down");
        QTest::addColumn<int>("used");
        QTest::addColumn<QString>("text");
        QTest::newRow("all used") << 0 << 0 << 3 << QStringLiteral("3 sites answer");
        QTest::newRow("some unknown") << 2 << 1 << 3
                                      << QStringLiteral("3 sites answer; left out: 2 not measured, 1 without a healthy "
                                                        "node");
        QTest::newRow("nowhere") << 1 << 0 << 0
                                 << QStringLiteral(
                                        "Nowhere: no site answers with a known time; left out: 1 not measured");
    }
    void whatIsLeftOutIsSaid()
    {
        QFETCH(int, unmeasured);
        QFETCH(int, down);
        QFETCH(int, used);
        QFETCH(QString, text);
        isochrone::Sources sources;
        sources.unmeasured = static_cast<std::uint32_t>(unmeasured);
        sources.down = static_cast<std::uint32_t>(down);
        sources.sites.resize(static_cast<std::size_t>(used));
        QCOMPARE(bridge::sourcesText(sources), text);
    }

    void lossesNameAreaPeopleAndCities()
    {
        isochrone::WhatIf what;
        what.losses = {{100, 1'234'000, 3'400'000, 12}, {200, 0, 0, 0}, {500, 0, 0, 0}};
        QCOMPARE(bridge::lossLines(what),
                 QStringList({QStringLiteral("100 ms: 1.23 M km² and 3.40 M people in 12 cities"),
                              QStringLiteral("nothing at 200, 500 ms")}));
    }

    void anOverloadIsMarkedAndTheUnknownStaysUnknown()
    {
        isochrone::WhatIf what;
        isochrone::NeighbourLoad hot{"eu", "got", 2, 60, 60, 0.61, 1.22};
        isochrone::NeighbourLoad silent{"eu", "ber", 1, 0, 30, std::nullopt, std::nullopt};
        what.takeover.neighbours = {hot, silent};
        what.takeover.unserved_per_min = 5;
        const QStringList lines = bridge::takeoverLines(what, 5);
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[0], QStringLiteral("got: +60 req/min, load 61 % → 122 %, overloaded"));
        QCOMPARE(lines[1], QStringLiteral("ber: +30 req/min, load n/a → cannot be told"));
        QCOMPARE(lines[2], QStringLiteral("5 req/min that no other site can serve"));
        QCOMPARE(bridge::takeoverLines(what, 1)[1], QStringLiteral("and 1 more site"));
        QCOMPARE(bridge::takeoverLines(isochrone::WhatIf(), 5),
                 QStringList(QStringLiteral("No requests to take over")));
    }

    void whoIsAboutToDrainReadsWhatIsLostAndWhoTakesOver()
    {
        isochrone::WhatIf what;
        what.losses = {{100, 1'234'000, 3'400'000, 12}, {200, 0, 0, 0}, {300, 0, 0, 0}, {500, 0, 0, 0}};
        what.takeover.neighbours = {{"eu", "got", 2, 60, 60, 0.61, 1.22}, {"eu", "ber", 1, 60, 30, 0.2, 0.3}};
        what.takeover.overloaded = 1;
        QCOMPARE(
            bridge::reachLostText(what).split(u'\n'),
            QStringList({QStringLiteral("Isochrones lost, by the model of the map:"),
                         QStringLiteral("100 ms: 1.23 M km² and 3.40 M people in 12 cities"),
                         QStringLiteral("nothing at 200, 300, 500 ms"), QStringLiteral("1 site would be overloaded"),
                         QStringLiteral("got: +60 req/min, load 61 % → 122 %, overloaded"),
                         QStringLiteral("ber: +30 req/min, load 20 % → 30 %")}));
    }

    void whatIsLostFitsTheRoomThatWasKeptForIt()
    {
        isochrone::Settings settings;
        const auto room = bridge::reachPendingText(settings).count(u'\n');
        for (std::size_t lost = 0; lost <= settings.levels_ms.size(); ++lost) {
            for (std::size_t sites = 0; sites < 8; ++sites) {
                for (const auto &[overloaded, unserved] :
                     {std::pair(0U, 0.0), std::pair(1U, 0.0), std::pair(1U, 5.0)}) {
                    isochrone::WhatIf what;
                    for (std::size_t i = 0; i < settings.levels_ms.size(); ++i) {
                        what.losses.push_back({settings.levels_ms[i], i < lost ? 1e6 : 0.0, 10, 1});
                    }
                    what.takeover.neighbours.resize(sites);
                    what.takeover.overloaded = overloaded;
                    what.takeover.unserved_per_min = unserved;
                    const QString text = bridge::reachLostText(what);
                    QVERIFY2(text.count(u'\n') <= room, qPrintable(text));
                    QCOMPARE(text.contains(QStringLiteral("would be overloaded")), overloaded > 0);
                    QCOMPARE(text.contains(QStringLiteral("no other site")), unserved > 0);
                    // As many sites by name as there is room for, and the others counted.
                    const auto spare = room - text.count(u'\n');
                    const auto named = text.count(QStringLiteral("req/min, load"));
                    QVERIFY2(named == static_cast<qsizetype>(sites) || (named > 0 && spare == 0), qPrintable(text));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestIsochroneText)
#include "tst_isochrone_text.moc"
