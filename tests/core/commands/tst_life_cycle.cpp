#include "core/commands/life_cycle.h"

#include <QTest>
#include <map>
#include <string>

using namespace iso;
using commands::CommandEvent;
using commands::CommandState;

namespace
{

const char *const kEventNames[commands::kCommandEventCount] = {
    "approve", "send",   "received",  "accepted", "rejected", "running",       "succeeded",
    "failed",  "cancel", "node-exp.", "unknown",  "timeout",  "expire-unsent", "cancel-unsent"};

using Transitions = std::map<CommandEvent, CommandState>;

Transitions unsent()
{
    return {{CommandEvent::Send, CommandState::Sent},
            {CommandEvent::ExpireUnsent, CommandState::Expired},
            {CommandEvent::CancelUnsent, CommandState::Cancelled}};
}

/// What a node may say to end or lose a command that it has begun.
Transitions endings()
{
    return {{CommandEvent::NodeRunning, CommandState::Running},
            {CommandEvent::NodeSucceeded, CommandState::Verified},
            {CommandEvent::NodeFailed, CommandState::Failed},
            {CommandEvent::NodeCancelled, CommandState::Cancelled},
            {CommandEvent::NodeUnknown, CommandState::Unknown}};
}

/// The rules of the life cycle, told state by state. Everything not named changes nothing.
Transitions expectedFrom(CommandState state)
{
    Transitions rules;
    switch (state) {
    case CommandState::Created:
        rules = unsent();
        rules[CommandEvent::Approve] = CommandState::Approved;
        break;
    case CommandState::Approved:
        rules = unsent();
        break;
    case CommandState::Sent:
    case CommandState::Received:
    case CommandState::Unknown:
        rules = endings();
        rules[CommandEvent::NodeAccepted] = CommandState::Accepted;
        rules[CommandEvent::NodeRejected] = CommandState::Rejected;
        rules[CommandEvent::NodeExpired] = CommandState::Expired;
        if (state != CommandState::Received) {
            rules[CommandEvent::NodeReceived] = CommandState::Received;
        }
        if (state != CommandState::Unknown) {
            rules[CommandEvent::Timeout] = CommandState::Unknown;
        }
        if (state == CommandState::Sent) {
            rules[CommandEvent::ExpireUnsent] = CommandState::Expired;
        }
        break;
    case CommandState::Accepted:
    case CommandState::Running:
        rules = endings();
        rules[CommandEvent::Timeout] = CommandState::Unknown;
        break;
    case CommandState::Rejected:
    case CommandState::Verified:
    case CommandState::Failed:
    case CommandState::Cancelled:
    case CommandState::Expired:
        break;
    }
    return rules;
}

} // namespace

class TestLifeCycle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStateAndEventLeadsWhereTheRulesSay_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("event");
        for (std::size_t s = 0; s < commands::kCommandStateCount; ++s) {
            for (std::size_t e = 0; e < commands::kCommandEventCount; ++e) {
                const std::string state(commands::toText(static_cast<CommandState>(s)));
                QTest::addRow("%s, %s", state.c_str(), kEventNames[e]) << static_cast<int>(s) << static_cast<int>(e);
            }
        }
    }
    void everyStateAndEventLeadsWhereTheRulesSay()
    {
        QFETCH(int, state);
        QFETCH(int, event);
        const Transitions rules = expectedFrom(static_cast<CommandState>(state));
        const auto rule = rules.find(static_cast<CommandEvent>(event));
        const auto next = commands::nextState(static_cast<CommandState>(state), static_cast<CommandEvent>(event));
        QCOMPARE(next.has_value(), rule != rules.end());
        if (next) {
            QCOMPARE(*next, rule->second);
        }
    }

    void finalStatesAreThoseNothingLeadsOutOf()
    {
        for (std::size_t s = 0; s < commands::kCommandStateCount; ++s) {
            const auto state = static_cast<CommandState>(s);
            QCOMPARE(commands::isFinal(state), expectedFrom(state).empty());
        }
    }

    void openAtTheNodeIsWhatWasSentAndHasNotEnded()
    {
        const std::map<CommandState, bool> open{
            {CommandState::Created, false},   {CommandState::Approved, false}, {CommandState::Sent, true},
            {CommandState::Received, true},   {CommandState::Accepted, true},  {CommandState::Rejected, false},
            {CommandState::Running, true},    {CommandState::Verified, false}, {CommandState::Failed, false},
            {CommandState::Cancelled, false}, {CommandState::Expired, false},  {CommandState::Unknown, true}};
        QCOMPARE(open.size(), commands::kCommandStateCount);
        for (const auto &[state, expected] : open) {
            QCOMPARE(commands::isOpenAtNode(state), expected);
        }
    }

    void aTimeoutNeverMeansFailed()
    {
        for (std::size_t s = 0; s < commands::kCommandStateCount; ++s) {
            const auto next = commands::nextState(static_cast<CommandState>(s), CommandEvent::Timeout);
            QVERIFY(!next || *next == CommandState::Unknown);
        }
    }

    void everyStateComesBackFromItsText()
    {
        for (std::size_t s = 0; s < commands::kCommandStateCount; ++s) {
            const auto state = static_cast<CommandState>(s);
            QCOMPARE(commands::commandStateByText(commands::toText(state)), std::optional(state));
        }
        QVERIFY(!commands::commandStateByText("succeeded"));
        QVERIFY(!commands::commandStateByText(""));
    }

    void eachReceiptStateHasItsOwnEvent()
    {
        using wire::ReceiptState;
        QCOMPARE(commands::eventOf(ReceiptState::Received), CommandEvent::NodeReceived);
        QCOMPARE(commands::eventOf(ReceiptState::Accepted), CommandEvent::NodeAccepted);
        QCOMPARE(commands::eventOf(ReceiptState::Rejected), CommandEvent::NodeRejected);
        QCOMPARE(commands::eventOf(ReceiptState::Running), CommandEvent::NodeRunning);
        QCOMPARE(commands::eventOf(ReceiptState::Succeeded), CommandEvent::NodeSucceeded);
        QCOMPARE(commands::eventOf(ReceiptState::Failed), CommandEvent::NodeFailed);
        QCOMPARE(commands::eventOf(ReceiptState::Cancelled), CommandEvent::NodeCancelled);
        QCOMPARE(commands::eventOf(ReceiptState::Expired), CommandEvent::NodeExpired);
        QCOMPARE(commands::eventOf(ReceiptState::Unknown), CommandEvent::NodeUnknown);
    }
};

QTEST_GUILESS_MAIN(TestLifeCycle)
#include "tst_life_cycle.moc"
