#include "core/fleet/interval_set.h"

#include <QTest>
#include <random>
#include <set>

using namespace iso;
using fleet::IntervalSet;
using fleet::SeqRange;

namespace
{

constexpr std::uint64_t kMost = UINT64_MAX;

IntervalSet setOf(const std::vector<SeqRange> &ranges)
{
    IntervalSet set;
    for (const SeqRange &range : ranges) {
        set.add(range);
    }
    return set;
}

} // namespace

class tst_IntervalSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rangesMeltWhereTheyMeet();
    void nonsenseIsLeftOut();
    void theLargestNumbersDoNotWrapAround();
    void contiguousPartBeginsAtOne();
    void equalsAPlainSetWhateverTheOrder();
};

void tst_IntervalSet::rangesMeltWhereTheyMeet()
{
    QCOMPARE(setOf({{1, 3}, {4, 6}}).ranges(), (std::vector<SeqRange>{{1, 6}}));
    QCOMPARE(setOf({{4, 6}, {1, 3}}).ranges(), (std::vector<SeqRange>{{1, 6}}));
    QCOMPARE(setOf({{1, 3}, {5, 6}}).ranges(), (std::vector<SeqRange>{{1, 3}, {5, 6}}));
    QCOMPARE(setOf({{1, 3}, {5, 6}, {4, 4}}).ranges(), (std::vector<SeqRange>{{1, 6}}));
    QCOMPARE(setOf({{2, 3}, {6, 7}, {10, 11}, {1, 20}}).ranges(), (std::vector<SeqRange>{{1, 20}}));
    QCOMPARE(setOf({{1, 20}, {5, 6}}).ranges(), (std::vector<SeqRange>{{1, 20}}));
}

void tst_IntervalSet::nonsenseIsLeftOut()
{
    QVERIFY(setOf({{0, 5}, {7, 6}}).ranges().empty());
}

void tst_IntervalSet::theLargestNumbersDoNotWrapAround()
{
    QCOMPARE(setOf({{5, kMost}, {1, 2}}).ranges(), (std::vector<SeqRange>{{1, 2}, {5, kMost}}));
    QCOMPARE(setOf({{5, kMost}, {7, 9}}).ranges(), (std::vector<SeqRange>{{5, kMost}}));
    QCOMPARE(setOf({{5, 6}, {3, kMost}}).ranges(), (std::vector<SeqRange>{{3, kMost}}));
    QCOMPARE(setOf({{5, kMost}, {kMost, kMost}}).ranges(), (std::vector<SeqRange>{{5, kMost}}));
    QVERIFY(setOf({{5, kMost}}).contains(kMost));
}

void tst_IntervalSet::contiguousPartBeginsAtOne()
{
    QCOMPARE(IntervalSet().contiguousFromOne(), 0U);
    QCOMPARE(setOf({{2, 9}}).contiguousFromOne(), 0U);
    QCOMPARE(setOf({{1, 4}, {6, 9}}).contiguousFromOne(), 4U);
}

void tst_IntervalSet::equalsAPlainSetWhateverTheOrder()
{
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        IntervalSet set;
        std::set<std::uint64_t> plain;
        for (int i = 0; i < 30; ++i) {
            const std::uint64_t from = 1 + random() % 100;
            const std::uint64_t to = from + random() % 8;
            set.add({from, to});
            for (std::uint64_t seq = from; seq <= to; ++seq) {
                plain.insert(seq);
            }
        }
        for (std::uint64_t seq = 0; seq < 120; ++seq) {
            QCOMPARE(set.contains(seq), plain.contains(seq));
        }
        for (std::size_t i = 1; i < set.ranges().size(); ++i) {
            QVERIFY2(set.ranges()[i - 1].to + 1 < set.ranges()[i].from, "ranges must neither overlap nor touch");
        }
    }
}

QTEST_GUILESS_MAIN(tst_IntervalSet)
#include "tst_interval_set.moc"
