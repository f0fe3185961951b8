#pragma once

#include "core/fleet/fleet_state.h"
#include "tests/support/fixed_id_source.h"
#include "tests/support/manual_clock.h"

#include <QTest>
#include <string>

namespace iso::test
{

/// A fleet whose nodes say what the test makes them say.
class FleetFixture
{
public:
    using Kind = fleet::SampleVerdict::Kind;

    static NodeId id(const std::string &name) { return NodeId::fromText(name).value(); }
    static BootId boot(std::uint32_t n) { return FixedIdSource::bootId(n); }

    /// Boot 1 unless told otherwise; now, live.
    [[nodiscard]] wire::Header header(const std::string &node, std::uint64_t seq, std::uint32_t bootNumber = 1) const
    {
        wire::Header header;
        header.node = id(node);
        header.boot = boot(bootNumber);
        header.seq = seq;
        header.time = NodeTime::fromNanoseconds(clock.utcNow().toNanoseconds());
        return header;
    }

    /// 1 s, `requests` requests that each had their first token after `ttft_s`.
    static telemetry::Sample sample(std::uint64_t requests = 10, double ttft_s = 0.1)
    {
        telemetry::Sample sample;
        sample.interval = std::chrono::seconds(1);
        sample.service = telemetry::ServiceState::Serving;
        sample.metrics.set(telemetry::MetricId::RequestsOk, static_cast<double>(requests));
        if (requests > 0) {
            telemetry::LatencyHistogram ttft;
            ttft.record(ttft_s, requests);
            sample.latencies[static_cast<std::size_t>(telemetry::LatencyId::TimeToFirstToken)] = ttft;
        }
        return sample;
    }

    static wire::Birth birth(const std::string &region, const std::string &site, bool isTelemetryOnly = false)
    {
        wire::Birth birth;
        birth.region = RegionId::fromText(region).value();
        birth.site = SiteId::fromText(site).value();
        birth.interval = std::chrono::seconds(1);
        birth.telemetryOnly = isTelemetryOnly;
        return birth;
    }

    /// A birth on control.
    void born(const std::string &node, const wire::Birth &birth, std::uint32_t bootNumber = 1)
    {
        wire::Header control = header(node, 1, bootNumber);
        control.stream = wire::Stream::Control;
        if (!fleet.birth(control, birth)) {
            qFatal("the birth of %s was refused", node.c_str());
        }
    }
    Kind send(const std::string &node, std::uint64_t seq, const telemetry::Sample &sample = FleetFixture::sample())
    {
        return fleet.sample(header(node, seq), sample).kind;
    }
    void heard(const std::string &node) { fleet.heard(*fleet.node(id(node)).value()); }

    /// The node as the newest snapshot shows it.
    fleet::NodeRecord record(const std::string &node)
    {
        const auto snapshot = fleet.snapshot({});
        for (const fleet::NodeRecord &candidate : snapshot->nodes) {
            if (candidate->id() == id(node)) {
                return candidate;
            }
        }
        qFatal("there is no node %s", node.c_str());
    }

    ManualClock clock;
    fleet::FleetState fleet{clock};
};

} // namespace iso::test
