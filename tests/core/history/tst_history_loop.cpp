#include "history_fixture.h"
#include "tests/support/result_checks.h"

#include <csignal>
#include <sys/resource.h>

using namespace iso;
using namespace iso::history;
using namespace iso::test;
using namespace std::chrono_literals;
using Seqs = std::vector<std::uint64_t>;
using Ranges = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

class TestHistoryLoop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsStoredIsReadBackByAnotherConnection()
    {
        HistoryFixture history;
        const auto loop = history.open();
        QVERIFY_RESULT(loop);
        AcceptedSample late = acceptedSample(1, 1, 3);
        late.historical = true;
        for (const AcceptedSample &sample : {acceptedSample(1, 1, 1), acceptedSample(1, 1, 2), late}) {
            QVERIFY((*loop)->submit(sample));
        }
        QVERIFY(history.waitForNumbers(3));
        const auto result = history.read(1);
        QVERIFY_RESULT(result);
        QCOMPARE(history.seqs(result), (Seqs{1, 2, 3}));
        QVERIFY(result->damage.isNone());
        const StoredSample &last = result->samples.back();
        QVERIFY(last.boot == bootId(1));
        QVERIFY(last.nodeTime == late.nodeTime);
        QVERIFY(last.received == late.received);
        QVERIFY(last.historical);
        QVERIFY(!result->samples.front().historical);
        QVERIFY(last.sample == sampleContent(1, 3));
        QCOMPARE((*loop)->storedSamples(), std::uint64_t(3));
        QCOMPARE((*loop)->problem(), std::string());
    }

    void aCorrectedTimeIsMarked()
    {
        HistoryFixture history;
        AcceptedSample corrected = acceptedSample(1, 1, 2);
        corrected.isTimeCorrected = true;
        history.write({acceptedSample(1, 1, 1), corrected});
        const auto result = history.read(1);
        QVERIFY_RESULT(result);
        QCOMPARE(result->samples.size(), std::size_t(2));
        QVERIFY(!result->samples.front().isTimeCorrected);
        QVERIFY(result->samples.back().isTimeCorrected);
    }

    void syncedIsToldOnceTheFileHasReachedTheDisk()
    {
        HistoryFixture history;
        const auto loop = history.open();
        QVERIFY_RESULT(loop);
        QVERIFY((*loop)->submit(acceptedSample(1, 1, 1)));
        QVERIFY(history.waitForNumbers(1));
        QVERIFY((*loop)->submit(acceptedSample(1, 1, 2)));
        QVERIFY(history.waitForNumbers(2));
        QCOMPARE(history.syncs(), 0); // committed, but it is not time for a checkpoint
        history.clock.advance(6s);
        QVERIFY(history.waitForSync());
    }

    void theListenerHearsRanges()
    {
        HistoryFixture history;
        std::vector<HistoryItem> items;
        for (const std::uint64_t seq : Seqs{5, 1, 2, 9, 3, 10}) {
            items.emplace_back(acceptedSample(1, 1, seq));
        }
        items.emplace_back(AcceptedGap{nodeId(1), {bootId(1), 6, 8, HubTime::fromNanoseconds(kNoon_ns)}});
        items.emplace_back(acceptedSample(2, 2, 1));
        history.write(std::move(items));
        const auto stored = history.stored();
        QCOMPARE(stored.size(), std::size_t(3));
        const auto is = [](const StoredNumber &number, int node, std::uint64_t from, std::uint64_t to) {
            return number.node == nodeId(node) && number.fromSeq == from && number.toSeq == to;
        };
        QVERIFY(is(stored[0], 1, 1, 3));
        QVERIFY(is(stored[1], 1, 5, 10));
        QVERIFY(is(stored[2], 2, 1, 1));
    }

    void aNumberSentAgainIsReportedButStoredOnce()
    {
        HistoryFixture history;
        history.write({acceptedSample(1, 1, 1), acceptedSample(1, 1, 2), acceptedSample(1, 1, 2)});
        history.write({acceptedSample(1, 1, 2), acceptedSample(1, 1, 3)});
        QCOMPARE(history.seqs(history.read(1)), (Seqs{1, 2, 3}));
        QCOMPARE(runSql(history.raw(), "SELECT sum(samples) FROM journal"), std::int64_t(3));
        QCOMPARE(history.stored().back().fromSeq, std::uint64_t(2));
        QCOMPARE(history.stored().back().toSeq, std::uint64_t(3));
    }

    void theNextStartKnowsEveryNode()
    {
        HistoryFixture history;
        {
            const auto loop = history.open();
            QVERIFY_RESULT(loop);
            QVERIFY((*loop)->resume().nodes.empty());
            QVERIFY(!(*loop)->resume().afterUncleanStop);
        }
        history.write({acceptedBirth(1, 1), acceptedSample(1, 1, 1), acceptedSample(1, 1, 2), acceptedSample(1, 1, 5),
                       acceptedSample(2, 7, 4)});
        const auto loop = history.open();
        QVERIFY_RESULT(loop);
        const Resume &resume = (*loop)->resume();
        QVERIFY(!resume.afterUncleanStop);
        QCOMPARE(resume.nodes.size(), std::size_t(2));
        const KnownNode &first = resume.nodes[0];
        QVERIFY(first.node == nodeId(1));
        QVERIFY(first.lastBirth.birth == acceptedBirth(1, 1).birth);
        QVERIFY(first.lastBirth.boot == bootId(1));
        QVERIFY(first.lastBirth.received == acceptedBirth(1, 1).received);
        QCOMPARE(first.boots.size(), std::size_t(1));
        QVERIFY(first.boots[0].boot == bootId(1));
        QCOMPARE(first.boots[0].ranges, (Ranges{{1, 2}, {5, 5}}));
        QVERIFY(first.lastReceived == acceptedSample(1, 1, 5).received);
        QVERIFY(!resume.nodes[1].lastBirth.received.isValid());
        QCOMPARE(resume.nodes[1].boots[0].ranges, (Ranges{{4, 4}}));
    }

    void aDayIsAFileAndWhatIsStoredIsKnownAcrossDays()
    {
        HistoryFixture history;
        history.write({acceptedSample(1, 1, 1), acceptedSample(1, 1, 2)});
        {
            // Midnight passes within one session, and the clock is then set back by a day.
            const auto loop = history.open();
            QVERIFY_RESULT(loop);
            QVERIFY((*loop)->submit(acceptedSample(1, 1, 3)));
            QVERIFY((*loop)->submit(acceptedSample(1, 1, 4, kNoon_ns + kDay_ns)));
            QVERIFY(history.waitForNumbers(4));
            QVERIFY((*loop)->submit(acceptedSample(1, 1, 5)));
            QVERIFY(history.waitForNumbers(5));
        }
        QVERIFY(std::filesystem::exists(history.raw("20260314")));
        QVERIFY(std::filesystem::exists(history.raw("20260315")));
        QCOMPARE(runSql(history.raw("20260314"), "SELECT sum(samples) FROM journal"), std::int64_t(4));
        QCOMPARE(runSql(history.raw("20260315"), "SELECT sum(samples) FROM journal"), std::int64_t(1));
        {
            const auto loop = history.open();
            QVERIFY_RESULT(loop);
            QCOMPARE((*loop)->resume().nodes[0].boots[0].ranges, (Ranges{{1, 5}}));
        }
        // Days later a number of the first day comes again.
        history.write({acceptedSample(1, 1, 1, kNoon_ns + 5 * kDay_ns), acceptedSample(1, 1, 2),
                       acceptedSample(1, 1, 6, kNoon_ns + 5 * kDay_ns)});
        QCOMPARE(history.seqs(history.read(1)), (Seqs{1, 2, 3, 5, 4, 6}));
    }

    void theFourNewestBootsAreTakenUp()
    {
        HistoryFixture history;
        std::vector<HistoryItem> items;
        for (std::uint32_t boot = 1; boot <= 40; ++boot) {
            items.emplace_back(acceptedSample(1, boot, 1, kNoon_ns + boot * 10 * kSecond_ns));
        }
        history.write(std::move(items));
        history.write({acceptedSample(1, 2, 2, kNoon_ns + 500 * kSecond_ns)}); // an old one sends again
        const auto loop = history.open();
        QVERIFY_RESULT(loop);
        const auto &boots = (*loop)->resume().nodes[0].boots;
        QCOMPARE(boots.size(), std::size_t(4));
        for (std::uint32_t i = 0; i < 4; ++i) {
            QVERIFY(boots[i].boot == bootId(40 - i));
        }
        QCOMPARE(history.read(1)->samples.size(), std::size_t(41));
    }

    void aForgottenBootKeepsWhatItsFileKnows()
    {
        HistoryFixture history;
        std::vector<HistoryItem> items;
        for (std::uint32_t boot = 1; boot <= 40; ++boot) {
            items.emplace_back(acceptedSample(1, boot, 1, kNoon_ns + boot * 10 * kSecond_ns));
        }
        history.write(std::move(items));
        history.write({acceptedSample(1, 2, 2)});
        const std::string ranges =
            "SELECT hex(substr(ranges, 9)) = '0101' FROM stream WHERE boot = x'" + std::string(30, '0') + "02'";
        QCOMPARE(runSql(history.raw(), ranges), std::int64_t(1));
    }

    void onlyChangedBirthsAreKept()
    {
        HistoryFixture history;
        history.write({acceptedBirth(1, 1), acceptedBirth(1, 1), acceptedBirth(1, 1, "sim 2")});
        history.write({acceptedBirth(1, 1, "sim 2"), acceptedBirth(1, 2, "sim 2")});
        QCOMPARE(runSql(history.folder() / "catalog.db", "SELECT count(*) FROM birth"), std::int64_t(3));
        const auto loop = history.open();
        QVERIFY_RESULT(loop);
        QCOMPARE((*loop)->resume().nodes[0].lastBirth.birth.software, std::string("sim 2"));
        QVERIFY((*loop)->resume().nodes[0].lastBirth.boot == bootId(2));
    }

    void aGapTakesThePlaceOfItsNumbers()
    {
        HistoryFixture history;
        const GapRecord gap{bootId(1), 2, 4, HubTime::fromNanoseconds(kNoon_ns + kSecond_ns)};
        history.write({acceptedSample(1, 1, 1), AcceptedGap{nodeId(1), gap}, acceptedSample(1, 1, 5)});
        history.write({AcceptedGap{nodeId(1), gap}});
        const auto result = history.read(1);
        QCOMPARE(history.seqs(result), (Seqs{1, 5}));
        QCOMPARE(result->gaps.size(), std::size_t(1));
        QCOMPARE(result->gaps[0].fromSeq, gap.fromSeq);
        QCOMPARE(result->gaps[0].toSeq, gap.toSeq);
        QVERIFY(result->gaps[0].recordedAt == gap.recordedAt);
        const auto loop = history.open();
        QVERIFY_RESULT(loop);
        QCOMPARE((*loop)->resume().nodes[0].boots[0].ranges, (Ranges{{1, 5}}));
    }

    void aFullQueueDropsTheNewestAndCountsIt()
    {
        HistoryFixture history;
        HistoryOptions options;
        options.queue_bytes = 20'000;
        options.commitInterval = 1h; // nothing is taken out but at the stop
        Seqs accepted;
        {
            const auto loop = history.open(options);
            QVERIFY_RESULT(loop);
            for (std::uint64_t seq = 1; seq <= 500; ++seq) {
                if ((*loop)->submit(acceptedSample(1, 1, seq))) {
                    accepted.push_back(seq);
                }
            }
            QVERIFY(accepted.size() < 500);
            QCOMPARE((*loop)->dropped(), 500 - accepted.size());
        }
        QCOMPARE(accepted.front(), std::uint64_t(1));
        QCOMPARE(history.seqs(history.read(1)), accepted); // what it took it kept, and nothing else
    }

    void muchAtOnceIsCommittedBeforeTheInterval()
    {
        HistoryFixture history;
        HistoryOptions options;
        options.commitInterval = 1h;
        options.commitSize_bytes = 50'000;
        const auto loop = history.open(options);
        QVERIFY_RESULT(loop);
        for (std::uint64_t seq = 1; seq <= 1000; ++seq) {
            QVERIFY((*loop)->submit(acceptedSample(1, 1, seq)));
        }
        QVERIFY(history.waitForNumbers(200));
    }

    void aFileThatCannotGrowIsAProblemThatEndsByItself()
    {
        HistoryFixture history;
        history.write({acceptedSample(1, 1, 1)});
        const auto loop = history.open();
        QVERIFY_RESULT(loop);
        ::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit none{1024, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &none), 0);
        for (std::uint64_t seq = 2; seq <= 50; ++seq) {
            (*loop)->submit(acceptedSample(1, 1, seq));
        }
        const bool told = QTest::qWaitFor([&] { return !(*loop)->problem().empty(); }, 30'000);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(told);
        QVERIFY((*loop)->problem().find("history is not being written") == 0 || (*loop)->problem().empty());
        QVERIFY(history.waitForNumbers(1 + 49));
        QTRY_COMPARE((*loop)->problem(), std::string());
        QCOMPARE(history.read(1)->samples.size(), std::size_t(50));
        QVERIFY(history.log().find("being written again") != std::string::npos);
    }

    void aSecondWriterIsToldThatItIsTaken()
    {
        HistoryFixture history;
        const auto first = history.open();
        QVERIFY_RESULT(first);
        const auto second = history.open();
        QVERIFY_FAILURE(second, ErrorCode::Busy);
        QVERIFY(second.error().message.find("held by another program") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestHistoryLoop)
#include "tst_history_loop.moc"
