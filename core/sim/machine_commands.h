#pragma once

#include "core/base/time.h"
#include "core/commands/node_executor.h"
#include "core/sim/machine.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace iso::sim
{

/// What commands may do to the node around the machine.
class CommandHost
{
public:
    virtual ~CommandHost() = default;
    [[nodiscard]] virtual HubTime utcNow() const = 0;
    [[nodiscard]] virtual bool isStalled() const = 0;
    [[nodiscard]] virtual Duration interval() const = 0;
    virtual void setInterval(Duration interval) = 0;
    virtual void dutyChanged() = 0;
};

/// Carries the built-in commands out on a simulated machine. Used by one thread.
class MachineCommands final : public commands::CommandActions
{
public:
    /// How often running commands report, and how often tick() wants to be called while there are any.
    static constexpr Duration kStep = std::chrono::milliseconds(500);
    /// A hung engine's requests never end; a drain gives up after this.
    static constexpr Duration kDrainPatience = std::chrono::seconds(20);
    /// Of a model's answer to one request of a probe, after the first.
    static constexpr std::size_t kProbeTokens = 15;

    MachineCommands(Machine &machine, CommandHost &host)
        : m_machine(machine)
        , m_host(host)
    {
    }
    /// Before anything else: where results go.
    void reportTo(commands::NodeExecutor &executor) { m_executor = &executor; }

    void begin(const wire::CommandBody &body, const wire::CommandDescriptor &descriptor) override;
    bool cancel(const CommandId &id) override;
    void tick(HubTime now);
    /// The node crashed: whatever was running is gone.
    void forget();
    [[nodiscard]] bool hasRunning() const { return m_drain.has_value() || !m_probes.empty(); }

private:
    struct Attempt {
        bool failed = false;
        double took_ms = 0;                        ///< connect time, or until the last token
        double ttft_ms = 0;                        ///< of a model
        std::array<double, kProbeTokens> itl_ms{}; ///< of a model
    };
    struct Probe {
        CommandId id;
        std::string target;
        bool isModel = false; ///< an OpenAI-compatible URL, not a host:port
        std::vector<Attempt> attempts;
        HubTime began;
        Duration length{0};
    };

    void status(const CommandId &id);
    void drain(const CommandId &id);
    void resume(const CommandId &id);
    void setInterval(const wire::CommandBody &body);
    void probe(const wire::CommandBody &body);
    [[nodiscard]] static Attempt attempt(Random &random, double roundTrip_ms, bool isModel);
    void tickDrain(HubTime now);
    void finishProbe(const Probe &probe, std::size_t made, wire::ReceiptState state);
    void succeed(const CommandId &id, std::string message, std::vector<wire::Argument> results = {});

    Machine &m_machine;
    CommandHost &m_host;
    commands::NodeExecutor *m_executor = nullptr;
    std::optional<CommandId> m_drain;
    HubTime m_drainBegan;
    std::vector<Probe> m_probes;
};

} // namespace iso::sim
