#include "core/node/seq_ranges.h"

#include <QTest>
#include <random>
#include <set>

using namespace iso;
using node::SeqRanges;

class TestSeqRanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rangesComeLowestFirstAndOnce()
    {
        SeqRanges ranges;
        QVERIFY(ranges.add(10, 12));
        QVERIFY(ranges.add(3, 3));
        QVERIFY(ranges.add(11, 15));
        QVERIFY(ranges.add(5, 4)); // nothing
        QCOMPARE(*ranges.first(), SeqRanges::Range(3, 3));
        ranges.removeUpTo(3);
        QCOMPARE(*ranges.first(), SeqRanges::Range(10, 15));
        ranges.removeUpTo(12);
        QCOMPARE(*ranges.first(), SeqRanges::Range(13, 15));
        ranges.removeUpTo(15);
        QVERIFY(ranges.isEmpty());
        QVERIFY(!ranges.first());
    }

    void touchingRangesJoin()
    {
        SeqRanges ranges;
        ranges.add(1, 2);
        ranges.add(5, 6);
        ranges.add(3, 4);
        QCOMPARE(*ranges.first(), SeqRanges::Range(1, 6));
    }

    void theirNumberIsBounded()
    {
        SeqRanges ranges;
        for (std::uint64_t i = 0; i < SeqRanges::kMost; ++i) {
            QVERIFY(ranges.add(10 * i + 1, 10 * i + 2));
        }
        QVERIFY(!ranges.add(100'000, 100'001));
        QVERIFY(ranges.add(3, 4)); // joins one that is there
    }

    void theyBehaveAsASetOfNumbers()
    {
        std::mt19937 random(7);
        const auto pick = [&random](unsigned below) { return random() % below; };
        for (int round = 0; round < 300; ++round) {
            SeqRanges ranges;
            std::set<std::uint64_t> expected;
            for (int i = 0; i < 20; ++i) {
                const std::uint64_t from = 1 + pick(100);
                const std::uint64_t to = from + pick(8);
                QVERIFY(ranges.add(from, to));
                for (std::uint64_t seq = from; seq <= to; ++seq) {
                    expected.insert(seq);
                }
            }
            std::set<std::uint64_t> found;
            while (const auto range = ranges.first()) {
                const std::uint64_t upTo = range->first + pick(static_cast<unsigned>(range->second - range->first + 1));
                for (std::uint64_t seq = range->first; seq <= upTo; ++seq) {
                    QVERIFY(found.insert(seq).second);
                }
                ranges.removeUpTo(upTo);
            }
            QCOMPARE(found, expected);
        }
    }
};

QTEST_GUILESS_MAIN(TestSeqRanges)
#include "tst_seq_ranges.moc"
