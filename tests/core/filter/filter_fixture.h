#pragma once

#include "core/filter/filter.h"
#include "tests/support/manual_clock.h"

#include <QTest>
#include <string>

namespace iso::test
{

/// A live node in Oslo that a test can bend.
inline fleet::NodeSnapshot filterNode(const std::string &name = "edge-osl-014")
{
    using telemetry::MetricId;
    auto identity = std::make_shared<fleet::NodeIdentity>();
    identity->id = NodeId::fromText(name).value();
    identity->region = RegionId::fromText("eu-north").value();
    identity->site = SiteId::fromText("oslo-1").value();
    identity->birth.placeName = "Oslo, NO";
    identity->birth.models = {{"llama-3-8b", "vLLM", 64}, {"bge-large", "vLLM", 0}};
    identity->birth.engines = {{"vLLM", "0.11.2"}};
    identity->birth.hardware.gpus = {{"NVIDIA L40S", 48'000'000'000}};
    identity->verified = true;
    const ManualClock clock;
    fleet::NodeSnapshot node;
    node.identity = identity;
    node.link = telemetry::LinkState::Live;
    node.service = telemetry::ServiceState::Busy;
    node.interval = std::chrono::seconds(1);
    node.lastHeard = clock.utcNow();
    node.lastSampleReceived = clock.utcNow();
    node.linkSince = clock.utcNow() - std::chrono::hours(3);
    node.serviceSince = clock.utcNow() - std::chrono::minutes(6);
    node.metrics.set(MetricId::Load, 0.96);
    node.metrics.set(MetricId::GpuTemperature, 85);
    node.metrics.set(MetricId::MemoryUsed, 12.0 * 1024 * 1024 * 1024);
    node.metrics.set(MetricId::TokensOut, 900);
    node.metrics.setAbsent(MetricId::KvCacheUsage, telemetry::Absence::FlagOff);
    node.latencies[static_cast<std::size_t>(telemetry::LatencyId::TimeToFirstToken)] = {
        600, {0.2, 0.2, 0.2}, {0.6, 0.612, 0.62}, {0.9, 0.9, 0.9}};
    node.requestsInWindow = 600;
    node.failedInWindow = 6;
    return node;
}

inline filter::Filter parsed(const std::string &text)
{
    const auto filter = filter::Filter::parse(text);
    if (!filter) {
        qFatal("%s: at %zu: %s", text.c_str(), filter.error().offset, filter.error().message.c_str());
    }
    return *filter;
}

inline bool finds(const std::string &text, const fleet::NodeSnapshot &node,
                  std::span<const std::uint8_t> worstProblem = {})
{
    return parsed(text).matches(node, {ManualClock().utcNow(), worstProblem});
}

} // namespace iso::test
