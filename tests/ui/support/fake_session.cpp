#include "tests/ui/support/fake_session.h"

#include "core/base/check.h"
#include "tests/ui/support/fake_cities.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace iso::test
{

using namespace std::chrono_literals;
using telemetry::LatencyId;
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;

namespace
{

class FakeTicket final : public session::QueryTicket
{
public:
    explicit FakeTicket(std::function<void()> cancel)
        : m_cancel(std::move(cancel))
    {
    }
    ~FakeTicket() override { m_cancel(); }
    FakeTicket(const FakeTicket &) = delete;
    FakeTicket &operator=(const FakeTicket &) = delete;

private:
    std::function<void()> m_cancel;
};

fleet::LatencyFigures figures(double p95_s, std::uint64_t count)
{
    const auto around = [](double value) { return telemetry::QuantileBounds{value * 0.99, value, value * 1.01}; };
    return {count, around(p95_s * 0.45), around(p95_s), around(p95_s * 1.4)};
}

void addTo(fleet::LatencyFigures &group, const fleet::LatencyFigures &node)
{
    // Good enough to look at: the mean weighted by requests instead of merged histograms.
    if (const std::uint64_t all = group.count + node.count; all > 0) {
        const double weight = static_cast<double>(node.count) / static_cast<double>(all);
        group = figures(group.p95.estimate * (1 - weight) + node.p95.estimate * weight, all);
    }
}

void addTo(fleet::GroupSummary &group, const fleet::NodeSnapshot &node)
{
    const bool heard = node.link == LinkState::Live || node.link == LinkState::Late;
    const auto service = heard ? node.service : ServiceState::Unknown;
    ++group.nodes;
    ++group.byLink[static_cast<std::size_t>(node.link)];
    ++group.byService[static_cast<std::size_t>(service)];
    if (!heard) {
        return;
    }
    group.serving += service == ServiceState::Serving || service == ServiceState::Idle || service == ServiceState::Busy;
    addTo(group.ttft, node.latency(LatencyId::TimeToFirstToken));
    addTo(group.interToken, node.latency(LatencyId::InterToken));
    addTo(group.endToEnd, node.latency(LatencyId::EndToEnd));
    if (const auto load = node.metrics.value(MetricId::Load)) {
        const double count = group.nodes;
        group.load_ratio = group.load_ratio.value_or(0) * (count - 1) / count + *load / count;
    }
    for (std::size_t i = 0; i < fleet::Trend::kLength; ++i) {
        const std::uint16_t value = node.ttftTrend.values_ms[i];
        std::uint16_t &mean = group.ttftTrend.values_ms[i];
        if (value != fleet::Trend::kNoValue) {
            mean = mean == fleet::Trend::kNoValue ? value : static_cast<std::uint16_t>((mean * 3 + value) / 4);
        }
    }
}

fleet::GroupSummary &groupFor(std::vector<fleet::GroupSummary> &groups, const std::string &name,
                              const std::string &region)
{
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const fleet::GroupSummary &group) {
        return group.name == name && group.region == region;
    });
    if (found != groups.end()) {
        return *found;
    }
    fleet::GroupSummary group;
    group.name = name;
    group.region = region;
    return groups.emplace_back(group);
}

} // namespace

std::shared_ptr<const fleet::LatencyWindows> windowsAround(double p95_s, std::uint64_t count)
{
    fleet::LatencyWindows windows;
    constexpr int kSteps = 20; // the 19th ends at the 95th percentile
    for (int i = 1; i <= kSteps; ++i) {
        const double value = p95_s * std::pow(1.08, i - (kSteps - 1));
        windows.ttft.record(value, count / kSteps);
        windows.endToEnd.record(value * 30, count / kSteps);
    }
    return std::make_shared<const fleet::LatencyWindows>(std::move(windows));
}

FakeSession::FakeSession(const Clock &clock)
    : m_clock(clock)
    , m_commands(std::make_shared<commands::CommandList>())
{
    m_hub.telemetryEndpoint = "tcp://127.0.0.1:5555";
    m_hub.controlEndpoint = "tcp://127.0.0.1:5556";
    publish();
}

