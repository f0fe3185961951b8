#include "ui/bridge/session_bridge.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <algorithm>

namespace iso::bridge
{

namespace
{

const auto kTakeFrame = static_cast<QEvent::Type>(QEvent::registerEventType());
constexpr std::size_t kDrainStep = 256;
/// A replay that moves on by less goes on in the charts; more is a jump, whose past is read again.
constexpr Duration kStep = std::chrono::seconds(5);

/// Unlike a query, a decision cannot be cancelled, so its answer may come after the bridge has gone: it travels by way
/// of the application, and the receiver is looked at on the GUI thread only.
std::function<void(Status)> onGuiThread(QObject *receiver, std::function<void(const Status &)> done)
{
    return [receiver = QPointer<QObject>(receiver), done = std::move(done)](const Status &status) {
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [receiver, done, status] {
                if (receiver) {
                    done(status);
                }
            },
            Qt::QueuedConnection);
    };
}

} // namespace

QueryJob::QueryJob(SessionBridge *bridge, std::uint64_t number)
    : m_bridge(bridge)
    , m_number(number)
{
}

QueryJob::QueryJob(QueryJob &&other) noexcept
    : m_bridge(std::exchange(other.m_bridge, nullptr))
    , m_number(std::exchange(other.m_number, 0))
{
}

QueryJob &QueryJob::operator=(QueryJob &&other) noexcept
{
    if (this != &other) {
        cancel();
        m_bridge = std::exchange(other.m_bridge, nullptr);
        m_number = std::exchange(other.m_number, 0);
    }
    return *this;
}

void QueryJob::cancel()
{
    if (m_bridge) {
        m_bridge->cancelJob(m_number);
    }
    m_bridge = nullptr;
    m_number = 0;
}

bool QueryJob::isRunning() const
{
    return m_bridge && m_bridge->m_jobs.contains(m_number);
}

SessionBridge::SessionBridge(session::Session &session, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_clock(clock)
    , m_timer(this)
    , m_snapshot(session.snapshot())
    , m_commands(session.commands())
    , m_keys(session.keys())
    , m_network(session.network())
    , m_problems(session.problems())
    , m_events(session.events())
    , m_newestNumber(m_snapshot->number)
    , m_newestSeen(clock.steadyNow())
{
    m_timer.setInterval(kLook);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &SessionBridge::look);
}

SessionBridge::~SessionBridge() = default;

void SessionBridge::start()
{
    m_timer.start();
}

bool SessionBridge::hasNewSnapshot() const
{
    return m_isReplaying ? m_replay->snapshot() != m_replayed : m_session.snapshot()->number != m_newestNumber;
}

void SessionBridge::look()
{
    // A snapshot is made every 100 ms, and a timer as slow as that would let it wait for as long again.
    if (!m_isFramePosted && (hasNewSnapshot() || m_clock.steadyNow() >= m_nextFrame)) {
        // As late as a request to paint, so that a movement of the hand is painted before the models move.
        m_isFramePosted = true;
        QCoreApplication::postEvent(this, new QEvent(kTakeFrame), Qt::LowEventPriority);
    }
}

bool SessionBridge::event(QEvent *event)
{
    if (event->type() == kTakeFrame) {
        m_isFramePosted = false;
        takeFrame();
        return true;
    }
    return QObject::event(event);
}

void SessionBridge::takeFrame()
{
    m_nextFrame = m_clock.steadyNow() + kFrame;
    takeSnapshot();
    drainSamples();
    takeLists();
    Q_EMIT frameTaken();
}

void SessionBridge::takeLists()
{
    if (auto commands = active().commands(); commands != m_commands) {
        m_commands = std::move(commands);
        Q_EMIT commandsChanged(m_commands);
    }
    if (auto keys = m_session.keys(); keys->number != m_keys->number) {
        m_keys = std::move(keys);
        Q_EMIT keysChanged(m_keys);
    }
    if (auto problems = active().problems(); problems != m_problems) {
        m_problems = std::move(problems);
        Q_EMIT problemsChanged(m_problems);
    }
    if (auto events = active().events(); events != m_events) {
        m_events = std::move(events);
        Q_EMIT eventsChanged(m_events);
    }
    // Without a number: a status that says the same keeps its address.
    if (auto network = m_session.network(); network != m_network) {
        m_network = std::move(network);
        Q_EMIT networkChanged(m_network);
    }
}

