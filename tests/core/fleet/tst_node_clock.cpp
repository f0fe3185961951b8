#include "core/fleet/node_clock.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using fleet::JudgedTime;
using fleet::NodeClock;

namespace
{

const NodeClock::Limits kLimits{5min, 24h * 30};

} // namespace

/// A node whose clock the test sets, seen by a hub whose clock is right.
class tst_NodeClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_clock = NodeClock();
        m_now = HubTime::fromNanoseconds(1'773'480'413'589'000'000);
        m_offset = 0s;
    }

    void aSmallOffsetIsLeftAlone()
    {
        m_offset = 80ms;
        exchange();
        const JudgedTime judged = live(1);
        QCOMPARE(judged.time, nodeNow());
        QVERIFY(!judged.isCorrected);
    }

    void aKnownOffsetIsTakenOut_data()
    {
        QTest::addColumn<qint64>("offset_s");
        QTest::newRow("5 min ahead") << qint64{300};
        QTest::newRow("5 min behind") << qint64{-300};
        QTest::newRow("in 1970") << qint64{-1'773'480'000};
        QTest::newRow("400 days ahead") << qint64{400 * 86'400};
    }
    void aKnownOffsetIsTakenOut()
    {
        QFETCH(qint64, offset_s);
        m_offset = std::chrono::seconds(offset_s);
        exchange();
        const JudgedTime judged = live(1);
        QCOMPARE(judged.time, hubNow());
        QVERIFY(judged.isCorrected && !judged.isSuspect);
        QVERIFY(judged.refusal.empty());
        QVERIFY(!m_clock.figures().isImplausible);
        QVERIFY(fleet::hasWrongClock(m_clock.figures()));
    }

    void withoutAnOffsetAnImpossibleTimeIsRefusedAndMarked()
    {
        m_offset = 400 * 24h;
        QVERIFY(!live(1).refusal.empty());
        QVERIFY(m_clock.figures().isImplausible);
        QVERIFY(fleet::hasWrongClock(m_clock.figures()));
        exchange();
        QVERIFY(live(2).refusal.empty());
        QVERIFY(!m_clock.figures().isImplausible);
    }

    void aClockThatIsBehindIsMarkedThoughItsTimeIsBelieved()
    {
        m_offset = -10min;
        const JudgedTime judged = live(1);
        QVERIFY(judged.refusal.empty());
        QCOMPARE(judged.time, nodeNow());
        QVERIFY(m_clock.figures().isImplausible);
        m_offset = -20s; // the line was slow
        live(2);
        QVERIFY(!m_clock.figures().isImplausible);
    }

    void aClockThatIsAheadIsMarkedThoughItsTimeIsBelieved()
    {
        m_offset = 4min;
        const JudgedTime judged = live(1);
        QVERIFY(judged.refusal.empty());
        QCOMPARE(judged.time, nodeNow());
        QVERIFY(m_clock.figures().isImplausible);
        m_offset = 1s; // clocks that nobody compares are a little apart
        live(2);
        QVERIFY(!m_clock.figures().isImplausible);
    }

    void aClockThatIsSetWhileItRunsMovesNoSample_data()
    {
        QTest::addColumn<qint64>("jump_s");
        QTest::newRow("5 min ahead") << qint64{300};
        QTest::newRow("5 min back") << qint64{-300};
        QTest::newRow("a year ahead") << qint64{365 * 86'400};
        QTest::newRow("to 1970") << qint64{-1'773'480'000};
    }
    void aClockThatIsSetWhileItRunsMovesNoSample()
    {
        QFETCH(qint64, jump_s);
        exchange();
        QCOMPARE(live(1).time, hubNow());
        step(1s);
        m_offset = std::chrono::seconds(jump_s);
        const JudgedTime first = live(2);
        QVERIFY2(first.isSuspect, "this is when clocks should be compared");
        QCOMPARE(first.time, hubNow());
        QVERIFY(first.refusal.empty());
        step(1s);
        exchange();
        const JudgedTime later = live(3);
        QVERIFY(later.isCorrected && !later.isSuspect);
        QCOMPARE(later.time, hubNow());
    }

    void whatIsSentAgainIsJudgedByTheClockOfItsTime()
    {
        exchange();
        const HubTime lostAt = m_now;
        QCOMPARE(live(10).time, hubNow());
        step(10s);
        m_offset = 300s;
        QVERIFY(live(20).isSuspect);
        exchange();
        step(5s);
        // Number 5 was measured before the jump, number 25 after it.
        const NodeTime before = NodeTime::fromNanoseconds(lostAt.toNanoseconds()) - 5s;
        QCOMPARE(m_clock.judge(before, 5, m_now, false, kLimits).time, before);
        const JudgedTime after = m_clock.judge(nodeNow(), 25, m_now, false, kLimits);
        QCOMPARE(after.time, hubNow());
        QVERIFY(after.isCorrected);
    }

    void aSampleThatTheLineHeldBackKeepsItsTime()
    {
        exchange();
        const NodeTime measured = nodeNow();
        step(60s);
        const JudgedTime judged = m_clock.judge(measured, 2, m_now, true, kLimits);
        QCOMPARE(judged.time, measured);
        QVERIFY(!judged.isSuspect);
    }

    void aRestartOfTheProgramKeepsTheClock()
    {
        m_offset = -300s;
        exchange(500);
        m_clock.newBoot();
        QCOMPARE(live(1).time, hubNow());
    }

private:
    void step(Duration by) { m_now = m_now + by; }
    [[nodiscard]] NodeTime hubNow() const { return NodeTime::fromNanoseconds(m_now.toNanoseconds()); }
    [[nodiscard]] NodeTime nodeNow() const { return hubNow() + m_offset; }
    JudgedTime live(std::uint64_t seq)
    {
        m_nextSeq = seq + 1;
        return m_clock.judge(nodeNow(), seq, m_now, true, kLimits);
    }
    void exchange() { exchange(m_nextSeq); }
    void exchange(std::uint64_t nextSeq)
    {
        m_clock.exchanged(m_now - 10ms, nodeNow() - 5ms, nodeNow() - 5ms, m_now, nextSeq);
    }

    NodeClock m_clock;
    HubTime m_now;
    Duration m_offset{0};
    std::uint64_t m_nextSeq = 1;
};

QTEST_GUILESS_MAIN(tst_NodeClock)
#include "tst_node_clock.moc"
