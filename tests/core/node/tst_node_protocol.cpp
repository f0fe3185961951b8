#include "tests/core/node/protocol_rig.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using test::ProtocolRig;

namespace
{

std::vector<std::uint64_t> upTo(std::uint64_t from, std::uint64_t to)
{
    std::vector<std::uint64_t> seqs;
    for (std::uint64_t seq = from; seq <= to; ++seq) {
        seqs.push_back(seq);
    }
    return seqs;
}

} // namespace

// What one link does is tested in depth with the simulated node (tests/core/sim/tst_simulated_node.cpp); here is what a
// simulation does not have: several hubs, and clocks that are set.
class TestNodeProtocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsSaidWithoutALink();
    void allHubsGetTheSameNumbers();
    void eachHubIsOwedWhatItMissedItself();
    void controlNumbersAreWithoutGapsAtEachHub();
    void marksOfAnotherBootAreNotOurs();
    void marksBeyondTheNewestDoNotRunAhead();
    void aNewBootAgreesAnew();
    void aSetClockDoesNotEmptyTheRing();
    void theHubsTimeIsKnownWhateverTheNodesClockSays();
    void aRebirthRequestIsAnsweredWhileNotWelcome();
    void aHubThatForgotTheConnectionIsGreetedAgain();
    void byeIsSaidOnlyToThoseWhoKnowUs();
    void nextDueNeverLiesInThePastAfterATick();
};

void TestNodeProtocol::nothingIsSaidWithoutALink()
{
    ProtocolRig rig(1);
    rig.run(30);
    QVERIFY(rig.hubs[0]->control.empty());
    QVERIFY(rig.hubs[0]->published.empty());
    QCOMPARE(rig.links[0]->nextDue().toNanoseconds(), INT64_MAX);
}

void TestNodeProtocol::allHubsGetTheSameNumbers()
{
    ProtocolRig rig(2);
    rig.connect(0);
    rig.connect(1);
    rig.run(5);
    QCOMPARE(rig.hubs[0]->seqs(false), upTo(1, 5));
    QCOMPARE(rig.hubs[1]->seqs(false), upTo(1, 5));
    for (std::size_t i = 0; i < 5; ++i) {
        QVERIFY(rig.hubs[0]->published[i] == rig.hubs[1]->published[i]);
    }
}

void TestNodeProtocol::eachHubIsOwedWhatItMissedItself()
{
    ProtocolRig rig(2);
    rig.connect(0);
    rig.connect(1);
    rig.run(3);
    rig.links[1]->linkDown();
    rig.run(4);
    rig.connect(1, 2); // number 3 was on its way
    rig.run(2);
    QCOMPARE(rig.hubs[0]->seqs(false), upTo(1, 9));
    QCOMPARE(rig.hubs[0]->seqs(true), std::vector<std::uint64_t>());
    QCOMPARE(rig.hubs[1]->seqs(true), upTo(3, 7));
    QCOMPARE(rig.hubs[1]->seqs(false), (std::vector<std::uint64_t>{1, 2, 3, 8, 9}));
}

void TestNodeProtocol::controlNumbersAreWithoutGapsAtEachHub()
{
    ProtocolRig rig(2);
    rig.connect(0);
    rig.run(20);
    rig.connect(1);
    rig.run(20);
    for (const auto &hub : rig.hubs) {
        std::uint64_t last = 0;
        for (const wire::Envelope &envelope : hub->control) {
            if (envelope.header.stream == wire::Stream::Control) {
                QCOMPARE(envelope.header.seq, ++last);
            }
        }
        QVERIFY(last > 5);
    }
}

void TestNodeProtocol::marksOfAnotherBootAreNotOurs()
{
    ProtocolRig rig(1);
    rig.connect(0);
    rig.run(5);
    rig.links[0]->stored({rig.self.id, test::FixedIdSource::bootId(9), 4, 4});
    QCOMPARE(rig.links[0]->storedSeq(), std::uint64_t(0));
    rig.links[0]->stored({rig.self.id, rig.self.boot, 4, 3});
    QCOMPARE(rig.links[0]->storedSeq(), std::uint64_t(4));
    QCOMPARE(rig.links[0]->syncedSeq(), std::uint64_t(3));
    QCOMPARE(rig.stored, upTo(1, 4));
}

void TestNodeProtocol::marksBeyondTheNewestDoNotRunAhead()
{
    ProtocolRig rig(1);
    rig.connect(0);
    rig.run(3);
    rig.links[0]->stored({rig.self.id, rig.self.boot, 1'000'000, 1'000'000});
    rig.run(2);
    rig.links[0]->stored({rig.self.id, rig.self.boot, 5, 5});
    QCOMPARE(rig.stored, upTo(1, 5));
    QCOMPARE(rig.links[0]->storedSeq(), std::uint64_t(5));
}