void SessionBridge::takeSnapshot()
{
    auto newest = m_session.snapshot();
    if (newest->number != m_newestNumber) {
        m_newestNumber = newest->number;
        m_newestSeen = m_clock.steadyNow();
    }
    if (m_isReplaying) {
        takeReplay();
        return;
    }
    if (m_paused || newest->number == m_snapshot->number) {
        return;
    }
    m_snapshot = std::move(newest);
    Q_EMIT snapshotTaken(m_snapshot);
}

void SessionBridge::takeReplay()
{
    auto replayed = m_replay->snapshot();
    if (replayed == m_replayed) {
        return;
    }
    m_replayed = replayed;
    // How the hub does, it does now.
    auto shown = std::make_shared<fleet::FleetSnapshot>(*replayed);
    const std::uint64_t missing = shown->hub.missing;
    shown->hub = m_session.snapshot()->hub;
    shown->hub.missing = missing;
    const Duration step = shown->takenAt - m_snapshot->takenAt;
    m_snapshot = std::move(shown);
    Q_EMIT snapshotTaken(m_snapshot);
    if (step < Duration(0) || step > kStep) {
        Q_EMIT samplesMissed();
    }
}

session::Session &SessionBridge::active() const
{
    return m_isReplaying ? *m_replay : m_session;
}

void SessionBridge::setReplay(replay::ReplaySession *replay)
{
    goLive();
    m_replay = replay;
}

void SessionBridge::follow(const std::vector<NodeId> &nodes)
{
    m_session.follow(nodes);
    if (m_replay != nullptr) {
        m_replay->follow(nodes);
    }
}

void SessionBridge::replayAt(HubTime moment)
{
    if (m_replay == nullptr) {
        return;
    }
    setPaused(false);
    if (!m_isReplaying) {
        m_isReplaying = true;
        m_replayed = m_replay->snapshot();
        m_replay->seek(moment);
        Q_EMIT replayChanged(true);
        return;
    }
    m_replay->seek(moment);
}

void SessionBridge::playReplay(double speed)
{
    if (m_isReplaying) {
        m_replay->play(speed);
    }
}

void SessionBridge::pauseReplay()
{
    if (m_isReplaying) {
        m_replay->pause();
    }
}

void SessionBridge::goLive()
{
    if (!m_isReplaying) {
        return;
    }
    m_isReplaying = false;
    m_replay->rest();
    m_replayed.reset();
    m_snapshot = m_session.snapshot();
    Q_EMIT replayChanged(false);
    Q_EMIT snapshotTaken(m_snapshot);
    Q_EMIT samplesMissed();
    takeFrame();
}

replay::ReplayStatus SessionBridge::replayStatus() const
{
    return m_replay == nullptr ? replay::ReplayStatus() : m_replay->status();
}

void SessionBridge::drainSamples()
{
    QElapsedTimer spent;
    spent.start();
    std::vector<session::LiveSample> samples;
    if (m_isReplaying) {
        // What comes now is stored; the screen shows another time.
        while (spent.elapsed() < kDrainBudget.count() && m_session.drainSamples(samples, kDrainStep) == kDrainStep) {
        }
        samples.clear();
    }
    while (spent.elapsed() < kDrainBudget.count() && active().drainSamples(samples, kDrainStep) == kDrainStep) {
    }
    deliver(std::move(samples));
}

void SessionBridge::deliver(std::vector<session::LiveSample> samples)
{
    if (samples.empty()) {
        return;
    }
    if (!m_paused) {
        Q_EMIT samplesArrived(samples);
        return;
    }
    const std::size_t room = kMaxHeld - m_held.size();
    const std::size_t taken = std::min(room, samples.size());
    std::move(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(taken), std::back_inserter(m_held));
    m_heldOverflowed = m_heldOverflowed || taken < samples.size();
}

Duration SessionBridge::dataAge() const
{
    return m_clock.steadyNow() - m_newestSeen;
}

fleet::NodeRecord SessionBridge::findNode(const NodeId &node) const
{
    // The list only grows and a node keeps its place, so the index is filled once for each node.
    for (; m_indexed < m_snapshot->nodes.size(); ++m_indexed) {
        m_indexOf.emplace(m_snapshot->nodes[m_indexed]->id(), static_cast<fleet::NodeIndex>(m_indexed));
    }
    const auto found = m_indexOf.find(node);
    // The past may hold fewer nodes than the present.
    return found == m_indexOf.end() || found->second >= m_snapshot->nodes.size() ? nullptr
                                                                                 : m_snapshot->nodes[found->second];
}

