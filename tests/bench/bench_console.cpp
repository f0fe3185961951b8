// Drives the console's real window on a simulated fleet and prints what an operator would feel: frame times while the
// map is being dragged, the time from a node's stamp to the end of the paint that shows that sample, gaps, drops, CPU,
// memory. Usage: bench_console [nodes] [seconds] [path of isochrone-sim]. Needs a display; Xvfb will do.

#include "app/console/composition.h"
#include "tests/bench/paint_watch.h"

#include <QApplication>
#include <QDir>
#include <QMouseEvent>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>
#include <QWheelEvent>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <optional>
#include <sys/resource.h>
#include <utility>
#include <vector>

using namespace iso;
using bench::PaintWatch;
using bench::percentile;
using bench::residentMiB;

namespace
{

constexpr int kWarmUp_ms = 20'000;
constexpr int kMouseStep_ms = 16;

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

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

struct Baseline {
    double cpu_s = 0;
    fleet::HubHealth hub;
};

void print(const PaintWatch &watch, const Baseline &before, const fleet::FleetSnapshot &snapshot, double seconds)
{
    const fleet::HubHealth &hub = snapshot.hub;
    std::uint64_t refused = 0;
    for (const std::uint64_t count : hub.refused) {
        refused += count;
    }
    fmt::print("nodes {} of {} serving, samples {:.0f}/s, stored {:.0f}/s\n", snapshot.fleet.serving,
               snapshot.fleet.nodes, static_cast<double>(hub.samples - before.hub.samples) / seconds,
               static_cast<double>(hub.stored - before.hub.stored) / seconds);
    fmt::print("gaps: {} missing, {} lost for ever; drops: {} history, {} live; refused {}; duplicates {}\n",
               hub.missing, hub.lostForEver, hub.historyDropped, hub.liveDropped, refused,
               hub.duplicates - before.hub.duplicates);
    fmt::print(
        "frame while panning: p50 {:.1f} ms, p99 {:.1f} ms, max {:.1f} ms from when the hand moved until painted\n",
        percentile(watch.m_frames_ms, 0.5), percentile(watch.m_frames_ms, 0.99), percentile(watch.m_frames_ms, 1));
    fmt::print("paint while panning: p50 {:.1f} ms, p99 {:.1f} ms, max {:.1f} ms, {} frames\n",
               percentile(watch.m_paints_ms, 0.5), percentile(watch.m_paints_ms, 0.99),
               percentile(watch.m_paints_ms, 1), watch.m_paints_ms.size());
    fmt::print("from frame to frame:  p50 {:.1f} ms, p99 {:.1f} ms, max {:.1f} ms (mouse events come every {} ms)\n",
               percentile(watch.m_intervals_ms, 0.5), percentile(watch.m_intervals_ms, 0.99),
               percentile(watch.m_intervals_ms, 1), kMouseStep_ms);
    fmt::print("node stamp to painted: p50 {:.0f} ms, p99 {:.0f} ms, max {:.0f} ms, {} samples\n",
               percentile(watch.m_ages_ms, 0.5), percentile(watch.m_ages_ms, 0.99), percentile(watch.m_ages_ms, 1),
               watch.m_ages_ms.size());
    fmt::print("  of that until received by the hub: p50 {:.0f} ms, p99 {:.0f} ms, max {:.0f} ms\n",
               percentile(watch.m_arrivals_ms, 0.5), percentile(watch.m_arrivals_ms, 0.99),
               percentile(watch.m_arrivals_ms, 1));
    fmt::print("CPU of hub and window: {:.0f} % of one core; memory {:.0f} MiB\n",
               100 * (cpuSeconds() - before.cpu_s) / seconds, residentMiB());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const int nodes = argc > 1 ? std::atoi(argv[1]) : 2'000;
    const int seconds = argc > 2 ? std::atoi(argv[2]) : 30;
    const QString sim = argc > 3 ? QString::fromLocal8Bit(argv[3]) : QStringLiteral(ISOCHRONE_BIN_DIR "/isochrone-sim");

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
    fleet.start(sim, {QStringLiteral("--nodes"), QString::number(nodes), QStringLiteral("--telemetry"),
                      QString::fromStdString(composition.session().telemetryEndpoint()), QStringLiteral("--control"),
                      QString::fromStdString(composition.session().controlEndpoint()), QStringLiteral("--no-faults"),
                      QStringLiteral("--quiet")});

    auto *map = window.findChild<map::MapView *>();
    if (map == nullptr) {
        fmt::print(stderr, "bench_console: the window has no map\n");
        return 1;
    }
    PaintWatch watch(*map, composition.bridge(), &window);
    Hand hand(*map, watch, &window);
    Baseline before;
    QTimer::singleShot(kWarmUp_ms, &window, [&] {
        before = {cpuSeconds(), composition.bridge().snapshot()->hub};
        watch.begin();
        hand.begin();
    });
    QTimer::singleShot(kWarmUp_ms + seconds * 1000, &window, [&] {
        hand.end();
        print(watch, before, *composition.bridge().snapshot(), seconds);
        fleet.terminate();
        fleet.waitForFinished(10'000);
        QApplication::quit();
    });
    return QApplication::exec();
}
