#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/shell/map_modes.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using namespace iso;
using namespace std::chrono_literals;
using map::MarkShape;
using map::MarkTone;
using shell::ColourBy;
using telemetry::LatencyId;
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;

class TestMapModes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        test::FakeSession session(m_clock);
        session.addNode("n1", "r", "s", {59.9, 10.7});
        session.publish();
        m_node = *session.snapshot()->nodes[0];
    }

    void toneIsTtftAgainstTheObjective_data()
    {
        QTest::addColumn<double>("p95_s");
        QTest::addColumn<int>("tone");
        QTest::newRow("ok") << 0.2 << static_cast<int>(MarkTone::Ok);
        QTest::newRow("near") << 0.29 << static_cast<int>(MarkTone::Near);
        QTest::newRow("over") << 0.4 << static_cast<int>(MarkTone::Over);
        QTest::newRow("bad") << 0.6 << static_cast<int>(MarkTone::Bad);
    }
    void toneIsTtftAgainstTheObjective()
    {
        QFETCH(double, p95_s);
        m_node.latencies[static_cast<std::size_t>(LatencyId::TimeToFirstToken)].p95 = {p95_s, p95_s, p95_s};
        QTEST(static_cast<int>(mark().tone), "tone");
    }

    void nodeWithoutRequestsIsUnknownOrIdleAndNeverOk()
    {
        m_node.latencies = {};
        QCOMPARE(mark().tone, MarkTone::Unknown);
        m_node.service = ServiceState::Idle;
        QCOMPARE(mark().tone, MarkTone::Idle);
    }

    void staleNodeIsStaleAndItsLoadUnknown()
    {
        m_node.lastSampleReceived = m_clock.utcNow() - 40s;
        QVERIFY(mark().stale);
        QVERIFY(std::isnan(mark().size));
    }

    void lostNodeIsATriangle()
    {
        m_node.link = LinkState::Lost;
        QCOMPARE(mark().shape, MarkShape::Triangle);
        QVERIFY(std::isnan(mark().size));
    }

    void drainingNodeIsADashedRing()
    {
        m_node.service = ServiceState::Draining;
        QCOMPARE(mark().shape, MarkShape::DashedRing);
        QCOMPARE(mark().tone, MarkTone::Draining);
    }

    void nodeWithoutAPlaceHasNoMark()
    {
        auto identity = *m_node.identity;
        identity.birth.place.reset();
        m_node.identity = std::make_shared<fleet::NodeIdentity>(identity);
        QVERIFY(!shell::markFor(m_node, m_clock.utcNow(), {}, {}, false));
    }

    void everyModeHasItsFigure_data()
    {
        QTest::addColumn<int>("colour");
        QTest::addColumn<int>("tone");
        QTest::newRow("ttft") << static_cast<int>(ColourBy::Ttft) << static_cast<int>(MarkTone::Over);
        QTest::newRow("end to end") << static_cast<int>(ColourBy::EndToEnd) << static_cast<int>(MarkTone::Bad);
        QTest::newRow("load") << static_cast<int>(ColourBy::Load) << static_cast<int>(MarkTone::Near);
        QTest::newRow("errors") << static_cast<int>(ColourBy::Errors) << static_cast<int>(MarkTone::Over);
        QTest::newRow("power") << static_cast<int>(ColourBy::Power) << static_cast<int>(MarkTone::Level3);
        QTest::newRow("energy") << static_cast<int>(ColourBy::EnergyPerToken) << static_cast<int>(MarkTone::Level2);
        QTest::newRow("link") << static_cast<int>(ColourBy::Link) << static_cast<int>(MarkTone::Near);
        QTest::newRow("service") << static_cast<int>(ColourBy::Service) << static_cast<int>(MarkTone::Ok);
    }
    void everyModeHasItsFigure()
    {
        QFETCH(int, colour);
        setFigures();
        QTEST(static_cast<int>(markBy(static_cast<ColourBy>(colour)).tone), "tone");
    }

    void absentFigureNeverLooksLikeAValue_data() { addColours(); }
    void absentFigureNeverLooksLikeAValue()
    {
        QFETCH(int, colour);
        setFigures();
        m_node.latencies = {};
        m_node.metrics = {};
        m_node.requestsInWindow = 0;
        m_node.service = ServiceState::Unknown;
        m_node.link = LinkState::NeverSeen;
        const map::MapMark mark = markBy(static_cast<ColourBy>(colour));
        QVERIFY(mark.tone == MarkTone::Unknown || mark.tone == MarkTone::Idle);
    }

    void staleFigureNeverLooksLikeAValue_data() { addColours(); }
    void staleFigureNeverLooksLikeAValue()
    {
        QFETCH(int, colour);
        setFigures();
        m_node.lastSampleReceived = m_clock.utcNow() - 40s;
        QVERIFY(markBy(static_cast<ColourBy>(colour)).stale); // hollow and grey, whatever the tone
        if (colour != static_cast<int>(ColourBy::Link)) {     // the link is known all the same
            QCOMPARE(markBy(static_cast<ColourBy>(colour)).tone, MarkTone::Unknown);
        }
    }

    void whatANodeDoesShowsInEveryMode_data() { addColours(); }
    void whatANodeDoesShowsInEveryMode()
    {
        QFETCH(int, colour);
        setFigures();
        m_node.service = ServiceState::Stalled;
        QCOMPARE(markBy(static_cast<ColourBy>(colour)).shape, MarkShape::Diamond);
        QCOMPARE(markBy(static_cast<ColourBy>(colour)).tone, MarkTone::Bad);
        m_node.link = LinkState::Lost;
        QCOMPARE(markBy(static_cast<ColourBy>(colour)).shape, MarkShape::Triangle);
    }

    void legendHasEveryToneOfItsMode_data() { addColours(); }
    void legendHasEveryToneOfItsMode()
    {
        QFETCH(int, colour);
        const map::MapLegend legend = shell::legendFor({static_cast<ColourBy>(colour), shell::SizeBy::Load}, {});
        QVERIFY(!legend.title.isEmpty());
        setFigures();
        const map::MapMark mark = markBy(static_cast<ColourBy>(colour));
        const auto &first = legend.rows.front();
        QVERIFY(std::any_of(first.begin(), first.end(), [&](const auto &entry) { return entry.tone == mark.tone; }));
        const auto &last = legend.rows.back();
        QVERIFY(std::any_of(last.begin(), last.end(), [](const auto &entry) { return entry.stale; }));
    }

    void legendSaysTheObjectiveWithItsUnit()
    {
        QVERIFY(shell::legendFor({}, {}).title.contains(QStringLiteral("300 ms")));
        QVERIFY(shell::legendFor({ColourBy::Power, shell::SizeBy::Load}, {})
                    .rows.front()
                    .back()
                    .text.contains(QStringLiteral("600 W")));
    }

    void sizeIsLoadOrRequests()
    {
        setFigures();
        const auto sizeOf = [this](std::uint64_t requests) {
            m_node.requestsInWindow = requests;
            return shell::markFor(m_node, m_clock.utcNow(), {ColourBy::Ttft, shell::SizeBy::Requests}, {}, false)->size;
        };
        QCOMPARE(sizeOf(0), 0.0F);
        QVERIFY(sizeOf(60) < sizeOf(600));
        QVERIFY(sizeOf(600) < sizeOf(6'000));
        QCOMPARE(sizeOf(60'000), 1.0F);
    }

    void settingsNameEveryChoice()
    {
        for (const ColourBy colour : shell::kColours) {
            QCOMPARE(shell::colourOfSetting(shell::settingOf(colour)), colour);
            QVERIFY(!shell::nameOf(colour).isEmpty());
        }
        QCOMPARE(shell::sizeOfSetting(shell::settingOf(shell::SizeBy::Requests)), shell::SizeBy::Requests);
        QCOMPARE(shell::colourOfSetting(QStringLiteral("of a newer version")), ColourBy::Ttft);
    }

    void clusterFigureIsAbsentWithoutRequests()
    {
        bridge::GroupFacts facts;
        facts.nodes = 3;
        for (const ColourBy colour : shell::kColours) {
            QVERIFY(shell::figureFor(facts, colour, {}).text.isEmpty());
            QCOMPARE(shell::figureFor(facts, colour, {}).tone, MarkTone::Unknown);
        }
        facts.latency.count = 5;
        facts.latency.p95 = {0.4, 0.41, 0.42};
        QCOMPARE(shell::figureFor(facts, ColourBy::Ttft, {}).text, QStringLiteral("410 ms"));
        QCOMPARE(shell::figureFor(facts, ColourBy::Ttft, {}).tone, MarkTone::Over);
    }

private:
    static void addColours()
    {
        QTest::addColumn<int>("colour");
        for (const ColourBy colour : shell::kColours) {
            QTest::newRow(qPrintable(shell::settingOf(colour))) << static_cast<int>(colour);
        }
    }
    void setFigures()
    {
        m_node.latencies[static_cast<std::size_t>(LatencyId::TimeToFirstToken)] = {9, {}, {0.4, 0.4, 0.4}, {}};
        m_node.latencies[static_cast<std::size_t>(LatencyId::EndToEnd)] = {9, {}, {40, 40, 40}, {}};
        m_node.requestsInWindow = 100;
        m_node.failedInWindow = 2;
        m_node.link = LinkState::Late;
        m_node.metrics.set(MetricId::Load, 0.8);
        m_node.metrics.set(MetricId::GpuPower, 400);
        m_node.metrics.set(MetricId::TokensOut, 1000);
        m_node.interval = 1s;
    }
    [[nodiscard]] map::MapMark markBy(shell::ColourBy colour) const
    {
        return *shell::markFor(m_node, m_clock.utcNow(), {colour, shell::SizeBy::Load}, {}, false);
    }
    [[nodiscard]] map::MapMark mark() const { return *shell::markFor(m_node, m_clock.utcNow(), {}, {}, false); }

    test::ManualClock m_clock;
    fleet::NodeSnapshot m_node;
};

QTEST_GUILESS_MAIN(TestMapModes)
#include "tst_map_modes.moc"
