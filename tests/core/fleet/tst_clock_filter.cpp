#include "core/fleet/clock_filter.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using fleet::ClockFilter;

namespace
{

const std::int64_t kHub_ns = 1'773'480'413'589'000'000;

/// A node whose clock is `offset` ahead; the ways there and back take `there` and `back`.
void exchange(ClockFilter &filter, Duration offset, Duration there, Duration back, Duration at = 0s)
{
    const HubTime sent = HubTime::fromNanoseconds(kHub_ns) + at;
    const Duration thinking = 3ms;
    const NodeTime received = NodeTime::fromNanoseconds((sent + there + offset).toNanoseconds());
    filter.add(sent, received, received + thinking, sent + there + thinking + back);
}

} // namespace

class tst_ClockFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsKnownBeforeTheFirstExchange();
    void equalWaysGiveTheExactOffset_data();
    void equalWaysGiveTheExactOffset();
    void unequalWaysStayWithinTheStatedError();
    void theFastestOfTheLastEightCounts();
    void anExchangeAcrossAClockChangeIsLeftOut();
};

void tst_ClockFilter::nothingIsKnownBeforeTheFirstExchange()
{
    QVERIFY(!ClockFilter().figures().isKnown);
}

void tst_ClockFilter::equalWaysGiveTheExactOffset_data()
{
    QTest::addColumn<qint64>("offset_ms");
    QTest::newRow("right") << qint64{0};
    QTest::newRow("ahead") << qint64{1234};
    QTest::newRow("behind") << qint64{-98'765};
    QTest::newRow("in 1970") << qint64{-1'773'480'413'000};
}

void tst_ClockFilter::equalWaysGiveTheExactOffset()
{
    QFETCH(const qint64, offset_ms);
    ClockFilter filter;
    exchange(filter, std::chrono::milliseconds(offset_ms), 10ms, 10ms);
    const fleet::ClockFigures figures = filter.figures();
    QVERIFY(figures.isKnown);
    QCOMPARE(figures.offset.count(), offset_ms * 1'000'000);
    QCOMPARE(figures.error.count(), 10'000'000);
}

void tst_ClockFilter::unequalWaysStayWithinTheStatedError()
{
    ClockFilter filter;
    exchange(filter, 500ms, 80ms, 2ms);
    const fleet::ClockFigures figures = filter.figures();
    QCOMPARE(figures.error.count(), Duration(41ms).count());
    QVERIFY(std::chrono::abs(figures.offset - 500ms) <= figures.error);
}

void tst_ClockFilter::theFastestOfTheLastEightCounts()
{
    ClockFilter filter;
    exchange(filter, 500ms, 1ms, 1ms);
    for (int i = 1; i <= 7; ++i) {
        exchange(filter, 500ms, 60ms, 20ms, std::chrono::seconds(i));
    }
    QCOMPARE(filter.figures().error.count(), Duration(1ms).count());
    exchange(filter, 500ms, 60ms, 20ms, 8s);
    QCOMPARE(filter.figures().error.count(), Duration(40ms).count());
}

void tst_ClockFilter::anExchangeAcrossAClockChangeIsLeftOut()
{
    ClockFilter filter;
    const HubTime t1 = HubTime::fromNanoseconds(kHub_ns);
    const NodeTime t2 = NodeTime::fromNanoseconds(kHub_ns);
    filter.add(t1, t2, t2 + 1ms, t1 - 1s);   // the hub's clock was set back
    filter.add(t1, t2, t2 - 1ms, t1 + 20ms); // the node's clock was set back
    filter.add(t1, t2, t2 + 10s, t1 + 20ms); // the node's clock was set forward
    QVERIFY(!filter.figures().isKnown);
}

QTEST_GUILESS_MAIN(tst_ClockFilter)
#include "tst_clock_filter.moc"
