#include "tests/support/manual_clock.h"
#include "tests/support/temp_workspace.h"
#include "tests/ui/support/fake_session.h"
#include "ui/bridge/value_text.h"
#include "ui/charts_page/charts_page.h"

#include <QFile>
#include <QImage>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

using namespace iso;
using namespace iso::charts_page;
using namespace std::chrono_literals;
using history::GroupFigure;

namespace
{

struct Asked {
    history::GroupQuery query;
    std::function<void(Result<history::GroupResult>)> done;
};

/// A point for each step but those in [gapFrom, gapTo).
std::vector<history::GroupPoint> points(const history::GroupQuery &query, double load_ratio, std::size_t gapFrom = 0,
                                        std::size_t gapTo = 0)
{
    std::vector<history::GroupPoint> result;
    for (std::size_t i = 0; i < query.steps; ++i) {
        if (i >= gapFrom && i < gapTo) {
            continue;
        }
        history::GroupPoint point;
        point.start = query.from + query.step * static_cast<std::int64_t>(i);
        point.nodes = static_cast<std::uint32_t>(query.nodes.size());
        point.samples = 2 * query.nodes.size();
        const double wave = 0.2 + 0.001 * static_cast<double>(i);
        point.latencies[0].count = 7;
        point.latencies[0].coverage_ratio = 0.75;
        point.latencies[0].p50 = telemetry::QuantileBounds{wave * 0.49, wave * 0.5, wave * 0.51};
        point.latencies[0].p95 = telemetry::QuantileBounds{wave * 0.98, wave, wave * 1.02};
        point.latencies[0].p99 = telemetry::QuantileBounds{wave * 1.2, wave * 1.3, INFINITY};
        point.latencies[1].coverage_ratio = 0;
        point.figures[static_cast<std::size_t>(GroupFigure::Load)] = load_ratio;
        point.figures[static_cast<std::size_t>(GroupFigure::RequestsPerSecond)] = 4;
        point.figures[static_cast<std::size_t>(GroupFigure::TokensOutPerSecond)] = 25'000;
        point.figures[static_cast<std::size_t>(GroupFigure::RequestsWaiting)] = 40;
        point.figures[static_cast<std::size_t>(GroupFigure::RequestsRunning)] = 60'000;
        result.push_back(std::move(point));
    }
    return result;
}

} // namespace

class ChartsPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void hiddenPageReadsNothing();
    void selectedNodeIsReadOverTheLastTenMinutes();
    void pinnedPageKeepsItsNodes();
    void linesOfOtherNodesNeverStandUnderANewTitle();
    void severalNodesAreOneLineEachOrOneGroup();
    void gapsStayGapsAndUnreadIsNoGap();
    void absentFiguresSayWhy();
    void coverageAndErrorBoundAreSaid();
    void crosshairMovesInAllCharts();
    void draggingZoomsAndDoubleClickResets();
    void wheelZoomsAboutThePointer();
    void liveFollowsThePresentAndReadsItsEnd();
    void presentThatIsLeftStandsStill();
    void longReadIsStoppedAndGoneOnWith();
    void failureOffersToTryAgain();
    void csvReadsBackToTheSameValues();
    void cancelledCsvLeavesNoFile();
    void pngHoldsThePicture();

private:
    [[nodiscard]] NodeId id(std::size_t i) const { return m_session->nodeIds()[i]; }
    [[nodiscard]] NodeTime now() const { return NodeTime::fromNanoseconds(m_clock.utcNow().toNanoseconds()); }
    void answer(std::size_t gapFrom = 0, std::size_t gapTo = 0);
    void select(std::vector<std::size_t> nodes);
    void settle();
    [[nodiscard]] QPoint pixel(ChartsGrid::Chart chart, double share) const;

    test::ManualClock m_clock;
    bridge::Selection m_selection;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<ChartsPage> m_page;
    std::vector<Asked> m_asked;
};

