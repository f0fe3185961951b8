#pragma once

#include "core/base/result.h"
#include "core/commands/command_record.h"
#include "core/enrolment/key_record.h"
#include "core/events/event.h"
#include "core/fleet/snapshot.h"
#include "core/history/fleet_minute.h"
#include "core/history/group_query.h"
#include "core/history/query.h"
#include "core/problems/problem.h"
#include "core/session/network_status.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace iso::session
{

/// A live sample of a followed node, for charts. Historical samples never come this way.
struct LiveSample {
    fleet::NodeIndex node = 0;
    HubTime received;
    NodeTime nodeTime;
    telemetry::Sample sample;
};

/// A message that was turned away.
struct RefusedMessage {
    HubTime at;
    std::string node;   ///< as claimed; may be empty
    std::string reason; ///< wire::toText of the reason
    std::string detail;
    std::string firstBytes; ///< hex of at most 32 bytes
};

/// What somebody says about a problem.
struct AcknowledgeRequest {
    std::string problem; ///< its id
    std::string by;
    std::string note; ///< may be empty; at most 500 bytes
};

/// What somebody tells the next shift.
struct NoteRequest {
    std::string by;   ///< at most 100 bytes
    std::string text; ///< at most 800 bytes, may have several lines
};

/// A query that is under way. Destroying it cancels the query; its callback then never runs.
class QueryTicket
{
public:
    virtual ~QueryTicket() = default;
};
using QueryTicketPtr = std::unique_ptr<QueryTicket>;

/// All that a screen or a script may ask of the core: the newest state, a queue of live samples, commands, history.
/// LiveSession runs a hub in this process; replay and remote sessions will implement the same. Every function returns
/// at once and may be called from any one thread; callbacks run on a thread of the session.
class Session
{
public:
    virtual ~Session() = default;

    /// The newest state. Never null.
    [[nodiscard]] virtual std::shared_ptr<const fleet::FleetSnapshot> snapshot() const = 0;
    [[nodiscard]] virtual std::shared_ptr<const commands::CommandList> commands() const = 0;
    /// The newest refusals, newest first, at most 256.
    [[nodiscard]] virtual std::vector<RefusedMessage> refusals() const = 0;

    /// Replaces the set of nodes whose live samples are queued for drainSamples (at most 64).
    virtual void follow(const std::vector<NodeId> &nodes) = 0;
    /// Appends up to `most` queued samples to `out`.
    virtual std::size_t drainSamples(std::vector<LiveSample> &out, std::size_t most) = 0;

    /// Checks the request against each target's catalogue and takes it: all targets or none. Returns one id for each
    /// target, in their order. The commands() list shows what becomes of them.
    virtual Result<std::vector<CommandId>> submit(const commands::CommandRequest &request) = 0;

    /// All keys that knocked or were decided. Never null.
    [[nodiscard]] virtual enrolment::KeyListPtr keys() const = 0;
    /// In effect at once. `done` runs on a thread of the session when the decision is written down and survives a power
    /// loss, or with what stood in the way.
    virtual void decideKey(const enrolment::KeyDecision &decision, std::function<void(Status)> done) = 0;
    /// Whether nodes on other machines can reach this hub. Never null.
    [[nodiscard]] virtual NetworkStatusPtr network() const = 0;
    /// Opens or closes the encrypted sockets; network() shows what came of it.
    virtual void acceptFromNetwork(bool accept, const std::string &by) = 0;

    /// What is wrong now (core/problems/README.md). Never null; renewed at most once a second.
    [[nodiscard]] virtual problems::ProblemListPtr problems() const = 0;
    /// Says that somebody has seen a problem. `done` runs on a thread of the session when that is written down,
    /// survives a power loss and is shown, or with what stood in the way (NotFound: the problem has ended).
    virtual void acknowledge(const AcknowledgeRequest &request, std::function<void(Status)> done) = 0;

    /// Writes a note into the ledger. `done` runs on a thread of the session when it survives a power loss and is about
    /// to be an event, or with what stood in the way.
    virtual void writeNote(const NoteRequest &request, std::function<void(Status)> done) = 0;

    virtual QueryTicketPtr querySamples(const history::SampleQuery &query,
                                        std::function<void(Result<history::SampleResult>)> done) = 0;
    virtual QueryTicketPtr querySeries(const history::SeriesQuery &query,
                                       std::function<void(Result<history::SeriesResult>)> done) = 0;
    virtual QueryTicketPtr queryGroup(const history::GroupQuery &query,
                                      std::function<void(Result<history::GroupResult>)> done) = 0;

    /// The newest events, newest first, at most 1,000; also of earlier sessions. Never null; renewed at most once a
    /// second.
    [[nodiscard]] virtual events::EventListPtr events() const = 0;
    virtual QueryTicketPtr queryEvents(const events::EventQuery &query,
                                       std::function<void(Result<events::EventResult>)> done) = 0;

    /// The whole fleet, minute by minute, with from <= end of the minute < to. Where one is not there, no hub ran.
    virtual QueryTicketPtr queryMinutes(HubTime from, HubTime to,
                                        std::function<void(Result<std::vector<history::FleetMinute>>)> done) = 0;

    /// What the session is, for window titles: "live, workspace demo".
    [[nodiscard]] virtual std::string description() const = 0;
};

} // namespace iso::session
