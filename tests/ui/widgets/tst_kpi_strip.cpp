#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/widgets/kpi_strip.h"

#include <QTest>
#include <cmath>

using namespace iso;
using namespace std::chrono_literals;
using widgets::FigureHistory;
using widgets::KpiStrip;

class TestKpiStrip : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tileExistsOnlyWhenItsFigureDoes()
    {
        test::FakeSession session(m_clock);
        KpiStrip strip(theme(), {});
        strip.setSnapshot(*session.snapshot());
        for (int i = 0; i < KpiStrip::TileCount; ++i) {
            QVERIFY(strip.tile(static_cast<KpiStrip::Tile>(i)) == nullptr);
        }
        session.addFleet(20);
        session.publish();
        strip.setSnapshot(*session.snapshot());
        QVERIFY(strip.tile(KpiStrip::NodesTile));
        QVERIFY(strip.tile(KpiStrip::LoadTile));
        QVERIFY(!strip.tile(KpiStrip::EnergyTile)); // nobody reports power
        QCOMPARE(strip.tile(KpiStrip::NodesTile)->figure().value.text, QStringLiteral("20 / 20"));
    }

    void fleetThatIsRetiredCountsNone()
    {
        test::FakeSession session(m_clock);
        const NodeId node = session.addNode("n1", "r", "s");
        session.publish();
        KpiStrip strip(theme(), {});
        strip.setSnapshot(*session.snapshot());
        QCOMPARE(strip.tile(KpiStrip::NodesTile)->figure().value.text, QStringLiteral("1 / 1"));
        session.editIdentity(node, [](fleet::NodeIdentity &identity) { identity.retired = true; });
        session.publish();
        strip.setSnapshot(*session.snapshot());
        QCOMPARE(strip.tile(KpiStrip::NodesTile)->figure().value.text, QStringLiteral("0 / 0"));
    }

    void figureThatVanishesBecomesADashWithItsReason()
    {
        test::FakeSession session(m_clock);
        session.addFleet(2);
        session.publish();
        KpiStrip strip(theme(), {});
        strip.setSnapshot(*session.snapshot());
        for (const NodeId &node : session.nodeIds()) {
            session.edit(node, [](fleet::NodeSnapshot &n) { n.latencies = {}; });
        }
        session.publish();
        strip.setSnapshot(*session.snapshot());
        const widgets::KpiFigure &figure = strip.tile(KpiStrip::TtftTile)->figure();
        QVERIFY(!figure.value.isValue);
        QVERIFY(!figure.value.reason.isEmpty());
        QCOMPARE(figure.tone, bridge::Tone::None);
    }

    void partialCoverageStandsBesideThePercentile()
    {
        test::FakeSession session(m_clock);
        session.addFleet(2);
        session.setFleetFigures([](fleet::GroupSummary &fleet) { fleet.ttftCoverage_ratio = 0.61; });
        session.publish();
        KpiStrip strip(theme(), {});
        strip.setSnapshot(*session.snapshot());
        QVERIFY(strip.tile(KpiStrip::TtftTile)->figure().note.contains(QStringLiteral("61 %")));
    }

    void historyKeepsOneValueAStepAndLeavesGaps()
    {
        FigureHistory history;
        const HubTime start = HubTime::fromNanoseconds(1'000'000'000'000'000'000);
        history.add(start, 1);
        history.add(start + 2s, 2); // the same step
        history.add(start + 15s, 3);
        history.add(start + 20s, std::nullopt);
        const std::vector<float> values = history.values();
        QCOMPARE(values.size(), FigureHistory::kLength);
        const std::size_t last = values.size() - 1;
        QVERIFY(std::isnan(values[last]));
        QCOMPARE(values[last - 1], 3.0F);
        QVERIFY(std::isnan(values[last - 2]) && std::isnan(values[last - 3]));
        QCOMPARE(values[last - 4], 2.0F);
        QVERIFY(std::isnan(values[0]));
    }

    void historyForgetsWhatIsOlderThanItsLength()
    {
        FigureHistory history;
        const HubTime start = HubTime::fromNanoseconds(1'000'000'000'000'000'000);
        history.add(start, 1);
        history.add(start + 24h, 5);
        const std::vector<float> values = history.values();
        QCOMPARE(values.size(), FigureHistory::kLength);
        QCOMPARE(values.back(), 5.0F);
        QVERIFY(std::isnan(values.front()));
    }

private:
    static theme::Theme theme() { return theme::loadTheme(theme::ThemeKind::Dark).value(); }

    test::ManualClock m_clock;
};

QTEST_MAIN(TestKpiStrip)
#include "tst_kpi_strip.moc"