void TestNodeProtocol::aNewBootAgreesAnew()
{
    ProtocolRig rig(1);
    rig.connect(0);
    rig.run(5);
    rig.links[0]->stored({rig.self.id, rig.self.boot, 5, 5});
    rig.self.boot = test::FixedIdSource::bootId(2);
    rig.ring.clear();
    rig.links[0]->start(rig.clock.steadyNow());
    rig.hubs[0]->control.clear();
    rig.tick();
    QCOMPARE(rig.hubs[0]->control.size(), std::size_t(1));
    QVERIFY(std::holds_alternative<wire::Hello>(rig.hubs[0]->control[0].payload));
    QCOMPARE(rig.hubs[0]->control[0].header.boot, rig.self.boot);
    QCOMPARE(rig.hubs[0]->control[0].header.seq, std::uint64_t(1));
    QCOMPARE(rig.links[0]->storedSeq(), std::uint64_t(0));
}

void TestNodeProtocol::aSetClockDoesNotEmptyTheRing()
{
    ProtocolRig rig(1);
    rig.clockError = -400 * 24h;
    rig.run(5);
    rig.clockError = 0s; // somebody corrected it
    rig.run(5);
    rig.connect(0);
    rig.run(2);
    QCOMPARE(rig.hubs[0]->seqs(true), upTo(1, 10));
}

void TestNodeProtocol::theHubsTimeIsKnownWhateverTheNodesClockSays()
{
    ProtocolRig rig(1);
    rig.clockError = -20'000 * 24h; // 1970
    QVERIFY(!rig.links[0]->hubTime().at(rig.clock.steadyNow()));
    rig.connect(0);
    rig.clock.advance(10s);
    QCOMPARE(*rig.links[0]->hubTime().at(rig.clock.steadyNow()), rig.clock.utcNow());
    // A stamp that was long on its way does not spoil it.
    rig.hubSays(0, wire::ClockProbe{rig.clock.utcNow() - 3s});
    QCOMPARE(*rig.links[0]->hubTime().at(rig.clock.steadyNow()), rig.clock.utcNow());
    // The hub's clock is set back: after eight stamps that is the truth.
    for (int i = 0; i < 8; ++i) {
        rig.hubSays(0, wire::ClockProbe{rig.clock.utcNow() - 60s});
    }
    QCOMPARE(*rig.links[0]->hubTime().at(rig.clock.steadyNow()), rig.clock.utcNow() - 60s);
}

void TestNodeProtocol::aRebirthRequestIsAnsweredWhileNotWelcome()
{
    ProtocolRig rig(1);
    rig.links[0]->linkUp(rig.clock.steadyNow());
    rig.tick();
    rig.hubSays(0, wire::RebirthRequest{"not known"});
    QCOMPARE(rig.hubs[0]->of<wire::Hello>().size(), std::size_t(2));
}

void TestNodeProtocol::aHubThatForgotTheConnectionIsGreetedAgain()
{
    ProtocolRig rig(1);
    rig.connect(0);
    rig.run(2);
    rig.hubs[0]->control.clear();
    rig.hubSays(0, wire::RebirthRequest{"say HELLO first"});
    rig.tick();
    QCOMPARE(rig.hubs[0]->of<wire::Hello>().size(), std::size_t(1));
    rig.hubSays(0, wire::Welcome{"hub", 0, rig.clock.utcNow()});
    rig.tick();
    QCOMPARE(rig.hubs[0]->of<wire::Birth>().size(), std::size_t(1));
}

void TestNodeProtocol::byeIsSaidOnlyToThoseWhoKnowUs()
{
    ProtocolRig rig(2);
    rig.connect(0);
    rig.links[1]->linkUp(rig.clock.steadyNow());
    for (const auto &link : rig.links) {
        link->sayBye("stopped");
    }
    QCOMPARE(rig.hubs[0]->of<wire::Bye>().size(), std::size_t(1));
    QVERIFY(rig.hubs[1]->of<wire::Bye>().empty());
}

void TestNodeProtocol::nextDueNeverLiesInThePastAfterATick()
{
    ProtocolRig rig(1);
    rig.links[0]->linkUp(rig.clock.steadyNow());
    for (int i = 0; i < 300; ++i) {
        rig.tick();
        QVERIFY(rig.links[0]->nextDue() > rig.clock.steadyNow());
        rig.clock.advance(333ms);
        rig.sample();
        if (i == 100) {
            rig.hubs[0]->takesControl = false;
            rig.hubSays(0, wire::Welcome{"hub", 0, rig.clock.utcNow()});
        }
        rig.hubs[0]->takesControl = i < 100 || i > 200;
    }
    QVERIFY(rig.links[0]->isWelcome());
}

QTEST_GUILESS_MAIN(TestNodeProtocol)
#include "tst_node_protocol.moc"
