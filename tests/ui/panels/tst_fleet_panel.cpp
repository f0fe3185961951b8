#include "tests/support/manual_clock.h"
#include "tests/support/temp_workspace.h"
#include "tests/ui/support/fake_session.h"
#include "tests/ui/support/shows_only.h"
#include "ui/panels/fleet_panel.h"
#include "ui/panels/fleet_table_layout.h"
#include "ui/panels/fleet_tree.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <memory>

using namespace iso;
using namespace std::chrono_literals;
using models::FleetColumn;
using models::FleetModel;
using panels::FleetPanel;
using panels::FleetTableLayout;
using telemetry::MetricId;

class TestFleetPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_selection = std::make_unique<bridge::Selection>();
        m_model = std::make_unique<FleetModel>(m_clock, bridge::Objectives());
        m_theme = theme::loadTheme(theme::ThemeKind::Dark).value();
        m_panel = std::make_unique<FleetPanel>(*m_model, *m_selection, m_theme);
        m_panel->resize(330, 600);
        for (const auto &[name, load] : {std::pair("n1", 0.1), std::pair("n2", 0.2), std::pair("n3", 0.3)}) {
            const NodeId node = m_session->addNode(name, "r", "s");
            m_session->edit(node, [load = load](fleet::NodeSnapshot &n) {
                n.metrics.set(MetricId::Load, load);
                n.interval = 10min;
            });
        }
        show();
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    void cleanup()
    {
        m_panel.reset();
        m_model.reset();
    }

    void flatListHasNoGroupsAndComesBackAsItWas()
    {
        m_panel->tree().expandAll();
        QTest::mouseClick(button("list"), Qt::LeftButton);
        QVERIFY(m_panel->isFlat());
        QCOMPARE(names(), QStringList({QStringLiteral("n1"), QStringLiteral("n2"), QStringLiteral("n3")}));
        QTest::mouseClick(button("list"), Qt::LeftButton);
        QVERIFY(!m_panel->isFlat());
        QVERIFY(tree().isExpanded(tree().model()->index(0, 0)));
        QVERIFY(tree().isExpanded(m_model->indexOf(id("n1")).parent()));
    }

    void flatRowsStayUnderThePointer()
    {
        m_panel->setFlat(true);
        tree().sortByColumn(FleetModel::LoadColumn, Qt::DescendingOrder);
        QCOMPARE(names(), QStringList({QStringLiteral("n3"), QStringLiteral("n2"), QStringLiteral("n1")}));
        QTest::mouseMove(tree().viewport(), QPoint(60, 30));
        m_session->edit(id("n1"), [](fleet::NodeSnapshot &n) { n.metrics.set(MetricId::Load, 0.9); });
        m_session->addNode("n4", "r", "s");
        m_clock.advance(10s);
        show();
        QCOMPARE(names(), QStringList({QStringLiteral("n3"), QStringLiteral("n2"), QStringLiteral("n1")}));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(tree().viewport(), &leave);
        m_clock.advance(1s);
        show();
        QCOMPARE(names().first(), QStringLiteral("n1"));
    }

    void whatIsSelectedStaysSoWhenTheFilterLosesIt()
    {
        bool findsIt = true;
        m_panel->setFilter([&findsIt](const fleet::NodeSnapshot &node) { return findsIt || node.id() != id("n2"); });
        m_panel->tree().expandAll();
        click("n2", Qt::NoModifier);
        QTRY_COMPARE(m_selection->current(), id("n2"));
        // Its figures got better: it leaves the list, and whoever looks at it goes on looking.
        findsIt = false;
        loseRowOf("n2");
        QCOMPARE(m_selection->current(), id("n2"));
        QCOMPARE(m_selection->nodes(), std::vector<NodeId>{id("n2")});
        findsIt = true;
        m_panel->refilter();
        QVERIFY(tree().selectionModel()->isRowSelected(m_model->indexOf(id("n2")).row(),
                                                       m_model->indexOf(id("n2")).parent()));
    }

    void whatIsChosenCountsWhenItsRowGoesInTheSameMoment()
    {
        bool findsIt = true;
        m_panel->setFilter([&findsIt](const fleet::NodeSnapshot &node) { return findsIt || node.id() != id("n2"); });
        m_panel->tree().expandAll();
        click("n2", Qt::NoModifier);
        findsIt = false;
        loseRowOf("n2");
        QCOMPARE(m_selection->nodes(), std::vector<NodeId>{id("n2")});

        findsIt = true;
        m_panel->refilter();
        click("n3", Qt::NoModifier);
        m_panel->setFilter([this](const fleet::NodeSnapshot &node) { return node.id() != id("n3"); });
        QCoreApplication::processEvents();
        QCOMPARE(m_selection->nodes(), std::vector<NodeId>{id("n3")});
    }

    void columnsAreChosenFromTheMenu()
    {
        QMenu menu;
        layout().fillMenu(menu);
        QVERIFY(!layout().isShown(models::WaitingColumn));
        trigger(menu, QStringLiteral("Waiting"));
        QVERIFY(layout().isShown(models::WaitingColumn));
        trigger(menu, QStringLiteral("Load"));
        QVERIFY(!layout().isShown(models::LoadColumn));
        QCOMPARE(layout().shownColumns(), std::vector<FleetColumn>({models::NodeColumn, models::TtftColumn,
                                                                    models::WaitingColumn, models::TrendColumn}));
        trigger(menu, QStringLiteral("&Reset columns"));
        QVERIFY(layout().isShown(models::LoadColumn));
        QVERIFY(!layout().isShown(models::WaitingColumn));
    }

    void columnsWidthsOrderAndSortAreRemembered()
    {
        layout().setShown(models::PowerColumn, true);
        QHeaderView *header = tree().header();
        header->moveSection(header->visualIndex(models::PowerColumn), 1);
        header->resizeSection(models::PowerColumn, 91);
        tree().sortByColumn(models::PowerColumn, Qt::DescendingOrder);
        m_panel->setFlat(true);
        const QByteArray state = m_panel->saveState();
        const std::vector<FleetColumn> columns = layout().shownColumns();
        layout().reset();
        m_panel->setFlat(false);
        QVERIFY(layout().shownColumns() != columns);
        m_panel->restoreState(state);
        QCOMPARE(layout().shownColumns(), columns);
        QCOMPARE(header->sectionSize(models::PowerColumn), 91);
        QCOMPARE(header->sortIndicatorSection(), int(models::PowerColumn));
        QCOMPARE(header->sortIndicatorOrder(), Qt::DescendingOrder);
        QVERIFY(m_panel->isFlat());
    }

    void stateOfAnotherVersionIsReadAsFarAsItGoes_data()
    {
        QTest::addColumn<QByteArray>("state");
        QTest::addColumn<bool>("hasPower");
        QTest::newRow("unknown columns") << QByteArray("flat\norder quantum desc\ncolumns node:200 quantum:50 power:60 "
                                                       "power:70 load:x")
                                         << true;
        QTest::newRow("nothing known") << QByteArray("v9\ncolumns a:1 b:2") << false;
        QTest::newRow("noise") << QByteArray("\x01\x02\n\n:::\ncolumns :: : power\norder") << false;
        QTest::newRow("widths out of bounds") << QByteArray("grouped\ncolumns power:999999999 load:-4") << true;
    }
    void stateOfAnotherVersionIsReadAsFarAsItGoes()
    {
        QFETCH(QByteArray, state);
        m_panel->restoreState(state);
        QVERIFY(layout().isShown(models::NodeColumn));
        QTEST(layout().isShown(models::PowerColumn), "hasPower");
        QVERIFY(tree().columnWidth(models::PowerColumn) <= 1000);
        QCOMPARE(layout().shownColumns().front(), models::NodeColumn);
    }

    void nameTakesTheRoomThatIsLeftAndStaysInSight()
    {
        QCOMPARE(tree().header()->length(), tree().viewport()->width());
        for (const models::FleetColumnInfo &column : models::fleetColumns()) {
            layout().setShown(column.column, true);
        }
        QVERIFY(tree().header()->length() > tree().viewport()->width());
        QVERIFY(tree().columnWidth(models::NodeColumn) >= FleetTableLayout::kMinNameWidth);
        const QRect nameArea(0, 0, FleetTableLayout::kMinNameWidth - 10, 20);
        const QImage before = tree().viewport()->grab(nameArea).toImage();
        tree().horizontalScrollBar()->setValue(400);
        QCOMPARE(tree().viewport()->grab(nameArea).toImage(), before);
    }

    void groundOfARowTellsWhereThePointerIsAndWhatIsSelected()
    {
        m_panel->setFlat(true);
        QCoreApplication::processEvents();
        const auto ground = [this](const char *node) {
            const QRect row = tree().visualRect(m_model->indexOf(id(node)));
            const QImage picture = tree().viewport()->grab().toImage();
            return picture.pixelColor(QPoint(tree().columnWidth(models::NodeColumn) - 3, row.center().y()));
        };
        QCOMPARE(ground("n1"), m_theme.panel);
        QTest::mouseMove(tree().viewport(), tree().visualRect(m_model->indexOf(id("n2"))).center());
        QCOMPARE(ground("n2"), m_theme.hover);
        QCOMPARE(ground("n1"), m_theme.panel);
        click("n1", Qt::NoModifier);
        QCOMPARE(ground("n1"), m_theme.selection);
        QTest::mouseMove(tree().viewport(), tree().visualRect(m_model->indexOf(id("n2"))).center() + QPoint(9, 0));
        QCOMPARE(ground("n2"), m_theme.hover);
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(tree().viewport(), &leave);
        QCOMPARE(ground("n2"), m_theme.panel);
        const QImage picture = tree().viewport()->grab().toImage();
        QCOMPARE(picture.pixelColor(picture.width() / 2, picture.height() - 3), m_theme.panel); // below the last row
    }

    void selectedRowsAreCopiedAsCsv()
    {
        tree().sortByColumn(FleetModel::LoadColumn, Qt::DescendingOrder);
        m_selection->select({id("n1"), id("n3")}, {});
        panels::FleetExport exporter;
        QSignalSpy copied(&exporter, &panels::FleetExport::copied);
        exporter.copy(m_panel->extractOfSelected());
        QTRY_COMPARE(copied.count(), 1);
        const QString csv = QGuiApplication::clipboard()->text().remove(QLatin1Char('\r'));
        QCOMPARE(csv, QStringLiteral("Node,Region,Site,TTFT p95 (ms),Load (%)\nn3,r,s,200,30\nn1,r,s,200,10\n"));
    }

    void shownRowsAreSavedAsTheyWereWhenAsked()
    {
        test::TempWorkspace workspace;
        const QString file = QString::fromStdString(workspace.file("fleet.csv").string());
        m_panel->setFilter(test::showsOnly("n2"));
        const panels::FleetExtract extract = m_panel->extractOfShown();
        m_session->edit(id("n2"), [](fleet::NodeSnapshot &n) { n.metrics.set(MetricId::Load, 0.9); });
        show();
        panels::FleetExport exporter;
        QSignalSpy saved(&exporter, &panels::FleetExport::saved);
        QSignalSpy failed(&exporter, &panels::FleetExport::failed);
        exporter.save(extract, file);
        QTRY_COMPARE(saved.count(), 1);
        QFile in(file);
        QVERIFY(in.open(QIODevice::ReadOnly));
        QCOMPARE(in.readAll(), QByteArray("Node,Region,Site,TTFT p95 (ms),Load (%)\r\nn2,r,s,200,20\r\n"));
        exporter.save(extract, QStringLiteral("/nowhere/fleet.csv"));
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(!failed.first().at(1).toString().isEmpty());
    }

    void rangesAreSelectedWithShiftAndSinglesWithControl()
    {
        m_panel->setFlat(true);
        click("n1", Qt::NoModifier);
        QTRY_COMPARE(m_selection->nodes().size(), std::size_t{1});
        click("n3", Qt::ShiftModifier);
        QTRY_COMPARE(m_selection->nodes().size(), std::size_t{3});
        click("n2", Qt::ControlModifier);
        QTRY_COMPARE(m_selection->nodes().size(), std::size_t{2});
        QVERIFY(!m_selection->contains(id("n2")));
    }

    void orderThatIsAskedForIsSeenFromItsBeginning()
    {
        m_panel->setFlat(true);
        m_session->addFleet(200);
        show();
        tree().scrollToBottom();
        QVERIFY(tree().verticalScrollBar()->value() > 0);
        tree().sortByColumn(FleetModel::LoadColumn, Qt::DescendingOrder);
        QCOMPARE(tree().verticalScrollBar()->value(), 0);
    }

    void selectionOfAllIsOneRangeWhenFlat()
    {
        m_panel->setFlat(true);
        m_selection->select(m_model->shownNodes(), {});
        QCOMPARE(tree().selectionModel()->selection().size(), 1);
        QCOMPARE(tree().selectionModel()->selectedRows().size(), 3);
    }

