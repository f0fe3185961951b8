#pragma once

#include "core/base/time.h"
#include "core/replay/replay_session.h"
#include "core/session/session.h"
#include "ui/bridge/authority.h"

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace iso::bridge
{

class SessionBridge;

/// A numbered query. Destroying or replacing it cancels the query; an answer that is already on its way is dropped.
class QueryJob
{
public:
    QueryJob() = default;
    ~QueryJob() { cancel(); }
    QueryJob(QueryJob &&other) noexcept;
    QueryJob &operator=(QueryJob &&other) noexcept;
    QueryJob(const QueryJob &) = delete;
    QueryJob &operator=(const QueryJob &) = delete;

    void cancel();
    [[nodiscard]] bool isRunning() const;

private:
    friend class SessionBridge;
    QueryJob(SessionBridge *bridge, std::uint64_t number);

    QPointer<SessionBridge> m_bridge;
    std::uint64_t m_number = 0;
};

/// The one place where the core meets the screens: a frame timer takes each new snapshot, drains samples within a
/// budget and hands both to the views as signals; answers of queries come back on the GUI thread. GUI thread.
class SessionBridge : public QObject
{
    Q_OBJECT
public:
    /// How often the session is looked at for something new.
    static constexpr std::chrono::milliseconds kLook{20};
    /// How often clocks and ages go on without anything new.
    static constexpr std::chrono::milliseconds kFrame{100};
    static constexpr std::chrono::milliseconds kDrainBudget{4};
    /// While the view is paused at most this many live samples are kept for charts.
    static constexpr std::size_t kMaxHeld = 8192;

    /// `session` and `clock` outlive the bridge.
    SessionBridge(session::Session &session, const Clock &clock, QObject *parent = nullptr);
    ~SessionBridge() override;

    void start();
    /// What the timer does: when there is a new snapshot, or a frame is due, takes one after what waits to be painted.
    /// Tests call it themselves.
    void look();
    void takeFrame();

    /// The state on the screen: the newest, or the one where the view was paused. Never null.
    [[nodiscard]] const std::shared_ptr<const fleet::FleetSnapshot> &snapshot() const { return m_snapshot; }
    [[nodiscard]] const std::shared_ptr<const commands::CommandList> &commands() const { return m_commands; }
    /// The moment the screen shows, for ages: the snapshot's time.
    [[nodiscard]] HubTime shownTime() const { return m_snapshot->takenAt; }
    /// How old the newest snapshot of the session is; grows when the session falls behind. Not affected by pause.
    [[nodiscard]] Duration dataAge() const;
    [[nodiscard]] HubTime utcNow() const { return m_clock.utcNow(); }

    /// Null when the session does not know the node.
    [[nodiscard]] fleet::NodeRecord findNode(const NodeId &node) const;

    /// A paused view keeps its state; commands go on, since what was sent goes on too.
    void setPaused(bool paused);
    [[nodiscard]] bool isPaused() const { return m_paused; }

    /// From now on nothing can be commanded or decided through this bridge: each try is refused. Before the window is
    /// made, which asks for authority().
    void setViewer() { m_isViewer = true; }
    [[nodiscard]] Authority authority() const
    {
        return m_isViewer ? Authority::Viewer : m_isReplaying ? Authority::Replay : Authority::Full;
    }

    /// Lets the screen show the past. `replay` outlives the bridge, or the next call.
    void setReplay(replay::ReplaySession *replay);
    [[nodiscard]] bool canReplay() const { return m_replay != nullptr; }
    /// From the next frame that is built on, the screen shows this moment. A paused view goes on.
    void replayAt(HubTime moment);
    void playReplay(double speed);
    void pauseReplay();
    void goLive();
    [[nodiscard]] bool isReplaying() const { return m_isReplaying; }
    /// Only of use while replaying.
    [[nodiscard]] replay::ReplayStatus replayStatus() const;

    void follow(const std::vector<NodeId> &nodes);
    Result<std::vector<CommandId>> submit(const commands::CommandRequest &request);
    /// All keys that knocked or were decided. Never null. Not affected by pause: who waits at the door waits now.
    [[nodiscard]] const enrolment::KeyListPtr &keys() const { return m_keys; }
    /// `done` runs on the GUI thread with what stood in the way if anything did, unless `receiver` is gone by then. The
    /// decision itself is not taken back by that.
    void decideKey(const enrolment::KeyDecision &decision, QObject *receiver, std::function<void(const Status &)> done);
    /// Whether nodes on other machines can reach this hub. Never null. Not affected by pause.
    [[nodiscard]] const session::NetworkStatusPtr &network() const { return m_network; }
    /// networkChanged tells what came of it.
    void acceptFromNetwork(bool accept, const std::string &by);
    /// The newest events, newest first. Never null.
    [[nodiscard]] const events::EventListPtr &events() const { return m_events; }
    /// What is wrong now. Never null. Not affected by pause: it goes on being wrong.
    [[nodiscard]] const problems::ProblemListPtr &problems() const { return m_problems; }
    /// As decideKey.
    void acknowledge(const session::AcknowledgeRequest &request, QObject *receiver,
                     std::function<void(const Status &)> done);
    /// As decideKey.
    void writeNote(const session::NoteRequest &request, QObject *receiver, std::function<void(const Status &)> done);
    [[nodiscard]] std::vector<session::RefusedMessage> refusals() const { return m_session.refusals(); }
    [[nodiscard]] std::string description() const { return m_session.description(); }

    [[nodiscard]] QueryJob querySamples(const history::SampleQuery &query,
                                        std::function<void(Result<history::SampleResult>)> done);
    [[nodiscard]] QueryJob querySeries(const history::SeriesQuery &query,
                                       std::function<void(Result<history::SeriesResult>)> done);
    [[nodiscard]] QueryJob queryEvents(const events::EventQuery &query,
                                       std::function<void(Result<events::EventResult>)> done);
    [[nodiscard]] QueryJob queryGroup(const history::GroupQuery &query,
                                      std::function<void(Result<history::GroupResult>)> done);
    [[nodiscard]] QueryJob queryMinutes(HubTime from, HubTime to,
                                        std::function<void(Result<std::vector<history::FleetMinute>>)> done);

Q_SIGNALS:
    /// The screen shows the past from now on, or the present.
    void replayChanged(bool replaying);
    /// Once for each new snapshot that is shown.
    void snapshotTaken(const std::shared_ptr<const iso::fleet::FleetSnapshot> &snapshot);
    /// Live samples of followed nodes, in the order they came.
    void samplesArrived(const std::vector<iso::session::LiveSample> &samples);
    /// Samples were left out during a long pause: charts should read them from history.
    void samplesMissed();
    void commandsChanged(const std::shared_ptr<const iso::commands::CommandList> &commands);
    void keysChanged(const iso::enrolment::KeyListPtr &keys);
    void eventsChanged(const iso::events::EventListPtr &events);
    void problemsChanged(const iso::problems::ProblemListPtr &problems);
    void networkChanged(const iso::session::NetworkStatusPtr &network);
    void pausedChanged(bool paused);
    /// After each frame, also without news: for clocks and ages.
    void frameTaken();

protected:
    bool event(QEvent *event) override;

private:
    friend class QueryJob;

    [[nodiscard]] session::Session &active() const;
    [[nodiscard]] bool hasNewSnapshot() const;
    void takeSnapshot();
    void takeReplay();
    void takeLists();
    void drainSamples();
    void deliver(std::vector<session::LiveSample> samples);
    void cancelJob(std::uint64_t number);
    /// Asks for something that is written down, unless this console only looks.
    template<typename Ask>
    void decide(QObject *receiver, std::function<void(const Status &)> done, Ask ask);
    template<typename Answer, typename Start>
    QueryJob startJob(std::function<void(Result<Answer>)> done, Start start);

    session::Session &m_session;
    const Clock &m_clock;
    QTimer m_timer;
    std::shared_ptr<const fleet::FleetSnapshot> m_snapshot;
    std::shared_ptr<const commands::CommandList> m_commands;
    enrolment::KeyListPtr m_keys;
    session::NetworkStatusPtr m_network;
    problems::ProblemListPtr m_problems;
    events::EventListPtr m_events;
    std::uint64_t m_newestNumber = 0;
    SteadyTime m_newestSeen;
    SteadyTime m_nextFrame;
    bool m_isFramePosted = false;
    bool m_paused = false;
    bool m_isViewer = false;
    replay::ReplaySession *m_replay = nullptr;
    bool m_isReplaying = false;
    std::shared_ptr<const fleet::FleetSnapshot> m_replayed; ///< what the replay had shown last
    std::vector<session::LiveSample> m_held;
    bool m_heldOverflowed = false;
    mutable std::map<NodeId, fleet::NodeIndex> m_indexOf;
    mutable std::size_t m_indexed = 0;
    std::uint64_t m_lastJob = 0;
    std::map<std::uint64_t, session::QueryTicketPtr> m_jobs;
};

} // namespace iso::bridge
