#include "core/sim/queueing.h"

#include <QTest>
#include <cmath>

using namespace iso;

namespace
{

/// Erlang's C formula, exactly: the share of requests that wait in M/M/c, by the stable recursion for Erlang B.
double erlangC(double utilization, int servers)
{
    const double offered = utilization * servers;
    double blocked = 1;
    for (int i = 1; i <= servers; ++i) {
        blocked = offered * blocked / (i + offered * blocked);
    }
    return blocked / (1 - utilization * (1 - blocked));
}

} // namespace

class TestQueueing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneServerIsExact()
    {
        for (const double utilization : {0.1, 0.5, 0.9}) {
            QVERIFY(std::abs(sim::waitInServiceTimes(utilization, 1) - utilization / (1 - utilization)) < 1e-12);
        }
    }

    void theWaitIsCloseToErlangC_data()
    {
        QTest::addColumn<double>("utilization");
        QTest::addColumn<int>("servers");
        for (const int servers : {2, 8, 24, 64}) {
            for (const double utilization : {0.8, 0.9, 0.95}) {
                QTest::addRow("%d servers at %.2f", servers, utilization) << utilization << servers;
            }
        }
    }
    void theWaitIsCloseToErlangC()
    {
        QFETCH(double, utilization);
        QFETCH(int, servers);
        const double exact = erlangC(utilization, servers) / (servers * (1 - utilization));
        const double approximate = sim::waitInServiceTimes(utilization, servers);
        // In absolute terms it matters only as a part of the service time.
        QVERIFY2(std::abs(approximate - exact) < 0.2 * exact + 0.005,
                 (QByteArray::number(approximate) + " against " + QByteArray::number(exact)).constData());
    }

    void theWaitGrowsWithTheLoad()
    {
        for (const int servers : {1, 8, 64}) {
            double before = 0;
            for (double utilization = 0.05; utilization < 0.98; utilization += 0.01) {
                const double wait = sim::waitInServiceTimes(utilization, servers);
                QVERIFY(wait > before);
                before = wait;
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestQueueing)
#include "tst_queueing.moc"
