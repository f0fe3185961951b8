#include "core/enrolment/key_registry.h"
#include "tests/support/manual_clock.h"
#include "tests/support/result_checks.h"

#include <QTest>
#include <algorithm>

using namespace iso;
using namespace std::chrono_literals;
using namespace iso::enrolment;
using Action = KeyDecision::Action;
using Passage = KeyRegistry::Passage;

namespace
{

PublicKey key(std::uint32_t number)
{
    std::array<std::uint8_t, PublicKey::kSize> bytes{};
    for (std::size_t i = 0; i < 4; ++i) {
        bytes[i] = static_cast<std::uint8_t>(number >> 8 * i);
    }
    return PublicKey::fromBytes(bytes);
}

NodeId node(const std::string &name)
{
    return NodeId::fromText(name).value();
}

KeyDecision decision(Action action, const PublicKey &about)
{
    KeyDecision decision;
    decision.action = action;
    decision.key = about;
    decision.by = "åse";
    return decision;
}

} // namespace

class tst_KeyRegistry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_keys = std::make_unique<KeyRegistry>(m_clock, RateLimit{50, 500}); }

    void anUnknownKeyWaitsAndGetsInOnceApproved()
    {
        QVERIFY(!m_keys->admit(key(1), "10.0.0.7"));
        QVERIFY(!m_keys->admit(key(1), "10.0.0.7"));
        const KeyRecord waiting = record(key(1));
        QCOMPARE(waiting.state, KeyState::Pending);
        QCOMPARE(waiting.address, std::string("10.0.0.7"));
        QCOMPARE(waiting.attempts, 2U);
        QVERIFY(!waiting.decidedAt.isValid());
        QVERIFY_RESULT(m_keys->decide(decision(Action::Approve, key(1))));
        QVERIFY(m_keys->admit(key(1), "10.0.0.7"));
        QCOMPARE(record(key(1)).decidedBy, std::string("åse"));
    }

    void aNodeKeyIsBoundToTheFirstNodeThatItSpeaksFor()
    {
        approve(1);
        KeyRegistry::Holder *holder = passed(1);
        QVERIFY(!m_keys->objection(*holder, node("a")));
        QVERIFY(!m_keys->objection(*holder, node("a")));
        const auto other = m_keys->objection(*holder, node("b"));
        QVERIFY(other && other->find("speaks for a") != std::string::npos);
        QVERIFY(m_keys->isOwned(node("a")));
        const auto kept = m_keys->takeUnrecorded();
        QVERIFY(std::any_of(kept.begin(), kept.end(), [](const KeyRecord &r) { return r.node == node("a"); }));
    }

    void anotherKeyCannotTakeANode()
    {
        approve(1);
        approve(2);
        QVERIFY(!m_keys->objection(*passed(1), node("a")));
        const auto objection = m_keys->objection(*passed(2), node("a"));
        QVERIFY(objection && objection->find(fingerprintOf(key(1))) != std::string::npos);
        KeyDecision bound = decision(Action::Approve, key(3));
        bound.node = node("a");
        QVERIFY_FAILURE(m_keys->decide(bound), ErrorCode::Busy);
    }

    void aGatewaySpeaksForWhatItDeclaredOnly()
    {
        KeyDecision gateway = decision(Action::Approve, key(1));
        gateway.kind = KeyKind::Gateway;
        gateway.declared = {"shop-*", "till"};
        QVERIFY_RESULT(m_keys->decide(gateway));
        KeyRegistry::Holder *holder = passed(1);
        QVERIFY(!m_keys->objection(*holder, node("shop-1")));
        QVERIFY(!m_keys->objection(*holder, node("till")));
        QVERIFY(m_keys->objection(*holder, node("till-2")));
        QVERIFY(m_keys->objection(*holder, node("bank-1")));
        QVERIFY(!m_keys->objection(*holder, node("shop-2")));
        QCOMPARE(record(key(1)).speaksFor, 3U);
    }

    void whatAGatewayDeclaredIsItsBeforeItSpeaks()
    {
        KeyDecision gateway = decision(Action::Approve, key(1));
        gateway.kind = KeyKind::Gateway;
        gateway.declared = {"shop-*"};
        QVERIFY_RESULT(m_keys->decide(gateway));
        QVERIFY(m_keys->isOwned(node("shop-7")));
        approve(2);
        const auto objection = m_keys->objection(*passed(2), node("shop-7"));
        QVERIFY(objection && objection->find(fingerprintOf(key(1))) != std::string::npos);
        QVERIFY_RESULT(m_keys->decide(decision(Action::Revoke, key(1))));
        QVERIFY(!m_keys->isOwned(node("shop-7")));
        QVERIFY(!m_keys->objection(*passed(2), node("shop-7")));
    }

    void nobodyIsTheNodeWithoutAName()
    {
        approve(1);
        QVERIFY(m_keys->objection(*passed(1), NodeId()));
    }

    void aGatewayCannotSpeakForEverMoreNodes()
    {
        KeyDecision gateway = decision(Action::Approve, key(1));
        gateway.kind = KeyKind::Gateway;
        gateway.declared = {"*"};
        QVERIFY_RESULT(m_keys->decide(gateway));
        KeyRegistry::Holder *holder = passed(1);
        for (std::size_t i = 0; i < KeyRegistry::kMostDeclared; ++i) {
            QVERIFY(!m_keys->objection(*holder, node("n" + std::to_string(i))));
        }
        QVERIFY(m_keys->objection(*holder, node("one-more")));
        QVERIFY(!m_keys->objection(*holder, node("n0")));
    }

    void whatCouldNotBeKeptComesAgainAsItIsByThen()
    {
        approve(1);
        QCOMPARE(m_keys->takeUnrecorded().front().state, KeyState::Approved);
        QVERIFY_RESULT(m_keys->decide(decision(Action::Revoke, key(1))));
        QCOMPARE(m_keys->takeUnrecorded().size(), 1U);
        m_keys->notRecorded(key(1));
        const auto again = m_keys->takeUnrecorded();
        QCOMPARE(again.size(), 1U);
        QCOMPARE(again.front().state, KeyState::Revoked);
    }

    void wrongDeclarationsAreRefused_data()
    {
        QTest::addColumn<QStringList>("declared");
        QTest::newRow("nothing") << QStringList();
        QTest::newRow("empty name") << QStringList{QString()};
        QTest::newRow("star in the middle") << QStringList{QStringLiteral("a*b")};
        QTest::newRow("space") << QStringList{QStringLiteral("a b")};
        QTest::newRow("too long") << QStringList{QString(60, u'a')};
    }
    void wrongDeclarationsAreRefused()
    {
        QFETCH(QStringList, declared);
        KeyDecision gateway = decision(Action::Approve, key(1));
        gateway.kind = KeyKind::Gateway;
        for (const QString &name : declared) {
            gateway.declared.push_back(name.toStdString());
        }
        QVERIFY_FAILURE(m_keys->decide(gateway), ErrorCode::InvalidInput);
        QVERIFY(!m_keys->admit(key(1), "10.0.0.1"));
    }

    void aRevokedKeyIsCutOffAtOnce()
    {
        approve(1);
        QVERIFY(!m_keys->objection(*passed(1), node("a")));
        const auto consequences = m_keys->decide(decision(Action::Revoke, key(1)));
        QVERIFY_RESULT(consequences);
        QCOMPARE(consequences->cutOff, std::vector<NodeId>{node("a")});
        QVERIFY(consequences->retired.empty());
        KeyRegistry::Holder *holder = nullptr;
        QCOMPARE(m_keys->pass(key(1).text(), 100, m_clock.steadyNow(), holder), Passage::NotApproved);
        QVERIFY(!m_keys->admit(key(1), "10.0.0.1"));
        QVERIFY_FAILURE(m_keys->decide(decision(Action::Revoke, key(1))), ErrorCode::Refused);
    }

    void aRetiredNodeIsGoneUntilAKeySpeaksForItAgain()
    {
        approve(1);
        QVERIFY(!m_keys->objection(*passed(1), node("a")));
        const auto consequences = m_keys->decide(decision(Action::Retire, key(1)));
        QVERIFY_RESULT(consequences);
        QCOMPARE(consequences->retired, std::vector<NodeId>{node("a")});
        QVERIFY(m_keys->isRetired(node("a")));
        approve(2);
        QVERIFY(!m_keys->objection(*passed(2), node("a")));
        QVERIFY(!m_keys->isRetired(node("a")));
    }

    void aMovedKeySpeaksForTheOtherNodeFromThenOn()
    {
        approve(1);
        QVERIFY(!m_keys->objection(*passed(1), node("old")));
        KeyDecision move = decision(Action::Move, key(1));
        move.node = node("new");
        QVERIFY_RESULT(m_keys->decide(move));
        QVERIFY(!m_keys->objection(*passed(1), node("new")));
        QVERIFY(m_keys->objection(*passed(1), node("old")));
        QVERIFY(m_keys->isRetired(node("old")));
    }

    void aNewKeyTakesOverTheNodeOfTheOldOne()
    {
        approve(1);
        QVERIFY(!m_keys->objection(*passed(1), node("a")));
        QVERIFY(!m_keys->admit(key(2), "10.0.0.9"));
        KeyDecision rekey = decision(Action::Rekey, key(2));
        rekey.replaces = key(1);
        QVERIFY_RESULT(m_keys->decide(rekey));
        QVERIFY(m_keys->admit(key(2), "10.0.0.9"));
        QVERIFY(!m_keys->admit(key(1), "10.0.0.7"));
        QVERIFY(!m_keys->objection(*passed(2), node("a")));
    }

    void whatWasDecidedOutlivesTheProcess()
    {
        approve(1);
        QVERIFY(!m_keys->objection(*passed(1), node("a")));
        QVERIFY(!m_keys->admit(key(2), "10.0.0.1"));
        QVERIFY_RESULT(m_keys->decide(decision(Action::Reject, key(2))));
        const std::vector<KeyRecord> kept = m_keys->takeUnrecorded();
        QVERIFY(m_keys->takeUnrecorded().empty());
        KeyRegistry later(m_clock, RateLimit{50, 500});
        for (const KeyRecord &record : kept) {
            later.restore(record);
        }
        QVERIFY(later.admit(key(1), "10.0.0.7"));
        QVERIFY(!later.admit(key(2), "10.0.0.1"));
        QVERIFY(later.isOwned(node("a")));
        QCOMPARE(later.list()->keys.size(), 2U);
    }

    void strangersCannotFillTheList()
    {
        for (std::uint32_t i = 0; i < 100; ++i) {
            m_keys->admit(key(i), "10.0.0.1");
        }
        QCOMPARE(m_keys->list()->keys.size(), KeyRegistry::kMostPendingOfAddress);
        QCOMPARE(m_keys->list()->pendingTurnedAway, 100 - KeyRegistry::kMostPendingOfAddress);
        for (std::uint32_t i = 0; i < 1'000; ++i) {
            m_keys->admit(key(1'000 + i), "10.1." + std::to_string(i) + ".1");
        }
        QCOMPARE(m_keys->list()->keys.size(), KeyRegistry::kMostPending);
        QVERIFY2(!m_keys->admit(key(5'000), "10.9.9.9"), "the list is full");
        // Who stopped knocking makes room.
        m_clock.advance(KeyRegistry::kPendingKept);
        m_keys->admit(key(5'001), "10.9.9.9");
        QCOMPARE(record(key(5'001)).state, KeyState::Pending);
    }

    void aFloodIsStoppedBeforeItIsRead()
    {
        approve(1);
        KeyRegistry::Holder *holder = nullptr;
        int open = 0;
        for (int i = 0; i < 1'000; ++i) {
            open += m_keys->pass(key(1).text(), 100, m_clock.steadyNow(), holder) == Passage::Open ? 1 : 0;
        }
        QCOMPARE(open, 500);
        QCOMPARE(record(key(1)).rateLimited, 500U);
        QCOMPARE(m_keys->pass(key(1).text(), 100, m_clock.steadyNow(), holder), Passage::RateLimited);
        QCOMPARE(record(key(1)).rateLimited, 501U);
    }

    void aGatewaysFirstContactIsNotRefused()
    {
        approveGateway(1);
        // As after a restart of the hub: each node greets, answers about its clock and sends its birth, all at once.
        for (int i = 0; i < 300; ++i) {
            QCOMPARE(spoken(1, "edge-" + std::to_string(i), 1), 1);
        }
        for (int i = 0; i < 300; ++i) {
            QCOMPARE(spoken(1, "edge-" + std::to_string(i), 20), 20);
        }
    }

    void aGatewayThatInventsNodesIsLimited()
    {
        approveGateway(1);
        constexpr int kMost = static_cast<int>(RateLimit::kMostNodesCounted);
        int open = 0;
        for (int i = 0; i < 10'000; ++i) {
            open += spoken(1, "edge-" + std::to_string(i), 100);
        }
        QCOMPARE(open, 500 * kMost);
        m_clock.advance(1s);
        QCOMPARE(spoken(1, "edge-0", 50'000), 50 * kMost);
    }

    void aGatewayHasNoShareOfNodesThatItMayNotSpeakFor()
    {
        approveGateway(1);
        int open = 0;
        for (int i = 0; i < 1'000; ++i) {
            open += spoken(1, "core-" + std::to_string(i), 1);
        }
        QCOMPARE(open, 500);
    }

    void theListIsTheSamePointerWhileNothingChanges()
    {
        approve(1);
        const KeyListPtr before = m_keys->list();
        QCOMPARE(m_keys->list(), before);
        m_keys->admit(key(2), "10.0.0.1");
        QVERIFY(m_keys->list() != before);
        QVERIFY2(m_keys->list()->keys.front().key == key(2), "what waits stands first");
    }

private:
    void approve(std::uint32_t number) { QVERIFY_RESULT(m_keys->decide(decision(Action::Approve, key(number)))); }
    void approveGateway(std::uint32_t number)
    {
        KeyDecision approval = decision(Action::Approve, key(number));
        approval.kind = KeyKind::Gateway;
        approval.declared = {"edge-*"};
        QVERIFY_RESULT(m_keys->decide(approval));
    }
    /// How many of a node's messages are let in.
    int spoken(std::uint32_t number, const std::string &name, int messages)
    {
        int open = 0;
        for (int i = 0; i < messages; ++i) {
            KeyRegistry::Holder *holder = nullptr;
            if (m_keys->pass(key(number).text(), 100, m_clock.steadyNow(), holder) == Passage::Open) {
                ++open;
                m_keys->objection(*holder, node(name));
            }
        }
        return open;
    }
    KeyRegistry::Holder *passed(std::uint32_t number)
    {
        KeyRegistry::Holder *holder = nullptr;
        m_keys->pass(key(number).text(), 100, m_clock.steadyNow(), holder);
        return holder;
    }
    KeyRecord record(const PublicKey &about)
    {
        const KeyListPtr list = m_keys->list();
        const auto found = std::find_if(list->keys.begin(), list->keys.end(),
                                        [&](const KeyRecord &record) { return record.key == about; });
        return found == list->keys.end() ? KeyRecord() : *found;
    }

    test::ManualClock m_clock;
    std::unique_ptr<KeyRegistry> m_keys;
};

QTEST_GUILESS_MAIN(tst_KeyRegistry)
#include "tst_key_registry.moc"
