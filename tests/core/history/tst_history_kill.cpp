#include "history_fixture.h"
#include "tests/support/result_checks.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <random>
#include <set>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace iso;
using namespace iso::history;
using namespace iso::test;
using namespace std::chrono_literals;

extern char **environ;

namespace
{

constexpr int kRounds = 12;
constexpr int kNodes = 50;

/// The program that gets killed: stores without end, and prints "node boot seq" of each number it was told is stored.
/// Numbers go on where the last program's stored ones end; some are sent again.
int runWriter(const char *folder, std::uint32_t boot)
{
    const SystemClock clock;
    Logger logger(clock, [](const LogEntry &entry) { std::fprintf(stderr, "%s\n", entry.message.c_str()); });
    HistoryOptions options;
    options.directory = folder;
    options.commitInterval = 5ms;
    const auto loop = HistoryLoop::open(options, clock, logger, [](const std::vector<StoredNumber> &numbers) {
        std::string lines;
        for (const StoredNumber &number : numbers) {
            const int bootNumber = number.boot.bytes()[15];
            for (std::uint64_t seq = number.fromSeq; seq <= number.toSeq; ++seq) {
                lines +=
                    number.node.text().substr(5) + " " + std::to_string(bootNumber) + " " + std::to_string(seq) + "\n";
            }
        }
        for (std::size_t done = 0; done < lines.size();) {
            const ssize_t written = ::write(STDOUT_FILENO, lines.data() + done, lines.size() - done);
            if (written <= 0) {
                ::_exit(3);
            }
            done += static_cast<std::size_t>(written);
        }
    });
    if (!loop) {
        std::fprintf(stderr, "%s\n", loop.error().message.c_str());
        return 2;
    }
    std::uint64_t seq = 1;
    for (const KnownNode &node : (*loop)->resume().nodes) {
        for (const BootRanges &ranges : node.boots) {
            if (ranges.boot == bootId(boot)) {
                seq = std::max(seq, ranges.ranges.back().second -
                                        std::min<std::uint64_t>(5, ranges.ranges.back().second - 1));
            }
        }
    }
    // Ten days in a row, so that some kills fall on the change of a day.
    for (;; ++seq) {
        for (int node = 1; node <= kNodes; ++node) {
            const auto day = static_cast<std::int64_t>(seq / 400 % 10);
            while (!(*loop)->submit(acceptedSample(node, boot, seq, kNoon_ns + day * kDay_ns))) {
                std::this_thread::sleep_for(1ms);
            }
        }
        std::this_thread::sleep_for(1ms);
    }
}

} // namespace

class TestHistoryKill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasReportedAsStoredIsThereExactlyOnceAfterKills()
    {
        const TempWorkspace workspace;
        const std::string folder = workspace.file("history").string();
        std::mt19937 random(20260314);
        std::set<std::array<std::uint64_t, 3>> promised;
        for (int round = 0; round < kRounds; ++round) {
            // Every third round is another boot of the nodes.
            runUntilKilled(folder, static_cast<std::uint32_t>(1 + round / 3), 50 + random() % 500, promised);
        }
        QVERIFY2(promised.size() > 1000, std::to_string(promised.size()).c_str());
        std::map<std::array<std::uint64_t, 3>, int> found;
        const auto reader = HistoryReader::open(folder);
        QVERIFY_RESULT(reader);
        for (int node = 1; node <= kNodes; ++node) {
            const auto result = (*reader)->samples(
                {nodeId(node), NodeTime::fromNanoseconds(0), NodeTime::fromNanoseconds(INT64_MAX)}, CancelToken());
            QVERIFY_RESULT(result);
            QVERIFY(result->damage.isNone());
            for (const StoredSample &sample : result->samples) {
                ++found[{static_cast<std::uint64_t>(node), sample.boot.bytes()[15], sample.seq}];
                QVERIFY(sample.sample == sampleContent(node, sample.seq));
            }
        }
        for (const auto &number : promised) {
            QCOMPARE(found[number], 1);
        }
        for (const auto &[number, times] : found) {
            QCOMPARE(times, 1);
        }
        // Not only read once: also stored once, whatever was sent again.
        std::int64_t stored = 0;
        for (const auto &entry : std::filesystem::directory_iterator(folder)) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with("raw-") && name.ends_with(".db")) {
                stored += runSql(entry.path(), "SELECT sum(samples) FROM journal");
            }
        }
        QCOMPARE(stored, static_cast<std::int64_t>(found.size()));
        qInfo("%d kills, %zu numbers promised, %zu found", kRounds, promised.size(), found.size());
    }

