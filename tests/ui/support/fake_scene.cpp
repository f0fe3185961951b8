#include "tests/ui/support/fake_scene.h"

#include "core/events/problem_events.h"
#include "core/problems/problem_tracker.h"

#include "tests/ui/support/fake_keys.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace iso::test
{

using namespace std::chrono_literals;
using telemetry::LatencyId;
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;

namespace
{

telemetry::QuantileBounds around(double value)
{
    return {value * 0.99, value, value * 1.01};
}

void setTtft(fleet::NodeSnapshot &node, double p95_s, std::mt19937 &random)
{
    auto &ttft = node.latencies[static_cast<std::size_t>(LatencyId::TimeToFirstToken)];
    ttft = {420, around(p95_s * 0.45), around(p95_s), around(p95_s * 1.5)};
    node.windows = windowsAround(p95_s, 420);
    std::normal_distribution<double> noise(1, 0.06);
    for (std::uint16_t &value : node.ttftTrend.values_ms) {
        value = static_cast<std::uint16_t>(std::clamp(p95_s * 1e3 * noise(random), 1.0, 60'000.0));
    }
}

void setOrdinary(fleet::NodeSnapshot &node, std::mt19937 &random)
{
    std::normal_distribution<double> load(0.6, 0.12);
    std::lognormal_distribution<double> ttft(std::log(0.2), 0.14);
    const double used = std::clamp(load(random), 0.1, 0.93);
    setTtft(node, ttft(random), random);
    node.service = used > 0.85 ? ServiceState::Busy : used < 0.3 ? ServiceState::Idle : ServiceState::Serving;
    telemetry::MetricSet &m = node.metrics;
    m.set(MetricId::Load, used);
    m.set(MetricId::RequestsRunning, std::round(used * 64));
    m.set(MetricId::RequestsWaiting, std::round(std::max(0.0, used - 0.8) * 40));
    m.set(MetricId::KvCacheUsage, used * 0.9);
    m.set(MetricId::CpuUtilization, used * 0.5);
    m.set(MetricId::GpuUtilization, std::min(1.0, used * 1.1));
    m.set(MetricId::GpuTemperature, 45 + 40 * used);
    m.set(MetricId::GpuPower, 90 + 210 * used);
    m.set(MetricId::MemoryUsed, 31e9 * used);
    m.set(MetricId::MemoryTotal, 64e9);
    m.set(MetricId::TokensOut, std::round(used * 1500));
    m.setAbsent(MetricId::PrefixCacheHit, telemetry::Absence::FlagOff);
    node.clock = {3ms, 1ms, true};
}

NodeId node(const char *name)
{
    return NodeId::fromText(name).value();
}

void setTrouble(FakeSession &session, HubTime now, std::mt19937 &random)
{
    session.edit(node("edge-osl-001"), [&](fleet::NodeSnapshot &n) {
        setTtft(n, 0.612, random);
        n.service = ServiceState::Busy;
        n.metrics.set(MetricId::Load, 0.96);
        n.metrics.set(MetricId::RequestsRunning, 64);
        n.metrics.set(MetricId::RequestsWaiting, 41);
        n.metrics.set(MetricId::KvCacheUsage, 0.93);
    });
    session.edit(node("edge-osl-002"), [&](fleet::NodeSnapshot &n) { setTtft(n, 0.288, random); });
    session.edit(node("edge-bom-002"), [&](fleet::NodeSnapshot &n) { setTtft(n, 0.371, random); });
    session.edit(node("edge-sin-001"), [&](fleet::NodeSnapshot &n) { setTtft(n, 0.418, random); });
    session.edit(node("edge-sao-001"), [&](fleet::NodeSnapshot &n) { n.service = ServiceState::Stalled; });
    session.edit(node("edge-lon-002"), [&](fleet::NodeSnapshot &n) { n.service = ServiceState::Draining; });
    session.edit(node("edge-nyc-002"), [&](fleet::NodeSnapshot &n) { n.lastSampleReceived = now - 40s; });
    for (const NodeId &id : session.nodeIds()) {
        if (id.text().starts_with("edge-dub-")) {
            session.edit(id, [&](fleet::NodeSnapshot &n) {
                n.link = LinkState::PathLost;
                n.linkSince = now - 4min;
                n.lastHeard = n.lastSampleReceived = now - 4min;
                n.ttftTrend = {};
            });
        }
    }
}

commands::CommandRecord command(std::uint8_t number, const char *target, const char *name, HubTime created,
                                std::vector<commands::CommandStep> steps)
{
    std::array<std::uint8_t, 16> bytes{};
    bytes[0] = 0x80;
    bytes[15] = number;
    commands::CommandRecord record;
    record.id = CommandId(bytes);
    record.node = node(target);
    record.name = name;
    record.issuer = "op-7";
    record.createdAt = created;
    record.expiresAt = created + 60s;
    record.timeout = 120s;
    record.steps = std::move(steps);
    return record;
}

void setCommands(FakeSession &session, HubTime now)
{
    using commands::CommandState;
    const HubTime first = now - 340s;
    session.setCommand(
        command(1, "edge-sao-001", "status", first,
                {{CommandState::Sent, first, {}, {}},
                 {CommandState::Failed, first + 2s, {}, "engine answers, but its step counter stands still"}}));
    session.setCommand(command(
        2, "edge-dub-001", "status", now - 220s,
        {{CommandState::Sent, now - 220s, {}, {}}, {CommandState::Unknown, now - 210s, {}, "no answer within 10 s"}}));
    auto interval = command(3, "edge-osl-001", "set-interval", now - 95s,
                            {{CommandState::Sent, now - 95s, {}, {}},
                             {CommandState::Accepted, now - 95s, {}, {}},
                             {CommandState::Verified, now - 93s, {}, "samples arrive every 500 ms"}});
    interval.arguments = {{"interval_ms", "500"}};
    session.setCommand(interval);
    session.setCommand(command(4, "edge-lon-002", "drain", now - 12s,
                               {{CommandState::Sent, now - 12s, {}, {}},
                                {CommandState::Accepted, now - 12s, {}, {}},
                                {CommandState::Running, now - 1s, 62, "7 requests left"}}));
    auto probe = command(6, "edge-osl-001", "probe", now - 40s,
                         {{CommandState::Sent, now - 40s, {}, {}},
                          {CommandState::Accepted, now - 40s, {}, {}},
                          {CommandState::Verified, now - 21s, {}, "19 of 20 requests to gateway went well"}});
    probe.arguments = {{"target", "gateway"}, {"count", "20"}};
    probe.results = {{"ok", "19"},
                     {"failed", "1"},
                     {"error", "no token within 10 s"},
                     {"ttft_min_ms", "118"},
                     {"ttft_p50_ms", "141"},
                     {"ttft_p95_ms", "212"},
                     {"ttft_p99_ms", "240"},
                     {"ttft_max_ms", "240"},
                     {"ttft_histogram_ms", "116:0,124:2,132:5,140:6,150:3,162:1,205:0,218:1,236:0,250:1"},
                     {"itl_min_ms", "9.1"},
                     {"itl_p50_ms", "11.2"},
                     {"itl_p95_ms", "14.8"},
                     {"itl_p99_ms", "19.5"},
                     {"itl_max_ms", "31"},
                     {"itl_histogram_ms", "9:0,10:40,11:210,12:180,13:90,14:30,16:18,20:9,32:3"},
                     {"e2e_min_ms", "902"},
                     {"e2e_p50_ms", "1120"},
                     {"e2e_p95_ms", "1480"},
                     {"e2e_p99_ms", "1612"},
                     {"e2e_max_ms", "1612"},
                     {"e2e_histogram_ms", "890:0,980:4,1080:5,1190:6,1310:2,1440:1,1640:1"}};
    session.setCommand(probe);
    session.setCommand(command(5, "edge-osl-001", "probe", now - 3s, {{CommandState::Sent, now - 3s, {}, {}}}));
}

std::vector<history::GroupPoint> fakePoints(const history::GroupQuery &query, double nodes, double slow)
{
    using history::GroupFigure;
    std::vector<history::GroupPoint> points;
    for (std::size_t i = 0; i < query.steps; ++i) {
        const NodeTime start = query.from + query.step * static_cast<std::int64_t>(i);
        // Follows from the time alone, so that a later look shows the same again.
        const std::int64_t number = start.toNanoseconds() / query.step.count();
        if (number % 300 > 120 && number % 300 < 135) {
            continue;
        }
        std::mt19937 random(static_cast<std::uint32_t>(number * 7919) + static_cast<std::uint32_t>(slow * 100));
        std::normal_distribution<double> noise(1, 0.06);
        const double wave = 1 + 0.15 * std::sin(static_cast<double>(number) / 40);
        history::GroupPoint point;
        point.start = start;
        point.nodes = static_cast<std::uint32_t>(nodes);
        point.samples = static_cast<std::uint64_t>(nodes * static_cast<double>(query.step / 1s));
        history::LatencyPoint &ttft = point.latencies[0];
        ttft.count = point.samples;
        ttft.p50 = around(0.14 * slow * wave * noise(random));
        ttft.p95 = around(0.25 * slow * wave * noise(random));
        ttft.p99 = around(0.34 * slow * wave * noise(random));
        point.latencies[2] = ttft;
        const std::array coverages = {0.97, 0.0, 0.97, 0.0};
        for (std::size_t latency = 0; latency < coverages.size(); ++latency) {
            point.latencies[latency].coverage_ratio = coverages[latency];
        }
        const auto set = [&](GroupFigure figure, double value) {
            point.figures[static_cast<std::size_t>(figure)] = value * noise(random);
            point.figureNodes[static_cast<std::size_t>(figure)] = point.nodes;
        };
        set(GroupFigure::Load, 0.65 * wave);
        set(GroupFigure::GpuUtilization, 0.7);
        set(GroupFigure::KvCacheUsage, 0.5 * wave);
        set(GroupFigure::CpuUtilization, 0.35);
        set(GroupFigure::RequestsWaiting, 6 * nodes * slow * wave);
        set(GroupFigure::RequestsRunning, 30 * nodes);
        set(GroupFigure::TokensOutPerSecond, 1400 * nodes);
        set(GroupFigure::RequestsPerSecond, 6 * nodes);
        set(GroupFigure::Power, 310 * nodes);
        set(GroupFigure::ErrorRatio, 0.0004);
        set(GroupFigure::EnergyPerToken, 0.31);
        points.push_back(std::move(point));
    }
    return points;
}

} // namespace

void setScene(FakeSession &session, const Clock &clock, std::size_t nodes)
{
    std::mt19937 random(7);
    const HubTime now = clock.utcNow();
    session.addFleet(nodes);
    for (const NodeId &id : session.nodeIds()) {
        session.edit(id, [&](fleet::NodeSnapshot &n) { setOrdinary(n, random); });
    }
    setTrouble(session, now, random);
    setCommands(session, now);
    session.setFleetFigures([](fleet::GroupSummary &fleet) {
        fleet.ttftCoverage_ratio = 1;
        fleet.errors_ratio = 0.0004;
        fleet.tokensOutPerSecond = 1.84e6;
        fleet.power_watts = 4.1e5;
        fleet.joulesPerToken = 0.31;
    });
    fleet::HubHealth &hub = session.hub();
    hub.messages = 1'284'002;
    hub.samples = 1'201'550;
    hub.stored = 1'201'210;
    hub.historical = 812;
    hub.duplicates = 14;
    hub.missing = 3;
    hub.messagesPerSecond = 2412;
    hub.refused.assign(17, 0);
    hub.refused[1] = 12;
    hub.refused[12] = 3;
    hub.refused[14] = 1'204;
    hub.refused[16] = 2;
    session.setRefusals({{now - 12s, "edge-tst-002", "not approved", "its key is not approved", "0a0c656467652d747374"},
                         {now - 20s, "edge-tst-001", "malformed", "payload does not parse", "7b226122"},
                         {now - 80s, "edge-nyc-009", "time out of range", "node time is 6 min ahead", "0a04"}});
    session.answerSeries(fakeSeries);
    session.answerGroups(fakeGroup);
    session.publish();
}

void setKeyScene(FakeSession &session, const Clock &clock)
{
    using enrolment::KeyState;
    const HubTime now = clock.utcNow();
    enrolment::KeyList list;
    const auto add = [&list](const char *fingerprint, KeyState state, const char *node,
                             HubTime firstSeen) -> enrolment::KeyRecord & {
        enrolment::KeyRecord &key = list.keys.emplace_back(keyRecord(fingerprint, state, node));
        key.firstSeen = firstSeen;
        key.lastSeen = std::max(firstSeen, firstSeen + 40s);
        if (state != KeyState::Pending) {
            key.decidedBy = "op-7";
            key.decidedAt = firstSeen + 10s;
        }
        return key;
    };
    add("3f9a-01bc-77de-5a10-c4e2", KeyState::Pending, "", now - 42s).address = "10.20.0.17";
    add("c2d4-88f1-09ab-e7c3-5d60", KeyState::Pending, "", now - 190s).address = "10.20.0.31";
    add("91e0-4b7a-d2f3-6c58-a10d", KeyState::Approved, "edge-osl-001", now - 7200s).note = "rack 4, called in by site";
    enrolment::KeyRecord &gateway = add("0b6f-e2c9-54d8-13a7-9f42", KeyState::Approved, "", now - 9000s);
    gateway.kind = enrolment::KeyKind::Gateway;
    gateway.declared = {"edge-lon-*", "edge-dub-*", "edge-par-001"};
    gateway.speaksFor = 28;
    add("77aa-10ce-b3f5-42d9-08e1", KeyState::Rejected, "", now - 86'000s).note = "not one of ours";
    add("e5b8-c71d-6f20-a94e-3b57", KeyState::Revoked, "edge-nyc-009", now - 260'000s).note = "stolen laptop";
    session.setKeys(std::move(list));

    session::NetworkStatus network;
    network.isWanted = network.isListening = network.isProven = true;
    network.telemetry = "tcp://*:5557";
    network.control = "tcp://*:5558";
    network.hubFingerprint = "8c11-f0a7-2e96-bd34-71c5";
    network.joinLines = {"isochrone://10.20.0.2:5557:5558/rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7",
                         "isochrone://192.0.2.40:5557:5558/rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"};
    session.setNetwork(network);
}

void setProblemScene(FakeSession &session, const Clock &clock)
{
    problems::ProblemTracker tracker({}, clock.steadyNow());
    for (int second = 0; second < 100; ++second) {
        tracker.look(session.snapshot(), {}, clock.steadyNow() + second * 1s);
    }
    std::vector<problems::Problem> rows;
    const problems::ProblemListPtr list = tracker.list();
    for (const problems::ProblemPtr &problem : list->problems) {
        rows.push_back(*problem);
    }
    if (!rows.empty()) {
        rows.back().acknowledgement =
            problems::Acknowledgement{"op-3", "technician is on the way", clock.utcNow() - 90s};
    }
    const HubTime now = clock.utcNow();
    std::vector<events::Event> happened;
    for (const problems::Problem &row : rows) {
        happened.push_back(events::began(row, now - 40s));
    }
    const NodeId node = session.nodeIds().front();
    const auto add = [&](Duration age, events::EventKind kind, const std::string &text) {
        happened.push_back({now - age, kind, 0, node, {}, text});
    };
    add(50s, events::EventKind::CommandEnded, "drain verified: empty after 31 s");
    add(81s, events::EventKind::CommandSent, "drain by op-7: new disk");
    add(3min, events::EventKind::Changed, "Restarted, changed: engine vLLM: 0.10 -> 0.11");
    add(4min, events::EventKind::Link, "Heard again after 45 s");
    add(5min, events::EventKind::Link, "Link lost");
    add(11min, events::EventKind::Service, "Service stalled, was serving");
    add(21min, events::EventKind::Joined, "Joined: vLLM 0.10, llama-3-8b, L40S 48.0 GB x2");
    happened.push_back({now - 1h, events::EventKind::Key, 0, node, "3f9a-01bc", "Key approved by op-7: rack 4"});
    happened.push_back({now - 2h, events::EventKind::Hub, 0, {}, {}, "Hub started"});
    session.setProblems(std::move(rows));
    session.setEvents(std::move(happened));
}

history::SeriesResult fakeSeries(const history::SeriesQuery &query)
{
    std::mt19937 random(11);
    std::normal_distribution<double> noise(1, 0.08);
    history::SeriesResult result;
    result.node = query.node;
    result.from = query.from;
    result.to = query.to;
    result.step = std::max<Duration>(1s, (query.to - query.from) / static_cast<std::int64_t>(query.points));
    int i = 0;
    for (NodeTime t = query.from; t < query.to; t = t + result.step, ++i) {
        if (i % 400 > 330 && i % 400 < 350) {
            continue;
        }
        const double wave = 1 + 0.15 * std::sin(i / 40.0);
        history::SeriesPoint point;
        point.time = t;
        point.samples = 1;
        point.covered = result.step;
        point.ttftP50 = around(0.27 * wave * noise(random));
        point.ttftP95 = around(0.58 * wave * noise(random));
        point.ttftP99 = around(0.7 * wave * noise(random));
        point.mean.set(MetricId::Load, std::min(1.0, 0.85 * wave * noise(random)));
        point.mean.set(MetricId::GpuUtilization, std::min(1.0, 0.9 * noise(random)));
        point.mean.set(MetricId::KvCacheUsage, std::min(1.0, 0.7 * wave));
        point.mean.set(MetricId::CpuUtilization, 0.4 * noise(random));
        point.mean.set(MetricId::RequestsWaiting, std::round(30 * wave * noise(random)));
        point.mean.set(MetricId::RequestsRunning, 60);
        point.mean.set(MetricId::TokensOut, 1400 * noise(random));
        point.max = point.mean;
        result.points.push_back(point);
    }
    return result;
}

history::GroupResult fakeGroup(const history::GroupQuery &query)
{
    history::GroupResult result;
    result.readFrom = query.from;
    result.points = fakePoints(query, static_cast<double>(query.nodes.size()), 1);
    for (const history::GroupPoint &point : result.points) {
        result.samples += point.samples;
    }
    for (std::size_t i = 0; query.eachNode && i < query.nodes.size(); ++i) {
        result.eachNode.push_back(fakePoints(query, 1, 0.7 + 0.25 * static_cast<double>(i)));
    }
    return result;
}

} // namespace iso::test
