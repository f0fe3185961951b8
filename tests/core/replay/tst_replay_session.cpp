#include "core/replay/replay_session.h"
#include "recorded_fleet.h"
#include "tests/support/result_checks.h"

using namespace iso;
using namespace iso::replay;
using namespace iso::test;
using namespace std::chrono_literals;

namespace
{

/// What replay needs of a live session: which nodes there are, and which commands.
class StubLive final : public session::Session
{
public:
    explicit StubLive(std::shared_ptr<const fleet::FleetSnapshot> newest)
        : m_newest(std::move(newest))
    {
        commands::CommandRecord record;
        record.name = "drain";
        record.createdAt = HubTime::fromNanoseconds(kNoon_ns + 200 * kSecond_ns);
        record.steps = {{commands::CommandState::Created, record.createdAt, {}, {}}};
        auto list = std::make_shared<commands::CommandList>();
        list->commands = {std::make_shared<const commands::CommandRecord>(record)};
        m_commands = list;
    }
    std::shared_ptr<const fleet::FleetSnapshot> snapshot() const override { return m_newest; }
    std::shared_ptr<const commands::CommandList> commands() const override { return m_commands; }
    std::vector<session::RefusedMessage> refusals() const override { return {}; }
    void follow(const std::vector<NodeId> &) override {}
    std::size_t drainSamples(std::vector<session::LiveSample> &, std::size_t) override { return 0; }
    Result<std::vector<CommandId>> submit(const commands::CommandRequest &) override
    {
        qFatal("a replay must not send");
    }
    enrolment::KeyListPtr keys() const override { return m_keys; }
    void decideKey(const enrolment::KeyDecision &, std::function<void(Status)>) override
    {
        qFatal("a replay must not decide");
    }
    session::NetworkStatusPtr network() const override { return m_network; }
    void acceptFromNetwork(bool, const std::string &) override { qFatal("a replay must not open the network"); }
    session::QueryTicketPtr querySamples(const history::SampleQuery &,
                                         std::function<void(Result<history::SampleResult>)>) override
    {
        return nullptr;
    }
    session::QueryTicketPtr querySeries(const history::SeriesQuery &,
                                        std::function<void(Result<history::SeriesResult>)>) override
    {
        return nullptr;
    }
    session::QueryTicketPtr queryMinutes(HubTime, HubTime,
                                         std::function<void(Result<std::vector<history::FleetMinute>>)>) override
    {
        return nullptr;
    }
    problems::ProblemListPtr problems() const override { return std::make_shared<const problems::ProblemList>(); }
    void writeNote(const session::NoteRequest &, std::function<void(Status)>) override
    {
        qFatal("a replay must not write notes");
    }
    void acknowledge(const session::AcknowledgeRequest &, std::function<void(Status)>) override
    {
        qFatal("a replay must not acknowledge");
    }
    events::EventListPtr events() const override { return std::make_shared<const events::EventList>(); }
    session::QueryTicketPtr queryEvents(const events::EventQuery &,
                                        std::function<void(Result<events::EventResult>)>) override
    {
        return nullptr;
    }
    session::QueryTicketPtr queryGroup(const history::GroupQuery &,
                                       std::function<void(Result<history::GroupResult>)>) override
    {
        return nullptr;
    }
    std::string description() const override { return "live"; }

private:
    std::shared_ptr<const fleet::FleetSnapshot> m_newest;
    std::shared_ptr<const commands::CommandList> m_commands;
    enrolment::KeyListPtr m_keys = std::make_shared<const enrolment::KeyList>();
    session::NetworkStatusPtr m_network = std::make_shared<const session::NetworkStatus>();
};

} // namespace

