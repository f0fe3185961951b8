#include "app/node/configuration.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <QFile>
#include <QRegularExpression>

using namespace iso;
using namespace std::chrono_literals;

namespace
{

class ConfigurationFile
{
public:
    explicit ConfigurationFile(const QByteArray &text)
    {
        QFile file(QString::fromStdString(path().string()));
        if (!file.open(QIODevice::WriteOnly)) {
            qFatal("cannot write");
        }
        file.write(text);
    }
    [[nodiscard]] std::filesystem::path path() const { return m_folder.file("node.toml"); }
    [[nodiscard]] auto read() const { return app::readConfiguration(path()); }

private:
    test::TempWorkspace m_folder;
};

/// Returns the file's name.
QString fileWith(const std::filesystem::path &path, const QByteArray &content, QFile::Permissions permissions)
{
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() ||
        !file.setPermissions(permissions)) {
        qFatal("cannot write");
    }
    return file.fileName();
}

QByteArray example()
{
    QFile file(QStringLiteral(ISOCHRONE_SOURCE_DIR "/resources/config/isochrone-node.example.toml"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestNodeConfiguration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theExampleIsTheDefault();
    void everyKeyOfTheExampleIsKnown();
    void whatIsSaidIsTaken();
    void severalHubsKeepTheirOrder();
    void mistakesNameFileLineKeyAndWhatIsAllowed_data();
    void mistakesNameFileLineKeyAndWhatIsAllowed();
    void aKeyThatOthersCanReadIsRefused();
    void aFileThatIsNotThereIsAnError();
    void namesTooLongForATopicAreRefused();
    void aHostsNameBecomesANodesName_data();
    void aHostsNameBecomesANodesName();
};

void TestNodeConfiguration::theExampleIsTheDefault()
{
    const auto read = ConfigurationFile(example()).read();
    QVERIFY_RESULT(read);
    const app::NodeConfiguration defaults = app::defaultConfiguration();
    QCOMPARE(read->id, defaults.id);
    QCOMPARE(read->region, defaults.region);
    QCOMPARE(read->interval, defaults.interval);
    QCOMPARE(read->hubs.size(), std::size_t(1));
    QCOMPARE(read->hubs[0].telemetry, defaults.hubs[0].telemetry);
    QCOMPARE(read->hubs[0].control, defaults.hubs[0].control);
    QCOMPARE(read->measurer.host.mounts, defaults.measurer.host.mounts);
    QVERIFY(read->probes.empty() && read->drain.empty() && read->measurer.engines.empty());
}

void TestNodeConfiguration::everyKeyOfTheExampleIsKnown()
{
    // Lines like "# key = value" and "# [section]", without their "# ".
    QByteArray text = example();
    QString whole = QString::fromUtf8(text);
    whole.replace(QRegularExpression(QStringLiteral("^# ((\\w+ = [\"'\\d{\\[].*)|(\\[.*\\]))$"),
                                     QRegularExpression::MultilineOption),
                  QStringLiteral("\\1"));
    whole.replace(QStringLiteral("/usr/local/lib/isochrone/drain"), QStringLiteral("/bin/true"));
    whole.replace(QStringLiteral("/usr/local/lib/isochrone/resume"), QStringLiteral("/bin/true"));
    const test::TempWorkspace folder;
    whole.replace(QStringLiteral("/etc/isochrone/api.key"),
                  fileWith(folder.file("api.key"), "not-a-secret\n", QFile::ReadOwner | QFile::WriteOwner));
    const auto read = ConfigurationFile(whole.toUtf8()).read();
    QVERIFY_RESULT(read);
    QCOMPARE(read->id.text(), std::string("osl-0042"));
    QCOMPARE(read->placeName, std::string("Oslo, NO"));
    QCOMPARE(read->hubs[0].key.text().size(), std::size_t(40));
    QCOMPARE(read->hubs.size(), std::size_t(2));
    QCOMPARE(read->hubs[1].control, std::string("tcp://192.0.2.10:5558"));
    QVERIFY(read->hubs[1].key == read->hubs[0].key);
    QCOMPARE(read->measurer.host.interfaces, std::vector<std::string>{"eth0"});
    QCOMPARE(read->measurer.engines.size(), std::size_t(1));
    QCOMPARE(read->measurer.engines[0].maxConcurrent, std::uint32_t(256));
    QVERIFY(!read->measurer.engines[0].mappingFile.empty());
    QCOMPARE(read->probes.size(), std::size_t(2));
    QCOMPARE(read->probes[1].apiKey, std::string("not-a-secret"));
    QCOMPARE(read->drain, (app::HookScript{"/bin/true", "--wait"}));
    QCOMPARE(read->resume, app::HookScript{"/bin/true"});
    QCOMPARE(read->stateDirectory.string(), std::string("/var/lib/isochrone-node"));
}

void TestNodeConfiguration::whatIsSaidIsTaken()
{
    const auto read = ConfigurationFile("[node]\nid = \"a\"\nregion = \"r\"\nsite = \"s\"\ninterval_ms = 250\n"
                                        "place = { latitude = -33, longitude = 151.25 }\n"
                                        "[commands]\ndrain = [\"/bin/true\"]\ntimeout_s = 5\n")
                          .read();
    QVERIFY_RESULT(read);
    QCOMPARE(read->interval, Duration(250ms));
    QVERIFY(read->place == GeoPoint({-33, 151.25}));
    QCOMPARE(read->hookTimeout, Duration(5s));
    QVERIFY(read->resume.empty());
}

void TestNodeConfiguration::severalHubsKeepTheirOrder()
{
    const auto read = ConfigurationFile("[[hub]]\ntelemetry = \"tcp://a:1\"\ncontrol = \"tcp://a:2\"\n"
                                        "[[hub]]\ntelemetry = \"tcp://[::1]:3\"\ncontrol = \"tcp://[::1]:4\"\n")
                          .read();
    QVERIFY_RESULT(read);
    QCOMPARE(read->hubs.size(), std::size_t(2));
    QCOMPARE(read->hubs[0].control, std::string("tcp://a:2"));
    QCOMPARE(read->hubs[1].telemetry, std::string("tcp://[::1]:3"));
}

void TestNodeConfiguration::mistakesNameFileLineKeyAndWhatIsAllowed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message"); ///< without the file's path
    const auto row = [](const char *name, const char *text, const char *message) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(message);
    };
    row("section", "\n[nodes]\n",
        ":2: \"nodes\" is not known here: allowed is the sections node, hub, host, engine, probe, commands, state");
    row("key", "[node]\nnam = 1\n",
        ":2: \"node.nam\" is not known here: allowed is id, interval_ms, place, region, site");
    row("name", "[node]\nid = \"a b\"\n", ":2: node.id: allowed is 1 to 48 letters, digits, '.', '_' or '-'");
    row("type", "[node]\ninterval_ms = \"1000\"\n",
        ":2: node.interval_ms: allowed is a whole number from 100 to 60000");
    row("fraction", "[node]\ninterval_ms = 1000.0\n",
        ":2: node.interval_ms: allowed is a whole number from 100 to 60000");
    row("range", "[node]\ninterval_ms = 99\n", ":2: node.interval_ms: allowed is a whole number from 100 to 60000");
    row("latitude", "[node]\nplace = { latitude = 91, longitude = 0 }\n",
        ":2: node.place.latitude: allowed is a number from -90 to 90");
    row("not a number", "[node]\nplace = { latitude = nan, longitude = 0 }\n",
        ":2: node.place.latitude: allowed is a number from -90 to 90");
    row("half a place", "[node]\nplace = { latitude = 9 }\n",
        ":2: node.place.longitude is missing: allowed is a table that has latitude, longitude");
    row("one hub as a table", "[hub]\ntelemetry = \"tcp://a:1\"\n",
        ":1: \"hub\": allowed is 1 to 16 tables, each headed [[hub]]");
    row("half a hub", "[[hub]]\ntelemetry = \"tcp://a:1\"\n",
        ":1: hub.control is missing: allowed is a table that has telemetry, control");
    row("address", "[[hub]]\ntelemetry = \"tcp://*:5555\"\ncontrol = \"tcp://a:2\"\n",
        ":2: hub.telemetry: allowed is an address such as \"tcp://hub.example.org:5557\"");
    row("short key", "[[hub]]\ntelemetry = \"tcp://a:1\"\ncontrol = \"tcp://a:2\"\nserver_key = \"abc\"\n",
        ":4: hub.server_key: allowed is the hub's public key, 40 characters");
    row("no join line", "[[hub]]\njoin = \"tcp://a:1\"\n",
        ":2: hub.join: allowed is a join line as the hub shows it, in single quotes: 'isochrone://...'");
    row("a join line and more", "[[hub]]\njoin = \"x\"\ncontrol = \"tcp://a:2\"\n",
        ":1: hub.join: allowed is nothing beside it, since it says everything");
    row("engine", "[[engine]]\nkind = \"abacus\"\nurl = \"http://a\"\n", ":2: engine.kind: allowed is one of vllm");
    row("engine without a URL", "[[engine]]\nkind = \"vllm\"\n",
        ":1: engine.url is missing: allowed is a table that has url");
    row("probe of a file", "[[probe]]\ntarget = \"file:///etc/passwd\"\n",
        ":2: probe.target: allowed is \"HOST:PORT\" or \"http(s)://HOST[:PORT][/PATH]\"");
    row("URL without a model", "[[probe]]\ntarget = \"http://a\"\n",
        ":1: probe.model is missing: allowed is a URL only with the model to ask");
    row("a target twice", "[[probe]]\ntarget = \"a:1\"\n[[probe]]\ntarget = \"a:1\"\n",
        ":3: probe.target is there twice: allowed is each target once");
    row("a script that is not there", "[commands]\ndrain = [\"/nowhere/drain\"]\n",
        ":1: commands.drain: \"/nowhere/drain\" cannot be run: allowed is the absolute path of a program, and its "
        "arguments");
    row("a script that is a text", "[commands]\ndrain = \"/bin/true\"\n",
        ":2: commands.drain: allowed is a list of 1 to 64 texts, an absolute path and its arguments, such as "
        "[\"/usr/local/bin/drain\", \"--soft\"]");
    row("a relative path", "[state]\ndirectory = \"state\"\n",
        ":2: state.directory: allowed is an absolute path such as \"/var/lib/isochrone-node\"");
}

