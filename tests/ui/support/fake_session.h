#pragma once

#include "core/base/time.h"
#include "core/session/session.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace iso::test
{

/// A query somebody waits for. `done` may be called from any thread, once.
template<typename Query, typename Answer>
struct PendingQuery {
    Query query;
    std::function<void(Result<Answer>)> done;
};
using PendingSamples = PendingQuery<history::SampleQuery, history::SampleResult>;
using PendingEvents = PendingQuery<events::EventQuery, events::EventResult>;
using PendingGroup = PendingQuery<history::GroupQuery, history::GroupResult>;
using PendingSeries = PendingQuery<history::SeriesQuery, history::SeriesResult>;

/// The last minute's histograms of a node whose TTFT p95 is about so many seconds, over `count` requests.
std::shared_ptr<const fleet::LatencyWindows> windowsAround(double p95_s, std::uint64_t count);

/// A session whose fleet, commands and answers are what the test says. One thread.
class FakeSession final : public session::Session
{
public:
    explicit FakeSession(const Clock &clock);

    // The fleet. What is set shows with the next publish().
    /// A heard, serving node with fresh figures: TTFT p95 200 ms, load 60 %.
    NodeId addNode(const std::string &name, const std::string &region, const std::string &site, GeoPoint place = {},
                   const std::string &placeName = {});
    /// `count` nodes, named and placed after real cities, in eight regions, 14 to a site.
    void addFleet(std::size_t count);
    /// Changes one node: it gets a new record at the next publish().
    void edit(const NodeId &node, const std::function<void(fleet::NodeSnapshot &)> &change);
    void editIdentity(const NodeId &node, const std::function<void(fleet::NodeIdentity &)> &change);
    [[nodiscard]] std::vector<NodeId> nodeIds() const;
    fleet::HubHealth &hub() { return m_hub; }
    /// Figures of a group that publish() would not work out itself.
    void setFleetFigures(std::function<void(fleet::GroupSummary &)> change) { m_fleetFigures = std::move(change); }
    /// A new snapshot, taken now. The summaries of regions and sites are renewed unless `withGroups` is false.
    void publish(bool withGroups = true);

    // Commands, refusals, samples, queries.
    [[nodiscard]] const std::vector<commands::CommandRequest> &submitted() const { return m_submitted; }
    void refuseSubmits(Error error) { m_submitError = std::move(error); }
    /// Puts a record at the front of the list, or replaces the one with the same id.
    void setCommand(const commands::CommandRecord &record);
    void setRefusals(std::vector<session::RefusedMessage> refusals) { m_refusals = std::move(refusals); }
    void queueSample(session::LiveSample sample) { m_samples.push_back(std::move(sample)); }
    [[nodiscard]] std::size_t queuedSamples() const { return m_samples.size(); }
    /// What queryMinutes answers with, at once.
    void setMinutes(std::vector<history::FleetMinute> minutes) { m_minutes = std::move(minutes); }
    void setKeys(enrolment::KeyList keys);
    [[nodiscard]] const std::vector<enrolment::KeyDecision> &decisions() const { return m_decisions; }
    void refuseDecisions(Error error) { m_decisionError = std::move(error); }
    void allowDecisions() { m_decisionError.reset(); }
    /// From now on decisions are answered by the test: it calls what is in pendingDecisions(), from any thread.
    void holdDecisions() { m_holdsDecisions = true; }
    [[nodiscard]] std::vector<std::function<void(Status)>> &pendingDecisions() { return m_pendingDecisions; }
    [[nodiscard]] const std::string &networkChangedBy() const { return m_networkChangedBy; }
    void setNetwork(const session::NetworkStatus &status);
    /// Sorts nothing: the rows stand as they are given. Counts and badges are worked out.
    /// Newest first.
    void setEvents(std::vector<events::Event> newest);
    [[nodiscard]] std::vector<PendingEvents> pendingEvents() const { return values(*m_eventQueries); }
    void setProblems(std::vector<problems::Problem> rows);
    [[nodiscard]] const std::vector<session::AcknowledgeRequest> &acknowledged() const { return m_acknowledged; }
    [[nodiscard]] const std::vector<session::NoteRequest> &notes() const { return m_notes; }
    [[nodiscard]] const std::vector<NodeId> &followed() const { return m_followed; }
    /// Queries that nobody has cancelled, oldest first.
    [[nodiscard]] std::vector<PendingSamples> pendingSamples() const { return values(*m_sampleQueries); }
    [[nodiscard]] std::vector<PendingSeries> pendingSeries() const { return values(*m_seriesQueries); }
    [[nodiscard]] std::vector<PendingGroup> pendingGroups() const { return values(*m_groupQueries); }
    /// From now on groups are answered at once.
    void answerGroups(std::function<history::GroupResult(const history::GroupQuery &)> source)
    {
        m_groupSource = std::move(source);
    }
    /// From now on series are answered at once.
    void answerSeries(std::function<history::SeriesResult(const history::SeriesQuery &)> source)
    {
        m_seriesSource = std::move(source);
    }

    [[nodiscard]] std::shared_ptr<const fleet::FleetSnapshot> snapshot() const override { return m_snapshot; }
    [[nodiscard]] std::shared_ptr<const commands::CommandList> commands() const override { return m_commands; }
    [[nodiscard]] std::vector<session::RefusedMessage> refusals() const override { return m_refusals; }
    void follow(const std::vector<NodeId> &nodes) override { m_followed = nodes; }
    std::size_t drainSamples(std::vector<session::LiveSample> &out, std::size_t most) override;
    Result<std::vector<CommandId>> submit(const commands::CommandRequest &request) override;
    [[nodiscard]] enrolment::KeyListPtr keys() const override { return m_keys; }
    void decideKey(const enrolment::KeyDecision &decision, std::function<void(Status)> done) override;
    [[nodiscard]] session::NetworkStatusPtr network() const override { return m_network; }
    void acceptFromNetwork(bool accept, const std::string &by) override;
    [[nodiscard]] problems::ProblemListPtr problems() const override { return m_problems; }
    /// Answered as decisions are.
    void acknowledge(const session::AcknowledgeRequest &request, std::function<void(Status)> done) override;
    /// The same.
    void writeNote(const session::NoteRequest &request, std::function<void(Status)> done) override;
    session::QueryTicketPtr querySamples(const history::SampleQuery &query,
                                         std::function<void(Result<history::SampleResult>)> done) override;
    session::QueryTicketPtr querySeries(const history::SeriesQuery &query,
                                        std::function<void(Result<history::SeriesResult>)> done) override;
    [[nodiscard]] events::EventListPtr events() const override { return m_events; }
    session::QueryTicketPtr queryEvents(const events::EventQuery &query,
                                        std::function<void(Result<events::EventResult>)> done) override;
    session::QueryTicketPtr queryGroup(const history::GroupQuery &query,
                                       std::function<void(Result<history::GroupResult>)> done) override;
    session::QueryTicketPtr queryMinutes(HubTime from, HubTime to,
                                         std::function<void(Result<std::vector<history::FleetMinute>>)> done) override;
    [[nodiscard]] std::string description() const override { return "live, workspace test"; }

private:
    void answerDecision(std::function<void(Status)> done);
    template<typename Pending>
    using PendingMap = std::map<std::uint64_t, Pending>;
    template<typename Pending>
    static std::vector<Pending> values(const PendingMap<Pending> &map)
    {
        std::vector<Pending> all;
        for (const auto &[number, pending] : map) {
            all.push_back(pending);
        }
        return all;
    }
    template<typename Pending>
    session::QueryTicketPtr ticketFor(std::shared_ptr<PendingMap<Pending>> queries, Pending pending);
    CommandId newCommandId();

    const Clock &m_clock;
    std::shared_ptr<const fleet::FleetSnapshot> m_snapshot;
    std::shared_ptr<const commands::CommandList> m_commands;
    std::vector<fleet::NodeRecord> m_nodes;
    std::map<NodeId, fleet::NodeIndex> m_indexOf;
    fleet::HubHealth m_hub;
    std::function<void(fleet::GroupSummary &)> m_fleetFigures;
    std::vector<commands::CommandRequest> m_submitted;
    std::optional<Error> m_submitError;
    std::uint32_t m_lastCommand = 0;
    std::vector<session::RefusedMessage> m_refusals;
    std::vector<session::LiveSample> m_samples;
    std::vector<NodeId> m_followed;
    enrolment::KeyListPtr m_keys = std::make_shared<const enrolment::KeyList>();
    std::vector<enrolment::KeyDecision> m_decisions;
    std::optional<Error> m_decisionError;
    bool m_holdsDecisions = false;
    std::vector<std::function<void(Status)>> m_pendingDecisions;
    std::string m_networkChangedBy;
    session::NetworkStatusPtr m_network = std::make_shared<const session::NetworkStatus>();
    problems::ProblemListPtr m_problems = std::make_shared<const problems::ProblemList>();
    std::vector<session::AcknowledgeRequest> m_acknowledged;
    std::vector<session::NoteRequest> m_notes;
    events::EventListPtr m_events = std::make_shared<const events::EventList>();
    std::shared_ptr<PendingMap<PendingEvents>> m_eventQueries = std::make_shared<PendingMap<PendingEvents>>();
    std::vector<history::FleetMinute> m_minutes;
    std::uint64_t m_lastQuery = 0;
    std::shared_ptr<PendingMap<PendingSamples>> m_sampleQueries = std::make_shared<PendingMap<PendingSamples>>();
    std::shared_ptr<PendingMap<PendingSeries>> m_seriesQueries = std::make_shared<PendingMap<PendingSeries>>();
    std::shared_ptr<PendingMap<PendingGroup>> m_groupQueries = std::make_shared<PendingMap<PendingGroup>>();
    std::function<history::SeriesResult(const history::SeriesQuery &)> m_seriesSource;
    std::function<history::GroupResult(const history::GroupQuery &)> m_groupSource;
};

/// A catalogue as nodes announce it: status, drain, resume, set-interval, probe.
std::vector<wire::CommandDescriptor> fakeCatalogue();

} // namespace iso::test