void ChartsPageTest::init()
{
    m_session = std::make_unique<test::FakeSession>(m_clock);
    for (const char *name : {"edge-osl-001", "edge-osl-002", "edge-osl-003"}) {
        m_session->addNode(name, "eu-north", "osl", {59.9, 10.7}, "Oslo, NO");
    }
    m_session->addNode("edge-par-001", "eu-west", "par", {48.9, 2.4}, "Paris, FR");
    m_session->publish();
    m_asked.clear();
    m_selection.clear();
    m_page = std::make_unique<ChartsPage>(theme::loadTheme(theme::ThemeKind::Dark).value(), bridge::Objectives(),
                                          m_selection, [this](const auto &query, auto done) {
                                              m_asked.push_back({query, std::move(done)});
                                              return bridge::QueryJob();
                                          });
    connect(&m_selection, &bridge::Selection::changed, m_page.get(), &ChartsPage::followSelection);
    m_page->resize(900, 760);
    m_page->setSnapshot(m_session->snapshot());
    m_page->setNow(m_clock.utcNow());
    m_selection.select(id(0));
    m_page->show();
}

void ChartsPageTest::cleanup()
{
    m_page.reset();
    m_session.reset();
}

void ChartsPageTest::answer(std::size_t gapFrom, std::size_t gapTo)
{
    const Asked asked = m_asked.back();
    history::GroupResult result;
    result.readFrom = asked.query.from;
    result.points = points(asked.query, 0.5, gapFrom, gapTo);
    result.samples = 1000;
    result.absence.fill(telemetry::Absence::NotReported);
    result.absence[static_cast<std::size_t>(GroupFigure::Power)] = telemetry::Absence::FlagOff;
    for (std::size_t i = 0; asked.query.eachNode && i < asked.query.nodes.size(); ++i) {
        result.eachNode.push_back(points(asked.query, 0.1 + 0.2 * static_cast<double>(i), gapFrom, gapTo));
    }
    asked.done(result);
    settle();
}

void ChartsPageTest::settle()
{
    QTRY_COMPARE(m_page->grid().waitingCharts(), std::size_t(0));
}

void ChartsPageTest::select(std::vector<std::size_t> nodes)
{
    std::vector<NodeId> ids;
    for (const std::size_t i : nodes) {
        ids.push_back(id(i));
    }
    m_selection.select(ids, ids.size() == 1 ? ids.front() : NodeId());
}

QPoint ChartsPageTest::pixel(ChartsGrid::Chart chart, double share) const
{
    const QRectF area = m_page->grid().chart(chart).mapping().area;
    return QPointF(area.left() + share * area.width(), area.center().y()).toPoint();
}

void ChartsPageTest::hiddenPageReadsNothing()
{
    m_page->hide();
    m_asked.clear();
    m_selection.select(id(3));
    m_clock.advance(30s);
    m_page->setNow(m_clock.utcNow());
    QVERIFY(m_asked.empty());
    m_page->show();
    QVERIFY(!m_asked.empty());
    QCOMPARE(m_asked.back().query.nodes, std::vector<NodeId>{id(3)});
}

void ChartsPageTest::selectedNodeIsReadOverTheLastTenMinutes()
{
    QCOMPARE(m_page->toolbar().title(), QStringLiteral("edge-osl-001"));
    const history::GroupQuery &query = m_asked.back().query;
    QCOMPARE(query.nodes, std::vector<NodeId>{id(0)});
    QVERIFY(query.step == 2s);
    QVERIFY(query.from <= now() - 10min && query.from > now() - 10min - 2s);
    QVERIFY(query.to() > now());
    answer();
    QCOMPARE(m_page->grid().chart(ChartsGrid::Latency).shownLines().size(), std::size_t(3));
    QVERIFY(m_page->grid().chart(ChartsGrid::Latency).lines().pointCount() > 100);
    m_page->toolbar().ranges().button(24h)->click();
    QVERIFY(m_asked.back().query.step == 5min);
    QVERIFY(m_page->shownRange().first == now() - 24h);
}

void ChartsPageTest::pinnedPageKeepsItsNodes()
{
    m_page->toolbar().pin().setChecked(true);
    m_selection.select(id(3));
    QCOMPARE(m_page->subject().nodes, std::vector<NodeId>{id(0)});
    m_page->toolbar().pin().setChecked(false);
    QCOMPARE(m_page->subject().nodes, std::vector<NodeId>{id(3)});
}

