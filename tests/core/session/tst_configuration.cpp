#include "core/session/configuration.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <QFile>
#include <QTest>

using namespace iso;
using namespace std::chrono_literals;

namespace
{

void writeFile(const std::filesystem::path &path, const QByteArray &bytes)
{
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        qFatal("cannot write %s", path.c_str());
    }
}

QByteArray readFile(const std::filesystem::path &path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class tst_Configuration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAFileTheDefaultsHold();
    void everyKeyIsRead();
    void thePathModelIsRead();
    void emptySectionsAreFine();
    void aMistakeIsOneLineWithFileLineKeyAndWhatIsAllowed_data();
    void aMistakeIsOneLineWithFileLineKeyAndWhatIsAllowed();
    void aFolderInPlaceOfTheFileIsAnError();

private:
    test::TempWorkspace m_temp;
    std::filesystem::path m_file = m_temp.file("isochrone.toml");
};

void tst_Configuration::withoutAFileTheDefaultsHold()
{
    const auto configuration = session::readConfiguration(m_temp.file("none.toml"));
    QVERIFY_RESULT(configuration);
    QCOMPARE(configuration->telemetry, std::string("tcp://127.0.0.1:5555"));
    QCOMPARE(configuration->control, std::string("tcp://127.0.0.1:5556"));
    QVERIFY(!QFile::exists(QString::fromStdString(m_temp.file("none.toml").string())));
}

void tst_Configuration::everyKeyIsRead()
{
    writeFile(m_file, "[hub]\n"
                      "name = \"Zürich\"\n"
                      "telemetry = \"tcp://[::1]:7001\"\n"
                      "control = \"tcp://localhost:*\"\n"
                      "[history]\n"
                      "commit_ms = 50\n"
                      "[objectives]\n"
                      "ttft_p95_ms = 60_000\n");
    const auto configuration = session::readConfiguration(m_file);
    QVERIFY_RESULT(configuration);
    QCOMPARE(configuration->hubName, std::string("Zürich"));
    QCOMPARE(configuration->telemetry, std::string("tcp://[::1]:7001"));
    QCOMPARE(configuration->control, std::string("tcp://localhost:*"));
    QCOMPARE(configuration->commitInterval, Duration(50ms));
    QCOMPARE(configuration->ttftObjective, Duration(60s));
}

void tst_Configuration::thePathModelIsRead()
{
    writeFile(m_file, "[isochrone]\nfibre_km_per_ms = 190.5\nroute_inflation = 2\nlast_mile_ms = 0\n"
                      "levels_ms = [150, 400]\n");
    const auto configuration = session::readConfiguration(m_file);
    QVERIFY_RESULT(configuration);
    QCOMPARE(configuration->isochrone.model.fibre_km_per_ms, 190.5);
    QCOMPARE(configuration->isochrone.model.routeInflation, 2.0);
    QCOMPARE(configuration->isochrone.model.lastMile_ms, 0.0);
    QCOMPARE(configuration->isochrone.levels_ms, (std::vector<double>{150, 400}));
}

void tst_Configuration::emptySectionsAreFine()
{
    writeFile(m_file, "# nothing yet\n[hub]\n[history]\n");
    QVERIFY_RESULT(session::readConfiguration(m_file));
}

