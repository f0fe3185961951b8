#include "core/enrolment/rate_limiter.h"
#include "tests/support/manual_clock.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using enrolment::RateBucket;
using enrolment::RateLimit;
using enrolment::RateLimiter;

class tst_RateLimiter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFullBucketTakesTheBurstAndThenTheRate()
    {
        RateBucket bucket;
        QCOMPARE(takenOf(bucket, 1'000, 1), 500);
        m_clock.advance(1s);
        QCOMPARE(takenOf(bucket, 1'000, 1), 50);
        m_clock.advance(1h);
        QCOMPARE(takenOf(bucket, 1'000, 1), 500);
    }

    void aLargeMessageWeighsAsManySmallOnes()
    {
        RateBucket bucket;
        int taken = 0;
        for (int i = 0; i < 100; ++i) {
            taken += bucket.take({50, 500}, 1, 1024 * 1024, m_clock.steadyNow()) ? 1 : 0;
        }
        QCOMPARE(taken, 7); // 65 each
    }

    void aGatewayHasTheShareOfAllItsNodes()
    {
        RateBucket bucket;
        QCOMPARE(takenOf(bucket, 10'000, 10), 5'000);
        m_clock.advance(1s);
        QCOMPARE(takenOf(bucket, 10'000, 10), 500);
    }

    void eachNewNodeOfAGatewayBringsItsOwnBurst()
    {
        RateBucket bucket;
        QCOMPARE(takenOf(bucket, 500, 1), 500);
        QCOMPARE(takenOf(bucket, 1'000, 2), 500);
        QCOMPARE(takenOf(bucket, 10'000, 12), 5'000);
        // Fewer again, and more again: nothing is gained but the bursts of those who came.
        QCOMPARE(takenOf(bucket, 10, 1), 0);
        QCOMPARE(takenOf(bucket, 1'000, 2), 500);
    }

    void oneConnectionIsBoundedHoweverManyNodesItSpeaksFor()
    {
        RateBucket bucket;
        constexpr int kMost = static_cast<int>(RateLimit::kMostNodesCounted);
        QCOMPARE(takenOf(bucket, 1'000'000, 20'000), 500 * kMost);
        m_clock.advance(1s);
        QCOMPARE(takenOf(bucket, 50'000, 20'000), 50 * kMost);
        QVERIFY(50 * kMost < 50'000);
    }

    void aFloodOfOneNameTakesNothingFromAnother()
    {
        RateLimiter limiter({50, 500});
        for (int i = 0; i < 10'000; ++i) {
            limiter.take("loud", 0, m_clock.steadyNow());
        }
        QVERIFY(!limiter.take("loud", 0, m_clock.steadyNow()));
        QVERIFY(limiter.take("quiet", 0, m_clock.steadyNow()));
    }

    void inventedNamesShareOneBucket()
    {
        RateLimiter limiter({50, 500});
        for (std::size_t i = 0; i < RateLimiter::kMostNames; ++i) {
            QVERIFY(limiter.take("n" + std::to_string(i), 0, m_clock.steadyNow()));
        }
        int taken = 0;
        for (int i = 0; i < 1'000; ++i) {
            taken += limiter.take("invented" + std::to_string(i), 0, m_clock.steadyNow()) ? 1 : 0;
        }
        QCOMPARE(taken, 500);
        QVERIFY(limiter.take("n0", 0, m_clock.steadyNow()));
    }

private:
    int takenOf(RateBucket &bucket, int asked, std::uint32_t nodes)
    {
        int taken = 0;
        for (int i = 0; i < asked; ++i) {
            taken += bucket.take({50, 500}, nodes, 0, m_clock.steadyNow()) ? 1 : 0;
        }
        return taken;
    }
    test::ManualClock m_clock;
};

QTEST_GUILESS_MAIN(tst_RateLimiter)
#include "tst_rate_limiter.moc"
