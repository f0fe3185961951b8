#include "core/fleet/sequence_tracker.h"

#include <QTest>
#include <algorithm>
#include <random>

using namespace iso;
using namespace std::chrono_literals;
using fleet::SeqRange;
using fleet::SequenceTracker;

namespace
{

const SteadyTime kStart = SteadyTime::fromNanoseconds(1'000'000'000'000);

using Ranges = std::vector<SeqRange>;

} // namespace

class tst_SequenceTracker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersInOrderLeaveNoGap();
    void duplicatesAreRecognised();
    void aGapIsAskedForAfterTheReorderWindowAndThenEveryTenSeconds();
    void aLateNumberWithinTheWindowIsNotAskedFor();
    void aGapMayBeFilledFromItsMiddle();
    void aHeartbeatShowsALostTail();
    void whatIsGivenUpIsNoLongerMissing();
    void aWelcomePutsAskingOff();
    void resumesBehindWhatIsStored();
    void aPublisherThatCannotResendIsCountedFromWhereItIs();
    void tooManyGapsGiveUpTheOldestOnce();
    void everyNumberIsNewOnceWhateverTheOrder();
};

void tst_SequenceTracker::numbersInOrderLeaveNoGap()
{
    SequenceTracker tracker;
    for (std::uint64_t seq = 1; seq <= 100; ++seq) {
        QVERIFY(tracker.add(seq, kStart));
    }
    QCOMPARE(tracker.highest(), 100U);
    QVERIFY(!tracker.hasGaps());
    QCOMPARE(tracker.missing(), 0U);
}

void tst_SequenceTracker::duplicatesAreRecognised()
{
    SequenceTracker tracker;
    QVERIFY(tracker.add(1, kStart));
    QVERIFY(!tracker.add(1, kStart));
    QVERIFY(tracker.add(3, kStart));
    QVERIFY(tracker.add(2, kStart));
    QVERIFY(!tracker.add(2, kStart));
    QVERIFY(!tracker.add(3, kStart));
}

void tst_SequenceTracker::aGapIsAskedForAfterTheReorderWindowAndThenEveryTenSeconds()
{
    SequenceTracker tracker;
    tracker.add(1, kStart);
    tracker.add(5, kStart);
    QCOMPARE(tracker.missing(), 3U);
    QCOMPARE(tracker.dueForResend(kStart + 1999ms), Ranges{});
    QCOMPARE(tracker.dueForResend(kStart + 2s), (Ranges{{2, 4}}));
    QCOMPARE(tracker.dueForResend(kStart + 11999ms), Ranges{});
    QCOMPARE(tracker.dueForResend(kStart + 12s), (Ranges{{2, 4}}));
}

void tst_SequenceTracker::aLateNumberWithinTheWindowIsNotAskedFor()
{
    SequenceTracker tracker;
    tracker.add(1, kStart);
    tracker.add(3, kStart);
    tracker.add(2, kStart + 1s);
    QCOMPARE(tracker.dueForResend(kStart + 1h), Ranges{});
}

void tst_SequenceTracker::aGapMayBeFilledFromItsMiddle()
{
    SequenceTracker tracker;
    tracker.add(10, kStart);
    QVERIFY(tracker.add(5, kStart + 1s));
    QCOMPARE(tracker.missing(), 8U);
    QCOMPARE(tracker.dueForResend(kStart + 2s), (Ranges{{1, 4}, {6, 9}}));
    QVERIFY(tracker.add(1, kStart));
    QVERIFY(tracker.add(9, kStart));
    QCOMPARE(tracker.dueForResend(kStart + 12s), (Ranges{{2, 4}, {6, 8}}));
}

void tst_SequenceTracker::aHeartbeatShowsALostTail()
{
    SequenceTracker tracker;
    tracker.add(1, kStart);
    tracker.noteSent(3, kStart);
    QCOMPARE(tracker.missing(), 2U);
    QCOMPARE(tracker.dueForResend(kStart + 2s), (Ranges{{2, 3}}));
    tracker.noteSent(2, kStart);
    QCOMPARE(tracker.missing(), 2U);
    QVERIFY(tracker.add(3, kStart));
    QVERIFY(tracker.add(4, kStart));
    QCOMPARE(tracker.missing(), 1U);
}

void tst_SequenceTracker::whatIsGivenUpIsNoLongerMissing()
{
    SequenceTracker tracker;
    tracker.add(10, kStart);
    QCOMPARE(tracker.giveUp({4, 6}), 3U);
    QCOMPARE(tracker.missing(), 6U);
    QCOMPARE(tracker.giveUp({6, 20}), 3U);
    QCOMPARE(tracker.giveUp({6, 20}), 0U);
    QCOMPARE(tracker.dueForResend(kStart + 2s), (Ranges{{1, 3}}));
}

void tst_SequenceTracker::aWelcomePutsAskingOff()
{
    SequenceTracker tracker;
    tracker.add(5, kStart);
    tracker.askedForAll(kStart + 1s);
    QCOMPARE(tracker.dueForResend(kStart + 10s), Ranges{});
    QCOMPARE(tracker.dueForResend(kStart + 11s), (Ranges{{1, 4}}));
}

void tst_SequenceTracker::resumesBehindWhatIsStored()
{
    SequenceTracker tracker = SequenceTracker::resumed({{3, 5}, {8, 9}}, kStart);
    QCOMPARE(tracker.highest(), 9U);
    QVERIFY(!tracker.add(4, kStart));
    QCOMPARE(tracker.missing(), 4U);
    QCOMPARE(tracker.dueForResend(kStart + 2s), (Ranges{{1, 2}, {6, 7}}));
    QVERIFY(tracker.add(10, kStart));
}

void tst_SequenceTracker::aPublisherThatCannotResendIsCountedFromWhereItIs()
{
    SequenceTracker tracker = SequenceTracker::startingAt(1000);
    QVERIFY(tracker.add(1000, kStart));
    QVERIFY(!tracker.hasGaps());
    QVERIFY2(!tracker.add(7, kStart), "what was before cannot be told from a duplicate");
}

void tst_SequenceTracker::tooManyGapsGiveUpTheOldestOnce()
{
    SequenceTracker tracker;
    for (std::uint64_t i = 1; i <= SequenceTracker::kMaxGaps + 2; ++i) {
        tracker.add(2 * i, kStart);
    }
    QCOMPARE(tracker.takeGivenUp(), (Ranges{{1, 1}, {3, 3}}));
    QCOMPARE(tracker.takeGivenUp(), Ranges{});
    QCOMPARE(tracker.missing(), SequenceTracker::kMaxGaps);
    QVERIFY2(!tracker.add(1, kStart), "it is on record as lost");
}

void tst_SequenceTracker::everyNumberIsNewOnceWhateverTheOrder()
{
    std::mt19937 random(11);
    for (int round = 0; round < 50; ++round) {
        std::vector<std::uint64_t> numbers;
        for (std::uint64_t seq = 1; seq <= 200; ++seq) {
            numbers.push_back(seq);
            numbers.push_back(seq);
        }
        std::shuffle(numbers.begin(), numbers.end(), random);
        SequenceTracker tracker;
        const auto isNew = [&](std::uint64_t seq) { return tracker.add(seq, kStart); };
        QCOMPARE(std::count_if(numbers.begin(), numbers.end(), isNew), 200);
        QVERIFY(!tracker.hasGaps());
    }
}

QTEST_GUILESS_MAIN(tst_SequenceTracker)
#include "tst_sequence_tracker.moc"