void tst_Configuration::aMistakeIsOneLineWithFileLineKeyAndWhatIsAllowed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("allowed");

    const auto row = [](const char *name, const char *text, int line, const char *key, const char *allowed) {
        QTest::newRow(name) << QByteArray(text) << line << QByteArray(key) << QByteArray(allowed);
    };
    row("unknown section", "[hub]\n[nub]\n", 2, "nub", "history, hub, isochrone, limits, network, objectives");
    row("a section that is a value", "hub = 3\n", 1, "hub", "history, hub, isochrone, limits, network, objectives");
    row("unknown key", "[hub]\nname = \"x\"\nport = 3\n", 3, "hub.port", "control, name, telemetry");
    row("key of another section", "[hub]\ncommit_ms = 100\n", 2, "hub.commit_ms", "control, name, telemetry");
    row("name that is a number", "[hub]\nname = 3\n", 2, "hub.name", "a text of 1 to 64");
    row("empty name", "[hub]\nname = \"\"\n", 2, "hub.name", "a text of 1 to 64");
    row("address without transport", "[hub]\ntelemetry = \"127.0.0.1:5555\"\n", 2, "hub.telemetry", "tcp://127.0.0.1");
    row("address without port", "[hub]\ncontrol = \"tcp://127.0.0.1\"\n", 2, "hub.control", "tcp://127.0.0.1:5555");
    row("address with a port that is none", "[hub]\ncontrol = \"tcp://127.0.0.1:70000\"\n", 2, "hub.control",
        "tcp://127.0.0.1:5555");
    row("address that leaves the machine", "[hub]\ntelemetry = \"tcp://0.0.0.0:5555\"\n", 2, "hub.telemetry",
        "of this machine");
    row("interval as a text", "[history]\ncommit_ms = \"100\"\n", 2, "history.commit_ms", "from 50 to 1000");
    row("interval with a fraction", "[history]\ncommit_ms = 100.5\n", 2, "history.commit_ms", "from 50 to 1000");
    row("interval too short", "[history]\ncommit_ms = 49\n", 2, "history.commit_ms", "from 50 to 1000");
    row("interval too long", "\n\n[history]\ncommit_ms = 1001\n", 4, "history.commit_ms", "from 50 to 1000");
    row("objective of zero", "[objectives]\nttft_p95_ms = 0\n", 2, "objectives.ttft_p95_ms", "from 1 to 60000");
    row("fibre faster than light", "[isochrone]\nfibre_km_per_ms = 301\n", 2, "isochrone.fibre_km_per_ms",
        "100 to 300");
    row("route shorter than the great circle", "[isochrone]\nroute_inflation = 0.9\n", 2, "isochrone.route_inflation",
        "1 to 5");
    row("last mile as a text", "[isochrone]\nlast_mile_ms = \"10\"\n", 2, "isochrone.last_mile_ms", "0 to 1000");
    row("last mile that is no number", "[isochrone]\nlast_mile_ms = nan\n", 2, "isochrone.last_mile_ms", "0 to 1000");
    for (const char *levels : {"[]", "100", "[200, 100]", "[100, 100]", "[0]", "[1.5]", "[60001]", "[1,2,3,4,5,6,7]"}) {
        QTest::addRow("levels %s", levels)
            << QByteArray("[isochrone]\nlevels_ms = ") + levels + "\n"
            << 2 << QByteArray("isochrone.levels_ms") << QByteArray("1 to 6 whole numbers");
    }
    row("no TOML", "[hub]\nname = \n", 2, "not valid TOML", "");
    row("twice the same key", "[hub]\nname = \"a\"\nname = \"b\"\n", 3, "not valid TOML", "");
}

void tst_Configuration::aMistakeIsOneLineWithFileLineKeyAndWhatIsAllowed()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, line);
    QFETCH(const QByteArray, key);
    QFETCH(const QByteArray, allowed);
    writeFile(m_file, text);
    const auto configuration = session::readConfiguration(m_file);
    QVERIFY_FAILURE(configuration, ErrorCode::InvalidInput);
    const QByteArray message = QByteArray::fromStdString(configuration.error().message);
    const QByteArray place = QByteArray::fromStdString(m_file.string()) + ':' + QByteArray::number(line) + ": ";
    QVERIFY2(message.startsWith(place), message.constData());
    QVERIFY2(message.contains(key), message.constData());
    QVERIFY2(message.contains(allowed), message.constData());
    QVERIFY2(!message.contains('\n'), message.constData());
    QCOMPARE(readFile(m_file), text);
}

void tst_Configuration::aFolderInPlaceOfTheFileIsAnError()
{
    QVERIFY_FAILURE(session::readConfiguration(m_temp.path()), ErrorCode::Io);
}

QTEST_GUILESS_MAIN(tst_Configuration)
#include "tst_configuration.moc"
