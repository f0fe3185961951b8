#pragma once

#include "core/sim/simulated_fleet.h"
#include "tests/support/fixed_id_source.h"
#include "tests/support/manual_clock.h"

#include <QtGlobal>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace iso::test
{

/// The first machine of a plan that runs this engine.
inline std::uint32_t nodeWith(const sim::WorldPlan &plan, std::string_view engine)
{
    for (std::uint32_t i = 0; i < plan.nodes.size(); ++i) {
        if (plan.nodes[i].kind->engine == engine && plan.nodes[i].kind->reportsLatency[1] == (engine == "vLLM")) {
            return i;
        }
    }
    qFatal("no such machine in the plan");
    return 0;
}

/// A NodeLoop without sockets: keeps what the fleet sends, takes what it is told to.
class FakeLoop final : public transport::NodeLoop
{
public:
    struct Message {
        transport::LinkIndex link = 0;
        std::string topic; ///< empty on control
        wire::Envelope envelope;
    };

    void run(transport::NodeHandler &) override {}
    void stop() override { stopped = true; }
    void wake() override {}
    bool publish(transport::LinkIndex link, std::string_view topic, std::string_view bytes) override
    {
        if (!takesTelemetry) {
            return false;
        }
        bytesSent += bytes;
        published.push_back({link, std::string(topic), decoder.decodeTelemetry(topic, bytes).value()});
        return true;
    }
    bool sendControl(transport::LinkIndex link, std::string_view bytes) override
    {
        if (!takesControl) {
            return false;
        }
        bytesSent += bytes;
        control.push_back({link, {}, decoder.decode(bytes).value()});
        return true;
    }
    [[nodiscard]] bool isUp(transport::LinkIndex) const override { return true; }

    template<typename Payload>
    std::vector<wire::Envelope> controlOf() const
    {
        std::vector<wire::Envelope> found;
        for (const Message &message : control) {
            if (std::holds_alternative<Payload>(message.envelope.payload)) {
                found.push_back(message.envelope);
            }
        }
        return found;
    }
    bool takesTelemetry = true;
    bool takesControl = true;
    bool stopped = false;
    std::vector<Message> published;
    std::vector<Message> control;
    std::string bytesSent; ///< everything, in order
    wire::Decoder decoder;
};

/// A fleet with a clock in the test's hand, and the hub's side of the contract.
class SimRig
{
public:
    explicit SimRig(std::uint32_t nodes, sim::Scenario scenario = {}, sim::FleetOptions options = {},
                    std::uint64_t seed = 1, bool ownConnections = false)
        : world(sim::FleetWorld::create({nodes, seed}, std::move(scenario)).value())
        , links(sim::linkCount(world->plan(), ownConnections))
        , fleet(*world, loop, links, std::move(options), clock, ids, logger)
    {
    }

    /// All links come up and the hub welcomes whoever says HELLO.
    void connect()
    {
        for (std::size_t link = 0; link < links; ++link) {
            fleet.linkUp(link);
        }
        run(std::chrono::milliseconds(100));
    }
    void disconnect()
    {
        for (std::size_t link = 0; link < links; ++link) {
            fleet.linkDown(link);
        }
    }
    /// Lets time pass in steps of 50 ms, the hub answering each HELLO.
    void run(Duration time)
    {
        for (Duration passed(0); passed < time; passed += kStep) {
            fleet.tick(clock.steadyNow());
            welcomeNew();
            clock.advance(kStep);
        }
        fleet.tick(clock.steadyNow());
        welcomeNew();
    }
    /// Messages from here on only.
    void forgetSent()
    {
        loop.published.clear();
        loop.control.clear();
        m_seen = 0;
    }
    void hubSays(const std::string &node, wire::Payload payload)
    {
        wire::Envelope envelope;
        if (!node.empty()) {
            envelope.header.node = NodeId::fromText(node).value();
        }
        envelope.header.stream = wire::Stream::Control;
        envelope.header.seq = ++hubSeq;
        envelope.header.time = NodeTime::fromNanoseconds(clock.utcNow().toNanoseconds());
        envelope.payload = std::move(payload);
        fleet.controlReceived(0, wire::encode(envelope));
    }
    [[nodiscard]] std::string idOf(std::uint32_t node) const { return world->plan().nodes[node].id.text(); }

    static constexpr Duration kStep = std::chrono::milliseconds(50);
    test::ManualClock clock;
    test::FixedIdSource ids;
    Logger logger{clock, [](const LogEntry &) {}};
    FakeLoop loop;
    std::unique_ptr<sim::FleetWorld> world;
    std::size_t links;
    sim::SimulatedFleet fleet;
    bool answersHello = true;
    std::uint64_t storedSeq = 0; ///< what WELCOME says
    std::uint64_t hubSeq = 0;

private:
    void welcomeNew()
    {
        for (; m_seen < loop.control.size() && answersHello; ++m_seen) {
            if (std::holds_alternative<wire::Hello>(loop.control[m_seen].envelope.payload)) {
                const std::string node = loop.control[m_seen].envelope.header.node.text();
                hubSays(node, wire::Welcome{"hub", storedSeq, clock.utcNow()});
            }
        }
    }
    std::size_t m_seen = 0;
};

} // namespace iso::test
