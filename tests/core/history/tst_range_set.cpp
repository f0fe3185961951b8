#include "core/history/range_set.h"
#include "tests/support/result_checks.h"

#include <random>
#include <set>

using namespace iso;
using history::RangeSet;
using Ranges = std::vector<RangeSet::Range>;

class TestRangeSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void neighboursJoin()
    {
        RangeSet set;
        set.add(1, 3);
        set.add(4, 4);
        QCOMPARE(set.ranges(), (Ranges{{1, 4}}));
        set.add(8, 9);
        set.add(6, 6);
        QCOMPARE(set.ranges(), (Ranges{{1, 4}, {6, 6}, {8, 9}}));
        set.add(5, 7);
        QCOMPARE(set.ranges(), (Ranges{{1, 9}}));
    }

    void theLargestNumberIsANumberLikeOthers()
    {
        RangeSet set;
        set.add(UINT64_MAX, UINT64_MAX);
        set.add(UINT64_MAX - 1, UINT64_MAX);
        set.add(0, 0);
        QCOMPARE(set.ranges(), (Ranges{{0, 0}, {UINT64_MAX - 1, UINT64_MAX}}));
        QVERIFY(set.contains(UINT64_MAX));
        QVERIFY(!set.contains(UINT64_MAX - 2));
        QCOMPARE_RESULT(RangeSet::fromBytes(set.toBytes()), set);
    }

    void itAgreesWithAPlainSetWhateverTheOrder()
    {
        std::mt19937 random(20260314);
        for (int round = 0; round < 200; ++round) {
            RangeSet set;
            std::set<std::uint64_t> plain;
            for (int i = 0; i < 60; ++i) {
                const std::uint64_t first = random() % 120;
                const std::uint64_t last = first + random() % 6;
                set.add(first, last);
                for (std::uint64_t n = first; n <= last; ++n) {
                    plain.insert(n);
                }
            }
            for (std::uint64_t n = 0; n < 130; ++n) {
                QCOMPARE(set.contains(n), plain.contains(n));
            }
            for (std::size_t i = 1; i < set.ranges().size(); ++i) {
                QVERIFY(set.ranges()[i].first > set.ranges()[i - 1].second + 1);
            }
            QCOMPARE_RESULT(RangeSet::fromBytes(set.toBytes()), set);
        }
    }

    void tooManyHolesForgetTheLowest()
    {
        RangeSet set;
        for (std::uint64_t n = 0; n <= RangeSet::kMaxRanges; ++n) {
            set.add(2 * n, 2 * n);
        }
        QCOMPARE(set.ranges().size(), RangeSet::kMaxRanges);
        QVERIFY(!set.contains(0));
        QVERIFY(set.contains(2));
        QCOMPARE_RESULT(RangeSet::fromBytes(set.toBytes()), set);
    }

    void changedBytesAreCorrupt()
    {
        RangeSet set;
        set.add(5, 1000);
        set.add(2000, 3000);
        const std::string bytes = set.toBytes();
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            for (int bit = 0; bit < 8; ++bit) {
                std::string changed = bytes;
                changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
                QVERIFY_FAILURE(RangeSet::fromBytes(changed), ErrorCode::Corrupt);
            }
            QVERIFY_FAILURE(RangeSet::fromBytes(bytes.substr(0, i)), ErrorCode::Corrupt);
        }
        QCOMPARE_RESULT(RangeSet::fromBytes(RangeSet().toBytes()), RangeSet());
    }
};

QTEST_GUILESS_MAIN(TestRangeSet)
#include "tst_range_set.moc"
