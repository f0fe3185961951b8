#pragma once

#include "core/base/log.h"
#include "core/node/link_port.h"
#include "core/node/node_protocol.h"

#include <atomic>
#include <mutex>
#include <thread>

namespace iso::test
{

/// Every sample of these tests says the same, so that whatever a figure of the fleet is made of, it is known.
telemetry::Sample sameSample();
constexpr double kSameLoad_ratio = 0.5;

/// A node with the project's own node end, whose clock the test sets. It measures four times a second, on its own
/// thread.
class ShiftedNode final : public transport::NodeHandler, public node::NodeHost
{
public:
    ShiftedNode(transport::Context &context, transport::HubAddress hub, const std::string &name, Duration shift);
    ~ShiftedNode() override;

    /// From the next sample on its clock is wrong by so much. Returns the number of the newest before.
    std::uint64_t setShift(Duration shift);
    /// The number of the newest sample.
    [[nodiscard]] std::uint64_t taken() const;
    /// Ends measuring; what the hub missed is still sent again.
    void stopMeasuring();

    void linkUp(transport::LinkIndex link) override;
    void linkDown(transport::LinkIndex link) override;
    void controlReceived(transport::LinkIndex link, std::string_view frame) override;
    SteadyTime tick(SteadyTime now) override;

private:
    [[nodiscard]] NodeTime now() const override;
    [[nodiscard]] wire::Birth birth() const override;
    void commandReceived(node::NodeProtocol &, const wire::Command &) override {}
    void commandQueried(node::NodeProtocol &, const wire::CommandQuery &) override {}
    void measure(SteadyTime now);

    SystemClock m_clock;
    Logger m_logger{m_clock, [](const LogEntry &) {}};
    node::NodeSelf m_self;
    node::TelemetryRing m_ring{4 * 1024 * 1024};
    wire::Decoder m_decoder;
    mutable std::mutex m_mutex;
    Duration m_shift;          ///< guarded by m_mutex
    std::uint64_t m_taken = 0; ///< guarded by m_mutex
    bool m_isMeasuring = true; ///< guarded by m_mutex
    SteadyTime m_nextSample;
    std::unique_ptr<transport::NodeLoop> m_loop;
    std::unique_ptr<node::LinkPort> m_port;
    std::unique_ptr<node::NodeProtocol> m_protocol;
    std::thread m_thread;
};

} // namespace iso::test
