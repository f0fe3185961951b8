// Runs the Python programs of core/wire/README.md, as they stand on the page, against a hub.
#include "core/session/live_session.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <QFile>
#include <QProcess>
#include <QTest>
#include <algorithm>

using namespace iso;
using namespace std::chrono_literals;
using telemetry::MetricId;

namespace
{

/// The Python code under a heading of the page; empty when it is not there.
QByteArray codeUnder(const QByteArray &heading)
{
    QFile page(QStringLiteral(ISOCHRONE_SOURCE_DIR "/core/wire/README.md"));
    if (!page.open(QIODevice::ReadOnly)) {
        return {};
    }
    const QByteArray text = page.readAll();
    const qsizetype section = text.indexOf("\n" + heading + "\n");
    const qsizetype start = text.indexOf("```python\n", section);
    const qsizetype end = text.indexOf("```\n", start + 10);
    return section < 0 || start < 0 || end < 0 ? QByteArray() : text.mid(start + 10, end - start - 10);
}

/// A hub on free ports in a workspace of its own.
class Hub
{
public:
    Hub()
        : m_logger(m_clock, [](const LogEntry &) {})
    {
        session::SessionOptions options{m_folder.file("workspace"), "test", "tcp://127.0.0.1:*", "tcp://127.0.0.1:*"};
        options.acceptFromNetwork = true;
        options.networkTelemetry = "tcp://127.0.0.1:*";
        options.networkControl = "tcp://127.0.0.1:*";
        m_session = session::LiveSession::open(m_context, options, m_clock, m_logger);
    }

    [[nodiscard]] const Result<std::unique_ptr<session::LiveSession>> &opened() const { return m_session; }
    [[nodiscard]] session::LiveSession &session() { return **m_session; }
    /// What the hub knows of a node; nothing before it has heard of it.
    [[nodiscard]] fleet::NodeRecord node(std::string_view id) const
    {
        const auto snapshot = (*m_session)->snapshot();
        for (const fleet::NodeRecord &record : snapshot->nodes) {
            if (record->id().text() == id) {
                return record;
            }
        }
        return nullptr;
    }
    [[nodiscard]] std::uint64_t samples() const { return (*m_session)->snapshot()->hub.samples; }
    /// Why messages were turned away; empty when none was.
    [[nodiscard]] QByteArray refusals() const
    {
        QByteArray text;
        for (const session::RefusedMessage &message : (*m_session)->refusals()) {
            text += QByteArray::fromStdString(message.reason + ": " + message.detail + "\n");
        }
        return text;
    }

private:
    SystemClock m_clock;
    test::TempWorkspace m_folder;
    Logger m_logger;
    transport::Context m_context;
    Result<std::unique_ptr<session::LiveSession>> m_session;
};

/// A Python program that runs until the end of the test.
class Script
{
public:
    Script(const QByteArray &code, const std::vector<std::string> &arguments)
    {
        QStringList list{QStringLiteral("-c"), QString::fromUtf8(code)};
        for (const std::string &argument : arguments) {
            list << QString::fromStdString(argument);
        }
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PYTHONPATH"), QStringLiteral(ISOCHRONE_PYTHON_MODULES));
        m_process.setProcessEnvironment(environment);
        m_process.setWorkingDirectory(QString::fromStdString(m_folder.path().string()));
        m_process.start(QStringLiteral(ISOCHRONE_PYTHON), list);
    }
    ~Script()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Script(const Script &) = delete;
    Script &operator=(const Script &) = delete;

    [[nodiscard]] bool isRunning() { return m_process.state() != QProcess::NotRunning; }
    [[nodiscard]] QByteArray errors() { return m_process.readAllStandardError(); }

private:
    test::TempWorkspace m_folder;
    QProcess m_process;
};

} // namespace

class TestPythonExamples : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePublisherIsShownWithItsFigures();
    void theNodeIsShownAndObeys();
    void thePublisherGetsInFromTheNetworkOnceItIsApproved();
};

