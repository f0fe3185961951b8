#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "tests/ui/support/shows_only.h"
#include "ui/models/fleet_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <memory>

using namespace iso;
using namespace std::chrono_literals;
using models::FleetModel;
using telemetry::LinkState;
using telemetry::MetricId;

namespace
{

QStringList list(std::initializer_list<const char *> texts)
{
    QStringList all;
    for (const char *text : texts) {
        all << QString::fromLatin1(text);
    }
    return all;
}

} // namespace

class TestFleetModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_model = std::make_unique<FleetModel>(m_clock, bridge::Objectives());
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }

    void nodesStandBelowTheirSitesAndRegions()
    {
        m_session->addNode("b2", "eu", "osl");
        m_session->addNode("b1", "eu", "osl");
        m_session->addNode("a1", "af", "cai");
        show();
        QCOMPARE(tree(), list({"af", "  cai", "    a1", "eu", "  osl", "    b1", "    b2"}));
    }

    void retiredNodeLeavesAndComesBackWhenItIsBornAgain()
    {
        const NodeId gone = m_session->addNode("a1", "af", "cai");
        m_session->addNode("b1", "eu", "osl");
        m_session->addNode("b2", "eu", "osl");
        show();
        const auto retire = [&](bool retired) {
            m_clock.advance(2s); // rows are ordered once a second
            m_session->editIdentity(gone, [retired](fleet::NodeIdentity &identity) { identity.retired = retired; });
            show();
        };
        retire(true);
        QCOMPARE(tree(), list({"eu", "  osl", "    b1", "    b2"}));
        QCOMPARE(m_model->shownNodeCount(), std::size_t{2});
        QCOMPARE(m_model->knownNodeCount(), std::size_t{2});
        QCOMPARE(m_model->shownNodes().size(), std::size_t{2});
        QVERIFY(!m_model->indexOf(gone).isValid());
        retire(false);
        QCOMPARE(tree(), list({"af", "  cai", "    a1", "eu", "  osl", "    b1", "    b2"}));
        QCOMPARE(m_model->knownNodeCount(), std::size_t{3});
        m_model->setOrderFrozen(true); // no row goes under the pointer
        retire(true);
        QCOMPARE(m_model->knownNodeCount(), std::size_t{2});
        QCOMPARE(tree().size(), qsizetype{7});
        m_model->setOrderFrozen(false);
        QCOMPARE(tree().size(), qsizetype{4});
    }

    void snapshotChangesRowsByOneRangeAParent()
    {
        m_session->addFleet(2000);
        show();
        const std::size_t parents = 1 + m_session->snapshot()->regions->size() + m_session->snapshot()->sites->size();
        QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
        QSignalSpy layout(m_model.get(), &QAbstractItemModel::layoutChanged);
        QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
        for (const NodeId &node : m_session->nodeIds()) {
            m_session->edit(node, [](fleet::NodeSnapshot &n) { n.metrics.set(MetricId::Load, 0.7); });
        }
        show();
        QVERIFY(changed.count() > 0);
        QVERIFY2(static_cast<std::size_t>(changed.count()) <= parents, qPrintable(QString::number(changed.count())));
        QCOMPARE(layout.count(), 0); // ordered by name: nothing moves
        QCOMPARE(reset.count(), 0);
    }

    void unchangedSnapshotSaysNothing()
    {
        m_session->addFleet(100);
        show();
        QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
        m_session->publish(false);
        m_model->setSnapshot(m_session->snapshot());
        QCOMPARE(changed.count(), 0);
    }

    void oneChangedNodeIsOneRow()
    {
        m_session->addFleet(100);
        show();
        QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
        const NodeId node = m_session->nodeIds()[42];
        m_session->edit(node, [](fleet::NodeSnapshot &n) { n.metrics.set(MetricId::Load, 0.7); });
        m_session->publish(false);
        m_model->setSnapshot(m_session->snapshot());
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.at(0).at(0).toModelIndex(), m_model->indexOf(node));
        QCOMPARE(changed.at(0).at(1).toModelIndex(), m_model->indexOf(node, FleetModel::ColumnCount - 1));
    }

    void rowsDoNotMoveWhileTheOrderIsFrozen()
    {
        addThree();
        m_model->sort(FleetModel::LoadColumn, Qt::DescendingOrder);
        QCOMPARE(nodes(), list({"n3", "n2", "n1"}));
        m_model->setOrderFrozen(true);
        setLoad("n1", 0.9);
        const NodeId added = m_session->addNode("n4", "r", "s");
        m_session->edit(added, [](fleet::NodeSnapshot &n) { n.interval = 10min; });
        m_clock.advance(10s);
        show();
        QCOMPARE(nodes(), list({"n3", "n2", "n1"}));
        QCOMPARE(m_model->waitingCount(), std::size_t{1});
        m_model->setOrderFrozen(false);
        m_clock.advance(1s);
        show();
        QCOMPARE(nodes(), list({"n1", "n4", "n3", "n2"}));
        QCOMPARE(m_model->waitingCount(), std::size_t{0});
    }

    void rowsAreReorderedAtMostOnceASecond()
    {
        addThree();
        m_model->sort(FleetModel::LoadColumn, Qt::DescendingOrder);
        m_clock.advance(999ms);
        setLoad("n1", 0.9);
        show();
        QCOMPARE(nodes(), list({"n3", "n2", "n1"}));
        m_clock.advance(1ms);
        m_session->publish();
        show();
        QCOMPARE(nodes(), list({"n1", "n3", "n2"}));
    }

    void rowsWithoutAValueStandLastWhicheverWay_data()
    {
        QTest::addColumn<int>("order");
        QTest::addColumn<QStringList>("names");
        QTest::newRow("ascending") << static_cast<int>(Qt::AscendingOrder) << list({"n1", "n3", "n2"});
        QTest::newRow("descending") << static_cast<int>(Qt::DescendingOrder) << list({"n3", "n1", "n2"});
    }
    void rowsWithoutAValueStandLastWhicheverWay()
    {
        QFETCH(int, order);
        addThree();
        m_session->edit(id("n2"), [](fleet::NodeSnapshot &n) { n.link = LinkState::Lost; });
        show();
        m_model->sort(FleetModel::LoadColumn, static_cast<Qt::SortOrder>(order));
        QTEST(nodes(), "names");
    }

    void persistentIndexesFollowTheirNodes()
    {
        addThree();
        const QPersistentModelIndex kept = m_model->indexOf(id("n1"));
        m_model->sort(FleetModel::LoadColumn, Qt::DescendingOrder);
        QCOMPARE(kept.data(FleetModel::NodeIdRole).toString(), QStringLiteral("n1"));
        QCOMPARE(kept.row(), 2);
    }

    void lostNodeShowsHowLongInPlaceOfValues()
    {
        addThree();
        m_session->edit(id("n1"), [this](fleet::NodeSnapshot &n) {
            n.link = LinkState::Lost;
            n.linkSince = m_clock.utcNow() - 4min;
        });
        show();
        const QString dash(QChar(0x2014));
        QCOMPARE(cell("n1", FleetModel::TtftColumn), dash);
        QCOMPARE(cell("n1", FleetModel::LoadColumn), dash);
        QCOMPARE(cell("n1", FleetModel::TrendColumn), QStringLiteral("lost 4 m"));
        QVERIFY(m_model->indexOf(id("n1"), FleetModel::LoadColumn).data(FleetModel::AbsentRole).toBool());
        QVERIFY(!m_model->indexOf(id("n1"), FleetModel::LoadColumn).data(Qt::ToolTipRole).toString().isEmpty());
    }

    void groupIsLostOnlyWhenAllItsNodesAre()
    {
        addThree();
        const auto lose = [this](const char *name, Duration ago) {
            m_session->edit(id(name), [this, ago](fleet::NodeSnapshot &n) {
                n.link = LinkState::PathLost;
                n.linkSince = m_clock.utcNow() - ago;
            });
        };
        lose("n1", 9min);
        lose("n2", 8min);
        show();
        const auto site = [this] { return m_model->indexOf(id("n1")).parent().data(FleetModel::LostRole).toString(); };
        QCOMPARE(site(), QString());
        lose("n3", 2min);
        show();
        QCOMPARE(site(), QStringLiteral("path lost 2 m"));
    }

    void filterKeepsMatchingNodesAndTheirGroups()
    {
        m_session->addNode("edge-osl-001", "eu-north", "osl");
        m_session->addNode("edge-osl-002", "eu-north", "osl");
        m_session->addNode("edge-tyo-001", "ap", "tyo");
        show();
        m_model->setFilter(test::showsOnly("OSL"));
        QCOMPARE(nodes(), list({"edge-osl-001", "edge-osl-002"}));
        QCOMPARE(m_model->rowCount(), 1);
        m_session->addNode("edge-osl-003", "eu-north", "osl");
        m_session->addNode("edge-tyo-002", "ap", "tyo");
        show();
        QCOMPARE(m_model->shownNodeCount(), std::size_t{3});
        m_model->setFilter({});
        QCOMPARE(m_model->shownNodeCount(), std::size_t{5});
    }

    void nodesThatTheFilterFindsOnlyNowWaitWhileFrozen()
    {
        addThree();
        bool isShown = false;
        m_model->setFilter([&isShown](const fleet::NodeSnapshot &) { return isShown; });
        QCOMPARE(m_model->shownNodeCount(), std::size_t{0});
        m_model->setOrderFrozen(true);
        isShown = true;
        m_model->refilter();
        QCOMPARE(m_model->shownNodeCount(), std::size_t{0});
        QCOMPARE(m_model->waitingCount(), std::size_t{3});
        m_model->setOrderFrozen(false);
        QCOMPARE(m_model->shownNodeCount(), std::size_t{3});
        isShown = false;
        m_model->refilter();
        QCOMPARE(m_model->rowCount(), 0);
    }

    void aSiteKeepsItsPlaceWhenItsNodesTakeTurns()
    {
        m_session->addNode("first", "r", "s");
        m_session->addNode("second", "r", "s");
        show();
        std::string found = "second";
        m_model->setFilter([&found](const fleet::NodeSnapshot &node) { return node.id().text() == found; });
        QCOMPARE(tree(), list({"r", "  s", "    second"}));
        // One leaves the site in the same moment in which the other comes.
        found = "first";
        m_model->refilter();
        QCOMPARE(tree(), list({"r", "  s", "    first"}));
        found = "second";
        m_model->refilter();
        QCOMPARE(tree(), list({"r", "  s", "    second"}));
    }

    void filterWithoutMatchLeavesNothingUntilOneComes()
    {
        addThree();
        m_model->setFilter(test::showsOnly("x9"));
        QCOMPARE(m_model->rowCount(), 0);
        m_session->addNode("x9", "r2", "s2");
        show();
        QCOMPARE(tree(), list({"r2", "  s2", "    x9"}));
    }

    void nodeThatMovesLeavesAnEmptySiteBehindToNobody()
    {
        addThree();
        m_session->addNode("m1", "r", "old");
        show();
        m_session->editIdentity(id("m1"), [](fleet::NodeIdentity &identity) {
            identity.region = RegionId::fromText("r9").value();
            identity.site = SiteId::fromText("new").value();
        });
        show();
        QCOMPARE(tree(), list({"r", "  s", "    n1", "    n2", "    n3", "r9", "  new", "    m1"}));
    }

    void nodesUnderAGroupAreAllOfIt()
    {
        addThree();
        QCOMPARE(m_model->nodesUnder(m_model->index(0, 0)).size(), std::size_t{3});
        QCOMPARE(m_model->nodesUnder(m_model->indexOf(id("n2"))), std::vector<NodeId>({id("n2")}));
    }

    // Flat.

    void flatFleetIsOneListOfNodes()
    {
        m_model->setGrouping(FleetModel::Grouping::Flat);
        m_session->addNode("b2", "eu", "osl");
        m_session->addNode("a1", "af", "cai");
        show();
        QCOMPARE(tree(), list({"a1", "b2"}));
        QVERIFY(!m_model->hasChildren(m_model->index(0, 0)));
        m_session->addNode("a0", "eu", "osl");
        m_clock.advance(1s);
        show();
        QCOMPARE(tree(), list({"a0", "a1", "b2"}));
        m_model->setGrouping(FleetModel::Grouping::Regions);
        QCOMPARE(tree(), list({"af", "  cai", "    a1", "eu", "  osl", "    a0", "    b2"}));
    }

    void flatRowsDoNotMoveWhileTheOrderIsFrozen()
    {
        m_model->setGrouping(FleetModel::Grouping::Flat);
        addThree();
        m_model->sort(FleetModel::LoadColumn, Qt::DescendingOrder);
        QCOMPARE(tree(), list({"n3", "n2", "n1"}));
        m_model->setOrderFrozen(true);
        setLoad("n1", 0.9);
        m_session->addNode("n4", "r", "s");
        m_session->editIdentity(id("n2"), [](fleet::NodeIdentity &identity) { identity.retired = true; });
        m_clock.advance(10s);
        show();
        QCOMPARE(tree(), list({"n3", "n2", "n1"}));
        QCOMPARE(m_model->waitingCount(), std::size_t{2});
        m_model->setOrderFrozen(false);
        m_clock.advance(1s);
        show();
        QCOMPARE(tree().size(), qsizetype{3});
        QCOMPARE(tree().first(), QStringLiteral("n1"));
    }

    void flatSnapshotIsOneRange()
    {
        m_model->setGrouping(FleetModel::Grouping::Flat);
        m_session->addFleet(500);
        show();
        QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
        for (const NodeId &node : m_session->nodeIds()) {
            m_session->edit(node, [](fleet::NodeSnapshot &n) { n.metrics.set(MetricId::Load, 0.7); });
        }
        show();
        QCOMPARE(changed.count(), 1);
    }

    void manyNodesAtOnceAreOneReset()
    {
        addThree();
        QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
        QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        m_session->addFleet(500);
        show();
        QCOMPARE(reset.count(), 1);
        QCOMPARE(inserted.count(), 0);
        QCOMPARE(m_model->shownNodeCount(), std::size_t{503});
    }

    void anotherFleetTakesThePlaceOfTheOldOne()
    {
        addThree();
        test::FakeSession other(m_clock);
        other.addNode("x1", "r", "s");
        other.addNode("w1", "r", "s");
        other.publish();
        m_model->setSnapshot(other.snapshot());
        QCOMPARE(tree(), list({"r", "  s", "    w1", "    x1"}));
        QVERIFY(!m_model->indexOf(id("n1")).isValid());
        QVERIFY(m_model->indexOf(id("w1")).isValid());
    }

