#include "history_fixture.h"
#include "tests/support/result_checks.h"

#include <random>

using namespace iso;
using namespace iso::history;
using namespace iso::test;
namespace fs = std::filesystem;

namespace
{

constexpr int kNodes = 40;
constexpr std::uint64_t kSeconds = 150;

/// Reads everything from a folder and compares it with what was written.
struct Reading {
    bool opened = false;
    std::size_t good = 0;
    std::size_t wrong = 0;  ///< a sample that never was written, or one twice
    std::size_t short_ = 0; ///< nodes with samples missing though neither an error nor damage was reported
};

Reading readAll(const fs::path &folder)
{
    Reading reading;
    const auto reader = HistoryReader::open(folder);
    if (!reader) {
        return reading;
    }
    reading.opened = true;
    for (int node = 1; node <= kNodes; ++node) {
        const auto result = (*reader)->samples(
            {nodeId(node), NodeTime::fromNanoseconds(kNoon_ns), NodeTime::fromNanoseconds(kNoon_ns + kDay_ns)},
            CancelToken());
        if (!result) {
            continue;
        }
        std::uint64_t last = 0;
        for (const StoredSample &sample : result->samples) {
            const AcceptedSample expected = acceptedSample(node, 1, sample.seq);
            const bool isRight = sample.seq > last && sample.seq <= kSeconds && sample.boot == expected.boot &&
                                 sample.nodeTime == expected.nodeTime && sample.received == expected.received &&
                                 !sample.historical && sample.sample == sampleContent(node, sample.seq);
            ++(isRight ? reading.good : reading.wrong);
            last = sample.seq;
        }
        reading.short_ += result->samples.size() < kSeconds && result->damage.isNone() ? 1U : 0U;
    }
    return reading;
}

} // namespace

class TestHistoryCorruption : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const auto loop = m_history.open();
        QVERIFY_RESULT(loop);
        std::uint64_t submitted = 0;
        for (std::uint64_t seq = 1; seq <= kSeconds; ++seq) {
            for (int node = 1; node <= kNodes; ++node) {
                QVERIFY((*loop)->submit(acceptedSample(node, 1, seq)));
                ++submitted;
            }
            if (seq % 50 == 0) {
                QVERIFY(m_history.waitForNumbers(submitted)); // several commits
            }
        }
    }

    void theOriginalReadsWhole()
    {
        const Reading reading = readAll(m_history.folder());
        QCOMPARE(reading.good, std::size_t(kNodes * kSeconds));
        QCOMPARE(reading.wrong, std::size_t(0));
        QCOMPARE(reading.short_, std::size_t(0));
    }

    void flippedBytesAreSkippedAndReportedNeverBelieved()
    {
        const std::string original = bytesOf(m_history.raw());
        std::mt19937 random(20260314);
        std::size_t good = 0;
        for (int i = 0; i < 200; ++i) {
            std::string damaged = original;
            const std::size_t flips = 1 + random() % 8;
            std::string described;
            for (std::size_t flip = 0; flip < flips; ++flip) {
                // Every fourth case in the first pages, where the schema and the trees' roots are.
                const std::size_t position = random() % (i % 4 == 0 ? std::size_t{8 * 8192} : damaged.size());
                damaged[position] = static_cast<char>(damaged[position] ^ static_cast<char>(1 + random() % 255));
                described += std::to_string(position) + " ";
            }
            const Reading reading = readDamaged(damaged);
            good += reading.good;
            QVERIFY2(reading.wrong == 0, described.c_str());
            QVERIFY2(reading.short_ == 0, described.c_str());
        }
        QVERIFY2(good > 200 * kNodes * kSeconds / 2, std::to_string(good).c_str());
    }

    void aFileCutShortIsReportedNeverBelieved()
    {
        const std::string original = bytesOf(m_history.raw());
        std::mt19937 random(99);
        for (int i = 0; i < 20; ++i) {
            const std::size_t size = random() % original.size();
            const Reading reading = readDamaged(original.substr(0, size));
            QVERIFY2(reading.wrong == 0, std::to_string(size).c_str());
            QVERIFY2(reading.short_ == 0, std::to_string(size).c_str());
        }
        const Reading empty = readDamaged({});
        QCOMPARE(empty.good, std::size_t(0));
        QCOMPARE(empty.short_, std::size_t(0));
    }

    void theWriterStartsOnEveryDamagedFile()
    {
        const std::string original = bytesOf(m_history.raw());
        std::mt19937 random(7);
        for (int i = 0; i < 20; ++i) {
            HistoryFixture copy;
            fs::copy(m_history.folder(), copy.folder());
            runSql(copy.folder() / "catalog.db", "UPDATE state SET value = 0 WHERE key = 'clean_stop'");
            std::string damaged = original;
            for (int flip = 0; flip < 20; ++flip) {
                damaged[100 + random() % (damaged.size() - 100)] ^= 0x55;
            }
            std::ofstream(copy.raw(), std::ios::binary) << damaged;
            {
                const auto loop = copy.open();
                QVERIFY_RESULT(loop);
                QVERIFY((*loop)->submit(acceptedSample(1, 2, 1, kNoon_ns + 3600 * kSecond_ns)));
                QVERIFY(copy.waitForNumbers(1));
            }
            const auto result = copy.read(1);
            QVERIFY_RESULT(result);
            QVERIFY(!result->samples.empty());
            QVERIFY(result->samples.back().boot == bootId(2));
        }
    }

private:
    Reading readDamaged(const std::string &raw)
    {
        const TempWorkspace workspace;
        fs::copy_file(m_history.folder() / "catalog.db", workspace.file("catalog.db"));
        std::ofstream(workspace.file("raw-20260314.db"), std::ios::binary) << raw;
        return readAll(workspace.path());
    }

    HistoryFixture m_history;
};

QTEST_GUILESS_MAIN(TestHistoryCorruption)
#include "tst_history_corruption.moc"
