#include "ui/widgets/timeline_strip.h"

#include "tests/support/manual_clock.h"

#include <QSignalSpy>
#include <QTest>

using namespace iso;
using namespace iso::widgets;
using namespace std::chrono_literals;
using test::ManualClock;

namespace
{

const HubTime kNow = HubTime::fromNanoseconds(ManualClock::kDefaultUtc_ns);

history::FleetMinute minuteBefore(Duration ago, double p95_s, std::uint32_t lost = 0)
{
    history::FleetMinute minute;
    minute.at = kNow - ago;
    minute.hubSince = kNow - 24h * 30;
    minute.nodes = 100;
    minute.serving = 100 - lost;
    minute.byLink[static_cast<std::size_t>(telemetry::LinkState::Lost)] = lost;
    minute.ttftCount = 10;
    minute.ttftP95 = telemetry::QuantileBounds{p95_s * 0.99, p95_s, p95_s * 1.01};
    return minute;
}

theme::Theme darkTheme()
{
    return theme::loadTheme(theme::ThemeKind::Dark).value();
}

/// A strip of some width with a minute each minute, but for the hole from 10 h to 8 h ago.
struct Shown {
    Shown()
        : strip(darkTheme())
    {
        strip.resize(1500, strip.sizeHint().height());
        strip.setNow(kNow);
        std::vector<history::FleetMinute> minutes;
        for (int m = 24 * 60 - 1; m >= 1; --m) {
            if (m <= 8 * 60 || m > 10 * 60) {
                minutes.push_back(minuteBefore(std::chrono::minutes(m), 0.2, m == 120 ? 5 : 0));
            }
        }
        strip.setMinutes(std::move(minutes));
        strip.setCommandTimes({kNow - 3h});
    }
    /// Whether anything in a column is nearer to the line's colour than to the ground's: its edges are blended.
    [[nodiscard]] bool hasLineAt(Duration ago)
    {
        const QImage image = strip.grab().toImage();
        const theme::Theme theme = darkTheme();
        const auto distance = [](const QColor &a, const QColor &b) {
            return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue());
        };
        for (int y = 4; y < 28; ++y) {
            const QColor pixel = image.pixelColor(strip.xOf(kNow - ago), y);
            if (distance(pixel, theme.ok) < distance(pixel, theme.win)) {
                return true;
            }
        }
        return false;
    }
    TimelineStrip strip;
};

} // namespace

class TestTimelineStrip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlaceIsAMomentAndBack()
    {
        Shown shown;
        for (const Duration ago : {Duration(1h), Duration(12h), Duration(23h)}) {
            const HubTime there = shown.strip.timeAt(shown.strip.xOf(kNow - ago));
            QVERIFY(std::chrono::abs(there - (kNow - ago)) < 2min); // a pixel is about a minute
        }
        QVERIFY(shown.strip.timeAt(100000) == kNow);
    }

    void aHoleBreaksTheLine()
    {
        Shown shown;
        QVERIFY(shown.hasLineAt(7h));
        QVERIFY(!shown.hasLineAt(9h));
        QVERIFY(shown.hasLineAt(11h));
        QVERIFY(shown.strip.readout(kNow - 9h).contains(QStringLiteral("no hub was running")));
        QVERIFY(shown.strip.readout(kNow - 7h).contains(QStringLiteral("100 of 100 nodes serving")));
    }

    void whatWasNotMeasuredIsNotZero()
    {
        Shown shown;
        history::FleetMinute quiet = minuteBefore(1min, 0.2);
        quiet.ttftP95.reset();
        shown.strip.setMinutes({quiet});
        QVERIFY(shown.strip.readout(kNow - 1min).contains(QStringLiteral("not measured")));
    }

    void aDragChoosesMomentsAndTheRightEndIsLive()
    {
        Shown shown;
        QSignalSpy chosen(&shown.strip, &TimelineStrip::momentChosen);
        QSignalSpy live(&shown.strip, &TimelineStrip::liveRequested);
        const int y = 28;
        QTest::mousePress(&shown.strip, Qt::LeftButton, {}, QPoint(shown.strip.xOf(kNow - 5h), y));
        QCOMPARE(chosen.size(), 1);
        QTest::mouseMove(&shown.strip, QPoint(shown.strip.xOf(kNow - 6h), y));
        QTest::mouseRelease(&shown.strip, Qt::LeftButton, {}, QPoint(shown.strip.xOf(kNow - 6h), y));
        const auto first = chosen.first().first().value<HubTime>();
        QVERIFY(std::chrono::abs(first - (kNow - 5h)) < 2min);
        QTest::mousePress(&shown.strip, Qt::LeftButton, {}, QPoint(shown.strip.width() - 1, y));
        QCOMPARE(live.size(), 1);
    }

    void theKeysStepInTime()
    {
        Shown shown;
        QSignalSpy chosen(&shown.strip, &TimelineStrip::momentChosen);
        QSignalSpy live(&shown.strip, &TimelineStrip::liveRequested);
        const auto last = [&chosen] { return chosen.last().first().value<HubTime>(); };
        QTest::keyClick(&shown.strip, Qt::Key_Right);
        QCOMPARE(chosen.size(), 0); // nothing is later than live
        QTest::keyClick(&shown.strip, Qt::Key_Left);
        QVERIFY(last() == kNow - 1min);
        QTest::keyClick(&shown.strip, Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(last() == kNow - 11min);
        QTest::keyClick(&shown.strip, Qt::Key_Right);
        QVERIFY(last() == kNow - 10min);
        QTest::keyClick(&shown.strip, Qt::Key_Home);
        QVERIFY(last() == kNow - std::chrono::minutes(24 * 60 - 1));
        QTest::keyClick(&shown.strip, Qt::Key_End);
        QCOMPARE(live.size(), 1);
    }

    void eventsAreCommandsAndTroubleThatBegins()
    {
        Shown shown;
        QVERIFY(shown.strip.eventBefore(kNow).value() == kNow - 2h); // nodes were lost
        QVERIFY(shown.strip.eventBefore(kNow - 2h).value() == kNow - 3h);
        QVERIFY(!shown.strip.eventBefore(kNow - 3h));
        QVERIFY(shown.strip.eventAfter(kNow - 3h).value() == kNow - 2h);
        QVERIFY(!shown.strip.eventAfter(kNow - 2h));
    }

    void aReaderHearsWhereItStands()
    {
        Shown shown;
        QVERIFY(!shown.strip.accessibleName().isEmpty());
        QVERIFY(shown.strip.accessibleDescription().contains(QStringLiteral("Live")));
        shown.strip.setMoment(kNow - 1h);
        QVERIFY(shown.strip.accessibleDescription().contains(QStringLiteral("08:26:53")));
    }
};

QTEST_MAIN(TestTimelineStrip)
#include "tst_timeline_strip.moc"
