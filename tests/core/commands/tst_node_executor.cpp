#include "core/commands/node_executor.h"
#include "fake_commands.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using wire::ReceiptState;

namespace
{

/// Counts what it is made to do; ends nothing by itself.
struct FakeActions final : commands::CommandActions {
    void begin(const wire::CommandBody &body, const wire::CommandDescriptor &) override { begun.push_back(body); }
    bool cancel(const CommandId &id) override
    {
        cancelled.push_back(id);
        return cancellable;
    }
    std::vector<wire::CommandBody> begun;
    std::vector<CommandId> cancelled;
    bool cancellable = true;
};

struct FailingStore final : commands::IntentStore {
    Status write(const commands::Intent &) override { return failure(ErrorCode::Io, "disk full"); }
    std::optional<commands::Intent> find(const CommandId &) const override { return std::nullopt; }
};

struct Rig {
    test::ManualClock clock;
    test::FixedIdSource ids;
    BootId boot = ids.newBootId();
    commands::MemoryIntentStore store;
    FakeActions actions;
    std::vector<wire::Receipt> receipts;
    commands::NodeExecutor executor = make(boot, store);

    commands::NodeExecutor make(BootId ofBoot, commands::IntentStore &in)
    {
        return {test::nodeId("edge-osl-001"),
                ofBoot,
                commands::builtinCatalogue(),
                in,
                actions,
                [this](const wire::Receipt &receipt) { receipts.push_back(receipt); }};
    }
    wire::CommandBody body(std::string_view name, std::vector<wire::Argument> arguments = {})
    {
        wire::CommandBody made;
        made.id = ids.newCommandId(1);
        made.node = test::nodeId("edge-osl-001");
        made.name = name;
        made.arguments = std::move(arguments);
        made.issuedAt = clock.utcNow();
        made.expiresAt = clock.utcNow() + 60s;
        made.issuer = "op-7";
        return made;
    }
    static wire::Command command(const wire::CommandBody &body)
    {
        wire::Command made;
        made.body = wire::encodeCommandBody(body);
        return made;
    }
    void give(const wire::CommandBody &body) { executor.command(command(body), clock.utcNow()); }
    std::vector<ReceiptState> takeStates()
    {
        std::vector<ReceiptState> states;
        for (const auto &receipt : receipts) {
            states.push_back(receipt.state);
        }
        receipts.clear();
        return states;
    }
};

using States = std::vector<ReceiptState>;

} // namespace

