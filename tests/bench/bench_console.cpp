// Drives the console's real window on a simulated fleet and prints what an operator would feel: frame times while the
// map is being dragged, the time from a node's stamp until the window that shows its sample is given to the display,
// gaps, drops, CPU, memory. The fleet and an Xvfb run on the same processors, so their share is printed too.
// Usage: bench_console [--still] [nodes] [seconds] [path of isochrone-sim]. Nobody drags the map with --still: for
// hours. Needs a display; Xvfb will do.

#include "app/console/composition.h"
#include "tests/bench/event_watch.h"
#include "tests/bench/host_noise.h"
#include "tests/bench/paint_watch.h"
#include "tests/bench/process_usage.h"

#include <QCommandLineParser>
#include <QDir>
#include <QMouseEvent>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>
#include <QWheelEvent>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <malloc.h>
#include <optional>
#include <utility>
#include <vector>

using namespace iso;
using bench::EventWatch;
using bench::PaintWatch;
using bench::percentile;
using bench::residentMiB;

namespace
{

constexpr int kWarmUp_ms = 20'000;
constexpr int kMouseStep_ms = 16;
constexpr int kMemoryStep_ms = 10'000; ///< each look takes the allocator 20 ms

/// Drags the map round in circles, one mouse event every 16 ms: at a steady speed, so that each asks for a frame.
class Hand final : public QObject
{
public:
    Hand(map::MapView &view, PaintWatch &watch, QObject *parent)
        : QObject(parent)
        , m_view(view)
        , m_watch(watch)
    {
        connect(&m_timer, &QTimer::timeout, this, [this] { move(); });
        m_timer.setTimerType(Qt::PreciseTimer);
    }
    void begin()
    {
        zoomIn(); // the whole world has nowhere to go
        send(QEvent::MouseButtonPress, at(0), Qt::LeftButton);
        m_lastMove = std::chrono::steady_clock::now();
        m_timer.start(kMouseStep_ms);
    }
    void end()
    {
        m_timer.stop();
        send(QEvent::MouseButtonRelease, at(m_step), Qt::LeftButton);
    }

private:
    [[nodiscard]] QPointF at(int step) const
    {
        const double phase = step * 0.04;
        const double radius = 0.2 * m_view.height();
        return QPointF(m_view.width() * 0.5 + radius * std::cos(phase),
                       m_view.height() * 0.5 + radius * std::sin(phase));
    }
    void zoomIn()
    {
        const QPointF middle = m_view.rect().center();
        for (int notch = 0; notch < 6; ++notch) {
            QWheelEvent event(middle, m_view.mapToGlobal(middle), QPoint(), QPoint(0, 120), Qt::NoButton,
                              Qt::NoModifier, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(&m_view, &event);
        }
    }
    void move()
    {
        // A timer that comes late because the window was busy counts from when it was due.
        const auto now = std::chrono::steady_clock::now();
        m_watch.expectFrame(std::min(now, m_lastMove + std::chrono::milliseconds(kMouseStep_ms)));
        m_lastMove = now;
        send(QEvent::MouseMove, at(++m_step), Qt::NoButton);
    }
    void send(QEvent::Type type, const QPointF &place, Qt::MouseButton button)
    {
        QMouseEvent event(type, place, m_view.mapToGlobal(place), button,
                          type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&m_view, &event);
    }

    map::MapView &m_view;
    PaintWatch &m_watch;
    QTimer m_timer;
    std::chrono::steady_clock::time_point m_lastMove;
    int m_step = 0;
};

/// Who used the processors since begin().
class Processors
{
public:
    explicit Processors(pid_t fleet)
        : m_fleet(fleet)
        , m_display(bench::virtualDisplay())
        , m_before(now())
    {
    }
    void print(double seconds) const
    {
        const Use use = now();
        const auto percent = [seconds](double used, double before) { return 100 * (used - before) / seconds; };
        fmt::print("CPU of hub and window: {:.0f} % of one core", percent(use.own, m_before.own));
        const char *separator = " (";
        for (const auto &[thread, used] : use.threads) {
            const auto before = m_before.threads.find(thread);
            const double share = percent(used, before == m_before.threads.end() ? 0 : before->second);
            if (share >= 0.5) {
                fmt::print("{}{} {:.0f}", std::exchange(separator, ", "), thread, share);
            }
        }
        const double others = (use.machine - use.own - use.fleet - use.display) -
                              (m_before.machine - m_before.own - m_before.fleet - m_before.display);
        fmt::print(")\n  beside it: simulated fleet {:.0f} %, Xvfb {:.0f} %, all others {:.0f} %; {} cores have {} %\n",
                   percent(use.fleet, m_before.fleet), percent(use.display, m_before.display),
                   100 * std::max(0.0, others) / seconds, sysconf(_SC_NPROCESSORS_ONLN),
                   100 * sysconf(_SC_NPROCESSORS_ONLN));
    }

private:
    struct Use {
        double own = 0;
        double fleet = 0;
        double display = 0;
        double machine = 0;
        std::map<std::string, double> threads;
    };
    [[nodiscard]] Use now() const
    {
        return {bench::cpuSecondsOf("/proc/self/stat"), bench::cpuSecondsOf(bench::statOf(m_fleet)),
                bench::cpuSecondsOf(bench::statOf(m_display)), bench::busySeconds(), bench::cpuSecondsByThread()};
    }

