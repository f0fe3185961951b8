#include "core/commands/builtin_catalogue.h"
#include "sim_fixtures.h"

#include <QTest>
#include <cmath>

using namespace iso;
using namespace std::chrono_literals;
using telemetry::MetricId;
using telemetry::ServiceState;
using wire::ReceiptState;

namespace
{

/// A fleet of which one node gets commands.
struct Rig : test::SimRig {
    using SimRig::SimRig;
    std::uint32_t node = 0;

    CommandId order(std::string_view name, std::vector<wire::Argument> arguments = {})
    {
        wire::CommandBody body;
        body.id = ids.newCommandId(clock.utcNow().toNanoseconds() / 1'000'000);
        body.node = NodeId::fromText(idOf(node)).value();
        body.name = name;
        body.arguments = std::move(arguments);
        body.issuedAt = clock.utcNow();
        body.expiresAt = clock.utcNow() + 60s;
        body.issuer = "op-7";
        wire::Command command;
        command.body = wire::encodeCommandBody(body);
        hubSays(idOf(node), command);
        return body.id;
    }
    std::vector<wire::Receipt> receiptsOf(const CommandId &id)
    {
        std::vector<wire::Receipt> receipts;
        for (const auto &envelope : loop.controlOf<wire::Receipt>()) {
            const auto &receipt = std::get<wire::Receipt>(envelope.payload);
            if (receipt.command == id) {
                receipts.push_back(receipt);
            }
        }
        return receipts;
    }
    wire::Receipt last(const CommandId &id) { return receiptsOf(id).back(); }
    /// The node's newest live sample.
    telemetry::Sample newest()
    {
        for (auto message = loop.published.rbegin(); message != loop.published.rend(); ++message) {
            if (message->envelope.header.node.text() == idOf(node)) {
                return std::get<telemetry::Sample>(message->envelope.payload);
            }
        }
        qFatal("no sample");
        return {};
    }
    /// Requests per second that reach the fleet, as its machines see them.
    double served()
    {
        double sum = 0;
        for (std::uint32_t i = 0; i < world->plan().nodes.size(); ++i) {
            sum += world->traffic().offered_rps(i);
        }
        return sum;
    }
};

std::string resultOf(const wire::Receipt &receipt, const std::string &name)
{
    for (const auto &result : receipt.results) {
        if (result.name == name) {
            return result.value;
        }
    }
    return {};
}

sim::Scenario stallOf(std::uint32_t count)
{
    return {"", {{sim::FaultKind::Stall, 10s, 1h, {}, {sim::FaultTargets::Choice::Count, "", 0, count}, 0}}};
}

} // namespace

class TestSimulatedCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drainMovesTheTrafficToTheNeighboursAndResumeBringsItBack()
    {
        Rig rig(60);
        rig.connect();
        rig.run(20s);
        const double before = rig.served();
        const double own = rig.world->traffic().offered_rps(0);
        QVERIFY(own > 0);
        QVERIFY(rig.newest().metrics.value(MetricId::RequestsRunning).value() > 0);

        const CommandId drain = rig.order(commands::kDrainCommand);
        rig.run(1500ms);
        QCOMPARE(rig.newest().service, ServiceState::Draining);
        QCOMPARE(rig.last(drain).state, ReceiptState::Running);
        QVERIFY(rig.last(drain).percent > 0U);
        rig.run(20s);
        QCOMPARE(rig.last(drain).state, ReceiptState::Succeeded);
        QCOMPARE(rig.newest().service, ServiceState::Drained);
        QCOMPARE(rig.newest().metrics.value(MetricId::RequestsRunning).value(), 0.0);
        QCOMPARE(rig.world->traffic().offered_rps(0), 0.0);
        QVERIFY2(std::abs(rig.served() / before - 1) < 0.01, QByteArray::number(rig.served() / before).constData());

        const CommandId resume = rig.order(commands::kResumeCommand);
        rig.run(5s);
        QCOMPARE(rig.last(resume).state, ReceiptState::Succeeded);
        QVERIFY(std::abs(rig.world->traffic().offered_rps(0) / own - 1) < 0.02);
        QVERIFY(rig.newest().service == ServiceState::Serving || rig.newest().service == ServiceState::Busy);
    }

    void aCancelledDrainServesOn()
    {
        Rig rig(5);
        rig.connect();
        rig.run(5s);
        const CommandId drain = rig.order(commands::kDrainCommand);
        rig.run(1s);
        const CommandId cancel = rig.order(commands::kCancelCommand, {{"command", toText(drain)}});
        QCOMPARE(rig.last(drain).state, ReceiptState::Cancelled);
        QCOMPARE(rig.last(cancel).state, ReceiptState::Succeeded);
        rig.run(3s);
        QCOMPARE(rig.newest().service, ServiceState::Serving);
        QVERIFY(rig.world->traffic().offered_rps(0) > 0);
    }

    void setIntervalChangesTheSamplesAndTheBirth()
    {
        Rig rig(1);
        rig.connect();
        rig.run(5s);
        const CommandId id = rig.order(commands::kSetIntervalCommand, {{"interval_ms", "200"}});
        QCOMPARE(rig.last(id).state, ReceiptState::Succeeded);
        rig.run(1s);
        rig.loop.published.clear();
        rig.run(5s);
        QVERIFY(rig.loop.published.size() >= 24 && rig.loop.published.size() <= 26);
        QCOMPARE(rig.newest().interval, Duration(200ms));
        QCOMPARE(std::get<wire::Birth>(rig.loop.controlOf<wire::Birth>().back().payload).interval, Duration(200ms));
    }

    void statusTellsWhetherTheWorkerIsActive()
    {
        Rig rig(1);
        rig.connect();
        rig.run(10s);
        const CommandId id = rig.order(commands::kStatusCommand);
        QCOMPARE(rig.last(id).state, ReceiptState::Succeeded);
        QCOMPARE(resultOf(rig.last(id), "active"), std::string("true"));
        QCOMPARE(resultOf(rig.last(id), "service"), std::string("serving"));
        QVERIFY(std::stoi(resultOf(rig.last(id), "engine_steps")) > 0);
    }

    void statusFindsAHungEngineAndADrainOfItFails()
    {
        Rig rig(1, stallOf(1));
        rig.connect();
        rig.run(15s);
        const CommandId status = rig.order(commands::kStatusCommand);
        QCOMPARE(resultOf(rig.last(status), "active"), std::string("false"));
        const CommandId drain = rig.order(commands::kDrainCommand);
        rig.run(25s);
        QCOMPARE(rig.last(drain).state, ReceiptState::Failed);
        QVERIFY(rig.last(drain).message.find("do not finish") != std::string::npos);
    }

    void probeMeasuresItsTargetWithProgress()
    {
        Rig rig(1);
        rig.connect();
        rig.run(2s);
        const CommandId id = rig.order(commands::kProbeCommand, {{"target", "10.0.0.1:443"}, {"count", "200"}});
        rig.run(30s);
        const auto receipts = rig.receiptsOf(id);
        QVERIFY(receipts.size() >= 4);
        QCOMPARE(receipts[0].state, ReceiptState::Received);
        QCOMPARE(receipts[1].state, ReceiptState::Accepted);
        std::uint32_t before = 0;
        for (const auto &receipt : receipts) {
            if (receipt.state == ReceiptState::Running) {
                QVERIFY(*receipt.percent >= before);
                before = *receipt.percent;
            }
        }
        const auto last = receipts.back();
        QCOMPARE(last.state, ReceiptState::Succeeded);
        QCOMPARE(std::stoi(resultOf(last, "ok")) + std::stoi(resultOf(last, "failed")), 200);
        const double p50 = std::stod(resultOf(last, "connect_p50_ms"));
        const double p95 = std::stod(resultOf(last, "connect_p95_ms"));
        QVERIFY(p50 > 0 && p95 >= p50);
    }

    void probeOfAModelTellsItsTokens()
    {
        Rig rig(1);
        rig.connect();
        rig.run(2s);
        const CommandId id = rig.order(commands::kProbeCommand, {{"target", "http://10.0.0.1:8000"}, {"count", "20"}});
        rig.run(30s);
        const auto last = rig.last(id);
        QCOMPARE(last.state, ReceiptState::Succeeded);
        const double ttft = std::stod(resultOf(last, "ttft_p50_ms"));
        QVERIFY(std::stod(resultOf(last, "itl_p50_ms")) < ttft);
        QVERIFY(std::stod(resultOf(last, "e2e_p50_ms")) > ttft);
        QCOMPARE(resultOf(last, "connect_p50_ms"), std::string());
        QVERIFY(resultOf(last, "ttft_histogram_ms").size() > 10);
    }

    void probeOfWhatDoesNotExistFails()
    {
        Rig rig(1);
        rig.connect();
        rig.run(2s);
        const CommandId id = rig.order(commands::kProbeCommand, {{"target", "nowhere.invalid:80"}, {"count", "5"}});
        rig.run(3s);
        QCOMPARE(rig.last(id).state, ReceiptState::Failed);
        QCOMPARE(resultOf(rig.last(id), "failed"), std::string("5"));
    }

    void aCancelledProbeTellsWhatItHas()
    {
        Rig rig(1);
        rig.connect();
        rig.run(2s);
        const CommandId id = rig.order(commands::kProbeCommand, {{"target", "10.0.0.1:443"}, {"count", "1000"}});
        rig.run(1s);
        rig.order(commands::kCancelCommand, {{"command", toText(id)}});
        QCOMPARE(rig.last(id).state, ReceiptState::Cancelled);
        const int made = std::stoi(resultOf(rig.last(id), "ok")) + std::stoi(resultOf(rig.last(id), "failed"));
        QVERIFY(made > 0 && made < 1000);
    }

    void aCrashMakesARunningCommandUnknownForEver()
    {
        const sim::Scenario crash{
            "", {{sim::FaultKind::Crash, 12s, 5s, {}, {sim::FaultTargets::Choice::Count, "", 0, 1}, 0}}};
        Rig rig(1, crash);
        rig.connect();
        rig.run(11s);
        const CommandId id = rig.order(commands::kDrainCommand);
        rig.run(10s);
        rig.hubSays(rig.idOf(0), wire::CommandQuery{id});
        QCOMPARE(rig.last(id).state, ReceiptState::Unknown);
        rig.run(20s);
        QCOMPARE(rig.newest().service, ServiceState::Serving);
    }
};

QTEST_GUILESS_MAIN(TestSimulatedCommands)
#include "tst_simulated_commands.moc"