void ChartsPageTest::linesOfOtherNodesNeverStandUnderANewTitle()
{
    answer();
    const Asked earlier = m_asked.back();
    m_selection.select(id(3));
    QVERIFY(m_page->series().isEmpty());
    QCOMPARE(m_page->grid().chart(ChartsGrid::Load).message(), QStringLiteral("reading history\u2026"));
    history::GroupResult late;
    late.readFrom = earlier.query.from;
    late.points = points(earlier.query, 0.9);
    earlier.done(late);
    QVERIFY(m_page->series().isEmpty());
}

void ChartsPageTest::severalNodesAreOneLineEachOrOneGroup()
{
    select({0, 1, 2});
    QCOMPARE(m_page->toolbar().title(), QStringLiteral("Oslo, NO \u00b7 3 nodes"));
    QVERIFY(m_asked.back().query.eachNode);
    answer();
    const auto &lines = m_page->grid().chart(ChartsGrid::Load).shownLines();
    QCOMPARE(lines.size(), std::size_t(3));
    QCOMPARE(lines[2].name, QStringLiteral("edge-osl-003"));
    QCOMPARE(lines[2].data.value(0), 50.0);
    QVERIFY(lines[0].style.color != lines[1].style.color);
    m_page->toolbar().separate().click();
    QCOMPARE(m_page->grid().chart(ChartsGrid::Latency).shownLines().size(), std::size_t(3));
    QCOMPARE(m_page->grid().chart(ChartsGrid::Latency).shownLines()[1].name, QStringLiteral("p95"));
    select({0});
    QVERIFY(!m_page->toolbar().separate().isEnabled());
}

void ChartsPageTest::gapsStayGapsAndUnreadIsNoGap()
{
    answer(100, 101); // a single step without samples
    const auto stretches = [this] { return m_page->grid().chart(ChartsGrid::Load).lines().stretches(0).size(); };
    QCOMPARE(stretches(), std::size_t(2));
    m_page->showLast(1h);
    const Asked asked = m_asked.back();
    history::GroupResult half;
    half.readFrom = asked.query.from + 30min;
    half.points = points(asked.query, 0.5, 0, 180);
    half.samples = 10;
    asked.done(half);
    settle();
    QCOMPARE(stretches(), std::size_t(1));
    QCOMPARE(m_page->grid().chart(ChartsGrid::Load).unreadBefore().value_or(0), half.readFrom.toSeconds() * 1e3);
    QVERIFY(m_page->statusText().contains(QStringLiteral("Reading history: 50 %")));
    answer();
    QVERIFY(!m_page->grid().chart(ChartsGrid::Load).unreadBefore());
}

void ChartsPageTest::absentFiguresSayWhy()
{
    answer();
    QVERIFY(m_page->grid().chart(ChartsGrid::Load).message().isEmpty());
    const QString power = m_page->grid().chart(ChartsGrid::Power).message();
    QVERIFY2(power.contains(QStringLiteral("n/a")) && power.contains(bridge::reasonText(telemetry::Absence::FlagOff)),
             qPrintable(power));
    QVERIFY(m_page->grid().chart(ChartsGrid::Power).shownLines()[0].data.isEmpty());
}

void ChartsPageTest::coverageAndErrorBoundAreSaid()
{
    answer();
    const QString text = m_page->coverageText();
    QVERIFY2(text.contains(QStringLiteral("TTFT 75 %")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("ITL n/a (not reported)")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("\u00b1 2 %")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("1 of 1 nodes")), qPrintable(text));
}

void ChartsPageTest::crosshairMovesInAllCharts()
{
    answer();
    QTest::mouseMove(m_page->grid().chart(ChartsGrid::Load).viewport(), pixel(ChartsGrid::Load, 0.5));
    for (const auto chart : {ChartsGrid::Latency, ChartsGrid::Load, ChartsGrid::Tokens, ChartsGrid::Errors}) {
        QTRY_VERIFY(!m_page->grid().chart(chart).readoutText().isEmpty());
    }
    const QString time = m_page->grid().chart(ChartsGrid::Load).readoutText().left(8);
    QCOMPARE(m_page->grid().chart(ChartsGrid::Tokens).readoutText().left(8), time);
    QVERIFY(m_page->grid().chart(ChartsGrid::Tokens).readoutText().contains(QStringLiteral("25.0 k/s")));
    const QString requests = m_page->grid().chart(ChartsGrid::Requests).readoutText();
    QVERIFY2(requests.contains(QStringLiteral("waiting 40")), qPrintable(requests)); // not "0.0 k"
    QVERIFY2(requests.contains(QStringLiteral("running 60,000")), qPrintable(requests));
    QVERIFY(m_page->grid().chart(ChartsGrid::Power).readoutText().contains(QStringLiteral("\u2014")));
}