void TestPythonExamples::thePublisherIsShownWithItsFigures()
{
    Hub hub;
    QVERIFY_RESULT(hub.opened());
    const QByteArray code = codeUnder("## A complete publisher");
    QVERIFY(!code.isEmpty());
    Script script(code, {hub.session().telemetryEndpoint()});

    QTRY_VERIFY2_WITH_TIMEOUT(hub.samples() >= 3 || !script.isRunning() || !hub.refusals().isEmpty(), "no samples",
                              30'000);
    QVERIFY2(script.isRunning(), script.errors().constData());
    QCOMPARE(hub.refusals(), QByteArray());

    const auto node = hub.node("my-node-1");
    QVERIFY(node);
    QCOMPARE(node->identity->region.text(), "home");
    QCOMPARE(node->identity->site.text(), "lab");
    QVERIFY(node->identity->birth.telemetryOnly);
    QCOMPARE(node->link, telemetry::LinkState::Live);
    QCOMPARE(node->service, telemetry::ServiceState::Serving);
    QVERIFY(node->metrics.has(MetricId::CpuUtilization));
    QCOMPARE(node->metrics.value(MetricId::TokensOut), std::optional(420.0)); // summed from the model
    QVERIFY(!node->metrics.has(MetricId::GpuPower));
    const auto &ttft = node->latency(telemetry::LatencyId::TimeToFirstToken);
    QVERIFY(ttft.count >= 9);
    QVERIFY(ttft.p50.lower <= 0.27 && 0.27 <= ttft.p50.upper);
    QVERIFY(ttft.p99.lower <= 0.34 && 0.34 <= ttft.p99.upper);
    QCOMPARE(node->missing, 0U);
    QCOMPARE(node->lostForEver, 0U);
}

void TestPythonExamples::thePublisherGetsInFromTheNetworkOnceItIsApproved()
{
    Hub hub;
    QVERIFY_RESULT(hub.opened());
    QTRY_VERIFY_WITH_TIMEOUT(hub.session().network()->isListening, 20'000);
    QByteArray code = codeUnder("## A complete publisher");
    const qsizetype connect = code.indexOf("socket.connect(");
    QVERIFY(connect > 0);
    code.insert(connect, codeUnder("## From another machine"));
    Script script(code, {hub.session().network()->telemetry, hub.session().network()->hubKey.text()});

    QTRY_VERIFY2_WITH_TIMEOUT(!hub.session().keys()->keys.empty() || !script.isRunning(), "it does not knock", 30'000);
    QVERIFY2(script.isRunning(), script.errors().constData());
    QCOMPARE(hub.session().keys()->keys.front().state, enrolment::KeyState::Pending);
    QVERIFY2(!hub.node("my-node-1"), "nothing of it gets in");
    QCOMPARE(hub.samples(), 0U);

    enrolment::KeyDecision approve;
    approve.key = hub.session().keys()->keys.front().key;
    approve.by = "test";
    hub.session().decideKey(approve, [](const Status &) {});
    QTRY_VERIFY2_WITH_TIMEOUT(hub.samples() >= 3 || !script.isRunning(), "no samples", 60'000);
    QVERIFY2(script.isRunning(), script.errors().constData());
    const auto node = hub.node("my-node-1");
    QVERIFY(node && node->identity->verified);
    QTRY_COMPARE_WITH_TIMEOUT(hub.session().keys()->keys.front().node.text(), std::string("my-node-1"), 10'000);
}

void TestPythonExamples::theNodeIsShownAndObeys()
{
    Hub hub;
    QVERIFY_RESULT(hub.opened());
    const QByteArray code = codeUnder("## A complete node in Python");
    QVERIFY(!code.isEmpty());
    Script script(code, {hub.session().telemetryEndpoint(), hub.session().controlEndpoint()});

    const auto isComplete = [&hub] {
        const auto node = hub.node("my-node-2");
        return node && node->identity->bornAt.isValid() && node->clock.isKnown && hub.samples() >= 3 &&
               node->missing == 0;
    };
    QTRY_VERIFY2_WITH_TIMEOUT(isComplete() || !script.isRunning() || !hub.refusals().isEmpty(), "not complete", 60'000);
    QVERIFY2(script.isRunning(), script.errors().constData());
    QCOMPARE(hub.refusals(), QByteArray());
    const auto node = hub.node("my-node-2");
    QCOMPARE(node->link, telemetry::LinkState::Live);
    QCOMPARE(node->lostForEver, 0U); // what PUB dropped at the start was sent again
    QVERIFY(std::chrono::abs(node->clock.offset) <= node->clock.error + 1ms);

    commands::CommandRequest request;
    request.targets = {node->id()};
    request.name = "status";
    request.issuer = "test";
    const auto ids = hub.session().submit(request);
    QVERIFY_RESULT(ids);
    const auto record = [&]() -> commands::CommandRecordPtr {
        const auto list = hub.session().commands();
        const auto found = std::find_if(list->commands.begin(), list->commands.end(),
                                        [&](const auto &command) { return command->id == ids->front(); });
        return found == list->commands.end() ? nullptr : *found;
    };
    QTRY_VERIFY_WITH_TIMEOUT(record() && !record()->results.empty(), 30'000);
    QCOMPARE(record()->results, (std::vector<wire::Argument>{{"state", "active"}}));
    QCOMPARE(hub.refusals(), QByteArray());
}

QTEST_GUILESS_MAIN(TestPythonExamples)
#include "tst_python_examples.moc"
