#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/models/fleet_model.h"

#include <QTest>
#include <limits>
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

/// What cells say and how columns order rows; what rows there are is in tst_fleet_model.cpp.
class TestFleetCells : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_model = std::make_unique<FleetModel>(m_clock, bridge::Objectives());
        for (const auto &[name, load] : {std::pair("n1", 0.1), std::pair("n2", 0.2), std::pair("n3", 0.3)}) {
            const NodeId node = m_session->addNode(name, "r", "s");
            m_session->edit(node, [load = load](fleet::NodeSnapshot &n) {
                n.metrics.set(MetricId::Load, load);
                n.interval = 10min; // nothing is stale while tests move the clock
            });
        }
        show();
    }

    void columnsOrderByTheirFigures_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QStringList>("names");
        QTest::newRow("link") << int(FleetModel::LinkColumn) << list({"n2", "n3", "n1"});
        QTest::newRow("waiting") << int(FleetModel::WaitingColumn) << list({"n3", "n2", "n1"});
        QTest::newRow("model") << int(FleetModel::ModelColumn) << list({"n2", "n3", "n1"});
        QTest::newRow("clock") << int(FleetModel::ClockColumn) << list({"n3", "n1", "n2"});
        QTest::newRow("missing") << int(FleetModel::MissingColumn) << list({"n1", "n3", "n2"});
        QTest::newRow("errors") << int(FleetModel::ErrorsColumn) << list({"n2", "n3", "n1"});
        QTest::newRow("energy") << int(FleetModel::EnergyColumn) << list({"n3", "n2", "n1"});
    }
    void columnsOrderByTheirFigures()
    {
        QFETCH(int, column);
        editAll();
        m_model->sort(column, Qt::AscendingOrder);
        QTEST(nodes(), "names");
    }

    void columnsSayTheirFiguresWithUnits()
    {
        m_session->edit(id("n2"), [](fleet::NodeSnapshot &n) {
            const auto figures = [](double p95_s) {
                const telemetry::QuantileBounds exact{p95_s, p95_s, p95_s};
                return fleet::LatencyFigures{10, exact, exact, exact};
            };
            n.latencies[static_cast<std::size_t>(telemetry::LatencyId::EndToEnd)] = figures(0.9);
            n.latencies[static_cast<std::size_t>(telemetry::LatencyId::InterToken)] = figures(0.025);
        });
        editAll();
        QCOMPARE(cell("n2", FleetModel::LinkColumn), QStringLiteral("live"));
        QCOMPARE(cell("n2", FleetModel::ServiceColumn), QStringLiteral("serving"));
        QCOMPARE(cell("n2", FleetModel::WaitingColumn), QStringLiteral("7"));
        QCOMPARE(cell("n2", FleetModel::ErrorsColumn), QStringLiteral("0 %"));
        QCOMPARE(cell("n2", FleetModel::RequestsColumn), QStringLiteral("10.0"));
        QCOMPARE(cell("n2", FleetModel::PowerColumn), QStringLiteral("200 W"));
        QCOMPARE(cell("n2", FleetModel::MemoryColumn), QStringLiteral("50 %"));
        QCOMPARE(cell("n2", FleetModel::ClockColumn), QStringLiteral("+5.0 ms"));
        QCOMPARE(cell("n2", FleetModel::ModelColumn), QStringLiteral("alpha"));
        QCOMPARE(cell("n2", FleetModel::EngineColumn), QStringLiteral("vLLM 0.11"));
        // A group says the sum of what adds up, and nothing where there is no honest figure of many.
        const QModelIndex site = m_model->indexOf(id("n2")).parent();
        QCOMPARE(site.siblingAtColumn(FleetModel::WaitingColumn).data().toString(), QStringLiteral("7"));
        QCOMPARE(site.siblingAtColumn(FleetModel::CpuColumn).data().toString(), QString());
        QCOMPARE(site.siblingAtColumn(FleetModel::CountColumn).data().toString(), QStringLiteral("3"));
        QCOMPARE(site.siblingAtColumn(FleetModel::EndToEndColumn).data().toString(), QStringLiteral("900"));
        QCOMPARE(site.siblingAtColumn(FleetModel::InterTokenColumn).data().toString(), QStringLiteral("25"));
    }

    void whatANodeCannotKnowIsNotAvailableWithItsReason()
    {
        m_session->edit(id("n1"), [](fleet::NodeSnapshot &n) {
            n.metrics.setAbsent(MetricId::KvCacheUsage, telemetry::Absence::FlagOff);
        });
        show();
        const QModelIndex kv = m_model->indexOf(id("n1"), FleetModel::KvCacheColumn);
        QCOMPARE(kv.data().toString(), QStringLiteral("n/a"));
        QVERIFY(kv.data(FleetModel::AbsentRole).toBool());
        QCOMPARE(kv.data(Qt::ToolTipRole).toString(), bridge::reasonText(telemetry::Absence::FlagOff));
    }

    void staleValueIsMarkedAndItsAgeIsSaid()
    {
        const QModelIndex load = m_model->indexOf(id("n1"), FleetModel::LoadColumn);
        QVERIFY(!load.data(FleetModel::StaleRole).toBool());
        m_session->edit(id("n1"), [this](fleet::NodeSnapshot &n) {
            n.interval = 1s;
            n.lastSampleReceived = m_clock.utcNow() - 12s;
        });
        show();
        QVERIFY(load.data(FleetModel::StaleRole).toBool());
        QVERIFY(load.data(Qt::ToolTipRole).toString().contains(QStringLiteral("12 s")));
        QCOMPARE(cell("n1", FleetModel::TrendColumn), QStringLiteral("12 s old"));
        QCOMPARE(cell("n1", FleetModel::AgeColumn), QStringLiteral("12 s"));
        QVERIFY(!m_model->indexOf(id("n1"), FleetModel::PlaceColumn).data(FleetModel::StaleRole).toBool());
        // What is old does not take part in the order.
        m_model->sort(FleetModel::LoadColumn, Qt::AscendingOrder);
        QCOMPARE(nodes(), list({"n2", "n3", "n1"}));
    }

    void percentileSaysItsErrorAndWhatItCovers()
    {
        m_session->edit(id("n1"), [](fleet::NodeSnapshot &n) {
            n.latencies[0] = {450, {0.1, 0.1, 0.1}, {0.198, 0.2, 0.202}, {0.3, 0.3, 0.3}};
            n.requestsInWindow = 500;
        });
        show();
        const QString tip = m_model->indexOf(id("n1"), FleetModel::TtftColumn).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(QStringLiteral("200 ms ± 1 %")), qPrintable(tip));
        QVERIFY2(tip.contains(QStringLiteral("450 measurements")), qPrintable(tip));
        QVERIFY2(tip.contains(QStringLiteral("90 %")), qPrintable(tip));
    }

    void percentileOfAGroupSaysWhatItCovers()
    {
        const auto give = [this](const char *name, std::uint64_t answers, std::uint64_t requests) {
            m_session->edit(id(name), [=](fleet::NodeSnapshot &n) {
                const telemetry::QuantileBounds exact{0.9, 0.9, 0.9};
                n.latencies[static_cast<std::size_t>(telemetry::LatencyId::EndToEnd)] = {answers, exact, exact, exact};
                n.latencies[static_cast<std::size_t>(telemetry::LatencyId::InterToken)] = {answers * 50, exact, exact,
                                                                                           exact};
                n.requestsInWindow = requests;
            });
        };
        give("n1", 60, 60);
        give("n2", 0, 140); // its engine does not tell
        give("n3", 0, 0);
        show();
        const QModelIndex site = m_model->indexOf(id("n1")).parent();
        const auto tipOf = [&site](int column) {
            return site.siblingAtColumn(column).data(Qt::ToolTipRole).toString();
        };
        QVERIFY2(tipOf(FleetModel::EndToEndColumn).contains(QStringLiteral("of 30 % of the requests")),
                 qPrintable(tipOf(FleetModel::EndToEndColumn)));
        QVERIFY2(!tipOf(FleetModel::InterTokenColumn).contains(QStringLiteral("requests")),
                 qPrintable(tipOf(FleetModel::InterTokenColumn)));
    }

    void openBucketIsALowerBound()
    {
        m_session->edit(id("n1"), [](fleet::NodeSnapshot &n) {
            n.latencies[0].p95 = {1.0, 1.0, std::numeric_limits<double>::infinity()};
        });
        show();
        QCOMPARE(cell("n1", FleetModel::TtftColumn), QStringLiteral("> 1,000"));
    }

    void columnsHaveUniqueNamesThatFindThem()
    {
        for (const models::FleetColumnInfo &column : models::fleetColumns()) {
            QVERIFY(!titleOf(column).isEmpty());
            QVERIFY(!tipOf(column).isEmpty());
            QCOMPARE(models::fleetColumnById(QLatin1String(column.id)), std::optional(column.column));
        }
        QVERIFY(!models::fleetColumnById(QStringLiteral("of a newer version")));
    }