void ChartsPageTest::draggingZoomsAndDoubleClickResets()
{
    answer();
    const auto before = m_page->shownRange();
    QWidget *viewport = m_page->grid().chart(ChartsGrid::Latency).viewport();
    QTest::mousePress(viewport, Qt::LeftButton, {}, pixel(ChartsGrid::Latency, 0.25));
    QTest::mouseMove(viewport, pixel(ChartsGrid::Latency, 0.4));
    QTest::mouseMove(viewport, pixel(ChartsGrid::Latency, 0.5));
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, pixel(ChartsGrid::Latency, 0.5));
    const auto zoomed = m_page->shownRange();
    QVERIFY(zoomed.second - zoomed.first < 160s && zoomed.second - zoomed.first > 140s);
    QVERIFY(!m_page->isLive());
    const std::size_t asked = m_asked.size();
    QTRY_VERIFY(m_asked.size() > asked);
    QVERIFY(m_asked.back().query.step == 1s);
    answer();
    QVERIFY(m_page->grid().chart(ChartsGrid::Tokens).mapping().from_ms == zoomed.first.toSeconds() * 1e3);
    QTest::mouseDClick(viewport, Qt::LeftButton, {}, pixel(ChartsGrid::Latency, 0.5));
    QVERIFY(m_page->shownRange() == before);
    QVERIFY(m_page->isLive());
}