class TestReplaySession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (int node = 1; node <= 6; ++node) {
            m_fleet.born(node);
        }
        m_fleet.run(420);
        m_fleet.store();
        m_live = std::make_unique<StubLive>(m_fleet.snapshots.back());
    }
    void init() { m_replay = ReplaySession::open(m_fleet.folder(), *m_live, m_fleet.clock); }
    void cleanup() { m_replay.reset(); }

    void aMomentIsShownWhenItIsBuilt()
    {
        m_replay->seek(momentOf(300));
        QTRY_VERIFY(m_replay->status().shown == momentOf(300));
        QVERIFY(m_replay->snapshot()->takenAt == momentOf(300));
        QCOMPARE(m_replay->snapshot()->fleet.serving, std::uint32_t(6));
        QVERIFY(m_replay->status().problem.empty());
    }

    void commandsAreThoseOfTheMoment()
    {
        m_replay->seek(momentOf(150));
        QTRY_VERIFY(m_replay->status().shown == momentOf(150));
        QVERIFY(m_replay->commands()->commands.empty());
        m_replay->seek(momentOf(300));
        QTRY_VERIFY(m_replay->status().shown == momentOf(300));
        QCOMPARE(m_replay->commands()->commands.size(), std::size_t(1));
    }

    void playingGoesOnWithTheClock()
    {
        m_replay->seek(momentOf(100));
        QTRY_VERIFY(m_replay->status().shown == momentOf(100));
        m_replay->play(10);
        m_fleet.clock.advance(2s);
        QTRY_VERIFY(m_replay->snapshot()->takenAt == momentOf(100) + 20s);
        m_replay->play(600); // further than is worth walking: built anew
        m_fleet.clock.advance(500ms);
        QTRY_VERIFY(m_replay->snapshot()->takenAt == momentOf(100) + 320s);
        m_replay->pause();
        m_fleet.clock.advance(2s);
        QVERIFY(m_replay->status().wanted == momentOf(100) + 320s);
    }

    void followedNodesAreHeardWhilePlaying()
    {
        m_replay->follow({nodeId(2)});
        m_replay->seek(momentOf(200));
        QTRY_VERIFY(m_replay->status().shown == momentOf(200));
        std::vector<session::LiveSample> samples;
        m_replay->drainSamples(samples, 10'000);
        samples.clear();
        m_replay->play(10);
        m_fleet.clock.advance(1s);
        QTRY_VERIFY(m_replay->drainSamples(samples, 10'000) > 0 || samples.size() >= 10);
        for (const session::LiveSample &sample : samples) {
            QCOMPARE(sample.node, fleet::NodeIndex(1));
            QVERIFY(sample.received > momentOf(200));
        }
    }

    void nothingIsLaterThanWhatCanBeRead()
    {
        m_replay->seek(m_fleet.clock.utcNow() + 3600s);
        QVERIFY(m_replay->status().wanted <= m_fleet.clock.utcNow() - ReplaySession::kNewest);
    }

    void theLastWishCounts()
    {
        for (const int second : {400, 100, 350, 50, 250}) {
            m_replay->seek(momentOf(static_cast<std::size_t>(second)));
        }
        QTRY_VERIFY(m_replay->status().shown == momentOf(250));
        QVERIFY(!m_replay->status().isBuilding || m_replay->status().wanted == momentOf(250));
    }

    void nothingIsSentOrDecided()
    {
        commands::CommandRequest request;
        request.targets = {nodeId(1)};
        request.name = "drain";
        QVERIFY_FAILURE(m_replay->submit(request), ErrorCode::Refused);
        Status decided;
        m_replay->decideKey({}, [&decided](const Status &status) { decided = status; });
        QVERIFY(!decided);
        m_replay->acceptFromNetwork(true, "op");
    }

    void aFolderWithoutHistorySaysSo()
    {
        const TempWorkspace nothing;
        const auto replay = ReplaySession::open(nothing.path(), *m_live, m_fleet.clock);
        replay->seek(momentOf(100));
        QTRY_VERIFY(!replay->status().problem.empty());
        replay->rest();
        QTRY_VERIFY(replay->status().problem.empty());
    }

    void itEndsWhileItBuilds()
    {
        m_replay->seek(momentOf(300));
        m_replay->play(600);
        m_replay.reset();
    }

private:
    [[nodiscard]] HubTime momentOf(std::size_t second) const { return m_fleet.snapshots[second]->takenAt; }

    RecordedFleet m_fleet{6};
    std::unique_ptr<StubLive> m_live;
    std::unique_ptr<ReplaySession> m_replay;
};

QTEST_GUILESS_MAIN(TestReplaySession)
#include "tst_replay_session.moc"
