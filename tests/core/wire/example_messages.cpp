#include "tests/core/wire/example_messages.h"

#include <algorithm>

namespace iso::test
{

namespace
{

using namespace telemetry;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kTime_ns = 1'773'480'413'589'000'000; // 2026-03-14T09:26:53.589Z

template<typename Id>
Id uuid(std::uint8_t last)
{
    std::array<std::uint8_t, 16> bytes{0x01, 0x8f, 0x3a, 0x5e, 0x7c, 0x1d, 0x7b, 0x3a};
    bytes[15] = last;
    return Id(bytes);
}

wire::Header nodeHeader(wire::Stream stream, std::uint64_t seq)
{
    wire::Header header;
    header.node = *NodeId::fromText("osl-0042");
    header.boot = uuid<BootId>(7);
    header.stream = stream;
    header.seq = seq;
    header.time = NodeTime::fromNanoseconds(kTime_ns);
    return header;
}

wire::Header hubHeader(std::uint64_t seq)
{
    wire::Header header;
    header.node = *NodeId::fromText("osl-0042");
    header.stream = wire::Stream::Control;
    header.seq = seq;
    header.time = NodeTime::fromNanoseconds(kTime_ns + 1000);
    return header;
}

LatencyHistogram exponential(double first_s, int count)
{
    LatencyHistogram histogram;
    for (int i = 0; i < count; ++i) {
        histogram.record(first_s * (1 + 0.17 * i), 1 + static_cast<std::uint64_t>(i) % 3);
    }
    return histogram;
}

ModelSample firstModel()
{
    ModelSample model;
    model.model = "meta-llama/Llama-3.1-8B-Instruct";
    model.metrics.set(MetricId::Load, 0.75);
    model.metrics.set(MetricId::RequestsRunning, 6);
    model.metrics.set(MetricId::RequestsWaiting, 0);
    model.metrics.set(MetricId::KvCacheUsage, 0.42);
    model.metrics.setAbsent(MetricId::PrefixCacheHit, Absence::FlagOff);
    model.metrics.set(MetricId::Preemptions, 1);
    model.metrics.set(MetricId::RequestsOk, 11);
    model.metrics.set(MetricId::RequestsFailed, 2);
    model.metrics.set(MetricId::TokensIn, 4100);
    model.metrics.set(MetricId::TokensOut, 1250);
    model.metrics.set(MetricId::EngineSteps, 998877);
    model.latencies[0] = exponential(0.08, 11);
    model.latencies[1] = exponential(0.012, 40);
    return model;
}

ModelSample secondModel()
{
    ModelSample model;
    model.model = "whisper-large-v3";
    model.metrics.set(MetricId::RequestsRunning, 1);
    model.metrics.setAbsent(MetricId::KvCacheUsage, Absence::NotExported);
    model.latencies[2] = LatencyHistogram(*ExplicitHistogram::fromParts({0.1, 0.5, 1, 2.5}, {0, 3, 5, 1, 1}, 12.5));
    return model;
}

Sample sample()
{
    Sample sample;
    sample.interval = seconds(1);
    sample.service = ServiceState::Serving;
    sample.metrics.set(MetricId::CpuUtilization, 0.31);
    sample.metrics.set(MetricId::MemoryUsed, 12e9);
    sample.metrics.set(MetricId::MemoryTotal, 64e9);
    sample.metrics.set(MetricId::DiskUsed, 0.55);
    sample.metrics.set(MetricId::NetworkReceived, 123456);
    sample.metrics.set(MetricId::NetworkSent, 654321);
    sample.metrics.set(MetricId::GpuUtilization, 0.88);
    sample.metrics.set(MetricId::GpuMemoryUsed, 20e9);
    sample.metrics.set(MetricId::GpuTemperature, -3.5);
    sample.metrics.set(MetricId::GpuPower, 71.25);
    sample.metrics.setAbsent(MetricId::GpuThrottled, Absence::ScrapeFailed);
    sample.metrics.set(MetricId::Energy, 1.5e6);
    sample.models = {firstModel(), secondModel()};
    sample.custom = {{"rack.door", "open", 1}, {"fan.speed", "rpm", 2400}};
    sumModels(sample);
    sample.latencies[3] = LatencyHistogram(ExponentialHistogram(7));
    sample.latencies[3]->record(0);
    sample.latencies[3]->record(0.002, 5);
    return sample;
}

wire::CommandDescriptor command()
{
    wire::ParameterDescriptor count;
    count.name = "count";
    count.title = "Requests";
    count.type = wire::ParameterType::Integer;
    count.required = true;
    count.defaultValue = "10";
    count.minimum = 1;
    count.maximum = 1000;
    count.unit = "requests";
    wire::ParameterDescriptor mode;
    mode.name = "mode";
    mode.title = "Mode";
    mode.type = wire::ParameterType::Choice;
    mode.choices = {"connect", "generate"};

    wire::CommandDescriptor probe;
    probe.name = "probe";
    probe.title = "Probe a target";
    probe.description = "Sends requests to a target and reports their latency.";
    probe.parameters = {count, mode};
    probe.hazard = wire::HazardClass::Adjust;
    probe.idempotent = true;
    probe.timeout = seconds(30);
    probe.verification = "results hold connect_p95_ms";
    return probe;
}

wire::Birth birth()
{
    wire::Birth birth;
    birth.region = *RegionId::fromText("eu-north");
    birth.site = *SiteId::fromText("osl-central");
    birth.place = GeoPoint{59.9139, 10.7522};
    birth.placeName = "Oslo, NO · Sentrum";
    birth.hardware = {"Ampere Altra", 32, 64'000'000'000, {{"NVIDIA L4", 24'000'000'000}, {"NVIDIA L4", 0}}};
    birth.engines = {{"vLLM", "0.8.5"}, {"whisper.cpp", ""}};
    birth.models = {{"meta-llama/Llama-3.1-8B-Instruct", "vLLM", 16}, {"whisper-large-v3", "whisper.cpp", 0}};
    birth.commands = {command()};
    birth.metrics = {"cpu.utilization", "ttft", "rack.door"};
    birth.interval = milliseconds(1500);
    birth.software = "isochrone-node 0.1.0";
    birth.telemetryOnly = true;
    return birth;
}

