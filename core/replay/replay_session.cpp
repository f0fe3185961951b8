#include "core/replay/replay_session.h"

#include "core/base/latest.h"
#include "core/base/thread.h"
#include "core/history/history_reader.h"
#include "core/replay/command_moment.h"
#include "core/replay/event_moment.h"
#include "core/replay/playback.h"
#include "core/replay/reconstruction.h"
#include "core/session/live_feed.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace iso::replay
{
namespace
{

constexpr std::chrono::milliseconds kFrame{100};
/// Problems that began longer before the moment are not looked for.
constexpr Duration kEventsBefore = std::chrono::hours(24);
constexpr std::size_t kMostEvents = 100'000;
constexpr std::size_t kListedEvents = 1'000;

class HistoryReplay final : public ReplaySession
{
public:
    HistoryReplay(std::filesystem::path history, session::Session &live, const Clock &clock)
        : m_history(std::move(history))
        , m_live(live)
        , m_clock(clock)
        , m_snapshot(live.snapshot())
        , m_commands(live.commands())
        , m_problems(live.problems())
        , m_events(live.events())
        , m_thread([this] { run(); })
    {
    }

    ~HistoryReplay() override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isStopping = true;
            m_cancel->cancel();
        }
        m_wake.notify_all();
        m_thread.join();
    }

    void seek(HubTime moment) override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_playback.seek(std::min(moment, newest()), m_clock.steadyNow());
            m_isResting = false;
            m_isAsked = true;
            m_cancel->cancel();
        }
        m_wake.notify_all();
    }

    void play(double speed) override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_playback.play(speed, m_clock.steadyNow());
        }
        m_wake.notify_all();
    }

    void pause() override
    {
        const std::lock_guard lock(m_mutex);
        m_playback.pause(m_clock.steadyNow());
        m_playback.seek(std::min(m_playback.position(m_clock.steadyNow(), newest()), newest()), m_clock.steadyNow());
    }

    void rest() override
    {
        const std::lock_guard lock(m_mutex);
        m_playback.pause(m_clock.steadyNow());
        m_isResting = true;
        m_isAsked = false;
        m_status.problem.clear();
        m_cancel->cancel();
    }

    void setRunningHub(const RunningHub &hub) override
    {
        const std::lock_guard lock(m_mutex);
        m_running = hub;
    }

    ReplayStatus status() const override
    {
        const std::lock_guard lock(m_mutex);
        ReplayStatus status = m_status;
        status.wanted = m_playback.position(m_clock.steadyNow(), newest());
        status.isPlaying = m_playback.isPlaying();
        status.speed = m_playback.speed();
        return status;
    }

    std::shared_ptr<const fleet::FleetSnapshot> snapshot() const override { return m_snapshot.get(); }
    std::shared_ptr<const commands::CommandList> commands() const override { return m_commands.get(); }
    void follow(const std::vector<NodeId> &nodes) override { m_feed.follow(nodes); }
    std::size_t drainSamples(std::vector<session::LiveSample> &out, std::size_t most) override
    {
        return m_feed.drain(out, most);
    }

    Result<std::vector<CommandId>> submit(const commands::CommandRequest &) override
    {
        return failure(ErrorCode::Refused,
                       "nothing can be sent from a replay, which shows the past: go back to live first");
    }

    std::vector<session::RefusedMessage> refusals() const override { return m_live.refusals(); }
    enrolment::KeyListPtr keys() const override { return m_live.keys(); }
    void decideKey(const enrolment::KeyDecision &, std::function<void(Status)> done) override
    {
        done(failure(ErrorCode::Refused, "keys are decided about in the present: go back to live first"));
    }
    session::NetworkStatusPtr network() const override { return m_live.network(); }
    void acceptFromNetwork(bool, const std::string &) override {}
    problems::ProblemListPtr problems() const override { return m_problems.get(); }
    void writeNote(const session::NoteRequest &, std::function<void(Status)> done) override
    {
        done(failure(ErrorCode::Refused, "notes are written in the present: go back to live first"));
    }
    void acknowledge(const session::AcknowledgeRequest &, std::function<void(Status)> done) override
    {
        done(failure(ErrorCode::Refused, "problems are acknowledged in the present: go back to live first"));
    }
    events::EventListPtr events() const override { return m_events.get(); }
    session::QueryTicketPtr queryEvents(const events::EventQuery &query,
                                        std::function<void(Result<events::EventResult>)> done) override
    {
        return m_live.queryEvents(query, std::move(done));
    }

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
    session::QueryTicketPtr queryGroup(const history::GroupQuery &query,
                                       std::function<void(Result<history::GroupResult>)> done) override
    {
        return m_live.queryGroup(query, std::move(done));
    }
    session::QueryTicketPtr queryMinutes(HubTime from, HubTime to,
                                         std::function<void(Result<std::vector<history::FleetMinute>>)> done) override
    {
        return m_live.queryMinutes(from, to, std::move(done));
    }

    std::string description() const override { return "replay of " + m_live.description(); }