private:
    static NodeId id(const char *name) { return NodeId::fromText(name).value(); }
    [[nodiscard]] panels::FleetTree &tree() { return m_panel->tree(); }
    [[nodiscard]] FleetTableLayout &layout() { return m_panel->tableLayout(); }
    [[nodiscard]] QToolButton *button(const char *name)
    {
        return m_panel->findChild<QToolButton *>(QLatin1String(name));
    }
    void show()
    {
        m_session->publish();
        m_panel->setSnapshot(m_session->snapshot());
    }
    /// The pointer leaves, so that rows may go, and the filter is asked again.
    void loseRowOf(const char *node)
    {
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(tree().viewport(), &leave);
        m_panel->refilter();
        QVERIFY(!m_model->indexOf(id(node)).isValid());
        QCoreApplication::processEvents();
    }
    void click(const char *node, Qt::KeyboardModifiers modifiers)
    {
        QTest::mouseClick(tree().viewport(), Qt::LeftButton, modifiers,
                          tree().visualRect(m_model->indexOf(id(node))).center());
    }
    static void trigger(QMenu &menu, const QString &text)
    {
        for (QAction *action : menu.actions()) {
            if (action->text() == text) {
                action->trigger();
                return;
            }
        }
        QFAIL(qPrintable(text));
    }
    [[nodiscard]] QStringList names()
    {
        QStringList all;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            all << m_model->index(row, 0).data().toString();
        }
        return all;
    }

    test::ManualClock m_clock;
    theme::Theme m_theme;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<bridge::Selection> m_selection;
    std::unique_ptr<FleetModel> m_model;
    std::unique_ptr<FleetPanel> m_panel;
};

QTEST_MAIN(TestFleetPanel)
#include "tst_fleet_panel.moc"