wire::Receipt receipt()
{
    return {
        uuid<CommandId>(9), wire::ReceiptState::Running, 40, "4 of 10 requests\ndone", {{"connect_p95_ms", "12.5"}}};
}

HubTime hubTime(std::int64_t later_ns)
{
    return HubTime::fromNanoseconds(kTime_ns + later_ns);
}

} // namespace

wire::CommandBody exampleCommandBody()
{
    wire::CommandBody body;
    body.id = uuid<CommandId>(9);
    body.node = *NodeId::fromText("osl-0042");
    body.boot = uuid<BootId>(7);
    body.name = "probe";
    body.arguments = {{"count", "10"}, {"target", "http://10.0.0.7:8000/v1"}};
    body.issuedAt = hubTime(10);
    body.expiresAt = hubTime(60'000'000'000);
    body.issuer = "anna";
    body.reason = "TTFT doubled at 09:20";
    return body;
}

std::vector<ExampleMessage> exampleMessages()
{
    using wire::Stream;
    auto sampleHeader = nodeHeader(Stream::Telemetry, 4711);
    sampleHeader.historical = true;
    sampleHeader.keyframe = true;
    auto connectionHeader = hubHeader(12);
    connectionHeader.node = NodeId();
    const auto control = [](std::uint64_t seq) { return nodeHeader(Stream::Control, seq); };
    return {
        {"hello", {control(1), wire::Hello{"isochrone-node 0.1.0"}}},
        {"birth", {nodeHeader(Stream::Telemetry, 1), birth()}},
        {"sample", {sampleHeader, sample()}},
        {"heartbeat", {control(3), wire::Heartbeat{4711}}},
        {"bye", {control(4), wire::Bye{"update to 0.2.0"}}},
        {"clock-reply",
         {control(5), wire::ClockReply{hubTime(1), NodeTime::fromNanoseconds(kTime_ns + 2),
                                       NodeTime::fromNanoseconds(kTime_ns + 3)}}},
        {"unavailable", {control(6), wire::Unavailable{17, 90'000'000'000}}},
        {"receipt", {control(7), receipt()}},
        {"welcome", {hubHeader(8), wire::Welcome{"hub-oslo", 4000, hubTime(4)}}},
        {"rebirth-request", {hubHeader(9), wire::RebirthRequest{"first sample without a birth"}}},
        {"resend", {hubHeader(10), wire::Resend{4001, 4003}}},
        {"stored-marks",
         {connectionHeader, wire::StoredMarks{{{*NodeId::fromText("osl-0042"), uuid<BootId>(7), 4711, 4600},
                                               {*NodeId::fromText("osl-0043"), uuid<BootId>(8), 1, 0}}}}},
        {"clock-probe", {connectionHeader, wire::ClockProbe{hubTime(5)}}},
        {"command",
         {hubHeader(13),
          wire::Command{wire::encodeCommandBody(exampleCommandBody()), {{"anna-2026", std::string(64, '\x5a')}}}}},
        {"command-query", {hubHeader(14), wire::CommandQuery{uuid<CommandId>(9)}}},
    };
}

wire::Envelope exampleMessage(std::string_view name)
{
    const auto messages = exampleMessages();
    const auto found = std::find_if(messages.begin(), messages.end(),
                                    [name](const ExampleMessage &message) { return message.name == name; });
    return found == messages.end() ? wire::Envelope{} : found->envelope;
}

} // namespace iso::test
