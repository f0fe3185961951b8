#include "app/node/node_agent.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::app
{

namespace
{

/// 15 minutes of large samples at 1 Hz; at shorter intervals it looks back less far.
constexpr std::size_t kRing_bytes = 8 * 1024 * 1024;
constexpr Duration kLongestSleep = std::chrono::seconds(1);
/// The first words to a hub wait so long for the first sample: a birth that knows the engines' models is better than
/// one that changes a second later.
constexpr Duration kFirstWords = std::chrono::seconds(2);
/// Time for the farewells to leave.
constexpr Duration kByeTime = std::chrono::milliseconds(300);
constexpr const char *kSoftware = "isochrone-node " ISOCHRONE_VERSION;

} // namespace

wire::Birth birthOf(const NodeConfiguration &configuration, const agent::BirthParts &parts, Duration interval)
{
    wire::Birth birth;
    birth.region = configuration.region;
    birth.site = configuration.site;
    birth.place = configuration.place;
    birth.placeName = configuration.placeName;
    birth.hardware = parts.hardware;
    birth.engines = parts.engines;
    birth.models = parts.models;
    birth.commands = catalogueOf(configuration);
    birth.metrics = parts.metrics;
    birth.interval = interval;
    birth.software = kSoftware;
    return birth;
}

NodeAgent::NodeAgent(const NodeConfiguration &configuration, transport::NodeLoop &loop,
                     std::unique_ptr<agent::Measurer> measurer, commands::IntentStore &intents, const Clock &clock,
                     IdSource &ids, Logger &logger)
    : m_configuration(configuration)
    , m_loop(loop)
    , m_clock(clock)
    , m_logger(logger)
    , m_startedAt(clock.steadyNow())
    , m_interval(configuration.interval)
    , m_self{configuration.id, ids.newBootId(),
             wire::telemetryTopic(configuration.region, configuration.site, configuration.id).value_or(std::string()),
             kSoftware}
    , m_ring(kRing_bytes)
    , m_commands(configuration, *this, clock, [this] { m_loop.wake(); })
    , m_desk(m_self, catalogueOf(configuration), intents, m_commands)
    , m_birthParts(std::make_shared<const agent::BirthParts>(measurer->birthParts()))
    , m_measureLoop(std::move(measurer), configuration.interval, clock, [this] { m_loop.wake(); })
{
    m_commands.reportTo(m_desk.executor());
    node::NodeHost &host = *this;
    for (std::size_t i = 0; i < configuration.hubs.size(); ++i) {
        Link link;
        link.port = std::make_unique<node::LinkPort>(loop, i);
        link.protocol = std::make_unique<node::NodeProtocol>(m_self, m_ring, *link.port, host, m_decoder);
        link.protocol->start(m_startedAt);
        m_links.push_back(std::move(link));
    }
}

NodeAgent::~NodeAgent() = default;

void NodeAgent::linkUp(transport::LinkIndex link)
{
    m_links[link].protocol->linkUp(m_clock.steadyNow());
}

void NodeAgent::linkDown(transport::LinkIndex link)
{
    m_links[link].protocol->linkDown();
}

void NodeAgent::controlReceived(transport::LinkIndex link, std::string_view frame)
{
    const auto message = m_decoder.decode(frame);
    if (!message) {
        m_logger.limited(LogLevel::Warning, "node", "bad-frame",
                         fmt::format("hub {}: a message that is not understood: {}", m_configuration.hubs[link].control,
                                     message.error().detail));
        return;
    }
    node::NodeProtocol &protocol = *m_links[link].protocol;
    if (const auto *marks = std::get_if<wire::StoredMarks>(&message->payload)) {
        for (const wire::StoredMark &mark : marks->marks) {
            if (mark.node == m_self.id) {
                protocol.stored(mark);
            }
        }
    } else if (message->header.node == m_self.id) {
        protocol.received(*message, m_clock.steadyNow());
    } else {
        notUnderstood();
    }
}

SteadyTime NodeAgent::tick(SteadyTime now)
{
    publishMeasured();
    m_commands.drain();
    SteadyTime next = now + kLongestSleep;
    if (m_ring.lastSeq() == 0 && now < m_startedAt + kFirstWords) {
        next = m_startedAt + kFirstWords;
    } else {
        for (const Link &link : m_links) {
            link.protocol->tick(now);
            next = std::min(next, link.protocol->nextDue());
        }
    }
    if (m_stopRequested.load()) {
        stopStep(now);
        next = std::min(next, m_stopAt);
    }
    return next;
}

void NodeAgent::publishMeasured()
{
    m_measured.clear();
    m_measureLoop.drain(m_measured);
    for (Measured &measured : m_measured) {
        if (measured.birth != m_birthParts) {
            m_birthParts = measured.birth;
            for (const Link &link : m_links) {
                link.protocol->birthChanged();
            }
        }
        m_newest.header.node = m_self.id;
        m_newest.header.boot = m_self.boot;
        m_newest.header.stream = wire::Stream::Telemetry;
        m_newest.header.seq = m_ring.lastSeq() + 1;
        m_newest.header.time = measured.time;
        m_newest.payload = std::move(measured.sample);
        m_ring.push({measured.time, measured.taken, {}, wire::encode(m_newest)});
        for (const Link &link : m_links) {
            link.protocol->sampleTaken();
        }
    }
}

NodeTime NodeAgent::now() const
{
    return NodeTime::fromNanoseconds(m_clock.utcNow().toNanoseconds());
}

wire::Birth NodeAgent::birth() const
{
    return birthOf(m_configuration, *m_birthParts, m_interval);
}

void NodeAgent::commandReceived(node::NodeProtocol &link, const wire::Command &command)
{
    // By the hub's clock: this node's own may be wrong, and then everything, or nothing, would have expired.
    m_desk.command(link, command, link.hubTime().at(m_clock.steadyNow()).value_or(m_clock.utcNow()));
}

void NodeAgent::commandQueried(node::NodeProtocol &link, const wire::CommandQuery &query)
{
    m_desk.query(link, query);
}

void NodeAgent::welcomeChanged(const node::NodeProtocol &link, bool isWelcome)
{
    if (isWelcome) {
        m_logger.info("node", "hub \"{}\" welcomes this node", link.hubName());
    } else {
        m_logger.warning("node", "hub \"{}\" is not reached any more", link.hubName());
    }
}

void NodeAgent::notUnderstood()
{
    m_logger.limited(LogLevel::Warning, "node", "odd", "a hub sent a message that is not for a node, or not this one");
}

const telemetry::Sample *NodeAgent::newestSample() const
{
    return m_newest.header.seq == 0 ? nullptr : std::get_if<telemetry::Sample>(&m_newest.payload);
}

std::size_t NodeAgent::welcomingHubs() const
{
    return static_cast<std::size_t>(
        std::count_if(m_links.begin(), m_links.end(), [](const Link &link) { return link.protocol->isWelcome(); }));
}

void NodeAgent::setInterval(Duration interval)
{
    m_interval = interval;
    m_measureLoop.setInterval(interval);
    for (const Link &link : m_links) {
        link.protocol->birthChanged();
    }
}

void NodeAgent::requestStop()
{
    m_stopRequested.store(true);
    m_loop.wake();
}

void NodeAgent::stopStep(SteadyTime now)
{
    if (!m_stopAt.isValid()) {
        m_stopAt = now + kByeTime;
        m_commands.stop();
        for (const Link &link : m_links) {
            link.protocol->sayBye("the node's program was stopped");
        }
    }
    if (now >= m_stopAt) {
        m_loop.stop();
    }
}

} // namespace iso::app