void SessionBridge::setPaused(bool paused)
{
    if (paused == m_paused || (paused && m_isReplaying)) {
        return;
    }
    m_paused = paused;
    Q_EMIT pausedChanged(paused);
    if (paused) {
        return;
    }
    deliver(std::exchange(m_held, {}));
    if (std::exchange(m_heldOverflowed, false)) {
        Q_EMIT samplesMissed();
    }
    takeFrame();
}

template<typename Answer, typename Start>
QueryJob SessionBridge::startJob(std::function<void(Result<Answer>)> done, Start start)
{
    const std::uint64_t number = ++m_lastJob;
    // Known before the query starts: its answer may be there before the ticket is.
    m_jobs.emplace(number, nullptr);
    const auto onSessionThread = [this, number, done = std::move(done)](Result<Answer> answer) {
        // The ticket cancels in its destructor, so the bridge outlives every callback.
        auto shared = std::make_shared<Result<Answer>>(std::move(answer));
        QMetaObject::invokeMethod(
            this,
            [this, number, done, shared] {
                const auto job = m_jobs.find(number);
                if (job == m_jobs.end()) {
                    return; // cancelled or replaced meanwhile
                }
                m_jobs.erase(job);
                done(std::move(*shared));
            },
            Qt::QueuedConnection);
    };
    m_jobs[number] = start(onSessionThread);
    return {this, number};
}

QueryJob SessionBridge::querySamples(const history::SampleQuery &query,
                                     std::function<void(Result<history::SampleResult>)> done)
{
    return startJob<history::SampleResult>(
        std::move(done), [&](auto callback) { return m_session.querySamples(query, std::move(callback)); });
}

QueryJob SessionBridge::querySeries(const history::SeriesQuery &query,
                                    std::function<void(Result<history::SeriesResult>)> done)
{
    return startJob<history::SeriesResult>(
        std::move(done), [&](auto callback) { return m_session.querySeries(query, std::move(callback)); });
}

namespace
{

Error onlyLooks()
{
    return {ErrorCode::Refused, "this console only looks: it was started with --viewer"};
}

} // namespace

Result<std::vector<CommandId>> SessionBridge::submit(const commands::CommandRequest &request)
{
    return m_isViewer ? failure(onlyLooks()) : active().submit(request);
}

void SessionBridge::acceptFromNetwork(bool accept, const std::string &by)
{
    if (!m_isViewer) {
        active().acceptFromNetwork(accept, by);
    }
}

QueryJob SessionBridge::queryEvents(const events::EventQuery &query,
                                    std::function<void(Result<events::EventResult>)> done)
{
    return startJob<events::EventResult>(
        std::move(done), [&](auto callback) { return m_session.queryEvents(query, std::move(callback)); });
}

QueryJob SessionBridge::queryGroup(const history::GroupQuery &query,
                                   std::function<void(Result<history::GroupResult>)> done)
{
    return startJob<history::GroupResult>(
        std::move(done), [&](auto callback) { return m_session.queryGroup(query, std::move(callback)); });
}

QueryJob SessionBridge::queryMinutes(HubTime from, HubTime to,
                                     std::function<void(Result<std::vector<history::FleetMinute>>)> done)
{
    return startJob<std::vector<history::FleetMinute>>(
        std::move(done), [&](auto callback) { return m_session.queryMinutes(from, to, std::move(callback)); });
}

template<typename Ask>
void SessionBridge::decide(QObject *receiver, std::function<void(const Status &)> done, Ask ask)
{
    auto told = onGuiThread(receiver, std::move(done));
    if (m_isViewer) {
        told(failure(onlyLooks()));
    } else {
        ask(std::move(told));
    }
}

void SessionBridge::decideKey(const enrolment::KeyDecision &decision, QObject *receiver,
                              std::function<void(const Status &)> done)
{
    decide(receiver, std::move(done), [&](auto told) { m_session.decideKey(decision, std::move(told)); });
}

void SessionBridge::acknowledge(const session::AcknowledgeRequest &request, QObject *receiver,
                                std::function<void(const Status &)> done)
{
    decide(receiver, std::move(done), [&](auto told) { active().acknowledge(request, std::move(told)); });
}

void SessionBridge::writeNote(const session::NoteRequest &request, QObject *receiver,
                              std::function<void(const Status &)> done)
{
    decide(receiver, std::move(done), [&](auto told) { active().writeNote(request, std::move(told)); });
}

void SessionBridge::cancelJob(std::uint64_t number)
{
    m_jobs.erase(number);
}

} // namespace iso::bridge
