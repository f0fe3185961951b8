#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/models/fleet_csv.h"

#include <QTest>
#include <memory>

using namespace iso;
using namespace std::chrono_literals;
using models::fleetCsv;
using telemetry::MetricId;

class TestFleetCsv : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_session = std::make_unique<test::FakeSession>(m_clock); }

    void headerHasUnitsAndFiguresAreInThem()
    {
        add("n1");
        const QList<QByteArray> all = lines({models::NodeColumn, models::TtftColumn, models::LoadColumn,
                                             models::LinkColumn, models::TrendColumn, models::PlaceColumn});
        QCOMPARE(all.value(0), QByteArray("Node,Region,Site,TTFT p95 (ms),Load (%),Link,Place"));
        QCOMPARE(all.value(1), QByteArray("n1,eu,osl,200,60,live,\"Oslo, NO\""));
    }

    void whatIsAbsentOrOldIsEmpty()
    {
        add("n1");
        add("n2");
        m_session->edit(id("n1"), [](fleet::NodeSnapshot &n) {
            n.metrics.setAbsent(MetricId::Load, telemetry::Absence::NotExported);
        });
        m_session->edit(id("n2"), [this](fleet::NodeSnapshot &n) { n.lastSampleReceived = m_clock.utcNow() - 1min; });
        const QList<QByteArray> all = lines({models::LoadColumn, models::AgeColumn});
        QCOMPARE(all.value(0), QByteArray("Node,Region,Site,Load (%),Sample (s ago)"));
        QCOMPARE(all.value(1), QByteArray("n1,eu,osl,,0"));
        QCOMPARE(all.value(2), QByteArray("n2,eu,osl,,60"));
    }

    void textsAreQuotedAndNeverFormulas()
    {
        add("n1");
        m_session->editIdentity(
            id("n1"), [](fleet::NodeIdentity &identity) { identity.birth.placeName = "=HYPERLINK(\"http://x\")"; });
        QCOMPARE(lines({models::PlaceColumn}).value(1), QByteArray("n1,eu,osl,\"'=HYPERLINK(\"\"http://x\"\")\""));
    }

    void rowsStandInTheOrderThatIsAskedFor()
    {
        add("n1");
        add("n2");
        m_session->publish();
        const QByteArray csv = fleetCsv(*m_session->snapshot(), {1, 0}, {});
        QCOMPARE(csv, QByteArray("Node,Region,Site\r\nn2,eu,osl\r\nn1,eu,osl\r\n"));
    }

private:
    static NodeId id(const char *name) { return NodeId::fromText(name).value(); }
    void add(const char *name) { m_session->addNode(name, "eu", "osl", {}, "Oslo, NO"); }
    QList<QByteArray> lines(const std::vector<models::FleetColumn> &columns)
    {
        m_session->publish();
        std::vector<fleet::NodeIndex> nodes(m_session->snapshot()->nodes.size());
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            nodes[i] = static_cast<fleet::NodeIndex>(i);
        }
        QByteArray csv = fleetCsv(*m_session->snapshot(), nodes, columns);
        csv.replace("\r\n", "\n");
        return csv.split('\n');
    }

    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
};

QTEST_GUILESS_MAIN(TestFleetCsv)
#include "tst_fleet_csv.moc"
