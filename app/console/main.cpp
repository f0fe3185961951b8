#include "app/console/composition.h"
#include "app/console/quit_signals.h"

#include <QApplication>
#include <QTimer>
#include <cstdio>
#include <fmt/format.h>
#include <sys/stat.h>

namespace iso::console
{
namespace
{

constexpr std::chrono::seconds kScreenshotAfter{5};

ExitCode exitCodeOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidInput:
        return ExitCode::Configuration;
    case ErrorCode::Busy:
    case ErrorCode::Unsupported:
        return ExitCode::Workspace;
    case ErrorCode::NotFound:
    case ErrorCode::Refused:
    case ErrorCode::Io:
    case ErrorCode::Corrupt:
    case ErrorCode::Cancelled:
        break;
    }
    return ExitCode::Failed;
}

void showWindow(Composition &all, const Options &options)
{
    shell::MainWindow &window = all.window();
    if (options.size) {
        window.resize(*options.size);
    } else {
        window.restoreWindow();
    }
    window.show();
    window.restoreLayout();
    all.bridge().start();
    if (options.select.empty()) {
        return;
    }
    const auto node = NodeId::fromText(options.select);
    QObject::connect(&all.bridge(), &bridge::SessionBridge::snapshotTaken, &window, [&window, &all, node] {
        if (node && window.selection().isEmpty() && all.bridge().findNode(*node)) {
            window.selection().select(*node);
        }
    });
}

/// False when the file could not be written, which is said on standard error.
bool takeScreenshot(shell::MainWindow &window, const std::filesystem::path &file)
{
    if (window.grab().save(QString::fromStdString(file.string()))) {
        return true;
    }
    fmt::print(stderr, "isochrone: cannot write the screenshot {}\n", file.string());
    return false;
}

int run(QApplication &application, const Options &options)
{
    auto built = Composition::build(options);
    if (!built) {
        fmt::print(stderr, "isochrone: {}\n", built.error().message);
        return static_cast<int>(exitCodeOf(built.error()));
    }
    Composition &all = **built;
    fmt::print("listening telemetry={} control={}\n", all.session().telemetryEndpoint(),
               all.session().controlEndpoint());
    std::fflush(stdout);

    ExitCode code = ExitCode::Ok;
    const QuitSignals signals;
    QObject::connect(&signals, &QuitSignals::quitRequested, &all.window(), &QWidget::close);
    showWindow(all, options);
    const auto picture = [&all, &options, &code] {
        if (!options.screenshot.empty() && !takeScreenshot(all.window(), options.screenshot)) {
            code = ExitCode::Failed;
        }
    };
    if (options.quitAfter_s) {
        QTimer::singleShot(std::chrono::milliseconds(static_cast<std::int64_t>(*options.quitAfter_s * 1e3)),
                           &all.window(), [&all, picture] {
                               picture();
                               all.window().close();
                           });
    } else if (!options.screenshot.empty()) {
        QTimer::singleShot(kScreenshotAfter, &all.window(), picture);
    }
    const int result = application.exec();
    return result != 0 ? result : static_cast<int>(code);
}

} // namespace
} // namespace iso::console

int main(int argc, char **argv)
{
    using namespace iso::console;
    const ParsedOptions parsed = parseOptions(argc, argv);
    if (!parsed.options) {
        return static_cast<int>(parsed.exit);
    }
    umask(0077); // databases hold who commanded what, and when
    QuitSignals::block();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("isochrone"));
    QApplication::setApplicationVersion(QStringLiteral(ISOCHRONE_VERSION));
    return run(application, *parsed.options);
}