private:
    /// What another process has just reported is seen by a reader here.
    static void readWhileItIsWritten(const std::string &folder, const std::string &output)
    {
        std::array<std::uint64_t, 3> first{};
        QCOMPARE(std::sscanf(output.c_str(), "%lu %lu %lu", &first[0], &first[1], &first[2]), 3);
        const auto reader = HistoryReader::open(folder);
        QVERIFY_RESULT(reader);
        const auto result = (*reader)->samples(
            {nodeId(static_cast<int>(first[0])), NodeTime::fromNanoseconds(0), NodeTime::fromNanoseconds(INT64_MAX)},
            CancelToken());
        QVERIFY_RESULT(result);
        QVERIFY(result->damage.isNone());
        const auto isFirst = [&first](const StoredSample &sample) {
            return sample.boot == bootId(static_cast<std::uint32_t>(first[1])) && sample.seq == first[2];
        };
        QCOMPARE(std::count_if(result->samples.begin(), result->samples.end(), isFirst), std::ptrdiff_t(1));
    }

    static void runUntilKilled(const std::string &folder, std::uint32_t boot, std::uint64_t life_ms,
                               std::set<std::array<std::uint64_t, 3>> &promised)
    {
        std::array<int, 2> ends{};
        QCOMPARE(::pipe(ends.data()), 0);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_addclose(&actions, ends[0]);
        std::string program = QCoreApplication::applicationFilePath().toStdString();
        std::string option = "--write-history";
        std::string where = folder;
        std::string which = std::to_string(boot);
        std::array<char *, 5> arguments{program.data(), option.data(), where.data(), which.data(), nullptr};
        pid_t child = 0;
        QCOMPARE(::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), environ), 0);
        posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        std::string output;
        std::array<char, 65536> buffer{};
        const auto readSome = [&] {
            const ssize_t size = ::read(ends[0], buffer.data(), buffer.size());
            output.append(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
            return size > 0;
        };
        // Its life is counted from its first report, so that a slow machine kills at work, too.
        const bool works = readSome();
        readWhileItIsWritten(folder, output);
        std::thread killer([child, life_ms] {
            std::this_thread::sleep_for(std::chrono::milliseconds(life_ms));
            ::kill(child, SIGKILL);
        });
        while (readSome()) {
        }
        killer.join();
        ::close(ends[0]);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(works);
        QVERIFY(WIFSIGNALED(status));
        std::size_t begin = 0;
        for (std::size_t end = output.find('\n'); end != std::string::npos; end = output.find('\n', begin)) {
            std::array<std::uint64_t, 3> number{};
            const std::string line = output.substr(begin, end - begin);
            QCOMPARE(std::sscanf(line.c_str(), "%lu %lu %lu", &number[0], &number[1], &number[2]), 3);
            promised.insert(number);
            begin = end + 1;
        }
    }
};

int main(int argc, char **argv)
{
    if (argc == 4 && std::string(argv[1]) == "--write-history") {
        return runWriter(argv[2], static_cast<std::uint32_t>(std::atoi(argv[3])));
    }
    QCoreApplication application(argc, argv);
    TestHistoryKill test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_history_kill.moc"
