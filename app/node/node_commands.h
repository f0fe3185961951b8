#pragma once

#include "app/node/configuration.h"
#include "app/node/script_runner.h"
#include "core/commands/node_executor.h"
#include "core/probe/prober.h"
#include "core/telemetry/sample.h"

#include <optional>
#include <vector>

namespace iso::app
{

/// What the commands see of the node around them.
class CommandScene
{
public:
    virtual ~CommandScene() = default;
    /// The newest; null before the first.
    [[nodiscard]] virtual const telemetry::Sample *newestSample() const = 0;
    [[nodiscard]] virtual Duration uptime() const = 0;
    [[nodiscard]] virtual std::size_t welcomingHubs() const = 0;
    [[nodiscard]] virtual Duration interval() const = 0;
    virtual void setInterval(Duration interval) = 0;
};

/// The commands that this node can carry out, and no others: a probe only with targets, drain and resume only with
/// scripts.
std::vector<wire::CommandDescriptor> catalogueOf(const NodeConfiguration &configuration);

/// Carries commands out on a real machine. Of the connections' thread; what takes time has threads of its own.
class NodeCommands final : public commands::CommandActions
{
public:
    /// `wake` may be called from any thread: drain() has something to do.
    NodeCommands(const NodeConfiguration &configuration, CommandScene &scene, const Clock &clock,
                 std::function<void()> wake);

    /// Before anything else: where results go.
    void reportTo(commands::NodeExecutor &executor) { m_executor = &executor; }
    void begin(const wire::CommandBody &body, const wire::CommandDescriptor &descriptor) override;
    bool cancel(const CommandId &id) override;
    /// Hands on what probes and scripts have to say.
    void drain();
    /// The program ends: what runs is ended and said to be cancelled, so that nobody has to wonder later.
    void stop();

private:
    void status(const CommandId &id);
    void setInterval(const wire::CommandBody &body);
    void probe(const wire::CommandBody &body);
    void script(const wire::CommandBody &body, const HookScript &hook);
    void probeEvent(const probe::ProbeEvent &event);
    void scriptEvent(const ScriptEvent &event);

    const NodeConfiguration &m_configuration;
    CommandScene &m_scene;
    probe::Prober m_prober;
    ScriptRunner m_scripts;
    commands::NodeExecutor *m_executor = nullptr;
    std::optional<CommandId> m_probe;
    std::string m_probeTarget;
    std::uint32_t m_probeCount = 0;
    std::optional<CommandId> m_script;
    std::vector<probe::ProbeEvent> m_probeEvents;
    std::vector<ScriptEvent> m_scriptEvents;
};

} // namespace iso::app
