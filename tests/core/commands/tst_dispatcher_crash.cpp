#include "fake_commands.h"

#include <QTest>
#include <algorithm>
#include <random>

using namespace iso;
using namespace std::chrono_literals;
using commands::CommandRecordPtr;
using commands::CommandState;
using test::receipt;
using wire::ReceiptState;

namespace
{

const std::string kNode = "edge-osl-001";

/// A hub that may die at any step, a ledger that survives it, and a node that carries out what it gets.
class World
{
public:
    explicit World(unsigned seed)
        : m_random(seed)
    {
        start({});
    }

    void step()
    {
        switch (pick(12)) {
        case 0:
        case 1:
            if (m_issued < 6) {
                ++m_issued;
                static_cast<void>(m_dispatcher->submit(m_records.make(kNode)));
            }
            break;
        case 2:
        case 3:
        case 4:
            if (const auto record = m_log.writeOne()) {
                m_dispatcher->recorded(record);
            }
            break;
        case 5:
            m_channel.connected = !m_channel.connected;
            if (m_channel.connected) {
                m_dispatcher->nodeConnected(test::nodeId(kNode));
            }
            break;
        case 6:
        case 7:
            nodeActs();
            break;
        case 8:
            m_log.takes = !m_log.takes;
            break;
        case 9:
        case 10:
            m_clock.advance(std::chrono::milliseconds(pick(7000)));
            m_dispatcher->tick();
            break;
        case 11:
            crash();
            break;
        default:
            break;
        }
    }

    void settle()
    {
        m_log.takes = true;
        m_channel.connected = true;
        m_dispatcher->nodeConnected(test::nodeId(kNode));
        for (int i = 0; i < 200; ++i) {
            m_log.writeAll(*m_dispatcher);
            nodeActs();
            m_clock.advance(1s);
            m_dispatcher->tick();
        }
    }

    /// Empty when all is well, else what is not.
    QByteArray verdict(bool settled)
    {
        std::map<CommandId, int> sends;
        for (const auto &[node, body] : m_channel.sent) {
            if (++sends[body.id] > 1) {
                return "a command was sent twice";
            }
        }
        const auto list = m_dispatcher->list();
        for (const auto &record : list->commands) {
            if (std::find(m_log.written.begin(), m_log.written.end(), record) == m_log.written.end()) {
                return "a step is shown that the ledger does not have";
            }
            if (!settled) {
                continue;
            }
            const bool ran = m_ran.count(record->id) != 0;
            if (ran && record->state() != CommandState::Verified) {
                return "a command ran, but ended as " + QByteArray::fromStdString(std::string(toText(record->state())));
            }
            if (!ran && record->state() != CommandState::Expired && record->state() != CommandState::Unknown) {
                return "a command did not run, but ended as " +
                       QByteArray::fromStdString(std::string(toText(record->state())));
            }
        }
        return {};
    }

private:
    unsigned pick(unsigned below) { return std::uniform_int_distribution<unsigned>(0, below - 1)(m_random); }

    void start(std::vector<CommandRecordPtr> records)
    {
        m_dispatcher = std::make_unique<commands::Dispatcher>(m_channel, m_log, m_clock, m_logger);
        m_dispatcher->restore(std::move(records));
    }

    /// The ledger may or may not have got round to what it was given; the hub never learns which.
    void crash()
    {
        for (unsigned more = pick(3); more > 0; --more) {
            m_log.writeOne();
        }
        m_log.waiting.clear();
        m_seen = m_channel.sent.size() - (pick(2) == 0 ? 0 : std::min<std::size_t>(1, unseen()));
        start(m_log.newest());
        if (m_channel.connected) {
            m_dispatcher->nodeConnected(test::nodeId(kNode));
        }
    }

    [[nodiscard]] std::size_t unseen() const { return m_channel.sent.size() - m_seen; }

    /// Takes the next command or query off the line. What was on the line in a crash may be lost.
    void nodeActs()
    {
        if (m_seen < m_channel.sent.size()) {
            const wire::CommandBody &body = m_channel.sent[m_seen++].second;
            m_ran.insert(body.id);
            m_dispatcher->receipt(test::nodeId(kNode), receipt(body.id, ReceiptState::Accepted));
            if (pick(2) == 0) {
                m_dispatcher->receipt(test::nodeId(kNode), receipt(body.id, ReceiptState::Succeeded));
            }
            return;
        }
        while (m_asked < m_channel.queries.size()) {
            const CommandId id = m_channel.queries[m_asked++].second;
            const auto state = m_ran.count(id) != 0 ? ReceiptState::Succeeded : ReceiptState::Unknown;
            m_dispatcher->receipt(test::nodeId(kNode), receipt(id, state));
        }
    }

    std::mt19937 m_random;
    test::ManualClock m_clock;
    Logger m_logger{m_clock, [](const LogEntry &) {}};
    test::FakeChannel m_channel;
    test::FakeLog m_log;
    test::RecordSource m_records{m_clock};
    std::unique_ptr<commands::Dispatcher> m_dispatcher;
    std::set<CommandId> m_ran;
    std::size_t m_seen = 0;
    std::size_t m_asked = 0;
    int m_issued = 0;
};

} // namespace

class TestDispatcherCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noCommandIsEverSentTwiceWhereverTheHubDies()
    {
        for (unsigned seed = 1; seed <= 1000; ++seed) {
            World world(seed);
            for (int step = 0; step < 150; ++step) {
                world.step();
                const QByteArray wrong = world.verdict(false);
                QVERIFY2(wrong.isEmpty(), "seed " + QByteArray::number(seed) + ": " + wrong);
            }
            world.settle();
            const QByteArray wrong = world.verdict(true);
            QVERIFY2(wrong.isEmpty(), "seed " + QByteArray::number(seed) + ": " + wrong);
        }
    }
};

QTEST_GUILESS_MAIN(TestDispatcherCrash)
#include "tst_dispatcher_crash.moc"
