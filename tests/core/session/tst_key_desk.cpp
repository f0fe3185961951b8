#include "core/session/key_json.h"
#include "tests/core/session/hub_rig.h"
#include "tests/support/result_checks.h"

using namespace iso;
using enrolment::KeyDecision;
using enrolment::KeyKind;
using enrolment::KeyRecord;
using enrolment::KeyState;
using session::KeyDesk;
using Action = KeyDecision::Action;

namespace
{

PublicKey keyOf(std::uint8_t number)
{
    std::array<std::uint8_t, PublicKey::kSize> bytes{};
    bytes[0] = number;
    return PublicKey::fromBytes(bytes);
}

KeyDecision decision(Action action, std::uint8_t number)
{
    KeyDecision decision;
    decision.action = action;
    decision.key = keyOf(number);
    decision.by = "test";
    return decision;
}

KeyDecision approvalFor(std::uint8_t number, const std::string &node)
{
    KeyDecision approval = decision(Action::Approve, number);
    approval.node = NodeId::fromText(node).value();
    return approval;
}

} // namespace

class tst_KeyDesk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_hub = std::make_unique<test::HubRig>(); }

    void whoIsLetInIsWrittenDownFirst()
    {
        std::optional<Status> answer;
        m_hub->desk->decide(approvalFor(1, "a"), [&](const Status &status) { answer = status; });
        QVERIFY2(!m_hub->keys.admit(keyOf(1), "10.0.0.1"), "it is in before anything was written");
        QVERIFY_RESULT(m_hub->waitFor(answer));
        QVERIFY(m_hub->keys.admit(keyOf(1), "10.0.0.1"));
        QCOMPARE(stateInLedger(1), KeyState::Approved);
    }

    void withoutTheLedgerNobodyIsLetIn()
    {
        QVERIFY(!m_hub->keys.admit(keyOf(1), "10.0.0.1"));
        {
            const test::FullDisk full;
            const Status refused = m_hub->decide(approvalFor(1, "a"));
            QVERIFY_FAILURE(refused, ErrorCode::Io);
            QVERIFY2(refused.error().message.find("has no effect") != std::string::npos,
                     refused.error().message.c_str());
            QVERIFY(!m_hub->keys.admit(keyOf(1), "10.0.0.1"));
        }
        // Nor later by itself; only when it is decided again.
        m_hub->desk->everySecond();
        QCOMPARE(m_hub->desk->list()->keys.front().state, KeyState::Pending);
        QVERIFY(!m_hub->keys.isOwned(NodeId::fromText("a").value()));
        QVERIFY(m_hub->recorded(KeyDesk::kKeyKind).empty());
        QVERIFY_RESULT(m_hub->decide(approvalFor(1, "a")));
        QVERIFY(m_hub->keys.admit(keyOf(1), "10.0.0.1"));
    }

    void withoutTheLedgerNoKeyTakesOverAndNoneIsMoved()
    {
        QVERIFY_RESULT(m_hub->decide(approvalFor(1, "a")));
        QVERIFY(!m_hub->keys.admit(keyOf(2), "10.0.0.2"));
        const test::FullDisk full;
        KeyDecision move = decision(Action::Move, 1);
        move.node = NodeId::fromText("b").value();
        QVERIFY_FAILURE(m_hub->decide(move), ErrorCode::Io);
        KeyDecision rekey = decision(Action::Rekey, 2);
        rekey.replaces = keyOf(1);
        QVERIFY_FAILURE(m_hub->decide(rekey), ErrorCode::Io);
        QVERIFY(m_hub->keys.isOwned(NodeId::fromText("a").value()));
        QVERIFY(!m_hub->keys.isOwned(NodeId::fromText("b").value()));
        QVERIFY(!m_hub->keys.isRetired(NodeId::fromText("a").value()));
        QVERIFY(m_hub->keys.admit(keyOf(1), "10.0.0.1"));
        QVERIFY(!m_hub->keys.admit(keyOf(2), "10.0.0.2"));
    }

    void withoutTheLedgerAKeyIsCutOffAllTheSame()
    {
        QVERIFY_RESULT(m_hub->decide(approvalFor(1, "a")));
        {
            const test::FullDisk full;
            std::optional<Status> answer;
            m_hub->desk->decide(decision(Action::Revoke, 1), [&](const Status &status) { answer = status; });
            QVERIFY2(!m_hub->keys.admit(keyOf(1), "10.0.0.1"), "at once, whatever the ledger says");
            const Status told = m_hub->waitFor(answer);
            QVERIFY_FAILURE(told, ErrorCode::Io);
            QVERIFY2(told.error().message.find("in effect now") != std::string::npos, told.error().message.c_str());
        }
        QCOMPARE(stateInLedger(1), KeyState::Approved);
        const auto isWritten = [&] {
            m_hub->desk->everySecond();
            m_hub->runInbox();
            return stateInLedger(1) == KeyState::Revoked;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isWritten(), 20'000);
    }

    void twoDecisionsAboutOneNodeDoNotBothTakeEffect()
    {
        std::optional<Status> first;
        std::optional<Status> second;
        m_hub->desk->decide(approvalFor(1, "a"), [&](const Status &status) { first = status; });
        m_hub->desk->decide(approvalFor(2, "a"), [&](const Status &status) { second = status; });
        QVERIFY_RESULT(m_hub->waitFor(first));
        QVERIFY_FAILURE(m_hub->waitFor(second), ErrorCode::Busy);
        QVERIFY(m_hub->keys.admit(keyOf(1), "10.0.0.1"));
        QVERIFY(!m_hub->keys.admit(keyOf(2), "10.0.0.2"));
        // A session that starts now must come to the same.
        const auto isPutRight = [&] {
            m_hub->desk->everySecond();
            m_hub->runInbox();
            return stateInLedger(2) != KeyState::Approved;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isPutRight(), 20'000);
    }

    void theNetworkIsOpenedOnlyWithARecord()
    {
        const auto accept = [&](bool isAccepted) {
            std::optional<Status> answer;
            m_hub->desk->acceptFromNetwork(isAccepted, "test", [&](const Status &status) { answer = status; });
            return m_hub->waitFor(answer);
        };
        const auto isWanted = [&] {
            m_hub->network->everySecond(m_hub->clock.steadyNow(), false);
            return m_hub->network->status()->isWanted;
        };
        {
            const test::FullDisk full;
            QVERIFY_FAILURE(accept(true), ErrorCode::Io);
            QVERIFY(!isWanted());
            const std::string problem = m_hub->network->status()->problem;
            QVERIFY2(problem.find("has no effect") != std::string::npos, problem.c_str());
        }
        m_hub->desk->everySecond();
        QVERIFY(!isWanted());
        QVERIFY_RESULT(accept(true));
        QVERIFY(isWanted());
        QVERIFY(m_hub->network->status()->problem.empty());
        const test::FullDisk full;
        QVERIFY_FAILURE(accept(false), ErrorCode::Io);
        QVERIFY2(!isWanted(), "leaving the network waits for nothing");
    }

    void aRevokedKeyLosesItsConnectionAndItsNodeIsShownAsGone()
    {
        const NodeId node = NodeId::fromText("a").value();
        QVERIFY_RESULT(m_hub->decide(approvalFor(1, "a")));
        m_hub->fleet.proven(node);
        m_hub->connections.bind(node, {std::string("\0abcd", 5), true}, m_hub->clock.steadyNow());
        QVERIFY_RESULT(m_hub->decide(decision(Action::Revoke, 1)));
        QVERIFY(m_hub->connections.find(node) == nullptr);
        const auto snapshot = m_hub->fleet.snapshot({});
        QVERIFY(!snapshot->nodes.front()->identity->verified);
        QCOMPARE(snapshot->nodes.front()->link, telemetry::LinkState::Lost);
    }

    void aPlainConnectionLosesANodeThatBelongsToAKeyNow()
    {
        const NodeId node = NodeId::fromText("a").value();
        m_hub->connections.bind(node, {std::string("\0abcd", 5), false}, m_hub->clock.steadyNow());
        QVERIFY_RESULT(m_hub->decide(approvalFor(1, "a")));
        QVERIFY(m_hub->connections.find(node) == nullptr);
    }

private:
    [[nodiscard]] KeyState stateInLedger(std::uint8_t number) const
    {
        for (const ledger::Record &record : m_hub->recorded(KeyDesk::kKeyKind)) {
            if (record.entry.subject == keyOf(number).text()) {
                return session::keyFromLedgerText(record.entry.body).value().state;
            }
        }
        return KeyState::Pending;
    }

    std::unique_ptr<test::HubRig> m_hub;
};

QTEST_GUILESS_MAIN(tst_KeyDesk)
#include "tst_key_desk.moc"
