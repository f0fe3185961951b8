#include "core/fleet/liveness.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using fleet::PathMember;
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;

namespace
{

const SteadyTime kStart = SteadyTime::fromNanoseconds(1'000'000'000'000);

PathMember silentSince(Duration at)
{
    return {kStart + at, true};
}

PathMember alive()
{
    return {kStart + 100s, false};
}

telemetry::MetricSet engine(double running, std::optional<double> steps)
{
    telemetry::MetricSet metrics;
    metrics.set(MetricId::RequestsRunning, running);
    if (steps) {
        metrics.set(MetricId::EngineSteps, *steps);
    }
    return metrics;
}

} // namespace

Q_DECLARE_METATYPE(std::vector<PathMember>)

class tst_Liveness : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void silenceDecidesTheLink_data();
    void silenceDecidesTheLink();
    void aNodeNeverHeardWasNeverSeen();
    void aPathIsLostWhenMostOfItGoesSilentTogether_data();
    void aPathIsLostWhenMostOfItGoesSilentTogether();
    void stalledWhenRequestsRunButStepsStandStill();
    void movingStepsOrNoRequestsAreNoStall();
    void withoutAStepCounterNobodyIsStalled();
    void claimIsBelievedAndFiguresFillIn_data();
    void claimIsBelievedAndFiguresFillIn();
};

