#pragma once

#include "core/node/node_protocol.h"
#include "tests/support/fixed_id_source.h"
#include "tests/support/manual_clock.h"

#include <memory>
#include <vector>

namespace iso::test
{

/// A hub's end: keeps what it gets, takes what it is told to.
class FakeHub final : public node::NodePort
{
public:
    bool publish(std::string_view topic, std::string_view bytes) override
    {
        if (takesTelemetry) {
            published.push_back(decoder.decodeTelemetry(topic, bytes).value());
        }
        return takesTelemetry;
    }
    bool sendControl(std::string_view bytes) override
    {
        if (takesControl) {
            control.push_back(decoder.decode(bytes).value());
        }
        return takesControl;
    }
    template<typename Payload>
    [[nodiscard]] std::vector<Payload> of() const
    {
        std::vector<Payload> found;
        for (const wire::Envelope &envelope : control) {
            if (const auto *payload = std::get_if<Payload>(&envelope.payload)) {
                found.push_back(*payload);
            }
        }
        return found;
    }
    /// Of the samples that came live, or of those that came again.
    [[nodiscard]] std::vector<std::uint64_t> seqs(bool historical) const
    {
        std::vector<std::uint64_t> found;
        for (const wire::Envelope &envelope : historical ? control : published) {
            if (std::holds_alternative<telemetry::Sample>(envelope.payload)) {
                found.push_back(envelope.header.seq);
            }
        }
        return found;
    }

    bool takesTelemetry = true;
    bool takesControl = true;
    std::vector<wire::Envelope> published;
    std::vector<wire::Envelope> control;
    wire::Decoder decoder;
};

/// One node with a link to each of some hubs; time in the test's hand.
class ProtocolRig final : public node::NodeHost
{
public:
    explicit ProtocolRig(std::size_t hubCount, std::size_t ring_bytes = 1'000'000)
        : ring(ring_bytes)
    {
        for (std::size_t i = 0; i < hubCount; ++i) {
            hubs.push_back(std::make_unique<FakeHub>());
            links.push_back(std::make_unique<node::NodeProtocol>(self, ring, *hubs[i], *this, decoder));
            links[i]->start(clock.steadyNow());
        }
    }

    [[nodiscard]] NodeTime now() const override
    {
        return NodeTime::fromNanoseconds(clock.utcNow().toNanoseconds()) + clockError;
    }
    [[nodiscard]] wire::Birth birth() const override
    {
        wire::Birth birth;
        birth.region = RegionId::fromText("r").value();
        birth.site = SiteId::fromText("s").value();
        birth.interval = std::chrono::seconds(1);
        birth.software = self.software;
        return birth;
    }
    void commandReceived(node::NodeProtocol &link, const wire::Command &command) override
    {
        if (onCommand) {
            onCommand(link, command);
        }
    }
    void commandQueried(node::NodeProtocol &link, const wire::CommandQuery &query) override
    {
        if (onQuery) {
            onQuery(link, query);
        }
    }
    void sampleStored(std::uint64_t seq, const node::TelemetryRing::Entry &) override { stored.push_back(seq); }

    void hubSays(std::size_t hub, wire::Payload payload)
    {
        wire::Envelope envelope;
        envelope.payload = std::move(payload);
        links[hub]->received(envelope, clock.steadyNow());
    }
    void connect(std::size_t hub, std::uint64_t storedSeq = 0)
    {
        links[hub]->linkUp(clock.steadyNow());
        tick();
        hubSays(hub, wire::Welcome{"hub " + std::to_string(hub), storedSeq, clock.utcNow()});
        tick();
    }
    void tick()
    {
        for (const auto &link : links) {
            link->tick(clock.steadyNow());
        }
    }
    void sample()
    {
        wire::Envelope envelope;
        envelope.header.node = self.id;
        envelope.header.boot = self.boot;
        envelope.header.seq = ring.lastSeq() + 1;
        envelope.header.time = now();
        telemetry::Sample measured;
        measured.interval = std::chrono::seconds(1);
        measured.service = telemetry::ServiceState::Serving;
        envelope.payload = measured;
        ring.push({envelope.header.time, clock.steadyNow(), {}, wire::encode(envelope)});
        for (const auto &link : links) {
            link->sampleTaken();
        }
    }
    /// So many seconds, a sample in each.
    void run(int seconds)
    {
        for (int i = 0; i < seconds; ++i) {
            for (int step = 0; step < 4; ++step) {
                clock.advance(std::chrono::milliseconds(250));
                tick();
            }
            sample();
        }
    }

    ManualClock clock;
    Duration clockError{0};
    node::NodeSelf self{NodeId::fromText("n1").value(), FixedIdSource::bootId(1), "t/r/s/n1", "test 1"};
    node::TelemetryRing ring;
    wire::Decoder decoder;
    std::vector<std::unique_ptr<FakeHub>> hubs;
    std::vector<std::unique_ptr<node::NodeProtocol>> links;
    std::vector<std::uint64_t> stored;
    std::function<void(node::NodeProtocol &, const wire::Command &)> onCommand;
    std::function<void(node::NodeProtocol &, const wire::CommandQuery &)> onQuery;
};

} // namespace iso::test
