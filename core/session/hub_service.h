#pragma once

#include "core/base/latest.h"
#include "core/base/log.h"
#include "core/commands/dispatcher.h"
#include "core/fleet/fleet_state.h"
#include "core/history/history_loop.h"
#include "core/session/connections.h"
#include "core/session/control_sender.h"
#include "core/session/event_desk.h"
#include "core/session/gate.h"
#include "core/session/io_inbox.h"
#include "core/session/key_desk.h"
#include "core/session/ledger_command_log.h"
#include "core/session/live_feed.h"
#include "core/session/minute_keeper.h"
#include "core/session/network_keeper.h"
#include "core/session/problem_desk.h"
#include "core/session/refusal_log.h"
#include "core/transport/hub_loop.h"
#include "core/wire/codec.h"

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace iso::session
{

/// The parts a HubService works with; all outlive it.
struct HubParts {
    transport::HubLoop &loop;
    IoInbox &inbox;
    fleet::FleetState &fleet;
    history::HistoryLoop &history;
    commands::Dispatcher &dispatcher;
    LedgerCommandLog &commandLog;
    Connections &connections;
    ControlSender &sender;
    Gate &gate;
    KeyDesk &keys;
    NetworkKeeper &network;
    ProblemDesk &problems;
    EventDesk &events;
    RefusalLog &refusals;
    LiveFeed &feed;
    Latest<fleet::FleetSnapshot> &newestSnapshot;
    Latest<commands::CommandList> &newestCommands;
    const Clock &clock;
    Logger &logger;
};

/// What happens on the io thread: every message is decoded, checked, told to the fleet, the history and the dispatcher;
/// a few times a second the newest state is published. Thread: io.
class HubService final : public transport::HubHandler
{
public:
    using LocalRequest = std::function<void(const transport::PeerId &, std::string)>;

    HubService(HubParts parts, std::string hubName, LocalRequest localRequest);

    void telemetryReceived(const transport::Sender &sender, std::string_view topic, std::string_view frame) override;
    void controlReceived(const transport::PeerId &peer, const transport::Sender &sender,
                         std::string_view frame) override;
    void localReceived(const transport::PeerId &peer, std::string_view request) override;
    void misframed(const transport::Sender &sender, std::string_view firstFrame) override;
    bool admit(const PublicKey &key, std::string_view address) override { return m_parts.gate.admit(key, address); }
    void woken() override { m_parts.inbox.run(); }
    SteadyTime tick(SteadyTime now) override;

    /// From the history, by way of the inbox: tells the nodes what is safe now.
    void stored(const std::vector<history::StoredNumber> &numbers);
    /// What was told stored survives a power loss now; nodes learn it with their next marks.
    void synced();

private:
    void refuse(std::string_view node, const wire::Refusal &refusal, std::string_view message);
    void count(std::size_t bytes);
    /// Whoever the connection is, it may not say this of this node.
    bool isRefused(const Gate::Pass &pass, const wire::Envelope &envelope, std::string_view message);
    void hearTelemetry(const wire::Envelope &envelope);
    void disconnect(const NodeId &node);
    void keepGap(history::AcceptedGap gap);

    void takeSample(const wire::Header &header, const telemetry::Sample &sample, std::string_view message);
    void takeBirth(const wire::Header &header, const wire::Birth &birth, std::string_view message);
    void takeHello(const transport::PeerId &peer, const transport::Sender &sender, const wire::Header &header,
                   std::string_view message);
    void takeControl(const wire::Envelope &envelope, fleet::NodeState &node, std::string_view message);
    /// The node of a control message, when this connection speaks for it.
    fleet::NodeState *speaker(const transport::PeerId &peer, const wire::Header &header, std::string_view message);
    void recordGap(const NodeId &node, const BootId &boot, fleet::SeqRange range);

    void everySecond(SteadyTime now);
    void sumUp();
    void probeClocks(SteadyTime now);
    void probeClockNow(const NodeId &node);
    void publish();
    [[nodiscard]] fleet::HubHealth health();

    HubParts m_parts;
    std::string m_hubName;
    LocalRequest m_localRequest;
    wire::Decoder m_decoder;
    fleet::HubHealth m_health;
    std::unordered_map<NodeId, SteadyTime> m_rebirthAsked;
    std::vector<history::AcceptedGap> m_unkeptGaps;
    MinuteKeeper m_minutes;

    bool m_isSumDue = false;
    bool m_isSummingUp = false;
    bool m_hasSummedUp = false;
    SteadyTime m_nextSecond;
    SteadyTime m_nextPublish;
    SteadyTime m_rateSince;
    std::uint64_t m_rateMessages = 0;
};

} // namespace iso::session