private:
    /// Gives n2 and n3 figures, and n1 as few as can be.
    void editAll()
    {
        const auto give = [this](const char *name, LinkState link, double waiting, double power, const char *model,
                                 Duration offset, std::uint64_t missing, std::uint64_t failed) {
            m_session->edit(id(name), [=](fleet::NodeSnapshot &n) {
                n.link = link;
                n.metrics.set(MetricId::RequestsWaiting, waiting);
                n.metrics.set(MetricId::GpuPower, power);
                n.metrics.set(MetricId::TokensOut, 6e5);
                n.metrics.set(MetricId::MemoryUsed, 32e9);
                n.metrics.set(MetricId::MemoryTotal, 64e9);
                n.clock = {offset, 1ms, true};
                n.missing = missing;
                n.requestsInWindow = 600;
                n.failedInWindow = failed;
                n.service = telemetry::ServiceState::Serving;
            });
            m_session->editIdentity(id(name), [model](fleet::NodeIdentity &identity) {
                identity.birth.models = {{model, "vLLM", 64}};
            });
        };
        give("n2", LinkState::Live, 7, 200, "alpha", 5ms, 9, 0);
        give("n3", LinkState::Late, 0, 100, "beta", -5ms, 3, 60);
        m_session->edit(id("n1"), [](fleet::NodeSnapshot &n) {
            n.link = LinkState::Lost;
            n.clock = {1ms, 1ms, true};
        });
        m_session->editIdentity(id("n1"), [](fleet::NodeIdentity &identity) { identity.birth.models.clear(); });
        show();
    }
    static NodeId id(const char *name) { return NodeId::fromText(name).value(); }
    void show()
    {
        m_session->publish();
        m_model->setSnapshot(m_session->snapshot());
    }
    [[nodiscard]] QString cell(const char *name, int column) const
    {
        return m_model->indexOf(id(name), column).data().toString();
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
};

QTEST_GUILESS_MAIN(TestFleetCells)
#include "tst_fleet_cells.moc"