void tst_Liveness::silenceDecidesTheLink_data()
{
    QTest::addColumn<qint64>("interval_ms");
    QTest::addColumn<qint64>("silence_ms");
    QTest::addColumn<int>("expected");

    QTest::newRow("just heard") << qint64{1000} << qint64{0} << static_cast<int>(LinkState::Live);
    QTest::newRow("before 12 s") << qint64{1000} << qint64{11'999} << static_cast<int>(LinkState::Live);
    QTest::newRow("at 12 s") << qint64{1000} << qint64{12'000} << static_cast<int>(LinkState::Late);
    QTest::newRow("before 30 s") << qint64{1000} << qint64{29'999} << static_cast<int>(LinkState::Late);
    QTest::newRow("at 30 s") << qint64{1000} << qint64{30'000} << static_cast<int>(LinkState::Lost);
    QTest::newRow("no interval known") << qint64{0} << qint64{30'000} << static_cast<int>(LinkState::Lost);
    QTest::newRow("slow node before 2 intervals")
        << qint64{60'000} << qint64{119'999} << static_cast<int>(LinkState::Live);
    QTest::newRow("slow node at 2 intervals") << qint64{60'000} << qint64{120'000} << static_cast<int>(LinkState::Late);
    QTest::newRow("slow node at 3 intervals") << qint64{60'000} << qint64{180'000} << static_cast<int>(LinkState::Lost);
}

void tst_Liveness::silenceDecidesTheLink()
{
    QFETCH(const qint64, interval_ms);
    QFETCH(const qint64, silence_ms);
    QFETCH(const int, expected);
    const SteadyTime now = kStart + std::chrono::milliseconds(silence_ms);
    const LinkState link = fleet::judgeLink(kStart, std::chrono::milliseconds(interval_ms), now);
    QCOMPARE(static_cast<int>(link), expected);
}

void tst_Liveness::aNodeNeverHeardWasNeverSeen()
{
    QCOMPARE(fleet::judgeLink(SteadyTime(), 1s, kStart), LinkState::NeverSeen);
}

void tst_Liveness::aPathIsLostWhenMostOfItGoesSilentTogether_data()
{
    using Members = std::vector<PathMember>;
    QTest::addColumn<std::vector<PathMember>>("members");
    QTest::addColumn<bool>("isLost");

    QTest::newRow("nobody") << Members{} << false;
    QTest::newRow("two of two are too few") << Members{silentSince(0s), silentSince(0s)} << false;
    QTest::newRow("three of three together") << Members{silentSince(0s), silentSince(5s), silentSince(10s)} << true;
    QTest::newRow("three of three, one 11 s later")
        << Members{silentSince(0s), silentSince(5s), silentSince(11s)} << false;
    QTest::newRow("two of three are below 80 %") << Members{silentSince(0s), silentSince(0s), alive()} << false;
    QTest::newRow("three of four are below 80 %")
        << Members{silentSince(0s), silentSince(0s), silentSince(0s), alive()} << false;
    QTest::newRow("four of five are 80 %")
        << Members{silentSince(0s), silentSince(1s), silentSince(2s), silentSince(3s), alive()} << true;
    QTest::newRow("one lost long before does not count")
        << Members{silentSince(-1h), silentSince(1s), silentSince(2s), silentSince(3s), alive()} << false;
    QTest::newRow("one lost long before does not hide the others")
        << Members{silentSince(-1h), silentSince(1s), silentSince(2s), silentSince(3s), silentSince(4s)} << true;
}

void tst_Liveness::aPathIsLostWhenMostOfItGoesSilentTogether()
{
    QFETCH(const std::vector<PathMember>, members);
    QFETCH(const bool, isLost);
    QCOMPARE(fleet::isPathLost(members), isLost);
    const std::vector<PathMember> reversed(members.rbegin(), members.rend());
    QCOMPARE(fleet::isPathLost(reversed), isLost);
}

void tst_Liveness::stalledWhenRequestsRunButStepsStandStill()
{
    fleet::StallDetector detector;
    QVERIFY(!detector.judge(engine(4, 1000), kStart));
    QVERIFY(!detector.judge(engine(4, 1000), kStart + 119s));
    QVERIFY(detector.judge(engine(4, 1000), kStart + 120s));
    QVERIFY(detector.judge(engine(4, 1000), kStart + 500s));
    QVERIFY2(!detector.judge(engine(4, 1001), kStart + 501s), "it moves again");
    QVERIFY(!detector.judge(engine(4, 1001), kStart + 620s));
    QVERIFY(detector.judge(engine(4, 1001), kStart + 621s));
}

void tst_Liveness::movingStepsOrNoRequestsAreNoStall()
{
    fleet::StallDetector detector;
    for (int i = 0; i < 100; ++i) {
        QVERIFY(!detector.judge(engine(4, i), kStart + std::chrono::seconds(60 * i)));
    }
    for (int i = 100; i < 200; ++i) {
        QVERIFY(!detector.judge(engine(0, 99), kStart + std::chrono::seconds(60 * i)));
    }
}

void tst_Liveness::withoutAStepCounterNobodyIsStalled()
{
    fleet::StallDetector detector;
    QVERIFY(!detector.judge(engine(4, std::nullopt), kStart));
    QVERIFY(!detector.judge(engine(4, std::nullopt), kStart + 1h));
}

void tst_Liveness::claimIsBelievedAndFiguresFillIn_data()
{
    QTest::addColumn<int>("claimed");
    QTest::addColumn<double>("running"); // below 0: not reported
    QTest::addColumn<double>("served");
    QTest::addColumn<int>("expected");

    const auto row = [](const char *name, ServiceState claimed, double running, double served, ServiceState expected) {
        QTest::newRow(name) << static_cast<int>(claimed) << running << served << static_cast<int>(expected);
    };
    row("claims to drain while it works", ServiceState::Draining, 3, 5, ServiceState::Draining);
    row("claims nothing, runs requests", ServiceState::Unknown, 3, -1, ServiceState::Serving);
    row("claims nothing, served requests", ServiceState::Unknown, 0, 5, ServiceState::Serving);
    row("claims nothing, does nothing", ServiceState::Unknown, 0, 0, ServiceState::Idle);
    row("claims nothing, says only that none ran", ServiceState::Unknown, 0, -1, ServiceState::Idle);
    row("says nothing at all", ServiceState::Unknown, -1, -1, ServiceState::Unknown);
}

void tst_Liveness::claimIsBelievedAndFiguresFillIn()
{
    QFETCH(const int, claimed);
    QFETCH(const double, running);
    QFETCH(const double, served);
    QFETCH(const int, expected);
    telemetry::Sample sample;
    sample.service = static_cast<ServiceState>(claimed);
    if (running >= 0) {
        sample.metrics.set(MetricId::RequestsRunning, running);
    }
    if (served >= 0) {
        sample.metrics.set(MetricId::RequestsOk, served);
    }
    QCOMPARE(static_cast<int>(fleet::claimedService(sample)), expected);
}

QTEST_GUILESS_MAIN(tst_Liveness)
#include "tst_liveness.moc"
