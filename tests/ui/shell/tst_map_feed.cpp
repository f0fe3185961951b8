#include "core/fleet/believable.h"
#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/shell/map_feed.h"
#include "ui/widgets/cluster_card.h"
#include "ui/widgets/hover_card.h"

#include <QSignalSpy>
#include <QTest>
#include <algorithm>

using namespace iso;
using namespace std::chrono_literals;
using map::MapView;
using map::MarkTone;
using telemetry::LatencyId;

/// The feed with a map, a fleet of three nodes in Oslo and one in Cape Town.
class TestMapFeed : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        for (const char *name : {"osl-1", "osl-2", "osl-3"}) {
            m_session->addNode(name, "eu", "oslo", {59.9, 10.7});
        }
        m_session->addNode("cpt-1", "af", "cape", {-33.9, 18.4});
        m_session->publish();
        m_bridge = std::make_unique<bridge::SessionBridge>(*m_session, m_clock);
        m_bridge->takeFrame();
        m_shown = std::make_unique<bridge::ShownNodes>(*m_bridge);
        m_selection = std::make_unique<bridge::Selection>();
        const theme::Theme theme = theme::loadTheme(theme::ThemeKind::Dark).value();
        m_view = std::make_unique<MapView>(ground(), theme);
        m_view->resize(900, 600);
        m_card = new widgets::HoverCard(theme, {}, m_view.get());
        m_clusterCard = new widgets::ClusterCard(theme, {}, m_view.get());
        m_feed = std::make_unique<shell::MapFeed>(*m_view, shell::MapFeed::Cards{*m_card, *m_clusterCard}, *m_bridge,
                                                  *m_shown, *m_selection, bridge::Objectives());
        m_view->show();
    }
    void cleanup()
    {
        m_feed.reset();
        m_view.reset();
        m_selection.reset();
        m_bridge.reset();
        m_session.reset();
    }

    void clickOnAClusterSelectsItsNodes()
    {
        QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, *m_view->positionOf(0));
        QCOMPARE(m_selection->nodes().size(), 3U);
        QVERIFY(m_selection->current().isEmpty()); // a group, none of them is inspected
        QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::ControlModifier, *m_view->positionOf(3));
        QCOMPARE(m_selection->nodes().size(), 4U);
        QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::ControlModifier, *m_view->positionOf(3));
        QCOMPARE(m_selection->nodes().size(), 3U);
    }

    void boxSelectsAndCtrlAdds()
    {
        m_selection->select(m_session->nodeIds()[3]);
        Q_EMIT m_view->marksBoxed({0, 1}, Qt::ShiftModifier);
        QCOMPARE(m_selection->nodes().size(), 2U);
        Q_EMIT m_view->marksBoxed({3}, Qt::ShiftModifier | Qt::ControlModifier);
        QCOMPARE(m_selection->nodes().size(), 3U);
        Q_EMIT m_view->marksBoxed({}, Qt::ShiftModifier);
        QVERIFY(m_selection->isEmpty());
    }

    void hoverTellsOfTheCluster()
    {
        Q_EMIT m_view->clusterHovered({0, 1, 2}, QPoint(100, 100));
        QVERIFY(m_clusterCard->isVisible() && !m_card->isVisible());
        Q_EMIT m_view->markHovered(3, QPoint(100, 100));
        QVERIFY(m_card->isVisible() && !m_clusterCard->isVisible());
        Q_EMIT m_view->hoverEnded();
        QVERIFY(!m_card->isVisible() && !m_clusterCard->isVisible());
    }

    void walkByKeyboardIsSpoken()
    {
        const QString usage = m_view->accessibleDescription();
        m_view->setFocus();
        QTest::keyClick(m_view.get(), Qt::Key_Return); // the northernmost: the cluster in Oslo
        QVERIFY2(m_view->accessibleDescription().startsWith(QStringLiteral("3 nodes")),
                 qPrintable(m_view->accessibleDescription()));
        QTest::keyClick(m_view.get(), Qt::Key_Tab);
        QVERIFY2(m_view->accessibleDescription().startsWith(QStringLiteral("cpt-1")),
                 qPrintable(m_view->accessibleDescription()));
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QCOMPARE(m_view->accessibleDescription(), usage);
    }

    void selectedNodesAreMarked()
    {
        QVERIFY(!markOf(1).selected);
        m_selection->select(m_session->nodeIds()[1]);
        QVERIFY(markOf(1).selected);
        QVERIFY(!markOf(0).selected);
        m_selection->clear();
        QVERIFY(!markOf(1).selected);
    }

    void changedNodeIsShownAtOnce()
    {
        m_session->edit(m_session->nodeIds()[3], [](fleet::NodeSnapshot &node) {
            node.latencies[static_cast<std::size_t>(LatencyId::TimeToFirstToken)].p95 = {0.4, 0.4, 0.4};
        });
        frame(0ms);
        QCOMPARE(markOf(3).tone, MarkTone::Over);
        QVERIFY(!markOf(3).stale);
        frame(40s); // nothing arrived
        QVERIFY(markOf(3).stale);
    }

    void marksOfSilentNodesAgeAtTheSnapshotThatFindsThemOld()
    {
        const HubTime received = m_clock.utcNow();
        for (const NodeId &id : m_session->nodeIds()) {
            m_session->edit(id, [received](fleet::NodeSnapshot &node) { node.lastSampleReceived = received; });
        }
        frame(0ms);
        const Duration lasts = fleet::freshUntil(*m_bridge->snapshot()->nodes[0]) - received;
        frame(lasts - 100ms);
        QCOMPARE(staleMarks(), std::size_t{0});
        frame(100ms);
        QCOMPARE(staleMarks(), std::size_t{0}); // the last moment
        frame(1ms);
        QCOMPARE(staleMarks(), std::size_t{4});
        m_clock.setUtc(received + 1ms); // somebody sets the clock
        frame(0ms);
        QCOMPARE(staleMarks(), std::size_t{0});
    }

    void figureOfAClusterIsMerged()
    {
        m_session->edit(m_session->nodeIds()[0],
                        [](fleet::NodeSnapshot &node) { node.windows = test::windowsAround(2.0, 4'000); });
        frame(0ms);
        const auto cluster = m_view->markLayer().hitOfKey(0, m_view->camera());
        QVERIFY(cluster && cluster->isCluster);
        const auto figure = m_view->markLayer().figureOf(*cluster, m_view->camera());
        QVERIFY(figure);
        QCOMPARE(figure->tone, MarkTone::Bad); // the mean of the three p95 would say so too, the text would not
        telemetry::LatencyHistogram merged;
        for (std::size_t i = 0; i < 3; ++i) {
            merged.merge(m_bridge->snapshot()->nodes[i]->windows->ttft);
        }
        bridge::GroupFacts facts;
        facts.latency.count = merged.count();
        facts.latency.p95 = *merged.quantile(0.95);
        QCOMPARE(figure->text, shell::figureFor(facts, shell::ColourBy::Ttft, {}).text);
    }

    void modeChangesColoursAndLegend()
    {
        m_session->edit(m_session->nodeIds()[3],
                        [](fleet::NodeSnapshot &node) { node.metrics.set(telemetry::MetricId::Load, 0.97); });
        frame(0ms);
        QCOMPARE(markOf(3).tone, MarkTone::Ok);
        const QRectF before = m_view->overlay().legendRect(m_view->size());
        m_feed->setMode({shell::ColourBy::Load, shell::SizeBy::Load});
        QCOMPARE(markOf(3).tone, MarkTone::Over);
        QVERIFY(m_view->overlay().legendRect(m_view->size()) != before);
    }

    void problemsAreBadges()
    {
        problems::Problem problem;
        problem.id = "lost/node/osl-2";
        problem.severity = 1;
        problem.nodes = {m_session->nodeIds()[1]};
        m_session->setProblems({problem});
        m_bridge->takeFrame();
        QCOMPARE(markOf(1).badge, (map::MarkBadge{1, 1}));
        QCOMPARE(markOf(0).badge, map::MarkBadge());
        m_session->setProblems({});
        m_bridge->takeFrame();
        QCOMPARE(markOf(1).badge, map::MarkBadge());
    }

    void whatTheFilterDoesNotFindHasNoMark()
    {
        m_shown->setFilter(filter::Filter::parse("region:af").value());
        QCOMPARE(m_view->markLayer().marks().size(), std::size_t{1});
        m_shown->setFilter({});
        QCOMPARE(m_view->markLayer().marks().size(), std::size_t{4});
    }

private:
    static std::shared_ptr<const map::MapData> ground()
    {
        static const auto kGround = std::make_shared<const map::MapData>(map::MapData::loadCompiledIn().value());
        return kGround;
    }
    void frame(Duration later)
    {
        m_clock.advance(later);
        m_session->publish();
        m_bridge->takeFrame();
    }
    [[nodiscard]] std::size_t staleMarks() const
    {
        const auto &marks = m_view->markLayer().marks();
        return static_cast<std::size_t>(
            std::count_if(marks.begin(), marks.end(), [](const map::MapMark &mark) { return mark.stale; }));
    }
    [[nodiscard]] const map::MapMark &markOf(std::uint32_t key) const { return m_view->markLayer().marks()[key]; }

    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<bridge::SessionBridge> m_bridge;
    std::unique_ptr<bridge::ShownNodes> m_shown;
    std::unique_ptr<bridge::Selection> m_selection;
    std::unique_ptr<MapView> m_view;
    widgets::HoverCard *m_card = nullptr;
    widgets::ClusterCard *m_clusterCard = nullptr;
    std::unique_ptr<shell::MapFeed> m_feed;
};

QTEST_MAIN(TestMapFeed)
#include "tst_map_feed.moc"