class TestNodeExecutor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aGoodCommandIsReceivedAcceptedAndBegunWithItsDefaults()
    {
        Rig rig;
        const auto body = rig.body("probe", {{"target", "10.0.0.1:443"}});
        rig.give(body);
        QCOMPARE(rig.takeStates(), (States{ReceiptState::Received, ReceiptState::Accepted}));
        QCOMPARE(rig.actions.begun.size(), std::size_t(1));
        QCOMPARE(rig.actions.begun.front().arguments,
                 (std::vector<wire::Argument>{{"target", "10.0.0.1:443"}, {"count", "10"}}));

        rig.executor.progress(body.id, 40, "4 of 10");
        rig.executor.finish(body.id, ReceiptState::Succeeded, "done", {{"ok", "10"}});
        QCOMPARE(rig.receipts.front().percent, std::optional<std::uint32_t>(40));
        QCOMPARE(rig.receipts.back().results, (std::vector<wire::Argument>{{"ok", "10"}}));
        QCOMPARE(rig.takeStates(), (States{ReceiptState::Running, ReceiptState::Succeeded}));
        QCOMPARE(rig.executor.runningCount(), std::size_t(0));
    }

    void theSameIdActsOnceAndGetsTheRememberedReceipt()
    {
        Rig rig;
        const auto body = rig.body("drain");
        rig.give(body);
        rig.executor.progress(body.id, 50, "half");
        rig.takeStates();
        rig.give(body);
        QCOMPARE(rig.takeStates(), States{ReceiptState::Running});
        rig.executor.finish(body.id, ReceiptState::Succeeded, "drained");
        rig.takeStates();
        // Also after its expiry: a known id is answered before anything else is looked at.
        rig.clock.advance(1h);
        rig.give(body);
        QCOMPARE(rig.receipts.back().message, std::string("drained"));
        QCOMPARE(rig.takeStates(), States{ReceiptState::Succeeded});
        QCOMPARE(rig.actions.begun.size(), std::size_t(1));
    }

    void theSameIdWithOtherContentIsAConflict()
    {
        Rig rig;
        auto body = rig.body("set-interval", {{"interval_ms", "1000"}});
        rig.give(body);
        rig.executor.finish(body.id, ReceiptState::Succeeded, "");
        rig.takeStates();
        body.arguments.front().value = "100";
        rig.give(body);
        QVERIFY(rig.receipts.back().message.rfind("conflict", 0) == 0);
        QCOMPARE(rig.takeStates(), States{ReceiptState::Rejected});
        QCOMPARE(rig.actions.begun.size(), std::size_t(1));
        rig.executor.query({body.id});
        QCOMPARE(rig.takeStates(), States{ReceiptState::Succeeded});
    }

    void whatBreaksARuleIsRefusedWithItsReason_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<int>("state");
        QTest::addColumn<QByteArray>("reason");
        const auto rejected = static_cast<int>(ReceiptState::Rejected);
        QTest::newRow("other node") << QByteArray("node") << rejected << QByteArray("addressed to edge-ber-001");
        QTest::newRow("other boot") << QByteArray("boot") << rejected << QByteArray("another boot");
        QTest::newRow("expired") << QByteArray("expired") << static_cast<int>(ReceiptState::Expired)
                                 << QByteArray("1 s after it expired");
        QTest::newRow("unknown command") << QByteArray("name") << rejected << QByteArray("no command \"explode\"");
        QTest::newRow("bad argument") << QByteArray("argument") << rejected << QByteArray("100 to 60000 ms");
    }
    void whatBreaksARuleIsRefusedWithItsReason()
    {
        QFETCH(QByteArray, rule);
        QFETCH(int, state);
        QFETCH(QByteArray, reason);
        Rig rig;
        auto body = rig.body("set-interval", {{"interval_ms", rule == "argument" ? "99" : "1000"}});
        if (rule == "node") {
            body.node = test::nodeId("edge-ber-001");
        } else if (rule == "boot") {
            body.boot = rig.ids.newBootId();
        } else if (rule == "expired") {
            rig.clock.advance(61s);
        } else if (rule == "name") {
            body.name = "explode";
        }
        rig.give(body);
        QVERIFY2(rig.receipts.back().message.find(reason.toStdString()) != std::string::npos,
                 rig.receipts.back().message.c_str());
        QCOMPARE(rig.takeStates(), States{static_cast<ReceiptState>(state)});
        QVERIFY(rig.actions.begun.empty());
    }

    void aCommandForThisBootIsTaken()
    {
        Rig rig;
        auto body = rig.body("drain");
        body.boot = rig.boot;
        rig.give(body);
        QCOMPARE(rig.actions.begun.size(), std::size_t(1));
    }

    void oneStateChangingCommandAtATimeButObserversPass()
    {
        Rig rig;
        const auto drain = rig.body("drain");
        rig.give(drain);
        rig.takeStates();
        const auto second = rig.body("resume");
        rig.give(second);
        QVERIFY(rig.receipts.back().message.find("busy") != std::string::npos);
        QCOMPARE(rig.takeStates(), States{ReceiptState::Rejected});
        rig.give(rig.body("status"));
        QCOMPARE(rig.takeStates(), (States{ReceiptState::Received, ReceiptState::Accepted}));

        // What was refused stays refused, though the node is free now: the hub holds it for ended.
        rig.executor.finish(drain.id, ReceiptState::Succeeded, "");
        rig.takeStates();
        rig.give(second);
        QCOMPARE(rig.takeStates(), States{ReceiptState::Rejected});
        rig.give(rig.body("resume"));
        QCOMPARE(rig.takeStates(), (States{ReceiptState::Received, ReceiptState::Accepted}));
    }

    void observersAreBoundedToo()
    {
        Rig rig;
        for (std::size_t i = 0; i < commands::NodeExecutor::kMaxRunning; ++i) {
            rig.give(rig.body("status"));
        }
        rig.takeStates();
        rig.give(rig.body("status"));
        QCOMPARE(rig.takeStates(), States{ReceiptState::Rejected});
    }

    void cancelStopsWhatCanBeStopped()
    {
        Rig rig;
        const auto drain = rig.body("drain");
        rig.give(drain);
        rig.takeStates();
        rig.give(rig.body("cancel", {{"command", toText(drain.id)}}));
        QCOMPARE(rig.takeStates(), (States{ReceiptState::Received, ReceiptState::Accepted, ReceiptState::Succeeded}));
        QCOMPARE(rig.actions.cancelled, std::vector<CommandId>{drain.id});
        rig.executor.finish(drain.id, ReceiptState::Cancelled, "stopped");
        QCOMPARE(rig.takeStates(), States{ReceiptState::Cancelled});
    }

    void cancelFailsWhereThereIsNothingToStop_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::newRow("not an id") << QByteArray("42");
        QTest::newRow("an id that does not run here") << QByteArray("018f3a5e-7c1d-7b3a-9f00-0123456789ab");
    }
    void cancelFailsWhereThereIsNothingToStop()
    {
        QFETCH(QByteArray, id);
        Rig rig;
        rig.give(rig.body("cancel", {{"command", id.toStdString()}}));
        QCOMPARE(rig.takeStates(), (States{ReceiptState::Received, ReceiptState::Accepted, ReceiptState::Failed}));
        QVERIFY(rig.actions.cancelled.empty());
    }

    void cancelOfWhatCannotBeStoppedFailsAndTheCommandGoesOn()
    {
        Rig rig;
        rig.actions.cancellable = false;
        const auto drain = rig.body("drain");
        rig.give(drain);
        rig.takeStates();
        rig.give(rig.body("cancel", {{"command", toText(drain.id)}}));
        QCOMPARE(rig.takeStates().back(), ReceiptState::Failed);
        rig.executor.finish(drain.id, ReceiptState::Succeeded, "");
        QCOMPARE(rig.takeStates(), States{ReceiptState::Succeeded});
    }

    void aQueryIsAnsweredFromMemory()
    {
        Rig rig;
        const auto body = rig.body("drain");
        rig.executor.query({body.id});
        QCOMPARE(rig.takeStates(), States{ReceiptState::Unknown});
        rig.give(body);
        rig.takeStates();
        rig.executor.query({body.id});
        QCOMPARE(rig.takeStates(), States{ReceiptState::Accepted});
    }

    void afterARestartAnUnfinishedCommandIsUnknownAndNeverRunsAgain()
    {
        Rig rig;
        const auto unfinished = rig.body("drain");
        rig.give(unfinished);
        const auto finished = rig.body("status");
        rig.give(finished);
        rig.executor.finish(finished.id, ReceiptState::Succeeded, "serving");
        rig.takeStates();

        commands::NodeExecutor reborn = rig.make(rig.ids.newBootId(), rig.store);
        reborn.query({unfinished.id});
        reborn.command(Rig::command(unfinished), rig.clock.utcNow());
        reborn.query({finished.id});
        QCOMPARE(rig.takeStates(), (States{ReceiptState::Unknown, ReceiptState::Unknown, ReceiptState::Succeeded}));
        QCOMPARE(rig.actions.begun.size(), std::size_t(2));
    }

    void nothingIsBegunThatCouldNotBeWrittenDown()
    {
        Rig rig;
        FailingStore store;
        commands::NodeExecutor executor = rig.make(rig.boot, store);
        executor.command(Rig::command(rig.body("drain")), rig.clock.utcNow());
        QVERIFY(rig.receipts.back().message.find("disk full") != std::string::npos);
        QCOMPARE(rig.takeStates(), (States{ReceiptState::Received, ReceiptState::Rejected}));
        QVERIFY(rig.actions.begun.empty());
        QCOMPARE(executor.runningCount(), std::size_t(0));
    }

    void aBodyThatDoesNotParseIsCounted()
    {
        Rig rig;
        wire::Command command;
        command.body = "\xff\xff\xff";
        rig.executor.command(command, rig.clock.utcNow());
        QVERIFY(rig.receipts.empty());
        QCOMPARE(rig.executor.malformed(), std::uint64_t(1));
    }

    void theMemoryStoreKeepsTheNewestTenThousand()
    {
        test::FixedIdSource ids;
        commands::MemoryIntentStore store;
        std::vector<CommandId> all;
        for (int i = 0; i < 10'002; ++i) {
            all.push_back(ids.newCommandId(1));
            QVERIFY(store.write({all.back(), 1, {}}));
        }
        QVERIFY(!store.find(all[0]));
        QVERIFY(!store.find(all[1]));
        QVERIFY(store.find(all[2]));
        QVERIFY(store.find(all.back()));
    }
};

QTEST_GUILESS_MAIN(TestNodeExecutor)
#include "tst_node_executor.moc"