void TestNodeConfiguration::mistakesNameFileLineKeyAndWhatIsAllowed()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, message);
    const ConfigurationFile file(text);
    const auto read = file.read();
    QVERIFY_FAILURE(read, ErrorCode::InvalidInput);
    QCOMPARE(QByteArray::fromStdString(read.error().message),
             QByteArray::fromStdString(file.path().string()) + message);
    QFile after(QString::fromStdString(file.path().string()));
    QVERIFY(after.open(QIODevice::ReadOnly));
    QCOMPARE(after.readAll(), text);
}

void TestNodeConfiguration::aKeyThatOthersCanReadIsRefused()
{
    const test::TempWorkspace folder;
    const QString key = fileWith(folder.file("api.key"), "not-a-secret\n", QFile::ReadOwner | QFile::ReadGroup);
    const QByteArray text =
        "[[probe]]\ntarget = \"http://a\"\nmodel = \"m\"\napi_key_file = \"" + key.toUtf8() + "\"\n";
    const auto read = ConfigurationFile(text).read();
    QVERIFY_FAILURE(read, ErrorCode::InvalidInput);
    const QByteArray message = QByteArray::fromStdString(read.error().message);
    QVERIFY2(message.contains(":1: probe.api_key_file: ") && message.contains("chmod 600 '" + key.toUtf8() + "'"),
             message);
    QVERIFY2(!message.contains("not-a-secret"), message);

    QVERIFY(QFile::setPermissions(key, QFile::ReadOwner));
    QVERIFY_RESULT(ConfigurationFile(text).read());
}

