#include "ui/map/cluster_sprites.h"

#include <QTest>
#include <vector>

using namespace iso;
using namespace iso::map;

namespace
{

ClusterTally tallyOf(std::uint32_t ok, std::uint32_t bad)
{
    ClusterTally tally;
    tally.count = ok + bad;
    tally.byTone[static_cast<std::size_t>(MarkTone::Ok)] = ok;
    tally.byTone[static_cast<std::size_t>(MarkTone::Bad)] = bad;
    return tally;
}

} // namespace

class TestClusterSprites : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aDonutIsDrawnOnce()
    {
        ClusterSprites sprites(m_theme);
        const QPixmap first = sprites.donut(tallyOf(9, 1));
        QCOMPARE(sprites.donut(tallyOf(9, 1)).cacheKey(), first.cacheKey());
        QVERIFY(sprites.donut(tallyOf(10, 1)).cacheKey() != first.cacheKey());
    }

    void aFleetThatChangesForHoursKeepsAFewDonutsOnly()
    {
        ClusterSprites sprites(m_theme, 2);
        const auto always = [&sprites] { return sprites.donut(tallyOf(500, 1)).cacheKey(); };
        const qint64 first = always();
        int most_bytes = 0;
        for (std::uint32_t count = 1; count < 3'000; ++count) {
            sprites.donut(tallyOf(count, count % 7));
            QCOMPARE(always(), first); // what is on the screen is not drawn again and again
            most_bytes = std::max(most_bytes, sprites.kept_bytes());
        }
        QVERIFY2(most_bytes <= sprites.mostKept_bytes(), QByteArray::number(most_bytes).constData());
        QVERIFY2(most_bytes > sprites.mostKept_bytes() / 2, QByteArray::number(most_bytes).constData());
    }

    void aViewFullOfDonutsIsDrawnOnceAtAnyRatio_data()
    {
        QTest::addColumn<double>("ratio");
        QTest::newRow("1") << 1.0;
        QTest::newRow("3") << 3.0;
    }
    void aViewFullOfDonutsIsDrawnOnceAtAnyRatio()
    {
        QFETCH(double, ratio);
        ClusterSprites sprites(m_theme, ratio);
        std::vector<qint64> first;
        for (std::uint32_t cluster = 0; cluster < 1'000; ++cluster) {
            first.push_back(sprites.donut(tallyOf(9'000 + cluster, 1)).cacheKey());
        }
        for (std::uint32_t cluster = 0; cluster < 1'000; ++cluster) {
            QCOMPARE(sprites.donut(tallyOf(9'000 + cluster, 1)).cacheKey(), first[cluster]);
        }
    }

private:
    theme::Theme m_theme = theme::loadTheme(theme::ThemeKind::Dark).value();
};

QTEST_MAIN(TestClusterSprites)
#include "tst_cluster_sprites.moc"
