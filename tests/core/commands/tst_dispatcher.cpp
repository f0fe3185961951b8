#include "fake_commands.h"
#include "tests/support/result_checks.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using commands::CommandRecordPtr;
using commands::CommandState;
using test::receipt;
using wire::ReceiptState;

namespace
{

const std::string kNode = "edge-osl-001";

/// A dispatcher with everything around it.
struct Rig {
    test::ManualClock clock;
    std::vector<LogEntry> logged;
    Logger logger{clock, [this](const LogEntry &entry) { logged.push_back(entry); }};
    test::FakeChannel channel;
    test::FakeLog log;
    test::RecordSource records{clock};
    commands::Dispatcher dispatcher{channel, log, clock, logger};

    /// Submits one command to the connected node and has the ledger write all of it: it ends up sent.
    CommandId send(std::string_view name = commands::kStatusCommand, std::vector<wire::Argument> arguments = {})
    {
        dispatcher.nodeConnected(test::nodeId(kNode));
        const CommandRecordPtr record = records.make(kNode, name, std::move(arguments));
        if (!dispatcher.submit(record)) {
            qFatal("not taken");
        }
        log.writeAll(dispatcher);
        return record->id;
    }
    void answer(const CommandId &id, ReceiptState state, std::string message = {})
    {
        dispatcher.receipt(test::nodeId(kNode), receipt(id, state, std::move(message)));
        log.writeAll(dispatcher);
    }
    void pass(Duration by)
    {
        clock.advance(by);
        dispatcher.tick();
        log.writeAll(dispatcher);
    }
    CommandRecordPtr listed(const CommandId &id)
    {
        const auto list = dispatcher.list();
        for (const auto &record : list->commands) {
            if (record->id == id) {
                return record;
            }
        }
        return nullptr;
    }
    CommandState state(const CommandId &id) { return listed(id)->state(); }
};

std::vector<CommandState> statesOf(const CommandRecordPtr &record)
{
    std::vector<CommandState> states;
    for (const auto &step : record->steps) {
        states.push_back(step.state);
    }
    return states;
}

} // namespace

class TestDispatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsShownOrSentBeforeTheLedgerHasIt()
    {
        Rig rig;
        rig.dispatcher.nodeConnected(test::nodeId(kNode));
        const CommandRecordPtr record = rig.records.make(kNode);
        QVERIFY_RESULT(rig.dispatcher.submit(record));
        QVERIFY(rig.dispatcher.list()->commands.empty());
        QVERIFY(rig.channel.sent.empty());

        rig.dispatcher.recorded(rig.log.writeOne());
        QCOMPARE(rig.state(record->id), CommandState::Created);
        QVERIFY(rig.channel.sent.empty());
        QCOMPARE(rig.log.waiting.front()->state(), CommandState::Sent);

        rig.dispatcher.recorded(rig.log.writeOne());
        QCOMPARE(rig.state(record->id), CommandState::Sent);
        QCOMPARE(rig.channel.sent.size(), std::size_t(1));
        QCOMPARE(rig.channel.sent.front().first, record->node);
        QCOMPARE(rig.channel.sent.front().second.id, record->id);
        QCOMPARE(rig.channel.sent.front().second.expiresAt, record->expiresAt);
    }

    void everyReceiptIsAStepInTheLedger()
    {
        Rig rig;
        const CommandId id = rig.send();
        rig.dispatcher.receipt(test::nodeId(kNode), receipt(id, ReceiptState::Received));
        rig.dispatcher.receipt(test::nodeId(kNode), receipt(id, ReceiptState::Accepted));
        wire::Receipt done = receipt(id, ReceiptState::Succeeded, "serving");
        done.results = {{"service", "serving"}};
        rig.dispatcher.receipt(test::nodeId(kNode), done);
        QCOMPARE(rig.state(id), CommandState::Sent);

        rig.log.writeAll(rig.dispatcher);
        const std::vector<CommandState> all{CommandState::Created, CommandState::Sent, CommandState::Received,
                                            CommandState::Accepted, CommandState::Verified};
        QCOMPARE(statesOf(rig.listed(id)), all);
        QCOMPARE(rig.listed(id)->results, done.results);
        QCOMPARE(rig.listed(id)->steps.back().message, std::string("serving"));
        std::vector<CommandState> written;
        for (const auto &record : rig.log.written) {
            written.push_back(record->state());
        }
        QCOMPARE(written, all);
        QCOMPARE(rig.dispatcher.openCount(), std::size_t(0));
    }

    void finalStatesAreWrittenOnce()
    {
        Rig rig;
        const CommandId id = rig.send();
        rig.answer(id, ReceiptState::Failed, "no");
        const CommandRecordPtr final = rig.listed(id);
        rig.answer(id, ReceiptState::Succeeded);
        rig.answer(id, ReceiptState::Unknown);
        rig.pass(1h);
        QCOMPARE(rig.listed(id), final);
    }

    void silenceMakesItUnknownAndAnAnswerSettlesIt()
    {
        Rig rig;
        const CommandId id = rig.send();
        rig.pass(4999ms);
        QCOMPARE(rig.state(id), CommandState::Sent);
        rig.pass(1ms);
        QCOMPARE(rig.state(id), CommandState::Unknown);
        QCOMPARE(rig.channel.queries.size(), std::size_t(1));
        QCOMPARE(rig.channel.queries.front().second, id);
        QCOMPARE(rig.channel.sent.size(), std::size_t(1));

        rig.answer(id, ReceiptState::Succeeded);
        QCOMPARE(rig.state(id), CommandState::Verified);
        rig.pass(1h);
        QCOMPARE(rig.channel.queries.size(), std::size_t(1));
    }

    void unknownIsAskedForEveryTenSecondsAndAtReconnect()
    {
        Rig rig;
        const CommandId id = rig.send();
        rig.pass(5s);
        QCOMPARE(rig.channel.queries.size(), std::size_t(1));
        for (int second = 0; second < 30; ++second) {
            rig.pass(1s);
        }
        QCOMPARE(rig.channel.queries.size(), std::size_t(4));
        rig.dispatcher.nodeConnected(test::nodeId(kNode));
        QCOMPARE(rig.channel.queries.size(), std::size_t(5));
        QCOMPARE(rig.state(id), CommandState::Unknown);
        QCOMPARE(rig.channel.sent.size(), std::size_t(1));
    }

    void whatTheNodeNeverHeardOfStaysUnknownWithItsMessage()
    {
        Rig rig;
        const CommandId id = rig.send();
        rig.answer(id, ReceiptState::Unknown, "never heard of it");
        QCOMPARE(rig.state(id), CommandState::Unknown);
        QCOMPARE(rig.listed(id)->steps.back().message, std::string("never heard of it"));
        QCOMPARE(rig.dispatcher.openCount(), std::size_t(1));

        const CommandRecordPtr before = rig.listed(id);
        rig.answer(id, ReceiptState::Unknown, "never heard of it");
        QCOMPARE(rig.listed(id), before);

        // Once it has expired it cannot start any more, and asking ends.
        rig.pass(61s);
        rig.answer(id, ReceiptState::Unknown, "never heard of it");
        QCOMPARE(rig.dispatcher.openCount(), std::size_t(0));
        const std::size_t asked = rig.channel.queries.size();
        rig.pass(1h);
        QCOMPARE(rig.channel.queries.size(), asked);
        QCOMPARE(rig.state(id), CommandState::Unknown);
        QCOMPARE(rig.channel.sent.size(), std::size_t(1));
    }

    void runningExtendsTheDeadlineAndIsWrittenAtMostOnceASecond()
    {
        Rig rig;
        const CommandId id = rig.send();
        rig.answer(id, ReceiptState::Accepted);
        const std::size_t before = rig.log.written.size();
        for (std::uint32_t percent = 1; percent <= 100; ++percent) {
            wire::Receipt running = receipt(id, ReceiptState::Running);
            running.percent = percent;
            rig.dispatcher.receipt(test::nodeId(kNode), running);
            rig.pass(100ms);
        }
        // 10 s of progress with a timeout of 5 s.
        QCOMPARE(rig.state(id), CommandState::Running);
        const std::size_t written = rig.log.written.size() - before;
        QVERIFY2(written >= 10 && written <= 11, QByteArray::number(static_cast<int>(written)).constData());
        rig.pass(1s);
        QCOMPARE(rig.listed(id)->steps.back().percent, std::optional<std::uint32_t>(100));
        QCOMPARE(rig.listed(id)->steps.size(), std::size_t(4));
        rig.pass(5s);
        QCOMPARE(rig.state(id), CommandState::Unknown);
    }

    void aCommandWaitsForItsNodeAndExpiresUnsent()
    {
        Rig rig;
        const CommandRecordPtr early = rig.records.make(kNode);
        QVERIFY_RESULT(rig.dispatcher.submit(early));
        rig.log.writeAll(rig.dispatcher);
        rig.pass(59s);
        QCOMPARE(rig.state(early->id), CommandState::Created);
        rig.dispatcher.nodeConnected(test::nodeId(kNode));
        rig.log.writeAll(rig.dispatcher);
        QCOMPARE(rig.state(early->id), CommandState::Sent);
        QCOMPARE(rig.channel.sent.size(), std::size_t(1));

        rig.dispatcher.nodeDisconnected(test::nodeId(kNode));
        const CommandRecordPtr late = rig.records.make(kNode);
        QVERIFY_RESULT(rig.dispatcher.submit(late));
        rig.log.writeAll(rig.dispatcher);
        rig.pass(60s);
        QCOMPARE(rig.state(late->id), CommandState::Expired);
        rig.dispatcher.nodeConnected(test::nodeId(kNode));
        rig.log.writeAll(rig.dispatcher);
        QCOMPARE(rig.channel.sent.size(), std::size_t(1));
    }

    void aRefusedSendIsTriedAgainBecauseItNeverLeft()
    {
        Rig rig;
        rig.channel.connected = false;
        const CommandId id = rig.send();
        QVERIFY(rig.channel.sent.empty());
        rig.channel.connected = true;
        rig.pass(250ms);
        QCOMPARE(rig.channel.sent.size(), std::size_t(1));
        rig.pass(250ms);
        QCOMPARE(rig.channel.sent.size(), std::size_t(1));

        rig.channel.connected = false;
        const CommandId never = rig.send();
        rig.pass(60s);
        QCOMPARE(rig.state(never), CommandState::Expired);
        QCOMPARE(rig.state(id), CommandState::Unknown);
    }

    void aFullLedgerDelaysButLosesNothing()
    {
        Rig rig;
        rig.dispatcher.nodeConnected(test::nodeId(kNode));
        rig.log.takes = false;
        const CommandRecordPtr record = rig.records.make(kNode);
        QVERIFY_RESULT(rig.dispatcher.submit(record));
        rig.pass(1s);
        QVERIFY(rig.dispatcher.list()->commands.empty());
        QVERIFY(rig.channel.sent.empty());
        rig.log.takes = true;
        rig.pass(1s);
        QCOMPARE(rig.state(record->id), CommandState::Sent);
        QCOMPARE(rig.channel.sent.size(), std::size_t(1));

        rig.log.takes = false;
        rig.answer(record->id, ReceiptState::Received);
        rig.answer(record->id, ReceiptState::Succeeded);
        QCOMPARE(rig.state(record->id), CommandState::Sent);
        rig.log.takes = true;
        rig.pass(1s);
        QCOMPARE(statesOf(rig.listed(record->id)),
                 (std::vector<CommandState>{CommandState::Created, CommandState::Sent, CommandState::Received,
                                            CommandState::Verified}));
        QCOMPARE(rig.log.written.size(), std::size_t(4));
    }

    void receiptsOfOtherNodesAreIgnoredAndLogged()
    {
        Rig rig;
        const CommandId id = rig.send();
        rig.dispatcher.receipt(test::nodeId("edge-ber-001"), receipt(id, ReceiptState::Succeeded));
        rig.log.writeAll(rig.dispatcher);
        QCOMPARE(rig.state(id), CommandState::Sent);
        QCOMPARE(rig.logged.size(), std::size_t(1));
        QVERIFY(rig.logged.front().message.find("edge-ber-001") != std::string::npos);
    }

    void receiptsForWhatNobodySentAreIgnored()
    {
        Rig rig;
        const CommandRecordPtr unsent = rig.records.make(kNode);
        QVERIFY_RESULT(rig.dispatcher.submit(unsent));
        rig.answer(unsent->id, ReceiptState::Succeeded);
        rig.answer(rig.records.make(kNode)->id, ReceiptState::Succeeded);
        QCOMPARE(rig.state(unsent->id), CommandState::Created);
        QCOMPARE(rig.dispatcher.list()->commands.size(), std::size_t(1));
    }

    void cancelOfAnUnsentCommandHappensHere()
    {
        Rig rig;
        const CommandRecordPtr target = rig.records.make(kNode, commands::kDrainCommand);
        const CommandRecordPtr cancel =
            rig.records.make(kNode, commands::kCancelCommand, {{"command", toText(target->id)}});
        // The ledger is so slow that the node connects while neither has been written.
        rig.dispatcher.nodeConnected(test::nodeId(kNode));
        QVERIFY_RESULT(rig.dispatcher.submit(cancel));
        QVERIFY_RESULT(rig.dispatcher.submit(target));
        rig.log.writeAll(rig.dispatcher);
        QCOMPARE(rig.state(target->id), CommandState::Cancelled);
        QCOMPARE(rig.state(cancel->id), CommandState::Cancelled);
        QVERIFY(rig.channel.sent.empty());
        QCOMPARE(rig.dispatcher.openCount(), std::size_t(0));
    }

    void cancelOfASentCommandGoesToTheNode()
    {
        Rig rig;
        const CommandId target = rig.send(commands::kDrainCommand);
        const CommandId cancel = rig.send(commands::kCancelCommand, {{"command", toText(target)}});
        QCOMPARE(rig.channel.sent.size(), std::size_t(2));
        QCOMPARE(rig.channel.sent.back().second.id, cancel);
        QCOMPARE(rig.state(target), CommandState::Sent);
    }

    void afterARestartOpenCommandsAreAskedForAndUnsentOnesSent()
    {
        Rig rig;
        const CommandRecordPtr unsent = rig.records.make(kNode);
        auto sent = std::make_shared<commands::CommandRecord>(*rig.records.make(kNode));
        sent->steps.push_back({CommandState::Sent, rig.clock.utcNow(), {}, {}});
        auto done = std::make_shared<commands::CommandRecord>(*rig.records.make(kNode));
        done->steps.push_back({CommandState::Cancelled, rig.clock.utcNow(), {}, {}});
        rig.dispatcher.restore({unsent, sent, done});
        QCOMPARE(rig.dispatcher.list()->commands, (std::vector<CommandRecordPtr>{done, sent, unsent}));
        QCOMPARE(rig.dispatcher.openCount(), std::size_t(2));

        rig.dispatcher.nodeConnected(test::nodeId(kNode));
        rig.log.writeAll(rig.dispatcher);
        QCOMPARE(rig.channel.queries.size(), std::size_t(1));
        QCOMPARE(rig.channel.queries.front().second, sent->id);
        QCOMPARE(rig.channel.sent.size(), std::size_t(1));
        QCOMPARE(rig.channel.sent.front().second.id, unsent->id);
    }

    void theListKeepsItsPointerUntilSomethingChanges()
    {
        Rig rig;
        const CommandId id = rig.send();
        const auto list = rig.dispatcher.list();
        rig.pass(1s);
        QCOMPARE(rig.dispatcher.list(), list);
        rig.answer(id, ReceiptState::Received);
        QVERIFY(rig.dispatcher.list() != list);
        QVERIFY(rig.dispatcher.list()->number > list->number);
    }

    void tooManyOpenCommandsAreRefused()
    {
        Rig rig;
        for (std::size_t i = 0; i < commands::Dispatcher::kMaxOpen; ++i) {
            QVERIFY_RESULT(rig.dispatcher.submit(rig.records.make(kNode)));
        }
        QVERIFY_FAILURE(rig.dispatcher.submit(rig.records.make(kNode)), ErrorCode::Busy);
        rig.log.writeAll(rig.dispatcher);
        rig.pass(60s);
        QCOMPARE(rig.dispatcher.openCount(), std::size_t(0));
        QCOMPARE(rig.dispatcher.list()->commands.size(), commands::Dispatcher::kMaxListed);
        QVERIFY_RESULT(rig.dispatcher.submit(rig.records.make(kNode)));
    }

    void tenThousandNodesCostTenThousandTimesOne()
    {
        constexpr std::size_t kNodes = 10'000;
        Rig rig;
        std::vector<CommandRecordPtr> records;
        for (std::size_t i = 0; i < kNodes; ++i) {
            const std::string node = "edge-" + std::to_string(i);
            rig.dispatcher.nodeConnected(test::nodeId(node));
            records.push_back(rig.records.make(node));
            QVERIFY_RESULT(rig.dispatcher.submit(records.back()));
        }
        rig.log.writeAll(rig.dispatcher);
        rig.dispatcher.tick();
        QCOMPARE(rig.channel.sent.size(), kNodes);
        QCOMPARE(rig.dispatcher.list()->commands.size(), kNodes);
        for (const auto &record : records) {
            rig.dispatcher.receipt(record->node, receipt(record->id, ReceiptState::Received));
            rig.dispatcher.receipt(record->node, receipt(record->id, ReceiptState::Accepted));
            rig.dispatcher.receipt(record->node, receipt(record->id, ReceiptState::Succeeded));
        }
        rig.log.writeAll(rig.dispatcher);
        rig.pass(1h);
        QCOMPARE(rig.channel.sent.size(), kNodes);
        QCOMPARE(rig.channel.queries.size(), std::size_t(0));
        QCOMPARE(rig.log.written.size(), 5 * kNodes);
        QCOMPARE(rig.dispatcher.openCount(), std::size_t(0));
        QCOMPARE(rig.dispatcher.list()->commands.size(), commands::Dispatcher::kMaxListed);
    }
};

QTEST_GUILESS_MAIN(TestDispatcher)
#include "tst_dispatcher.moc"