NodeId FakeSession::addNode(const std::string &name, const std::string &region, const std::string &site, GeoPoint place,
                            const std::string &placeName)
{
    auto identity = std::make_shared<fleet::NodeIdentity>();
    identity->id = NodeId::fromText(name).value();
    identity->region = RegionId::fromText(region).value();
    identity->site = SiteId::fromText(site).value();
    identity->bornAt = m_clock.utcNow();
    identity->path = site;
    wire::Birth &birth = identity->birth;
    birth.region = identity->region;
    birth.site = identity->site;
    birth.place = place;
    birth.placeName = placeName;
    birth.hardware = {"EPYC 9124", 16, 64'000'000'000, {{"L40S", 48'000'000'000}}};
    birth.engines = {{"vLLM", "0.11"}};
    birth.models = {{"llama-3-8b", "vLLM", 64}};
    birth.commands = fakeCatalogue();
    birth.interval = 1s;

    auto node = std::make_shared<fleet::NodeSnapshot>();
    node->index = static_cast<fleet::NodeIndex>(m_nodes.size());
    node->identity = identity;
    node->link = LinkState::Live;
    node->service = ServiceState::Serving;
    node->linkSince = node->serviceSince = m_clock.utcNow() - 6min;
    node->lastHeard = node->lastSampleReceived = m_clock.utcNow();
    node->lastSampleTime = NodeTime::fromNanoseconds(m_clock.utcNow().toNanoseconds());
    node->interval = 1s;
    node->metrics.set(MetricId::Load, 0.6);
    node->metrics.set(MetricId::RequestsRunning, 12);
    node->metrics.set(MetricId::RequestsWaiting, 1);
    node->latencies[static_cast<std::size_t>(LatencyId::TimeToFirstToken)] = figures(0.2, 400);
    node->windows = windowsAround(0.2, 400);
    node->requestsInWindow = 400;
    m_indexOf.emplace(identity->id, node->index);
    m_nodes.push_back(node);
    return identity->id;
}

void FakeSession::addFleet(std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        const FakeCity &city = kFakeCities[i % kFakeCities.size()];
        const std::size_t number = i / kFakeCities.size() + 1;
        // Nodes of one city stand in a ring of a few kilometres, not on one point.
        const double spread = 0.02 * static_cast<double>(number % 14);
        addNode(fmt::format("edge-{}-{:03}", city.code, number), city.region, city.code,
                {city.latitude_deg + spread, city.longitude_deg + spread}, city.name);
    }
}

void FakeSession::edit(const NodeId &node, const std::function<void(fleet::NodeSnapshot &)> &change)
{
    fleet::NodeRecord &record = m_nodes[m_indexOf.at(node)];
    auto copy = std::make_shared<fleet::NodeSnapshot>(*record);
    change(*copy);
    record = std::move(copy);
}

void FakeSession::editIdentity(const NodeId &node, const std::function<void(fleet::NodeIdentity &)> &change)
{
    edit(node, [&](fleet::NodeSnapshot &snapshot) {
        auto identity = std::make_shared<fleet::NodeIdentity>(*snapshot.identity);
        change(*identity);
        snapshot.identity = std::move(identity);
    });
}

std::vector<NodeId> FakeSession::nodeIds() const
{
    std::vector<NodeId> ids;
    for (const fleet::NodeRecord &node : m_nodes) {
        ids.push_back(node->id());
    }
    return ids;
}

void FakeSession::publish(bool withGroups)
{
    auto next = std::make_shared<fleet::FleetSnapshot>();
    next->number = m_snapshot ? m_snapshot->number + 1 : 1;
    next->takenAt = m_clock.utcNow();
    next->nodes = m_nodes;
    next->hub = m_hub;
    std::vector<fleet::GroupSummary> regions;
    std::vector<fleet::GroupSummary> sites;
    for (const fleet::NodeRecord &node : m_nodes) {
        if (node->identity->retired) {
            continue;
        }
        addTo(next->fleet, *node);
        addTo(groupFor(regions, node->identity->region.text(), {}), *node);
        addTo(groupFor(sites, node->identity->site.text(), node->identity->region.text()), *node);
    }
    const auto byName = [](const fleet::GroupSummary &a, const fleet::GroupSummary &b) {
        return std::tie(a.region, a.name) < std::tie(b.region, b.name);
    };
    std::sort(regions.begin(), regions.end(), byName);
    std::sort(sites.begin(), sites.end(), byName);
    if (m_fleetFigures) {
        m_fleetFigures(next->fleet);
    }
    if (withGroups || !m_snapshot) {
        next->regions = std::make_shared<std::vector<fleet::GroupSummary>>(std::move(regions));
        next->sites = std::make_shared<std::vector<fleet::GroupSummary>>(std::move(sites));
    } else {
        next->regions = m_snapshot->regions;
        next->sites = m_snapshot->sites;
    }
    m_snapshot = std::move(next);
}

