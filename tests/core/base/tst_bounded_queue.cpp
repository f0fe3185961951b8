#include "core/base/bounded_queue.h"

#include <QTest>
#include <memory>
#include <string>
#include <thread>

using namespace iso;
using namespace std::chrono_literals;

namespace
{
// Long enough that only a defect reaches it.
constexpr auto kForever = 60s;
} // namespace

class TestBoundedQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itemsLeaveInTheOrderTheyCame()
    {
        BoundedQueue<int> queue(10);
        QVERIFY(queue.push(1));
        QVERIFY(queue.push(2));
        QVERIFY(queue.push(3));
        std::vector<int> out{0};
        QCOMPARE(queue.drain(out, 2), std::size_t(2));
        QCOMPARE(queue.drain(out), std::size_t(1));
        QCOMPARE(out, (std::vector<int>{0, 1, 2, 3}));
    }

    void fullQueueDropsTheNewestAndCountsIt()
    {
        BoundedQueue<int> queue(2);
        QVERIFY(queue.push(1));
        QVERIFY(queue.push(2));
        QVERIFY(!queue.push(3));
        QVERIFY(!queue.push(4));
        QCOMPARE(queue.dropped(), std::uint64_t(2));
        std::vector<int> out;
        queue.drain(out);
        QCOMPARE(out, (std::vector<int>{1, 2}));
    }

    void drainedSpaceIsUsedAgain()
    {
        BoundedQueue<int> queue(2);
        std::vector<int> out;
        for (int i = 0; i < 5; ++i) {
            QVERIFY(queue.push(2 * i));
            QVERIFY(queue.push(2 * i + 1));
            QCOMPARE(queue.drain(out), std::size_t(2));
        }
        QCOMPARE(queue.dropped(), std::uint64_t(0));
        QCOMPARE(out.size(), std::size_t(10));
    }

    void theBoundIsOnCostNotOnItems()
    {
        BoundedQueue<std::string> queue(100);
        QVERIFY(queue.push("a", 60));
        QVERIFY(!queue.push("b", 41));
        QVERIFY(queue.push("c", 40));
        QCOMPARE(queue.highWater(), std::size_t(100));
        QCOMPARE(queue.dropped(), std::uint64_t(1));
        std::vector<std::string> out;
        queue.drain(out, 1);
        QVERIFY(queue.push("d", 60));
        QCOMPARE(queue.highWater(), std::size_t(100));
    }

    void anOversizedItemFitsOnlyAnEmptyQueue()
    {
        BoundedQueue<int> queue(10);
        QVERIFY(queue.push(1, 1000));
        QVERIFY(!queue.push(2, 1));
        std::vector<int> out;
        queue.drain(out);
        QVERIFY(queue.push(3, 1));
        QVERIFY(!queue.push(4, 1000));
    }

    void closedQueueTakesNothingButGivesWhatItHas()
    {
        BoundedQueue<int> queue(10);
        QVERIFY(queue.push(1));
        QVERIFY(!queue.isClosed());
        queue.close();
        QVERIFY(queue.isClosed());
        QVERIFY(!queue.push(2));
        QCOMPARE(queue.dropped(), std::uint64_t(1));
        std::vector<int> out;
        QCOMPARE(queue.waitAndDrain(out, kForever), std::size_t(1));
        QCOMPARE(queue.waitAndDrain(out, kForever), std::size_t(0));
    }

    void waitingEndsAtTheTimeout()
    {
        BoundedQueue<int> queue(10);
        std::vector<int> out;
        QCOMPARE(queue.waitAndDrain(out, 1ms), std::size_t(0));
    }

    void waitingEndsWhenTheQueueIsClosed()
    {
        BoundedQueue<int> queue(10);
        std::jthread closer([&queue] { queue.close(); });
        std::vector<int> out;
        QCOMPARE(queue.waitAndDrain(out, kForever), std::size_t(0));
    }

    void moveOnlyItemsPassThrough()
    {
        BoundedQueue<std::unique_ptr<int>> queue(1);
        QVERIFY(queue.push(std::make_unique<int>(7)));
        std::vector<std::unique_ptr<int>> out;
        queue.drain(out);
        QCOMPARE(*out.at(0), 7);
    }

    void severalProducersLoseNothingButWhatIsCounted()
    {
        constexpr std::uint64_t kProducers = 4;
        constexpr std::uint64_t kEach = 20'000;
        BoundedQueue<std::uint64_t> queue(64);
        std::vector<std::uint64_t> out;
        std::vector<std::uint64_t> accepted(kProducers, 0);
        {
            std::vector<std::jthread> producers;
            for (std::uint64_t p = 0; p < kProducers; ++p) {
                producers.emplace_back([&queue, &accepted, p] {
                    for (std::uint64_t i = 0; i < kEach; ++i) {
                        accepted[p] += queue.push(p * kEach + i) ? 1U : 0U;
                    }
                });
            }
            std::jthread closer([&producers, &queue] {
                for (auto &producer : producers) {
                    producer.join();
                }
                queue.close();
            });
            while (queue.waitAndDrain(out, kForever) > 0) {
            }
            closer.join();
        }
        std::uint64_t total = 0;
        for (const std::uint64_t n : accepted) {
            total += n;
        }
        QCOMPARE(std::uint64_t(out.size()), total);
        QCOMPARE(total + queue.dropped(), kProducers * kEach);
        // Each producer's items arrive in the order it sent them.
        std::vector<std::uint64_t> last(kProducers, 0);
        for (const std::uint64_t value : out) {
            const std::uint64_t producer = value / kEach;
            QVERIFY(value % kEach + 1 > last[producer]);
            last[producer] = value % kEach + 1;
        }
    }
};

QTEST_GUILESS_MAIN(TestBoundedQueue)
#include "tst_bounded_queue.moc"
