#include "core/replay/playback.h"

#include <QTest>

using namespace iso;
using namespace iso::replay;
using namespace std::chrono_literals;

namespace
{

SteadyTime steady(std::int64_t s)
{
    return SteadyTime::fromNanoseconds(s * 1'000'000'000);
}
HubTime utc(std::int64_t s)
{
    return HubTime::fromNanoseconds(s * 1'000'000'000);
}

} // namespace

class TestPlayback : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMomentRestsUntilItIsPlayed()
    {
        Playback playback;
        playback.seek(utc(1000), steady(1));
        QVERIFY(playback.position(steady(50), utc(9999)) == utc(1000));
        playback.play(10, steady(50));
        QVERIFY(playback.position(steady(53), utc(9999)) == utc(1030));
    }

    void aChangeOfSpeedKeepsThePlace()
    {
        Playback playback;
        playback.seek(utc(1000), steady(1));
        playback.play(60, steady(1));
        playback.play(1, steady(2));
        QVERIFY(playback.position(steady(5), utc(9999)) == utc(1063));
        playback.pause(steady(5));
        QVERIFY(playback.position(steady(500), utc(9999)) == utc(1063));
        QVERIFY(!playback.isPlaying());
    }

    void playingWaitsAtTheNewestMoment()
    {
        Playback playback;
        playback.seek(utc(1000), steady(1));
        playback.play(600, steady(1));
        QVERIFY(playback.position(steady(2), utc(1010)) == utc(1010));
    }

    void speedsAreBounded()
    {
        Playback playback;
        playback.play(1e9, steady(1));
        QCOMPARE(playback.speed(), 600.0);
        playback.play(0, steady(1));
        QCOMPARE(playback.speed(), 1.0);
    }

    void aSeekWhilePlayingGoesOnFromThere()
    {
        Playback playback;
        playback.seek(utc(1000), steady(1));
        playback.play(10, steady(1));
        playback.seek(utc(500), steady(3));
        QVERIFY(playback.position(steady(4), utc(9999)) == utc(510));
    }
};

QTEST_GUILESS_MAIN(TestPlayback)
#include "tst_playback.moc"
