#include "tests/journeys/workplace.h"

#include "ui/bridge/value_text.h"

#include <QFile>
#include <QScreen>

namespace iso::test
{

using namespace Qt::StringLiterals;

namespace
{

bool write(const std::filesystem::path &path, const QString &text)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) >= 0;
}

} // namespace

bool Workplace::open(const QString &configuration)
{
    std::filesystem::create_directories(m_folder);
    console::Options options;
    options.workspace = m_folder;
    options.size = QSize(1900, 1060);
    options.theme = theme::ThemeKind::Dark;
    if (configuration.isEmpty()) {
        options.telemetry = "tcp://127.0.0.1:*";
        options.control = "tcp://127.0.0.1:*";
    } else if (!write(m_folder / "isochrone.toml", configuration)) {
        return false;
    }
    auto built = console::Composition::build(options);
    if (!built) {
        qWarning("%s", built.error().message.c_str());
        return false;
    }
    m_console = *std::move(built);
    window().resize(*options.size);
    window().show();
    window().restoreLayout();
    bridge().start();
    return QTest::qWaitForWindowActive(&window(), 30'000);
}

void Workplace::startFleet(int nodes, const QString &scenario)
{
    m_fleet = std::make_unique<Program>(u"isochrone-sim"_s);
    QStringList arguments = {u"--nodes"_s,
                             QString::number(nodes),
                             u"--quiet"_s,
                             u"--telemetry"_s,
                             QString::fromStdString(m_console->session().telemetryEndpoint()),
                             u"--control"_s,
                             QString::fromStdString(m_console->session().controlEndpoint())};
    if (scenario.isEmpty()) {
        arguments << u"--no-faults"_s;
    } else {
        const std::filesystem::path path = m_temp.file("scenario.toml");
        if (!write(path, scenario)) {
            qFatal("cannot write %s", path.c_str());
        }
        arguments << u"--scenario"_s << QString::fromStdString(path.string());
    }
    m_fleet->start(arguments);
}

void Workplace::close()
{
    m_fleet.reset();
    m_console.reset();
}

void Workplace::keepPictureOfFailure() const
{
    if (QTest::currentTestFailed()) {
        const QString file = u"%1-%2.png"_s.arg(QCoreApplication::applicationFilePath(),
                                                QString::fromLatin1(QTest::currentTestFunction()));
        const bool isKept = QGuiApplication::primaryScreen()->grabWindow().save(file);
        qWarning("%s: %s", isKept ? "the screen then" : "cannot write", qPrintable(file));
    }
}

fleet::NodeRecord Workplace::node(const QString &name) const
{
    const auto id = NodeId::fromText(name.toStdString());
    return id ? bridge().findNode(*id) : nullptr;
}

int Workplace::servingCount() const
{
    return static_cast<int>(bridge().snapshot()->fleet.serving);
}

} // namespace iso::test
