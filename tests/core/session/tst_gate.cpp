#include "core/session/gate.h"
#include "core/transport/context.h"
#include "tests/support/manual_clock.h"
#include "tests/support/result_checks.h"

#include <QTest>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace iso;
using enrolment::KeyDecision;
using session::Gate;
using transport::Sender;
using wire::RefusalReason;

class tst_Gate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_keys = std::make_unique<enrolment::KeyRegistry>(m_clock, kLimit);
        m_gate = std::make_unique<Gate>(*m_keys, kLimit);
    }

    void onThePlainSocketsEachNodeHasItsShare()
    {
        for (int i = 0; i < 10; ++i) {
            QVERIFY(m_gate->enter({}, "a", 100, now()));
        }
        const auto refused = m_gate->enter({}, "a", 100, now());
        QVERIFY(!refused);
        QCOMPARE(refused.error().reason, RefusalReason::RateLimited);
        QVERIFY2(m_gate->enter({}, "b", 100, now()), "another node's share is its own");
        m_clock.advance(std::chrono::seconds(1));
        QVERIFY2(m_gate->enter({}, "a", 100, now()), "it fills again");
    }

    void anEncryptedConnectionWithoutAProvenKeyIsTurnedAway()
    {
        const auto refused = m_gate->enter({{}, "10.0.0.1", true}, "a", 100, now());
        QVERIFY(!refused);
        QCOMPARE(refused.error().reason, RefusalReason::NotApproved);
    }

    void aKeyPassesFromItsApprovalToItsRevocation()
    {
        const Sender sender{m_key.text(), "10.0.0.1", true};
        QCOMPARE(m_gate->enter(sender, "a", 100, now()).error().reason, RefusalReason::NotApproved);
        decide(KeyDecision::Action::Approve);
        const auto pass = m_gate->enter(sender, "a", 100, now());
        QVERIFY(pass && pass->holder != nullptr);
        decide(KeyDecision::Action::Revoke);
        QCOMPARE(m_gate->enter(sender, "a", 100, now()).error().reason, RefusalReason::NotApproved);
    }

    void aKeyIsHeldToItsShareWhateverNodeItClaims()
    {
        decide(KeyDecision::Action::Approve);
        const Sender sender{m_key.text(), "10.0.0.1", true};
        for (int i = 0; i < 10; ++i) {
            QVERIFY(m_gate->enter(sender, std::to_string(i), 100, now()));
        }
        QCOMPARE(m_gate->enter(sender, "another", 100, now()).error().reason, RefusalReason::RateLimited);
    }

    void aNodeThatBelongsToAKeyIsOutOfReachOfPlainConnections()
    {
        wire::Envelope envelope;
        envelope.header.node = NodeId::fromText("a").value();
        QVERIFY(!m_gate->objection({}, envelope));
        decide(KeyDecision::Action::Approve, "a");
        const auto objection = m_gate->objection({}, envelope);
        QVERIFY(objection);
        QCOMPARE(objection->reason, RefusalReason::NotOwner);
        const auto pass = m_gate->enter({m_key.text(), "10.0.0.1", true}, "a", 100, now());
        QVERIFY(pass && !m_gate->objection(*pass, envelope));
        envelope.header.node = NodeId::fromText("b").value();
        QCOMPARE(m_gate->objection(*pass, envelope)->reason, RefusalReason::NotOwner);
    }

    void whileDescriptorsRunOutNobodyNewGetsIn()
    {
        decide(KeyDecision::Action::Approve);
        m_gate->countDescriptors();
        QVERIFY(!m_gate->isCrowded());
        QVERIFY(m_gate->admit(m_key, "10.0.0.1"));
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        const rlimit few{transport::descriptorUse().open + 1, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &few), 0);
        const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        m_gate->countDescriptors();
        ::close(null);
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        QVERIFY(m_gate->isCrowded());
        QVERIFY(!m_gate->admit(m_key, "10.0.0.1"));
        QVERIFY2(m_gate->enter({m_key.text(), "10.0.0.1", true}, "a", 100, now()), "who is here stays");
        m_gate->countDescriptors();
        QVERIFY(m_gate->admit(m_key, "10.0.0.1"));
    }

private:
    [[nodiscard]] SteadyTime now() const { return m_clock.steadyNow(); }
    void decide(KeyDecision::Action action, const std::string &node = {})
    {
        KeyDecision decision;
        decision.action = action;
        decision.key = m_key;
        decision.node = node.empty() ? NodeId() : NodeId::fromText(node).value();
        QVERIFY_RESULT(m_keys->decide(decision));
    }

    static constexpr enrolment::RateLimit kLimit{5, 10};
    const PublicKey m_key = PublicKey::fromBytes({1, 2, 3});
    test::ManualClock m_clock;
    std::unique_ptr<enrolment::KeyRegistry> m_keys;
    std::unique_ptr<Gate> m_gate;
};

QTEST_GUILESS_MAIN(tst_Gate)
#include "tst_gate.moc"