void TestNodeConfiguration::aFileThatIsNotThereIsAnError()
{
    QVERIFY_FAILURE(app::readConfiguration("/nowhere/node.toml"), ErrorCode::InvalidInput);
    QVERIFY_FAILURE(app::readConfiguration("/"), ErrorCode::InvalidInput);
    const auto broken = ConfigurationFile("[node\n").read();
    QVERIFY_FAILURE(broken, ErrorCode::InvalidInput);
    QVERIFY(broken.error().message.find(":1: not valid TOML: ") != std::string::npos);
}

void TestNodeConfiguration::namesTooLongForATopicAreRefused()
{
    const QByteArray name(30, 'x');
    QVERIFY(!ConfigurationFile("[node]\nid = \"" + name + "\"\nregion = \"" + name + "\"\nsite = \"" + name + "\"\n")
                 .read()
                 .has_value());
}

void TestNodeConfiguration::aHostsNameBecomesANodesName_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("node");
    QTest::newRow("as it is") << QByteArray("edge-1.example.org") << QByteArray("edge-1.example.org");
    QTest::newRow("odd characters") << QByteArray("a b/c") << QByteArray("a-b-c");
    QTest::newRow("too long") << QByteArray(64, 'x') << QByteArray(48, 'x');
    QTest::newRow("none") << QByteArray() << QByteArray("node");
}

void TestNodeConfiguration::aHostsNameBecomesANodesName()
{
    QFETCH(const QByteArray, host);
    QFETCH(const QByteArray, node);
    QCOMPARE(QByteArray::fromStdString(app::nodeNameOf(host.toStdString())), node);
    QVERIFY(NodeId::fromText(node.toStdString()).has_value());
}

QTEST_GUILESS_MAIN(TestNodeConfiguration)
#include "tst_node_configuration.moc"
