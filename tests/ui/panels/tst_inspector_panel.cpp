#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/charts/latency_chart.h"
#include "ui/charts/load_chart.h"
#include "ui/panels/fact_list.h"
#include "ui/panels/inspector_charts.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/model_table.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace iso;
using namespace iso::panels;
using namespace std::chrono_literals;
using charts::Quantity;
using telemetry::MetricId;

namespace
{

struct Asked {
    history::SeriesQuery query;
    std::function<void(Result<history::SeriesResult>)> done;
};

history::SeriesResult answerTo(const history::SeriesQuery &query, double load_ratio)
{
    history::SeriesResult result;
    result.node = query.node;
    result.from = query.from;
    result.to = query.to;
    result.step = 4s;
    for (int i = 0; i < 100; ++i) {
        history::SeriesPoint point;
        point.time = query.from + i * 4s;
        point.samples = 4;
        point.covered = 4s;
        point.mean.set(MetricId::Load, load_ratio);
        point.ttftP50 = point.ttftP95 = point.ttftP99 = telemetry::QuantileBounds{0.19, 0.2, 0.21};
        result.points.push_back(point);
    }
    return result;
}

} // namespace

class InspectorPanelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void emptyPanelSaysWhatToDo();
    void chosenNodeAsksForItsLastTenMinutes();
    void waitingIsSaid();
    void answerOfAnEarlierNodeIsDropped();
    void failedQueryIsSaidAndLiveSamplesStillCome();
    void nodeWithoutHistoryIsNoFailure();
    void damagedHistoryIsShownAndSaid();
    void liveSamplesContinueHistory();
    void samplesOfOtherNodesAreNotShown();
    void absentValuesNeverReadAsZero();
    void nodeSaysWhetherItsKeyWasChecked();
    void presentZeroIsZero();
    void staleFiguresAreGreyAndSaySo();
    void buttonsAreThoseOfTheBirth();
    void buttonAsksForItsCommand();
    void telemetryOnlyNodeOffersNoCommand();
    void groupOffersACommandToAll();
    void commandsAreMarkedOnTheLatencyChart();
    void birthsAreMarkedOnTheLatencyChart();
    void errorBoundIsDrawnAroundTheP95();
    void severalModelsHaveARowEach();
    void figuresBeyondTheCatalogueAreShown();
    void crosshairIsSharedByAllCharts();
    void lowPanelScrolls();
    void commandsAreInSightHoweverLowThePanelIs();

private:
    [[nodiscard]] fleet::NodeRecord node(std::size_t i) const { return m_session->snapshot()->nodes[i]; }
    [[nodiscard]] NodeId id(std::size_t i) const { return m_session->nodeIds()[i]; }
    void show(std::size_t i) { m_panel->setNode(node(i), m_clock.utcNow()); }
    [[nodiscard]] session::LiveSample liveSample(std::size_t i, double load_ratio) const;
    [[nodiscard]] bool saysSomewhere(const QString &text) const;

    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<InspectorPanel> m_panel;
    std::vector<Asked> m_asked;
};

void InspectorPanelTest::init()
{
    m_session = std::make_unique<test::FakeSession>(m_clock);
    m_session->addNode("edge-osl-001", "eu-north", "osl", {59.9, 10.7}, "Oslo, NO");
    m_session->addNode("edge-osl-002", "eu-north", "osl", {59.9, 10.7}, "Oslo, NO");
    m_session->publish();
    m_asked.clear();
    m_panel = std::make_unique<InspectorPanel>(theme::loadTheme(theme::ThemeKind::Dark).value(), bridge::Objectives(),
                                               [this](const auto &query, auto done) {
                                                   m_asked.push_back({query, std::move(done)});
                                                   return bridge::QueryJob();
                                               });
    m_panel->resize(350, 900);
    m_panel->show();
}

void InspectorPanelTest::cleanup()
{
    m_panel.reset();
    m_session.reset();
}

session::LiveSample InspectorPanelTest::liveSample(std::size_t i, double load_ratio) const
{
    session::LiveSample live;
    live.node = node(i)->index;
    live.received = m_clock.utcNow();
    live.nodeTime = NodeTime::fromNanoseconds(m_clock.utcNow().toNanoseconds());
    live.sample.interval = 1s;
    live.sample.metrics.set(MetricId::Load, load_ratio);
    return live;
}