void ChartsPageTest::wheelZoomsAboutThePointer()
{
    answer();
    const auto before = m_page->shownRange();
    QWidget *viewport = m_page->grid().chart(ChartsGrid::Load).viewport();
    const QPoint at = pixel(ChartsGrid::Load, 0.75);
    QWheelEvent event(at, viewport->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(viewport, &event);
    const auto zoomed = m_page->shownRange();
    QVERIFY(std::abs((zoomed.second - zoomed.first) / 1ms - 480'000) <= 2);
    QVERIFY(std::abs((zoomed.first - before.first) / 1s - 90) <= 2); // three quarters lie left of the pointer
}

void ChartsPageTest::liveFollowsThePresentAndReadsItsEnd()
{
    answer();
    const std::size_t asked = m_asked.size();
    m_clock.advance(4s);
    m_page->setNow(m_clock.utcNow());
    QVERIFY(m_page->shownRange().second == now());
    QCOMPARE(m_asked.size(), asked + 1);
    QVERIFY(m_asked.back().query.from > now() - 20s);
    QVERIFY((m_asked.back().query.from.toNanoseconds() % (2 * 1'000'000'000LL)) == 0);
    answer();
    QVERIFY(m_page->series().all().rbegin()->first >= now() - 2s);
    QVERIFY(m_page->series().all().begin()->first >= now() - 10min - 4s);
}

void ChartsPageTest::presentThatIsLeftStandsStill()
{
    answer();
    m_page->toolbar().live().click();
    const auto before = m_page->shownRange();
    m_clock.advance(1h);
    m_asked.clear();
    m_page->setNow(m_clock.utcNow());
    QVERIFY(m_page->shownRange() == before);
    QVERIFY(m_asked.empty());
    m_page->toolbar().live().click();
    QVERIFY(m_page->shownRange().second == now());
    QVERIFY(m_asked.back().query.from < now() - 9min); // all of it, no hole
}

void ChartsPageTest::longReadIsStoppedAndGoneOnWith()
{
    m_page->showLast(168h);
    Asked asked = m_asked.back();
    history::GroupResult some;
    some.readFrom = asked.query.from + (asked.query.to() - asked.query.from) / 2;
    some.samples = GroupLoader::kMost_samples;
    some.points = points(asked.query, 0.5, 0, asked.query.steps / 2);
    asked.done(some);
    QVERIFY2(m_page->statusText().contains(QStringLiteral("Read 50 %")), qPrintable(m_page->statusText()));
    QVERIFY2(m_page->statusText().contains(QStringLiteral("2,000,000")), qPrintable(m_page->statusText()));
    QCOMPARE(m_page->statusButton().text(), QStringLiteral("Read on"));
    m_page->statusButton().click();
    QCOMPARE(m_page->statusButton().text(), QStringLiteral("Stop"));
    m_page->statusButton().click();
    QCOMPARE(m_page->statusButton().text(), QStringLiteral("Read on"));
    QVERIFY(!m_page->series().isEmpty());
}

void ChartsPageTest::failureOffersToTryAgain()
{
    m_asked.back().done(failure(ErrorCode::Io, "disk gone"));
    QVERIFY(m_page->statusText().contains(QStringLiteral("disk gone")));
    const std::size_t asked = m_asked.size();
    QCOMPARE(m_page->statusButton().text(), QStringLiteral("Try again"));
    m_page->statusButton().click();
    QCOMPARE(m_asked.size(), asked + 1);
}

void ChartsPageTest::csvReadsBackToTheSameValues()
{
    select({0, 1});
    answer(10, 20);
    test::TempWorkspace workspace;
    const QString path = QString::fromStdString(workspace.file("charts.csv").string());
    QSignalSpy finished(&m_page->csv(), &SeriesCsv::finished);
    m_page->saveCsv(path);
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(finished[0][0].toBool());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QStringList rows = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    const QStringList heading = rows.takeFirst().split(QLatin1Char(','));
    const auto &all = m_page->series().all();
    QCOMPARE(rows.size(), static_cast<int>(all.size() * 3));
    const auto column = [&](const QString &row, const char *name) {
        const qsizetype i = heading.indexOf(QLatin1String(name));
        return i < 0 ? QStringLiteral("no such column") : row.split(QLatin1Char(',')).value(i);
    };
    int i = 0;
    for (const auto &[start, point] : all) {
        const QString &row = rows[i++];
        QCOMPARE(row.split(QLatin1Char(',')).size(), heading.size());
        QCOMPARE(column(row, "time"), QString::fromStdString(toRfc3339(start)));
        QCOMPARE(column(row, "ttft_p95_estimate_ms").toDouble(), point.latencies[0].p95->estimate * 1e3);
        QCOMPARE(column(row, "ttft_p95_lower_ms").toDouble(), point.latencies[0].p95->lower * 1e3);
        QCOMPARE(column(row, "ttft_p99_upper_ms"), QString()); // no upper end is no number
        QCOMPARE(column(row, "ttft_coverage_ratio").toDouble(), 0.75);
        QCOMPARE(column(row, "tokens_out_per_second").toDouble(), 25'000.0);
        QCOMPARE(column(row, "power_watts"), QString()); // absent is empty, not 0
    }
    QCOMPARE(column(rows.back(), "node"), QStringLiteral("\"edge-osl-002\""));
}

void ChartsPageTest::cancelledCsvLeavesNoFile()
{
    answer();
    test::TempWorkspace workspace;
    const QString path = QString::fromStdString(workspace.file("charts.csv").string());
    m_page->saveCsv(path);
    QCOMPARE(m_page->statusButton().text(), QStringLiteral("Stop"));
    m_page->statusButton().click();
    QVERIFY(!m_page->csv().isRunning());
    QVERIFY(!QFile::exists(path));
    m_page->saveCsv(QStringLiteral("/no/such/folder/charts.csv"));
    QVERIFY2(m_page->statusText().contains(QStringLiteral("not written")), qPrintable(m_page->statusText()));
}

void ChartsPageTest::pngHoldsThePicture()
{
    answer();
    test::TempWorkspace workspace;
    const QString path = QString::fromStdString(workspace.file("charts.png").string());
    QVERIFY(m_page->savePng(path));
    const QImage image(path);
    QVERIFY(image.width() >= 2 * m_page->grid().width());
    QVERIFY(!m_page->savePng(QStringLiteral("/no/such/folder/charts.png")));
}

QTEST_MAIN(ChartsPageTest)
#include "tst_charts_page.moc"
