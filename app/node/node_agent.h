#pragma once

#include "app/node/configuration.h"
#include "app/node/measure_loop.h"
#include "app/node/node_commands.h"
#include "core/base/log.h"
#include "core/node/command_desk.h"
#include "core/node/link_port.h"
#include "core/node/node_protocol.h"
#include "core/transport/node_loop.h"

#include <atomic>
#include <memory>
#include <vector>

namespace iso::app
{

/// The birth of a configured node with what was measured of it.
wire::Birth birthOf(const NodeConfiguration &configuration, const agent::BirthParts &parts, Duration interval);

/// A real node on its hubs: what it measures goes out on a link to each, commands come in from any. Everything but
/// requestStop() on the loop's thread.
class NodeAgent final : public transport::NodeHandler, private node::NodeHost, private CommandScene
{
public:
    NodeAgent(const NodeConfiguration &configuration, transport::NodeLoop &loop,
              std::unique_ptr<agent::Measurer> measurer, commands::IntentStore &intents, const Clock &clock,
              IdSource &ids, Logger &logger);
    ~NodeAgent() override;

    void linkUp(transport::LinkIndex link) override;
    void linkDown(transport::LinkIndex link) override;
    void controlReceived(transport::LinkIndex link, std::string_view frame) override;
    SteadyTime tick(SteadyTime now) override;

    /// BYE to every hub, then the loop is stopped. Any thread.
    void requestStop();

private:
    struct Link {
        std::unique_ptr<node::LinkPort> port;
        std::unique_ptr<node::NodeProtocol> protocol;
    };

    // node::NodeHost
    [[nodiscard]] NodeTime now() const override;
    [[nodiscard]] wire::Birth birth() const override;
    void commandReceived(node::NodeProtocol &link, const wire::Command &command) override;
    void commandQueried(node::NodeProtocol &link, const wire::CommandQuery &query) override;
    void welcomeChanged(const node::NodeProtocol &link, bool isWelcome) override;
    void notUnderstood() override;

    // CommandScene
    [[nodiscard]] const telemetry::Sample *newestSample() const override;
    [[nodiscard]] Duration uptime() const override { return m_clock.steadyNow() - m_startedAt; }
    [[nodiscard]] std::size_t welcomingHubs() const override;
    [[nodiscard]] Duration interval() const override { return m_interval; }
    void setInterval(Duration interval) override;

    void publishMeasured();
    void stopStep(SteadyTime now);

    const NodeConfiguration &m_configuration;
    transport::NodeLoop &m_loop;
    const Clock &m_clock;
    Logger &m_logger;
    const SteadyTime m_startedAt;
    Duration m_interval;
    node::NodeSelf m_self;
    node::TelemetryRing m_ring;
    wire::Decoder m_decoder;
    std::vector<Link> m_links;
    NodeCommands m_commands;
    node::CommandDesk m_desk;
    std::shared_ptr<const agent::BirthParts> m_birthParts;
    wire::Envelope m_newest; ///< the newest sample; without a number before the first
    std::vector<Measured> m_measured;
    SteadyTime m_stopAt;
    std::atomic<bool> m_stopRequested{false};
    MeasureLoop m_measureLoop; ///< last: its thread ends before what it wakes
};

} // namespace iso::app
