#include "core/sim/simulated_fleet.h"

#include "core/commands/builtin_catalogue.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::sim
{

namespace
{

constexpr std::uint64_t kForPhases = 50;
/// Nodes served before the sockets are looked at again.
constexpr std::size_t kTurnsPerTick = 1000;
constexpr Duration kLongestSleep = std::chrono::milliseconds(250);
/// Time for the farewells to leave.
constexpr Duration kByeTime = std::chrono::milliseconds(300);
constexpr std::size_t kSmallestRing_bytes = 16 * 1024;

Duration resendEvery(std::size_t nodes)
{
    const std::size_t atOnce = nodes * node::NodeProtocol::kResendBatch;
    const Duration shared = std::chrono::nanoseconds(std::chrono::seconds(1)) * static_cast<std::int64_t>(atOnce) /
                            static_cast<std::int64_t>(SimulatedFleet::kResendsPerSecond);
    return std::max(node::NodeProtocol::kResendEvery, shared);
}

} // namespace

std::size_t linkCount(const WorldPlan &plan, bool ownConnections)
{
    return ownConnections ? plan.nodes.size() : std::min(SimulatedFleet::kMaxGateways, plan.sites.size());
}

SimulatedFleet::SimulatedFleet(FleetWorld &world, transport::NodeLoop &loop, std::size_t links, FleetOptions options,
                               const Clock &clock, IdSource &ids, Logger &logger)
    : m_world(world)
    , m_loop(loop)
    , m_options(std::move(options))
    , m_clock(clock)
    , m_logger(logger)
    , m_services{world,
                 clock,
                 ids,
                 m_counters,
                 m_options.stored,
                 commands::builtinCatalogue(),
                 m_options.software,
                 std::max(kSmallestRing_bytes, m_options.ringMemory_bytes / world.plan().nodes.size()),
                 resendEvery(world.plan().nodes.size()),
                 {},
                 {}}
{
    m_services.sampleScratch.payload = telemetry::Sample();
    assignLinks(links);
    const auto &nodes = world.plan().nodes;
    m_due.resize(nodes.size());
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        m_nodes.push_back(std::make_unique<SimulatedNode>(i, m_services, *m_ports[m_linkOf[i]], m_options.interval));
        m_byId.emplace(nodes[i].id.text(), i);
    }
}

void SimulatedFleet::assignLinks(std::size_t links)
{
    for (std::size_t link = 0; link < links; ++link) {
        m_ports.push_back(std::make_unique<node::LinkPort>(m_loop, link));
    }
    m_nodesOf.resize(links);
    const WorldPlan &plan = m_world.plan();
    m_linkOf.resize(plan.nodes.size());
    for (const SitePlan &site : plan.sites) {
        // Sites come largest first, so the emptiest gateway keeps them even.
        const auto emptiest = std::min_element(m_nodesOf.begin(), m_nodesOf.end(),
                                               [](const auto &a, const auto &b) { return a.size() < b.size(); });
        for (std::uint32_t node = site.firstNode; node < site.firstNode + site.nodeCount; ++node) {
            const std::size_t link =
                links == plan.nodes.size() ? node : static_cast<std::size_t>(emptiest - m_nodesOf.begin());
            m_linkOf[node] = link;
            m_nodesOf[link].push_back(node);
        }
    }
}

/// The fleet's samples are spread over the interval, always in the same way.
Duration SimulatedFleet::phaseOf(std::uint32_t node) const
{
    const double phase = Random(m_world.plan().seed, kForPhases, node).uniform();
    return Duration(static_cast<std::int64_t>(phase * static_cast<double>(m_options.interval.count())));
}

void SimulatedFleet::start(SteadyTime now)
{
    m_startedAt = now;
    m_world.advance(m_clock.utcNow(), Duration(0));
    for (std::uint32_t i = 0; i < m_nodes.size(); ++i) {
        if (!m_world.faults(i).down) {
            m_nodes[i]->powerUp(now, phaseOf(i) + Duration(1), true);
        }
        schedule(i, now);
    }
}