private:
    [[nodiscard]] HubTime newest() const { return m_clock.utcNow() - kNewest; }

    void run()
    {
        nameThisThread("replay");
        std::unique_lock lock(m_mutex);
        while (!m_isStopping) {
            const HubTime wanted = m_playback.position(m_clock.steadyNow(), newest());
            if (m_isResting && m_reconstruction) {
                m_reconstruction.reset(); // its states are large
            }
            const bool isNews = m_isAsked || (m_playback.isPlaying() && wanted != m_status.shown);
            if (m_isResting || !isNews) {
                m_wake.wait_for(lock, kFrame);
                continue;
            }
            m_isAsked = false;
            m_cancel = std::make_shared<history::CancelToken>();
            m_status.isBuilding = true;
            m_status.progress_ratio = 0;
            const auto began = std::chrono::steady_clock::now();
            const std::optional<RunningHub> running = m_running;
            const auto cancel = m_cancel;
            lock.unlock();
            const Status built = build(wanted, running, *cancel);
            lock.lock();
            m_status.isBuilding = false;
            finish(wanted, built);
            if (m_playback.isPlaying()) {
                m_wake.wait_until(lock, began + kFrame, [this] { return m_isStopping || m_isAsked; });
            }
        }
    }

    /// Without the lock.
    Status build(HubTime moment, const std::optional<RunningHub> &running, const history::CancelToken &cancel)
    {
        if (!m_reconstruction) {
            auto opened = Reconstruction::open(m_history);
            if (!opened) {
                return failure(opened.error());
            }
            m_reconstruction = std::move(*opened);
            m_reconstruction->setPassed(
                [this](fleet::NodeIndex index, HubTime received, NodeTime time, const telemetry::Sample &sample) {
                    offer(index, received, time, sample);
                });
        }
        std::vector<NodeId> order;
        const auto live = m_live.snapshot();
        for (const fleet::NodeRecord &node : live->nodes) {
            order.push_back(node->id());
        }
        m_order = order;
        m_reconstruction->setOrder(std::move(order));
        if (running) {
            m_reconstruction->setRunningHub(*running);
        }
        if (const Status read = readEvents(moment, cancel); !read) {
            return read;
        }
        return m_reconstruction->moveTo(moment, cancel, [this](double share) {
            const std::lock_guard lock(m_mutex);
            m_status.progress_ratio = std::clamp(share, 0.0, 1.0);
        });
    }

    /// What happened up to now is read once for a jump; playing on from there needs no more.
    Status readEvents(HubTime moment, const history::CancelToken &cancel)
    {
        if (m_eventsFrom.isValid() && moment - kEventsBefore >= m_eventsFrom && moment <= m_eventsTo) {
            return {};
        }
        const auto reader = history::HistoryReader::open(m_history);
        if (!reader) {
            return failure(reader.error());
        }
        events::EventQuery query;
        query.from = moment - kEventsBefore;
        query.to = newest();
        query.limit = kMostEvents;
        auto read = (*reader)->events(query, cancel);
        if (!read) {
            return failure(read.error());
        }
        m_happened.clear();
        for (events::Event &event : read->events) {
            m_happened.push_back(std::make_shared<const events::Event>(std::move(event)));
        }
        m_eventsFrom = query.from;
        m_eventsTo = query.to;
        return {};
    }

    void offer(fleet::NodeIndex index, HubTime received, NodeTime time, const telemetry::Sample &sample)
    {
        if (index < m_order.size() && m_feed.isFollowed(m_order[index])) {
            m_feed.offer({index, received, time, sample});
        }
    }

    /// With the lock.
    void finish(HubTime moment, const Status &built)
    {
        if (!built) {
            if (built.error().code != ErrorCode::Cancelled) {
                m_status.problem = built.error().message;
            }
            return;
        }
        const auto snapshot = m_reconstruction->snapshot();
        m_status.problem.clear();
        m_status.shown = moment;
        m_status.isHubKnown = m_reconstruction->coverage().isHubKnown;
        m_status.damagedRows = m_reconstruction->coverage().damage.rows;
        m_snapshot.set(snapshot);
        m_commands.set(commandsAt(*m_live.commands(), moment, ++m_listNumber));
        m_problems.set(problemsAt(m_happened, moment, *snapshot, ++m_listNumber));
        m_events.set(eventsAt(m_happened, moment, kListedEvents, ++m_listNumber));
    }

    const std::filesystem::path m_history;
    session::Session &m_live;
    const Clock &m_clock;
    session::LiveFeed m_feed;
    Latest<fleet::FleetSnapshot> m_snapshot;
    Latest<commands::CommandList> m_commands;
    Latest<problems::ProblemList> m_problems;
    Latest<events::EventList> m_events;

    mutable std::mutex m_mutex; // of all below, up to the thread's own
    std::condition_variable m_wake;
    Playback m_playback;
    ReplayStatus m_status;
    std::optional<RunningHub> m_running;
    std::shared_ptr<history::CancelToken> m_cancel = std::make_shared<history::CancelToken>();
    bool m_isResting = true;
    bool m_isAsked = false;
    bool m_isStopping = false;

    std::unique_ptr<Reconstruction> m_reconstruction; // the thread's own
    std::vector<NodeId> m_order;
    std::vector<events::EventPtr> m_happened; ///< newest first, from m_eventsFrom to m_eventsTo
    HubTime m_eventsFrom;
    HubTime m_eventsTo;
    std::uint64_t m_listNumber = 0;

    std::thread m_thread;
};

} // namespace

std::unique_ptr<ReplaySession> ReplaySession::open(const std::filesystem::path &history, session::Session &live,
                                                   const Clock &clock)
{
    return std::make_unique<HistoryReplay>(history, live, clock);
}

} // namespace iso::replay