    pid_t m_fleet;
    pid_t m_display;
    Use m_before;
};

/// The memory, looked at now and then; in MiB.
class Memory
{
public:
    void look(double second)
    {
        m_resident.emplace_back(second, residentMiB());
        m_inUse.emplace_back(second, static_cast<double>(mallinfo2().uordblks + mallinfo2().hblkhd) / (1024 * 1024));
        if (m_resident.size() % 6 == 1) {
            fmt::print("  after {:5.0f} s: {:6.1f} MiB resident, {:6.1f} MiB in use\n", second,
                       m_resident.back().second, m_inUse.back().second);
            std::fflush(stdout);
        }
    }
    /// What comes before the half is counted as warming up: windows and histories fill.
    void print() const
    {
        constexpr double kHour_s = 3600;
        const auto secondHalf = [](const std::vector<std::pair<double, double>> &points) {
            return std::vector(points.begin() + static_cast<std::ptrdiff_t>(points.size() / 2), points.end());
        };
        fmt::print("memory {:.0f} MiB; over the second half of the run it grows by {:.1f} MiB an hour, what is in use "
                   "of it by {:.1f} MiB an hour\n",
                   residentMiB(), kHour_s * bench::slopeOf(secondHalf(m_resident)),
                   kHour_s * bench::slopeOf(secondHalf(m_inUse)));
    }

private:
    std::vector<std::pair<double, double>> m_resident;
    std::vector<std::pair<double, double>> m_inUse;
};

void printTimes(const char *what, const bench::Times &times_ms, const char *explanation)
{
    fmt::print("{:<24} p50 {:5.1f} ms, p99 {:5.1f} ms, max {:5.1f} ms, n {}: {}\n", what, percentile(times_ms, 0.5),
               percentile(times_ms, 0.99), percentile(times_ms, 1), times_ms.size(), explanation);
}

void print(const PaintWatch &watch, const fleet::HubHealth &before, const fleet::FleetSnapshot &snapshot,
           double seconds)
{
    const fleet::HubHealth &hub = snapshot.hub;
    std::uint64_t refused = 0;
    for (const std::uint64_t count : hub.refused) {
        refused += count;
    }
    fmt::print("nodes {} of {} serving, samples {:.0f}/s, stored {:.0f}/s\n", snapshot.fleet.serving,
               snapshot.fleet.nodes, static_cast<double>(hub.samples - before.samples) / seconds,
               static_cast<double>(hub.stored - before.stored) / seconds);
    fmt::print("gaps: {} missing, {} lost for ever; drops: {} history, {} live; refused {}; duplicates {}\n",
               hub.missing, hub.lostForEver, hub.historyDropped, hub.liveDropped, refused,
               hub.duplicates - before.duplicates);
    if (!watch.m_frames_ms.empty()) {
        printTimes("hand to painted", watch.m_frames_ms, "from when the hand moved until all was with the display");
    }
    printTimes("work for a frame", watch.m_work_ms, "CPU of the window's thread from frame to frame");
    printTimes("wait for a processor", watch.m_waits_ms,
               "of the window's thread from frame to frame, while it was ready");
    printTimes("map's paint", watch.m_paints_ms, "on the clock");
    printTimes("from frame to frame", watch.m_intervals_ms, "mouse events come every 16 ms");
    printTimes("node stamp to painted", watch.m_ages_ms, "until all was with the display");
    printTimes("  of that to the hub", watch.m_arrivals_ms, "until it was received");
}

struct Arguments {
    int nodes = 2'000;
    int seconds = 30;
    bool isStill = false;
    QString sim = QStringLiteral(ISOCHRONE_BIN_DIR "/isochrone-sim");
};

Arguments argumentsOf(const QCoreApplication &application)
{
    QCommandLineParser parser;
    const QCommandLineOption still(QStringLiteral("still"));
    parser.addOption(still);
    parser.process(application);
    const QStringList given = parser.positionalArguments();
    Arguments arguments;
    arguments.isStill = parser.isSet(still);
    arguments.nodes = given.isEmpty() ? arguments.nodes : given.at(0).toInt();
    arguments.seconds = given.size() < 2 ? arguments.seconds : given.at(1).toInt();
    arguments.sim = given.size() < 3 ? arguments.sim : given.at(2);
    return arguments;
}

} // namespace

int main(int argc, char **argv)
{
    EventWatch application(argc, argv);
    const Arguments arguments = argumentsOf(application);
    bench::printHostNoise();
    QTemporaryDir workspace;
    console::Options options;
    options.workspace = workspace.path().toStdString();
    options.telemetry = "tcp://127.0.0.1:*";
    options.control = "tcp://127.0.0.1:*";
    auto built = console::Composition::build(options);
    if (!built) {
        fmt::print(stderr, "bench_console: {}\n", built.error().message);
        return 1;
    }
    console::Composition &composition = **built;
    shell::MainWindow &window = composition.window();
    window.resize(1920, 1080);
    window.show();
    window.restoreLayout();
    composition.bridge().start();

    QProcess fleet;
    fleet.setProcessChannelMode(QProcess::ForwardedChannels);
    fleet.start(arguments.sim,
                {QStringLiteral("--nodes"), QString::number(arguments.nodes), QStringLiteral("--telemetry"),
                 QString::fromStdString(composition.session().telemetryEndpoint()), QStringLiteral("--control"),
                 QString::fromStdString(composition.session().controlEndpoint()), QStringLiteral("--no-faults"),
                 QStringLiteral("--quiet")});

    auto *map = window.findChild<map::MapView *>();
    if (map == nullptr) {
        fmt::print(stderr, "bench_console: the window has no map\n");
        return 1;
    }
    PaintWatch watch(*map, composition.bridge(), &window);
    application.m_windowPainted = [&watch] { watch.windowPainted(); };
    Hand hand(*map, watch, &window);
    Memory memory;
    QTimer memoryTimer(&window);
    QElapsedTimer running;
    std::optional<Processors> processors;
    fleet::HubHealth before;
    QObject::connect(&memoryTimer, &QTimer::timeout, &window,
                     [&] { memory.look(static_cast<double>(running.elapsed()) / 1e3); });
    QTimer::singleShot(kWarmUp_ms, &window, [&] {
        running.start();
        before = composition.bridge().snapshot()->hub;
        processors.emplace(static_cast<pid_t>(fleet.processId()));
        watch.begin();
        application.begin();
        if (arguments.isStill) {
            memoryTimer.start(kMemoryStep_ms);
        } else {
            hand.begin();
        }
    });
    QTimer::singleShot(kWarmUp_ms + arguments.seconds * 1000, &window, [&] {
        if (!arguments.isStill) {
            hand.end();
        }
        print(watch, before, *composition.bridge().snapshot(), arguments.seconds);
        processors->print(arguments.seconds);
        if (arguments.isStill) {
            memory.print();
        } else {
            fmt::print("memory {:.0f} MiB\n", residentMiB());
        }
        application.printLongest(12);
        std::fflush(stdout);
        fleet.terminate();
        fleet.waitForFinished(10'000);
        QApplication::quit();
    });
    return QApplication::exec();
}