private:
    static NodeId id(const char *name) { return NodeId::fromText(name).value(); }
    void show()
    {
        m_session->publish();
        m_model->setSnapshot(m_session->snapshot());
    }
    void setLoad(const char *name, double load)
    {
        m_session->edit(id(name), [load](fleet::NodeSnapshot &n) { n.metrics.set(MetricId::Load, load); });
    }
    void addThree()
    {
        for (const auto &[name, load] : {std::pair("n1", 0.1), std::pair("n2", 0.2), std::pair("n3", 0.3)}) {
            m_session->addNode(name, "r", "s");
            setLoad(name, load);
        }
        // Nothing is stale while tests move the clock.
        for (const NodeId &node : m_session->nodeIds()) {
            m_session->edit(node, [](fleet::NodeSnapshot &n) { n.interval = 10min; });
        }
        show();
    }
    [[nodiscard]] QString cell(const char *name, int column) const
    {
        return m_model->indexOf(id(name), column).data().toString();
    }
    [[nodiscard]] QStringList tree(const QModelIndex &parent = {}, const QString &indent = {}) const
    {
        QStringList lines;
        for (int row = 0; row < m_model->rowCount(parent); ++row) {
            const QModelIndex index = m_model->index(row, 0, parent);
            lines << indent + index.data().toString();
            lines << tree(index, indent + QStringLiteral("  "));
        }
        return lines;
    }
    [[nodiscard]] QStringList nodes() const
    {
        QStringList names;
        for (const NodeId &node : m_model->shownNodes()) {
            names << bridge::toQString(node.text());
        }
        return names;
    }

    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<FleetModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestFleetModel)
#include "tst_fleet_model.moc"
