#pragma once

#include "core/fleet/fleet_state.h"
#include "core/replay/reconstruction.h"
#include "tests/core/history/history_fixture.h"

#include <functional>

namespace iso::test
{

/// A fleet that lives through some minutes in front of a real FleetState, which is what the screen showed, and in front
/// of a history, which is what replay has. Node n sends at 0.01 n s past each second; the hub ticks at each half
/// second.
class RecordedFleet
{
public:
    explicit RecordedFleet(int nodes, HubTime from = HubTime::fromNanoseconds(kNoon_ns))
        : clock(from)
        , m_nodes(nodes)
        , m_seqs(static_cast<std::size_t>(nodes) + 1, 0)
        , m_live(clock)
        , m_hubSince(clock.utcNow())
    {
    }

    /// Which nodes send in second `s` of all; all of them unless it is set.
    std::function<bool(int node, int second)> sends = [](int, int) { return true; };
    /// What is different about a sample.
    std::function<void(telemetry::Sample &, int node, int second)> change = [](telemetry::Sample &, int, int) {};

    void born(int node, const std::string &software = "sim 1", std::uint32_t boot = 1)
    {
        history::AcceptedBirth accepted = acceptedBirth(node, boot, software);
        accepted.received = clock.utcNow();
        wire::Header header;
        header.node = accepted.node;
        header.boot = accepted.boot;
        header.stream = wire::Stream::Control;
        m_live.birth(header, accepted.birth).value();
        m_live.heard(*m_live.find(accepted.node));
        m_items.emplace_back(std::move(accepted));
    }

    void run(int seconds)
    {
        for (int i = 0; i < seconds; ++i, ++m_second) {
            for (int node = 1; node <= m_nodes; ++node) {
                clock.advance(std::chrono::milliseconds(400) / m_nodes);
                if (sends(node, m_second)) {
                    send(node);
                }
            }
            clock.advance(std::chrono::milliseconds(500) - std::chrono::milliseconds(400) / m_nodes * m_nodes);
            m_live.tick();
            snapshots.push_back(m_live.snapshot({}));
            if (m_second % 60 == 59) {
                m_items.emplace_back(minute());
            }
            clock.advance(std::chrono::milliseconds(500));
        }
    }

    history::FleetMinute minute() const
    {
        history::FleetMinute minute;
        minute.at = clock.utcNow();
        minute.hubSince = m_hubSince;
        minute.steady = clock.steadyNow();
        if (!snapshots.empty()) {
            const fleet::GroupSummary &fleet = snapshots.back()->fleet;
            minute.nodes = fleet.nodes;
            minute.serving = fleet.serving;
            minute.byLink = fleet.byLink;
            minute.byService = fleet.byService;
        }
        return minute;
    }
    void dropMinutes()
    {
        std::erase_if(m_items, [](const auto &item) { return std::holds_alternative<history::FleetMinute>(item); });
    }

    void store() { m_history.write(std::move(m_items)); }
    std::unique_ptr<replay::Reconstruction> open()
    {
        store();
        auto opened = replay::Reconstruction::open(m_history.folder());
        if (!opened) {
            qFatal("%s", opened.error().message.c_str());
        }
        std::vector<NodeId> order;
        for (int node = 1; node <= m_nodes; ++node) {
            order.push_back(nodeId(node));
        }
        (*opened)->setOrder(std::move(order));
        return std::move(*opened);
    }
    [[nodiscard]] std::filesystem::path folder() const { return m_history.folder(); }

    ManualClock clock;
    std::vector<std::shared_ptr<const fleet::FleetSnapshot>> snapshots; ///< what was shown, one a second

private:
    void send(int node)
    {
        const std::uint64_t seq = ++m_seqs[static_cast<std::size_t>(node)];
        telemetry::Sample sample = sampleContent(node, seq);
        sample.metrics.set(telemetry::MetricId::RequestsOk, 3);
        change(sample, node, m_second);
        wire::Envelope envelope;
        envelope.header.node = nodeId(node);
        envelope.header.boot = bootId(1);
        envelope.header.seq = seq;
        envelope.header.time = NodeTime::fromNanoseconds(clock.utcNow().toNanoseconds());
        envelope.payload = sample;
        m_live.sample(envelope.header, sample);
        m_live.heard(*m_live.find(envelope.header.node));
        m_items.emplace_back(history::AcceptedSample{envelope.header.node, envelope.header.boot, seq,
                                                     envelope.header.time, clock.utcNow(), false, false,
                                                     wire::encode(envelope)});
    }

    int m_nodes;
    int m_second = 0;
    std::vector<std::uint64_t> m_seqs;
    fleet::FleetState m_live;
    HubTime m_hubSince;
    std::vector<history::HistoryItem> m_items;
    HistoryFixture m_history;
};

} // namespace iso::test