bool InspectorPanelTest::saysSomewhere(const QString &text) const
{
    const auto labels = m_panel->findChildren<QLabel *>();
    return std::any_of(labels.begin(), labels.end(),
                       [&text](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
}

void InspectorPanelTest::emptyPanelSaysWhatToDo()
{
    QVERIFY(saysSomewhere(QStringLiteral("Click a node")));
    show(0);
    QVERIFY(!saysSomewhere(QStringLiteral("Click a node")));
    QVERIFY(saysSomewhere(QStringLiteral("edge-osl-001")));
    QVERIFY(saysSomewhere(QStringLiteral("Oslo, NO \u00b7 eu-north")));
    QVERIFY(saysSomewhere(QStringLiteral("serving \u00b7 live \u00b7 for 6 m")));
    m_panel->setNode(nullptr, m_clock.utcNow());
    QVERIFY(saysSomewhere(QStringLiteral("Click a node")));
}

void InspectorPanelTest::chosenNodeAsksForItsLastTenMinutes()
{
    show(0);
    QCOMPARE(m_asked.size(), std::size_t(1));
    QCOMPARE(m_asked[0].query.node, id(0));
    QVERIFY(m_asked[0].query.to - m_asked[0].query.from >= 10min);
    QVERIFY(m_asked[0].query.to - m_asked[0].query.from < 11min);
    show(0); // the same node again, as at every frame
    m_clock.advance(1s);
    m_session->publish();
    show(0);
    QCOMPARE(m_asked.size(), std::size_t(1));
}

void InspectorPanelTest::waitingIsSaid()
{
    show(0);
    QCOMPARE(m_panel->charts().latency().message(), QStringLiteral("loading history\u2026"));
    m_asked[0].done(answerTo(m_asked[0].query, 0.5));
    QVERIFY(m_panel->charts().latency().message().isEmpty());
}

void InspectorPanelTest::answerOfAnEarlierNodeIsDropped()
{
    show(0);
    show(1);
    QCOMPARE(m_asked.size(), std::size_t(2));
    m_asked[1].done(answerTo(m_asked[1].query, 0.2));
    m_asked[0].done(answerTo(m_asked[0].query, 0.9)); // late, and of a node that is no longer shown
    QCOMPARE(m_panel->charts().series().line(Quantity::Load).value(0), 20.0);

    m_panel->setNode(nullptr, m_clock.utcNow());
    m_asked[1].done(answerTo(m_asked[1].query, 0.7));
    QCOMPARE(m_panel->charts().series().line(Quantity::Load).value(0), 20.0);
}

void InspectorPanelTest::failedQueryIsSaidAndLiveSamplesStillCome()
{
    show(0);
    m_asked[0].done(failure(ErrorCode::Io, "raw-20260314.db: disk I/O error"));
    QVERIFY(m_panel->noticeText().contains(QStringLiteral("raw-20260314.db: disk I/O error")));
    QVERIFY(saysSomewhere(QStringLiteral("disk I/O error")));
    m_panel->appendSamples({liveSample(0, 0.5)});
    QCOMPARE(m_panel->charts().series().line(Quantity::Load).size(), std::size_t(1));
    show(1);
    QVERIFY(!saysSomewhere(QStringLiteral("disk I/O error")));
}

void InspectorPanelTest::nodeWithoutHistoryIsNoFailure()
{
    show(0);
    m_asked[0].done(failure(ErrorCode::NotFound, "never stored"));
    QVERIFY(m_panel->noticeText().isEmpty());
    QVERIFY(m_panel->charts().load().message().contains(QStringLiteral("no samples")));
}

void InspectorPanelTest::damagedHistoryIsShownAndSaid()
{
    show(0);
    history::SeriesResult result = answerTo(m_asked[0].query, 0.5);
    result.damage.rows = 3;
    result.damage.files = {"raw-20260314.db"};
    m_asked[0].done(result);
    QVERIFY(!m_panel->charts().series().isEmpty());
    QVERIFY(m_panel->noticeText().contains(QStringLiteral("raw-20260314.db")));
}

void InspectorPanelTest::liveSamplesContinueHistory()
{
    show(0);
    m_panel->appendSamples({liveSample(0, 0.9)}); // while the query runs
    m_asked[0].done(answerTo(m_asked[0].query, 0.5));
    const charts::SeriesData load = m_panel->charts().series().line(Quantity::Load);
    QCOMPARE(load.value(0), 50.0);
    QCOMPARE(load.value(load.size() - 1), 90.0);
}

void InspectorPanelTest::samplesOfOtherNodesAreNotShown()
{
    show(0);
    m_panel->appendSamples({liveSample(1, 0.9)});
    QVERIFY(m_panel->charts().series().isEmpty());
}

void InspectorPanelTest::absentValuesNeverReadAsZero()
{
    m_session->edit(id(0), [](fleet::NodeSnapshot &n) {
        n.metrics.clear();
        n.metrics.setAbsent(MetricId::KvCacheUsage, telemetry::Absence::FlagOff);
        n.latencies = {};
        n.requestsInWindow = 0;
        n.clock = {};
    });
    m_session->publish();
    show(0);
    const FactList &facts = m_panel->facts();
    for (const char *label : {"Running / waiting", "KV cache", "GPU temp \u00b7 power", "Energy", "Clock offset",
                              "Requests, last minute"}) {
        QCOMPARE(facts.textOf(QString::fromUtf8(label)), QStringLiteral("n/a"));
        QVERIFY2(!facts.reasonOf(QString::fromUtf8(label)).isEmpty(), label);
    }
    QCOMPARE(facts.reasonOf(QStringLiteral("KV cache")), QStringLiteral("switched off at the engine"));
    QCOMPARE(facts.textOf(QStringLiteral("TTFT p95, last minute")), QStringLiteral("\u2014"));
    QVERIFY(facts.textOf(QStringLiteral("Coverage")).contains(QStringLiteral("ITL n/a")));
}

void InspectorPanelTest::nodeSaysWhetherItsKeyWasChecked()
{
    show(0);
    const QString label = QStringLiteral("Identity");
    QCOMPARE(m_panel->facts().textOf(label), QStringLiteral("unverified"));
    QVERIFY(m_panel->facts().reasonOf(label).contains(QStringLiteral("without a key")));
    m_session->editIdentity(id(0), [](fleet::NodeIdentity &identity) { identity.verified = true; });
    m_session->publish();
    show(0);
    QCOMPARE(m_panel->facts().textOf(label), QStringLiteral("verified by its key"));
}

void InspectorPanelTest::presentZeroIsZero()
{
    m_session->edit(id(0), [](fleet::NodeSnapshot &n) {
        n.metrics.set(MetricId::RequestsRunning, 0);
        n.metrics.set(MetricId::RequestsWaiting, 0);
    });
    m_session->publish();
    show(0);
    QCOMPARE(m_panel->facts().textOf(QStringLiteral("Running / waiting")), QStringLiteral("0 / 0"));
}

void InspectorPanelTest::staleFiguresAreGreyAndSaySo()
{
    show(0);
    QVERIFY(m_panel->noticeText().isEmpty());
    m_clock.advance(20s);
    m_session->publish();
    show(0);
    QVERIFY2(m_panel->noticeText().contains(QStringLiteral("20 s")), qPrintable(m_panel->noticeText()));
    QVERIFY(m_panel->facts().reasonOf(QStringLiteral("Running / waiting")).contains(QStringLiteral("20 s")));
    QCOMPARE(m_panel->facts().textOf(QStringLiteral("Last sample")), QStringLiteral("20 s ago"));
}

void InspectorPanelTest::buttonsAreThoseOfTheBirth()
{
    m_session->editIdentity(id(0), [](fleet::NodeIdentity &identity) {
        std::erase_if(identity.birth.commands,
                      [](const auto &command) { return command.name != "drain" && command.name != "status"; });
    });
    m_session->publish();
    show(0);
    QVERIFY(m_panel->findChild<QPushButton *>(QStringLiteral("drain")) != nullptr);
    QVERIFY(m_panel->findChild<QPushButton *>(QStringLiteral("status")) != nullptr);
    QVERIFY(m_panel->findChild<QPushButton *>(QStringLiteral("resume")) == nullptr);
    show(1);
    QVERIFY(m_panel->findChild<QPushButton *>(QStringLiteral("resume")) != nullptr);
    QMenu *more = m_panel->findChild<QPushButton *>(QStringLiteral("more"))->findChild<QMenu *>();
    QStringList names;
    for (const QAction *action : more->actions()) {
        names.append(action->data().toString());
    }
    QCOMPARE(names, QStringList({QStringLiteral("status"), QStringLiteral("set-interval")}));
}

void InspectorPanelTest::commandsAreInSightHoweverLowThePanelIs()
{
    m_panel->resize(340, 300);
    m_panel->show();
    show(0);
    const auto *drain = m_panel->findChild<QPushButton *>(QStringLiteral("drain"));
    QTRY_VERIFY(drain->isVisible());
    QTRY_VERIFY(!drain->visibleRegion().isEmpty());
    QCOMPARE(drain->visibleRegion().boundingRect(), drain->rect());
}

void InspectorPanelTest::buttonAsksForItsCommand()
{
    show(1);
    QString command;
    std::vector<NodeId> targets;
    connect(m_panel.get(), &InspectorPanel::commandRequested, this, [&](const QString &name, const auto &nodes) {
        command = name;
        targets = nodes;
    });
    QTest::mouseClick(m_panel->findChild<QPushButton *>(QStringLiteral("drain")), Qt::LeftButton);
    QCOMPARE(command, QStringLiteral("drain"));
    QCOMPARE(targets, std::vector<NodeId>({id(1)}));
}

void InspectorPanelTest::telemetryOnlyNodeOffersNoCommand()
{
    m_session->editIdentity(id(0), [](fleet::NodeIdentity &identity) {
        identity.birth.commands.clear();
        identity.birth.telemetryOnly = true;
    });
    m_session->publish();
    show(0);
    QVERIFY(m_panel->findChild<QPushButton *>(QStringLiteral("drain")) == nullptr);
    QTRY_VERIFY(saysSomewhere(QStringLiteral("takes no commands")));
}

void InspectorPanelTest::groupOffersACommandToAll()
{
    show(0);
    m_panel->setGroup(m_session->nodeIds());
    QVERIFY(saysSomewhere(QStringLiteral("2 nodes are selected")));
    std::vector<NodeId> targets;
    connect(m_panel.get(), &InspectorPanel::commandRequested, this,
            [&](const QString &, const auto &nodes) { targets = nodes; });
    for (QPushButton *button : m_panel->findChildren<QPushButton *>()) {
        if (button->isVisible()) {
            QTest::mouseClick(button, Qt::LeftButton);
        }
    }
    QCOMPARE(targets, m_session->nodeIds());
    m_panel->setNode(nullptr, m_clock.utcNow());
    QVERIFY(saysSomewhere(QStringLiteral("Nothing is selected")));
}

void InspectorPanelTest::commandsAreMarkedOnTheLatencyChart()
{
    show(0);
    m_asked[0].done(answerTo(m_asked[0].query, 0.5));
    commands::CommandRecord record;
    record.node = id(0);
    record.name = "drain";
    record.issuer = "op-7";
    record.hazard = wire::HazardClass::Disruptive;
    record.createdAt = m_clock.utcNow() - 3min;
    record.steps = {{commands::CommandState::Created, record.createdAt, std::nullopt, {}}};
    m_session->setCommand(record);
    QTRY_VERIFY(m_panel->charts().latency().rebuildCount() > 0);
    const auto shot = [this] { return m_panel->charts().latency().grab().toImage(); };
    const QImage before = shot();
    m_panel->setCommands(m_session->commands());
    QVERIFY(shot() != before);
    m_panel->setCommands(std::make_shared<commands::CommandList>());
    QCOMPARE(shot(), before);
}

void InspectorPanelTest::birthsAreMarkedOnTheLatencyChart()
{
    m_session->editIdentity(id(1), [this](auto &identity) { identity.bornAt = m_clock.utcNow() - 2min; });
    m_session->editIdentity(id(0), [this](auto &identity) { identity.bornAt = m_clock.utcNow() - 2h; });
    m_session->publish();
    m_panel->setCommands(m_session->commands());
    show(0);
    QVERIFY(m_panel->charts().latency().marks().empty());
    show(1);
    QCOMPARE(m_panel->charts().latency().marks().size(), std::size_t(1));
    QCOMPARE(m_panel->charts().latency().marks()[0].text, QStringLiteral("birth"));
}

void InspectorPanelTest::errorBoundIsDrawnAroundTheP95()
{
    show(0);
    m_asked[0].done(answerTo(m_asked[0].query, 0.5)); // 200 ms, truth between 190 and 210
    QTRY_VERIFY(m_panel->charts().latency().lines().bandCount() == 1);
    const auto &outlines = m_panel->charts().latency().lines().outlines(0);
    QCOMPARE(outlines.size(), std::size_t(1));
    const charts::PlotMapping mapping = m_panel->charts().latency().mapping();
    QCOMPARE(outlines[0].boundingRect().top(), mapping.y(210));
    QCOMPARE(outlines[0].boundingRect().bottom(), mapping.y(190));
}

void InspectorPanelTest::severalModelsHaveARowEach()
{
    show(0);
    QVERIFY(m_panel->models().isHidden());
    m_session->editIdentity(id(1), [](auto &identity) {
        identity.birth.models = {{"llama", "vLLM", 0}, {"qwen", "vLLM", 0}};
    });
    m_session->publish();
    show(1);
    QVERIFY(!m_panel->models().isHidden());
    QCOMPARE(m_panel->models().textsOf(QStringLiteral("qwen"))[3], QStringLiteral("\u2014"));
    session::LiveSample live = liveSample(1, 0.5);
    telemetry::ModelSample llama;
    llama.model = "llama";
    llama.metrics.set(MetricId::RequestsRunning, 7);
    llama.metrics.set(MetricId::RequestsWaiting, 0);
    llama.metrics.setAbsent(MetricId::KvCacheUsage, telemetry::Absence::FlagOff);
    llama.metrics.set(MetricId::TokensOut, 900);
    llama.latencies[0].emplace();
    llama.latencies[0]->record(0.2, 10);
    live.sample.models = {llama};
    m_panel->appendSamples({live});
    const QStringList row = m_panel->models().textsOf(QStringLiteral("llama"));
    QCOMPARE(row[1], QStringLiteral("7 / 0"));
    QCOMPARE(row[2], QStringLiteral("n/a"));
    QVERIFY2(row[3].endsWith(QStringLiteral(" ms")), qPrintable(row[3]));
    QCOMPARE(m_panel->models().textsOf(QStringLiteral("qwen"))[1], QStringLiteral("\u2014"));
    show(0);
    QVERIFY(m_panel->models().isHidden());
}

void InspectorPanelTest::figuresBeyondTheCatalogueAreShown()
{
    m_session->editIdentity(id(0), [](auto &identity) {
        identity.birth.metrics = {"load", "ttft", "fan.speed", "door"};
    });
    m_session->publish();
    show(0);
    QCOMPARE(m_panel->customFigures().textOf(QStringLiteral("fan.speed")), QStringLiteral("\u2014"));
    session::LiveSample live = liveSample(0, 0.5);
    live.sample.custom = {{"fan.speed", "rpm", 2400}};
    m_panel->appendSamples({live});
    QCOMPARE(m_panel->customFigures().textOf(QStringLiteral("fan.speed")), QStringLiteral("2,400 rpm"));
    QCOMPARE(m_panel->customFigures().textOf(QStringLiteral("door")), QStringLiteral("n/a"));
    QVERIFY(m_panel->customFigures().textOf(QStringLiteral("load")).isEmpty());
    show(1);
    QVERIFY(m_panel->customFigures().isHidden());
}

void InspectorPanelTest::crosshairIsSharedByAllCharts()
{
    show(0);
    m_asked[0].done(answerTo(m_asked[0].query, 0.5));
    charts::LatencyChart &latency = m_panel->charts().latency();
    QTRY_VERIFY(latency.rebuildCount() > 0);
    Q_EMIT latency.hovered((m_asked[0].query.from + 40s).toSeconds() * 1e3);
    QVERIFY(latency.readoutText().contains(QStringLiteral("p95 200")));
    QVERIFY(m_panel->charts().load().readoutText().contains(QStringLiteral("load 50")));
    Q_EMIT latency.hoverLeft();
    QVERIFY(m_panel->charts().load().readoutText().isEmpty());
}

void InspectorPanelTest::lowPanelScrolls()
{
    show(0);
    m_panel->resize(350, 400);
    auto *scroll = m_panel->findChild<QScrollArea *>();
    QTRY_VERIFY(scroll->verticalScrollBar()->maximum() > 0);
    QCOMPARE(scroll->horizontalScrollBar()->maximum(), 0);
}

QTEST_MAIN(InspectorPanelTest)
#include "tst_inspector_panel.moc"