void SimulatedFleet::applyFaults(SteadyTime now)
{
    for (const std::uint32_t node : m_world.advance(m_clock.utcNow(), now - m_startedAt)) {
        const bool down = m_world.faults(node).down;
        if (down) {
            m_nodes[node]->powerDown();
        } else if (!m_nodes[node]->isOn()) {
            m_nodes[node]->powerUp(now, phaseOf(node) + Duration(1), false);
        }
        schedule(node, now);
    }
}

void SimulatedFleet::schedule(std::uint32_t node, SteadyTime at)
{
    if (m_due[node] != at) {
        m_due[node] = at;
        m_turns.push({at, node});
    }
}

SteadyTime SimulatedFleet::tick(SteadyTime now)
{
    if (!m_startedAt.isValid()) {
        start(now);
    }
    if (m_stopRequested.load() && stopStep(now)) {
        return now + kLongestSleep;
    }
    if (now - m_startedAt >= m_world.nextChange()) {
        applyFaults(now);
    }
    for (std::size_t turns = 0; !m_turns.empty() && m_turns.top().at <= now;) {
        if (turns == kTurnsPerTick) {
            return now;
        }
        const Turn turn = m_turns.top();
        m_turns.pop();
        if (m_due[turn.node] != turn.at) {
            continue;
        }
        ++turns;
        // A second turn in the same moment would not end; one nanosecond later is as good.
        schedule(turn.node, std::max(m_nodes[turn.node]->tick(now), now + Duration(1)));
    }
    const SteadyTime next = m_turns.empty() ? now + kLongestSleep : m_turns.top().at;
    return std::min({next, m_startedAt + m_world.nextChange(), now + kLongestSleep});
}

/// True once nothing but waiting is left.
bool SimulatedFleet::stopStep(SteadyTime now)
{
    if (!m_stopAt.isValid()) {
        m_stopAt = now + kByeTime;
        for (const auto &node : m_nodes) {
            node->sayBye("the simulation ends");
        }
    }
    if (now >= m_stopAt) {
        m_loop.stop();
    }
    return true;
}

void SimulatedFleet::linkUp(transport::LinkIndex link)
{
    const SteadyTime now = m_clock.steadyNow();
    const Duration apart = std::chrono::nanoseconds(std::chrono::seconds(1)) / kHellosPerSecond;
    const std::vector<std::uint32_t> &nodes = m_nodesOf[link];
    const auto links = static_cast<std::int64_t>(m_ports.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        // All links come up together after a hub's restart, so each takes every so-manieth place.
        const auto place = static_cast<std::int64_t>(i) * links + static_cast<std::int64_t>(link);
        m_nodes[nodes[i]]->linkUp(now + place * apart);
        schedule(nodes[i], now);
    }
}

void SimulatedFleet::linkDown(transport::LinkIndex link)
{
    for (const std::uint32_t node : m_nodesOf[link]) {
        m_nodes[node]->linkDown();
    }
}

void SimulatedFleet::controlReceived(transport::LinkIndex link, std::string_view frame)
{
    const auto message = m_services.decoder.decode(frame);
    if (!message) {
        m_counters.badFrames.add();
        m_logger.limited(
            LogLevel::Warning, "sim", "bad-frame",
            fmt::format("link {}: the hub sent something not understood: {}", link, message.error().detail));
        return;
    }
    if (const auto *marks = std::get_if<wire::StoredMarks>(&message->payload)) {
        for (const wire::StoredMark &mark : marks->marks) {
            if (const auto node = m_byId.find(mark.node.text()); node != m_byId.end()) {
                m_nodes[node->second]->stored(mark);
            }
        }
    } else if (const auto node = m_byId.find(message->header.node.text()); node != m_byId.end()) {
        const SteadyTime now = m_clock.steadyNow();
        m_nodes[node->second]->received(*message, now);
        schedule(node->second, now);
    } else {
        m_counters.badFrames.add();
    }
    if (m_options.stored != nullptr) {
        m_options.stored->storedMessageEnds();
    }
}

} // namespace iso::sim
