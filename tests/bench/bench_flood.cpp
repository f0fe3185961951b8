// What others feel of a flood: 200 good nodes, the console's real window, and one approved key that sends as much as it
// can. Prints how long a sample takes from its node's stamp to the hub and to the end of the paint that shows it, quiet
// and flooded, the ratios, and how the memory grows. Usage: bench_flood [seconds]. Needs a display; Xvfb will do.

#include "app/console/composition.h"
#include "core/enrolment/join_line.h"
#include "core/wire/codec.h"
#include "tests/bench/paint_watch.h"
#include "tests/integration/hostile/flood.h"

#include <QApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>
#include <cstdio>
#include <fmt/format.h>
#include <functional>
#include <iostream>

using namespace iso;
using bench::PaintWatch;
using bench::percentile;
using test::Flood;

namespace
{

constexpr int kNodes = 200;
constexpr int kWarmUp_ms = 15'000;

/// The flood is another process, as in life. Its arguments: kind, endpoint, the hub's key, its secret key, seconds. A
/// line of input starts it; a line of output says that it is over.
int flood(char **arguments)
{
    const auto kind = static_cast<Flood::Kind>(std::atoi(arguments[0]));
    Flood flood(kind, arguments[1], PublicKey::fromText(arguments[2]).value(),
                transport::keyPairOf(arguments[3]).value());
    std::string line;
    std::getline(std::cin, line);
    flood.begin(std::chrono::seconds(std::atoi(arguments[4])));
    std::getline(std::cin, line); // closed when it is no longer needed
    std::puts(std::to_string(flood.sent()).c_str());
    return 0;
}

struct Figures {
    double hub_p99_ms = 0;
    double painted_p99_ms = 0;
    double resident_MiB = 0;
};

Figures take(const PaintWatch &watch, const char *name)
{
    const Figures figures{percentile(watch.m_arrivals_ms, 0.99), percentile(watch.m_ages_ms, 0.99),
                          bench::residentMiB()};
    fmt::print("{:<22} to the hub p50 {:6.1f} ms, p99 {:6.1f} ms; to painted p50 {:6.1f} ms, p99 {:6.1f} ms; {} "
               "samples; memory {:.0f} MiB\n",
               name, percentile(watch.m_arrivals_ms, 0.5), figures.hub_p99_ms, percentile(watch.m_ages_ms, 0.5),
               figures.painted_p99_ms, watch.m_ages_ms.size(), figures.resident_MiB);
    std::fflush(stdout);
    return figures;
}

void wait(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

/// False when it does not come in a minute.
bool waitFor(const std::function<bool()> &condition)
{
    for (int i = 0; i < 600 && !condition(); ++i) {
        wait(100);
    }
    return condition();
}

void decide(console::Composition &composition, const enrolment::KeyDecision &decision)
{
    composition.bridge().decideKey(decision, qApp, [](const Status &decided) {
        if (!decided) {
            fmt::print(stderr, "bench_flood: {}\n", decided.error().message);
        }
    });
}

std::uint64_t limited(const session::Session &session)
{
    return session.snapshot()->hub.refused[static_cast<std::size_t>(wire::RefusalReason::RateLimited)];
}

int measure(console::Composition &composition, PaintWatch &watch, int seconds)
{
    const session::Session &session = composition.session();
    wait(kWarmUp_ms);
    watch.begin();
    wait(seconds * 1000);
    const Figures quiet = take(watch, "quiet");
    constexpr std::array<std::pair<const char *, Flood::Kind>, 3> kFloods{{{"flood of samples", Flood::Kind::Samples},
                                                                           {"flood of noise", Flood::Kind::Noise},
                                                                           {"flood on control", Flood::Kind::Control}}};
    for (const auto &[name, kind] : kFloods) {
        const transport::KeyPair keys = transport::generateKeyPair();
        enrolment::KeyDecision approval;
        approval.key = keys.publicKey;
        decide(composition, approval);
        const auto network = session.network();
        QProcess sender;
        sender.start(QCoreApplication::applicationFilePath(),
                     {QStringLiteral("--flood"), QString::number(static_cast<int>(kind)),
                      QString::fromStdString(kind == Flood::Kind::Control ? network->control : network->telemetry),
                      QString::fromStdString(network->hubKey.text()), QString::fromStdString(keys.secret),
                      QString::number(seconds + 1)});
        wait(3'000); // it connects
        const std::uint64_t before = limited(session);
        sender.write("begin\n");
        if (!waitFor([&] { return limited(session) > before; })) {
            fmt::print(stderr, "bench_flood: the flood did not arrive\n");
            return 1;
        }
        watch.begin();
        wait(seconds * 1000);
        const Figures flooded = take(watch, name);
        fmt::print(
            "{:<22} {:.0f} messages/s turned away; to the hub x{:.2f}, to painted x{:.2f} of quiet; memory {:+.0f} "
            "MiB\n",
            "", static_cast<double>(limited(session) - before) / seconds, flooded.hub_p99_ms / quiet.hub_p99_ms,
            flooded.painted_p99_ms / quiet.painted_p99_ms, flooded.resident_MiB - quiet.resident_MiB);
        std::fflush(stdout);
        sender.closeWriteChannel();
        sender.waitForFinished(10'000);
        enrolment::KeyDecision revocation;
        revocation.action = enrolment::KeyDecision::Action::Revoke;
        revocation.key = keys.publicKey;
        decide(composition, revocation);
        wait(2'000);
    }
    const auto last = session.snapshot();
    const fleet::HubHealth &hub = last->hub;
    std::uint64_t lost = 0;
    for (const fleet::NodeRecord &node : last->nodes) {
        lost += node->id().text() == Flood::kNode ? 0 : node->missing + node->lostForEver;
    }
    fmt::print("lost of others: {}; dropped by history: {}\n", lost, hub.historyDropped);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc == 7 && std::string_view(argv[1]) == "--flood") {
        return flood(argv + 2);
    }
    QApplication application(argc, argv);
    const int seconds = argc > 1 ? std::atoi(argv[1]) : 30;
    QTemporaryDir workspace;
    console::Options options;
    options.workspace = workspace.path().toStdString();
    options.telemetry = "tcp://127.0.0.1:*";
    options.control = "tcp://127.0.0.1:*";
    std::ofstream(options.workspace / "isochrone.toml")
        << "[network]\naccept = true\ntelemetry = \"tcp://127.0.0.1:*\"\ncontrol = \"tcp://127.0.0.1:*\"\n";
    auto built = console::Composition::build(options);
    if (!built) {
        fmt::print(stderr, "bench_flood: {}\n", built.error().message);
        return 1;
    }
    console::Composition &composition = **built;
    shell::MainWindow &window = composition.window();
    window.resize(1920, 1080);
    window.show();
    window.restoreLayout();
    composition.bridge().start();
    auto *map = window.findChild<map::MapView *>();
    if (map == nullptr || !waitFor([&] { return composition.session().network()->isProven; })) {
        fmt::print(stderr, "bench_flood: no map, or the hub does not get on the network\n");
        return 1;
    }
    QProcess fleet;
    fleet.setProcessChannelMode(QProcess::ForwardedChannels);
    const std::filesystem::path keyFile = options.workspace / "gateway.key";
    enrolment::KeyDecision approval;
    approval.key = transport::loadOrCreateKeyFile(keyFile).value().publicKey;
    approval.kind = enrolment::KeyKind::Gateway;
    approval.declared = {"edge-*"};
    decide(composition, approval);
    fleet.start(QStringLiteral(ISOCHRONE_BIN_DIR "/isochrone-sim"),
                {QStringLiteral("--nodes"), QString::number(kNodes), QStringLiteral("--join"),
                 QString::fromStdString(composition.session().network()->joinLines.front()),
                 QStringLiteral("--key-file"), QString::fromStdString(keyFile.string()), QStringLiteral("--no-faults"),
                 QStringLiteral("--quiet")});
    PaintWatch watch(*map, composition.bridge(), &window);
    watch.m_leftOut = Flood::kNode;
    const int result = measure(composition, watch, seconds);
    fleet.terminate();
    fleet.waitForFinished(10'000);
    return result;
}
