#pragma once

#include "core/replay/replay_session.h"

#include <functional>
#include <vector>

namespace iso::test
{

/// A replay whose moments are what the test says. One thread.
class FakeReplay final : public replay::ReplaySession
{
public:
    explicit FakeReplay(session::Session &live)
        : m_live(live)
        , m_snapshot(live.snapshot())
        , m_commands(std::make_shared<const commands::CommandList>())
    {
    }

    /// The moment that was asked for is there: the live fleet as it is now, changed by `change`.
    void finish(const std::function<void(fleet::FleetSnapshot &)> &change = [](fleet::FleetSnapshot &) {})
    {
        auto snapshot = std::make_shared<fleet::FleetSnapshot>(*m_live.snapshot());
        snapshot->takenAt = now.wanted;
        change(*snapshot);
        m_snapshot = std::move(snapshot);
        m_commands = std::make_shared<const commands::CommandList>();
        now.shown = now.wanted;
        now.isBuilding = false;
    }

    void seek(HubTime moment) override
    {
        now.wanted = moment;
        now.isBuilding = true;
        seeks.push_back(moment);
    }
    void play(double speed) override
    {
        now.isPlaying = true;
        now.speed = speed;
    }
    void pause() override { now.isPlaying = false; }
    void rest() override { ++rests; }
    void setRunningHub(const replay::RunningHub &) override {}
    [[nodiscard]] replay::ReplayStatus status() const override { return now; }

    [[nodiscard]] std::shared_ptr<const fleet::FleetSnapshot> snapshot() const override { return m_snapshot; }
    [[nodiscard]] std::shared_ptr<const commands::CommandList> commands() const override { return m_commands; }
    [[nodiscard]] std::vector<session::RefusedMessage> refusals() const override { return m_live.refusals(); }
    void follow(const std::vector<NodeId> &nodes) override { followed = nodes; }
    std::size_t drainSamples(std::vector<session::LiveSample> &, std::size_t) override { return 0; }
    Result<std::vector<CommandId>> submit(const commands::CommandRequest &) override
    {
        return failure(ErrorCode::Refused, "nothing can be sent from a replay");
    }
    [[nodiscard]] enrolment::KeyListPtr keys() const override { return m_live.keys(); }
    void decideKey(const enrolment::KeyDecision &, std::function<void(Status)> done) override
    {
        done(failure(ErrorCode::Refused, "not in a replay"));
    }
    [[nodiscard]] session::NetworkStatusPtr network() const override { return m_live.network(); }
    void acceptFromNetwork(bool, const std::string &) override {}
    session::QueryTicketPtr querySamples(const history::SampleQuery &query,
                                         std::function<void(Result<history::SampleResult>)> done) override
    {
        return m_live.querySamples(query, std::move(done));
    }
    session::QueryTicketPtr querySeries(const history::SeriesQuery &query,
                                        std::function<void(Result<history::SeriesResult>)> done) override
    {
        return m_live.querySeries(query, std::move(done));
    }
    session::QueryTicketPtr queryMinutes(HubTime from, HubTime to,
                                         std::function<void(Result<std::vector<history::FleetMinute>>)> done) override
    {
        return m_live.queryMinutes(from, to, std::move(done));
    }
    [[nodiscard]] problems::ProblemListPtr problems() const override { return m_live.problems(); }
    void acknowledge(const session::AcknowledgeRequest &, std::function<void(Status)> done) override
    {
        done(failure(ErrorCode::Refused, "replay"));
    }
    void writeNote(const session::NoteRequest &, std::function<void(Status)> done) override
    {
        done(failure(ErrorCode::Refused, "replay"));
    }
    [[nodiscard]] events::EventListPtr events() const override { return m_live.events(); }
    session::QueryTicketPtr queryEvents(const events::EventQuery &query,
                                        std::function<void(Result<events::EventResult>)> done) override
    {
        return m_live.queryEvents(query, std::move(done));
    }
    session::QueryTicketPtr queryGroup(const history::GroupQuery &query,
                                       std::function<void(Result<history::GroupResult>)> done) override
    {
        return m_live.queryGroup(query, std::move(done));
    }
    [[nodiscard]] std::string description() const override { return "replay"; }

    replay::ReplayStatus now;
    std::vector<HubTime> seeks;
    std::vector<NodeId> followed;
    int rests = 0;

private:
    session::Session &m_live;
    std::shared_ptr<const fleet::FleetSnapshot> m_snapshot;
    std::shared_ptr<const commands::CommandList> m_commands;
};

} // namespace iso::test
