#include "core/commands/builtin_catalogue.h"
#include "core/node/command_desk.h"
#include "tests/core/node/protocol_rig.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using wire::ReceiptState;

namespace
{

/// Begins and waits to be told how it ends.
struct Actions final : commands::CommandActions {
    void begin(const wire::CommandBody &body, const wire::CommandDescriptor &) override { begun.push_back(body.id); }
    bool cancel(const CommandId &id) override
    {
        desk->executor().finish(id, ReceiptState::Cancelled, "stopped");
        return true;
    }
    node::CommandDesk *desk = nullptr;
    std::vector<CommandId> begun;
};

/// A node on two hubs, with a desk.
class Rig
{
public:
    Rig()
        : desk(node.self, commands::builtinCatalogue(), intents, actions,
               [this](const wire::Receipt &receipt) { seen.push_back(receipt); })
    {
        actions.desk = &desk;
        node.onCommand = [this](node::NodeProtocol &link, const wire::Command &command) {
            desk.command(link, command, node.clock.utcNow());
        };
        node.onQuery = [this](node::NodeProtocol &link, const wire::CommandQuery &query) { desk.query(link, query); };
        node.connect(0);
        node.connect(1);
    }
    CommandId order(std::size_t hub, std::string_view name, std::vector<wire::Argument> arguments = {})
    {
        wire::CommandBody body;
        body.id = ids.newCommandId(1);
        body.node = node.self.id;
        body.name = name;
        body.arguments = std::move(arguments);
        body.issuedAt = node.clock.utcNow();
        body.expiresAt = body.issuedAt + 1min;
        body.issuer = "test";
        node.hubSays(hub, wire::Command{wire::encodeCommandBody(body), {}});
        return body.id;
    }
    [[nodiscard]] std::vector<ReceiptState> statesAt(std::size_t hub, const CommandId &id) const
    {
        std::vector<ReceiptState> states;
        for (const wire::Receipt &receipt : node.hubs[hub]->of<wire::Receipt>()) {
            if (receipt.command == id) {
                states.push_back(receipt.state);
            }
        }
        return states;
    }

    test::ProtocolRig node{2};
    test::FixedIdSource ids;
    commands::MemoryIntentStore intents;
    Actions actions;
    std::vector<wire::Receipt> seen;
    node::CommandDesk desk;
};

using States = std::vector<ReceiptState>;

} // namespace

class TestCommandDesk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStepGoesToTheHubThatSentTheCommand()
    {
        Rig rig;
        const CommandId id = rig.order(1, commands::kDrainCommand);
        rig.desk.executor().progress(id, 50, "half");
        rig.desk.executor().finish(id, ReceiptState::Succeeded, "drained");
        QVERIFY(rig.statesAt(1, id) == (States{ReceiptState::Received, ReceiptState::Accepted, ReceiptState::Running,
                                               ReceiptState::Succeeded}));
        QVERIFY(rig.statesAt(0, id).empty());
        QCOMPARE(rig.seen.size(), std::size_t(4));
    }

    void anAnswerGoesToTheHubThatAsked()
    {
        Rig rig;
        const CommandId id = rig.order(0, commands::kDrainCommand);
        rig.node.hubSays(1, wire::CommandQuery{id});
        QVERIFY(rig.statesAt(1, id) == States{ReceiptState::Accepted});
        // That does not move the command over.
        rig.desk.executor().finish(id, ReceiptState::Succeeded, "drained");
        QVERIFY(rig.statesAt(0, id).back() == ReceiptState::Succeeded);
        QVERIFY(rig.statesAt(1, id) == States{ReceiptState::Accepted});
    }

    void oneHubMayCancelWhatAnotherBegan()
    {
        Rig rig;
        const CommandId id = rig.order(0, commands::kDrainCommand);
        const CommandId cancel = rig.order(1, commands::kCancelCommand, {{"command", toText(id)}});
        QVERIFY(rig.statesAt(0, id).back() == ReceiptState::Cancelled);
        QVERIFY(rig.statesAt(1, id).empty());
        QVERIFY(rig.statesAt(1, cancel).back() == ReceiptState::Succeeded);
        QVERIFY(rig.statesAt(0, cancel).empty());
    }

    void twoHubsTogetherChangeOneThingAtATime()
    {
        Rig rig;
        rig.order(0, commands::kDrainCommand);
        const CommandId second = rig.order(1, commands::kResumeCommand);
        QVERIFY(rig.statesAt(1, second) == States{ReceiptState::Rejected});
        QCOMPARE(rig.actions.begun.size(), std::size_t(1));
    }

    void theResultOfACommandWhoseHubIsGoneIsThereWhenItAsks()
    {
        Rig rig;
        const CommandId id = rig.order(0, commands::kDrainCommand);
        rig.node.links[0]->linkDown();
        rig.desk.executor().finish(id, ReceiptState::Succeeded, "drained");
        rig.node.connect(0);
        QVERIFY(rig.statesAt(0, id).back() == ReceiptState::Accepted);
        rig.node.hubSays(0, wire::CommandQuery{id});
        QVERIFY(rig.statesAt(0, id).back() == ReceiptState::Succeeded);
    }
};

QTEST_GUILESS_MAIN(TestCommandDesk)
#include "tst_command_desk.moc"