void FakeSession::setCommand(const commands::CommandRecord &record)
{
    auto list = std::make_shared<commands::CommandList>(*m_commands);
    ++list->number;
    auto pointer = std::make_shared<const commands::CommandRecord>(record);
    const auto found = std::find_if(list->commands.begin(), list->commands.end(),
                                    [&](const commands::CommandRecordPtr &other) { return other->id == record.id; });
    if (found != list->commands.end()) {
        *found = std::move(pointer);
    } else {
        list->commands.insert(list->commands.begin(), std::move(pointer));
    }
    m_commands = std::move(list);
}

std::size_t FakeSession::drainSamples(std::vector<session::LiveSample> &out, std::size_t most)
{
    const std::size_t taken = std::min(most, m_samples.size());
    const auto end = m_samples.begin() + static_cast<std::ptrdiff_t>(taken);
    std::move(m_samples.begin(), end, std::back_inserter(out));
    m_samples.erase(m_samples.begin(), end);
    return taken;
}

CommandId FakeSession::newCommandId()
{
    std::array<std::uint8_t, 16> bytes{};
    const std::uint32_t number = ++m_lastCommand;
    for (std::size_t i = 0; i < 4; ++i) {
        bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    return CommandId(bytes);
}

Result<std::vector<CommandId>> FakeSession::submit(const commands::CommandRequest &request)
{
    if (m_submitError) {
        return failure(*m_submitError);
    }
    m_submitted.push_back(request);
    std::vector<CommandId> ids;
    for (const NodeId &target : request.targets) {
        commands::CommandRecord record;
        record.id = newCommandId();
        record.node = target;
        record.name = request.name;
        record.arguments = request.arguments;
        record.issuer = request.issuer;
        record.reason = request.reason;
        record.createdAt = m_clock.utcNow();
        record.expiresAt = record.createdAt + request.expiresAfter;
        record.timeout = 30s;
        record.steps = {{commands::CommandState::Created, record.createdAt, std::nullopt, {}},
                        {commands::CommandState::Sent, record.createdAt, std::nullopt, {}}};
        ids.push_back(record.id);
        setCommand(record);
    }
    return ids;
}

void FakeSession::setKeys(enrolment::KeyList keys)
{
    keys.number = m_keys->number + 1;
    m_keys = std::make_shared<const enrolment::KeyList>(std::move(keys));
}

void FakeSession::decideKey(const enrolment::KeyDecision &decision, std::function<void(Status)> done)
{
    m_decisions.push_back(decision);
    if (m_holdsDecisions) {
        m_pendingDecisions.push_back(std::move(done));
        return;
    }
    done(m_decisionError ? Status(failure(*m_decisionError)) : Status());
}

void FakeSession::setProblems(std::vector<problems::Problem> rows)
{
    auto list = std::make_shared<problems::ProblemList>();
    list->number = m_problems->number + 1;
    list->badges.resize(m_nodes.size());
    for (problems::Problem &row : rows) {
        ++list->bySeverity.at(static_cast<std::size_t>(row.severity));
        for (const NodeId &node : row.nodes) {
            problems::Badge &badge = list->badges[m_indexOf.at(node)];
            const auto severity = static_cast<std::uint8_t>(row.severity);
            badge.severity = badge.severity == 0 ? severity : std::min(badge.severity, severity);
            ++badge.count;
        }
        // A row that stays as it is keeps its address, as in a real session.
        const problems::ProblemPtr before = m_problems->find(row.id);
        list->problems.push_back(before && *before == row ? before : std::make_shared<const problems::Problem>(row));
    }
    m_problems = std::move(list);
}

void FakeSession::acknowledge(const session::AcknowledgeRequest &request, std::function<void(Status)> done)
{
    m_acknowledged.push_back(request);
    answerDecision(std::move(done));
}

void FakeSession::writeNote(const session::NoteRequest &request, std::function<void(Status)> done)
{
    m_notes.push_back(request);
    answerDecision(std::move(done));
}

void FakeSession::answerDecision(std::function<void(Status)> done)
{
    if (m_holdsDecisions) {
        m_pendingDecisions.push_back(std::move(done));
        return;
    }
    done(m_decisionError ? Status(failure(*m_decisionError)) : Status());
}

void FakeSession::setNetwork(const session::NetworkStatus &status)
{
    m_network = std::make_shared<const session::NetworkStatus>(status);
}

void FakeSession::acceptFromNetwork(bool accept, const std::string &by)
{
    m_networkChangedBy = by;
    session::NetworkStatus status = *m_network;
    status.isWanted = status.isListening = accept;
    setNetwork(status);
}

template<typename Pending>
session::QueryTicketPtr FakeSession::ticketFor(std::shared_ptr<PendingMap<Pending>> queries, Pending pending)
{
    const std::uint64_t number = ++m_lastQuery;
    queries->emplace(number, std::move(pending));
    return std::make_unique<FakeTicket>([queries = std::move(queries), number] { queries->erase(number); });
}

session::QueryTicketPtr FakeSession::querySamples(const history::SampleQuery &query,
                                                  std::function<void(Result<history::SampleResult>)> done)
{
    return ticketFor(m_sampleQueries, PendingSamples{query, std::move(done)});
}

void FakeSession::setEvents(std::vector<events::Event> newest)
{
    auto list = std::make_shared<events::EventList>();
    list->number = m_events->number + 1;
    for (events::Event &event : newest) {
        list->events.push_back(std::make_shared<const events::Event>(std::move(event)));
    }
    m_events = std::move(list);
}

session::QueryTicketPtr FakeSession::queryEvents(const events::EventQuery &query,
                                                 std::function<void(Result<events::EventResult>)> done)
{
    return ticketFor(m_eventQueries, PendingEvents{query, std::move(done)});
}

session::QueryTicketPtr FakeSession::querySeries(const history::SeriesQuery &query,
                                                 std::function<void(Result<history::SeriesResult>)> done)
{
    if (m_seriesSource) {
        done(m_seriesSource(query));
    }
    return ticketFor(m_seriesQueries, PendingSeries{query, std::move(done)});
}

session::QueryTicketPtr FakeSession::queryGroup(const history::GroupQuery &query,
                                                std::function<void(Result<history::GroupResult>)> done)
{
    if (m_groupSource) {
        done(m_groupSource(query));
    }
    return ticketFor(m_groupQueries, PendingGroup{query, std::move(done)});
}

session::QueryTicketPtr FakeSession::queryMinutes(HubTime from, HubTime to,
                                                  std::function<void(Result<std::vector<history::FleetMinute>>)> done)
{
    std::vector<history::FleetMinute> found;
    for (const history::FleetMinute &minute : m_minutes) {
        if (minute.at >= from && minute.at < to) {
            found.push_back(minute);
        }
    }
    done(std::move(found));
    return std::make_unique<FakeTicket>([] {});
}

std::vector<wire::CommandDescriptor> fakeCatalogue()
{
    using wire::HazardClass;
    const wire::ParameterDescriptor interval{
        "interval_ms", "Interval", wire::ParameterType::Integer, true, "1000", 100, 60000, {}, "ms"};
    const wire::ParameterDescriptor target{"target", "Target", wire::ParameterType::Choice, true, "",
                                           {},       {},       {"local", "gateway"},        ""};
    const wire::ParameterDescriptor count{"count", "Requests", wire::ParameterType::Integer, false, "5", 1, 100,
                                          {},      ""};
    return {
        {"status", "Status", "Says whether the worker is active.", {}, HazardClass::Observe, true, 10s, ""},
        {"probe",
         "Probe",
         "Sends requests to a target and measures them.",
         {target, count},
         HazardClass::Observe,
         true,
         60s,
         ""},
        {"set-interval",
         "Set interval",
         "Changes how often samples are sent.",
         {interval},
         HazardClass::Adjust,
         true,
         10s,
         "samples arrive at the new interval"},
        {"drain",
         "Drain node",
         "Takes no new requests and finishes the running ones; neighbours take over.",
         {},
         HazardClass::Disruptive,
         true,
         120s,
         "service becomes drained"},
        {"resume",
         "Resume node",
         "Takes requests again.",
         {},
         HazardClass::Adjust,
         true,
         30s,
         "service becomes serving"},
    };
}

} // namespace iso::test
