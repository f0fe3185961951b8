#include "tests/integration/network/two_machines.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QTest>
#include <algorithm>
#include <map>
#include <set>
#include <vector>

using namespace iso;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::Outcome;
using test::Trouble;
using test::TwoMachines;

namespace
{

constexpr int kSimulated = 40;
const QString kAgent = u"agent-1"_s;

/// A real agent whose drain script leaves a line for each time it ran: what was really done, and how often.
class Agent
{
public:
    explicit Agent(const TwoMachines &stage)
        : m_program(u"isochrone-node"_s, stage.edgeMachine.entrance())
        , m_done(QString::fromStdString(stage.folder.file("done").string()))
    {
        const QString configuration = QString::fromStdString(stage.folder.file("node.toml").string());
        QFile file(configuration);
        const bool isOpen = file.open(QIODevice::WriteOnly);
        file.write(u"[node]\nid = \"%1\"\n[state]\ndirectory = \"%2\"\n[commands]\n"
                   "drain = [\"/bin/sh\", \"-c\", \"echo $ISOCHRONE_COMMAND_ID >> %3\"]\n"_s
                       .arg(kAgent, QString::fromStdString(stage.folder.file("state").string()), m_done)
                       .toUtf8());
        if (!isOpen || !file.flush()) {
            qFatal("cannot write %s", qPrintable(configuration));
        }
        m_program.start({u"--config"_s, configuration, u"--join"_s, stage.joinLine()});
    }
    /// The ids of the commands that were carried out, one for each time.
    [[nodiscard]] QStringList done() const
    {
        QFile file(m_done);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts)
                                              : QStringList();
    }
    Outcome terminate() { return m_program.terminate(); }

private:
    test::Program m_program;
    QString m_done;
};

/// Lines of the simulator's log are "node boot seq ...": what it was told is stored.
std::set<QByteArray> storedOf(const QString &path)
{
    QFile file(path);
    std::set<QByteArray> stored;
    if (file.open(QIODevice::ReadOnly)) {
        while (!file.atEnd()) {
            stored.insert(file.readLine().split(' ').first(3).join(' '));
        }
    }
    return stored;
}

/// What history has of one boot of a node.
struct Numbers {
    std::map<qint64, int> counts; ///< how often each number is there
    std::set<qint64> gaps;        ///< numbers in gap records
    [[nodiscard]] qint64 last() const { return counts.empty() ? 0 : counts.rbegin()->first; }
};

/// By "node boot".
std::map<QByteArray, Numbers> historyOf(const Outcome &query)
{
    std::map<QByteArray, Numbers> history;
    for (const QJsonValue &node : query.json()[u"nodes"].toArray()) {
        const QByteArray name = node[u"node"].toString().toUtf8();
        for (const QJsonValue &sample : node[u"samples"].toArray()) {
            ++history[name + ' ' + sample[u"boot"].toString().toUtf8()].counts[sample[u"seq"].toInteger()];
        }
        for (const QJsonValue &gap : node[u"gaps"].toArray()) {
            Numbers &numbers = history[name + ' ' + gap[u"boot"].toString().toUtf8()];
            for (qint64 seq = gap[u"from_seq"].toInteger(); seq <= gap[u"to_seq"].toInteger(); ++seq) {
                numbers.gaps.insert(seq);
            }
        }
    }
    return history;
}

/// One stage for one kind of trouble: a gateway with simulated nodes and a real agent, beyond a line.
class Scene
{
public:
    [[nodiscard]] bool start(const Trouble &trouble);
    /// Nodes that are heard and whose newest sample came in the last 3 s.
    [[nodiscard]] int current() const;
    /// By "node boot".
    [[nodiscard]] std::map<QByteArray, Numbers> history() const;
    /// What history lacks, or has too much of; empty when every number of every node is there once, up to the newest.
    [[nodiscard]] QByteArray incomplete(int fewest) const;
    /// Of the hub, for a failure's report.
    [[nodiscard]] QByteArray whatIsWrong();
    /// A drain for the agent and an interval for each simulated node, on their way in the background.
    void sendCommands();
    /// Waits for the ends of all that were sent.
    void collectCommands();

    TwoMachines stage;
    QString storedLog = QString::fromStdString(stage.folder.file("stored.log").string());
    test::Program simulator{u"isochrone-sim"_s, stage.edgeMachine.entrance()};
    std::unique_ptr<Agent> agent;
    std::vector<std::unique_ptr<test::Program>> sent;
    QStringList drains; ///< ids
};

bool Scene::start(const Trouble &trouble)
{
    if (!stage.start()) {
        return false;
    }
    stage.line.set(trouble);
    simulator.start({u"--nodes"_s, QString::number(kSimulated), u"--no-faults"_s, u"--join"_s, stage.joinLine(),
                     u"--key-file"_s, QString::fromStdString(stage.folder.file("gateway.key").string()),
                     u"--stored-log"_s, storedLog});
    QString key;
    if (!QTest::qWaitFor([&] { return !(key = stage.waitingFingerprint()).isEmpty(); }, 60'000) ||
        stage.ctl.run({u"keys"_s, u"approve"_s, key, u"--gateway"_s, u"edge-*"_s}).exitCode != 0) {
        return false;
    }
    agent = std::make_unique<Agent>(stage);
    return QTest::qWaitFor([&] { return !(key = stage.waitingFingerprint()).isEmpty(); }, 60'000) &&
           stage.ctl.run({u"keys"_s, u"approve"_s, key}).exitCode == 0 &&
           QTest::qWaitFor([&] { return current() == kSimulated + 1; }, 90'000);
}

int Scene::current() const
{
    const QJsonArray nodes = stage.nodes();
    return static_cast<int>(std::count_if(nodes.begin(), nodes.end(), [](const QJsonValue &node) {
        return node[u"link"].toString() == u"live"_s && node[u"sample_age_ms"].toInt(INT_MAX) < 3000;
    }));
}

std::map<QByteArray, Numbers> Scene::history() const
{
    return historyOf(stage.ctl.run({u"query"_s, u"--all-nodes"_s, u"--numbers"_s, u"--from"_s, u"1h"_s}));
}

QByteArray Scene::incomplete(int fewest) const
{
    const std::map<QByteArray, Numbers> boots = history();
    if (boots.size() != std::size_t(kSimulated + 1)) {
        return QByteArray::number(static_cast<int>(boots.size())) + " boots";
    }
    for (const auto &[boot, numbers] : boots) {
        if (numbers.last() <= fewest) {
            return boot + " ends with " + QByteArray::number(numbers.last());
        }
        for (qint64 seq = 1; seq <= numbers.last(); ++seq) {
            const auto found = numbers.counts.find(seq);
            const int count = found == numbers.counts.end() ? 0 : found->second;
            if (count != 1) {
                return boot + ' ' + QByteArray::number(seq) + " of " + QByteArray::number(numbers.last()) +
                       " is there " + QByteArray::number(count) + " times";
            }
        }
        if (!numbers.gaps.empty()) {
            return boot + " has gaps, though the nodes remember 15 minutes";
        }
    }
    return {};
}

QByteArray Scene::whatIsWrong()
{
    const int count = current();
    QByteArray text = QByteArray::number(count) + " of " + QByteArray::number(kSimulated + 1) + " nodes are current; ";
    for (const QString &question : {u"status"_s, u"network"_s}) {
        text += stage.ctl.run({question}).text();
    }
    return text + stage.hub.terminate().text();
}

void Scene::sendCommands()
{
    QStringList simulated;
    for (const QJsonValue &node : stage.nodes()) {
        if (node[u"node"].toString() != kAgent) {
            simulated.append(node[u"node"].toString());
        }
    }
    for (const QStringList &command : {QStringList{kAgent, u"drain"_s},
                                       QStringList{simulated.join(u','), u"set-interval"_s, u"interval_ms=1000"_s}}) {
        sent.push_back(std::make_unique<test::Program>(u"isochronectl"_s));
        sent.back()->start(stage.ctl.arguments(QStringList{u"send"_s} + command));
    }
}

void Scene::collectCommands()
{
    for (const auto &program : sent) {
        const Outcome outcome = program->waitForEnd(180s);
        for (const QJsonValue &command : outcome.json()[u"commands"].toArray()) {
            if (command[u"node"].toString() == kAgent) {
                drains.append(command[u"id"].toString());
            }
        }
    }
}

} // namespace

/// Lines as they are at the edge. Whatever happens on one, history is complete afterwards, the live view catches up,
/// and no command is carried out twice.
class tst_NetworkTrouble : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingIsLostAndNothingDoneTwice_data();
    void nothingIsLostAndNothingDoneTwice();

private:
    static void checkStored(const Scene &scene, int seconds);
    static void checkCommands(const Scene &scene);
};

void tst_NetworkTrouble::initTestCase()
{
    if (const QString why = test::NetNamespace::whyNot(); !why.isEmpty()) {
        QSKIP(qPrintable(why));
    }
}

void tst_NetworkTrouble::nothingIsLostAndNothingDoneTwice_data()
{
    QTest::addColumn<Trouble>("always");
    QTest::addColumn<Trouble>("during");
    QTest::addColumn<int>("seconds");

    QTest::newRow("300 ms each way") << Trouble{.delay = 300ms} << Trouble{.delay = 300ms} << 15;
    QTest::newRow("5 % loss") << Trouble{.loss_ratio = 0.05} << Trouble{.loss_ratio = 0.05} << 20;
    // TCP tries again after 12.6 s and 25.4 s: too late for a line that is back in between.
    QTest::newRow("cut for 15 s") << Trouble{} << Trouble{.isCut = true} << 15;
    QTest::newRow("cut for 60 s") << Trouble{} << Trouble{.isCut = true} << 60;
    QTest::newRow("flaps every 2 s") << Trouble{} << Trouble{.flapEvery = 2s} << 24;
}

void tst_NetworkTrouble::nothingIsLostAndNothingDoneTwice()
{
    QFETCH(const Trouble, always);
    QFETCH(const Trouble, during);
    QFETCH(const int, seconds);
    Scene scene;
    QVERIFY(scene.start(always));
    QElapsedTimer timer;
    timer.start();
    scene.stage.line.set(during);
    for (int part = 0; part < 3; ++part) {
        scene.sendCommands();
        // How long the trouble lasts is the point of this test.
        QTest::qWait(seconds * 1000 / 3);
    }
    scene.stage.line.set(always);
    timer.restart();
    // How soon is printed and not judged: a busy machine is not a bad line.
    if (!QTest::qWaitFor([&] { return scene.current() == kSimulated + 1; }, 60'000)) {
        QFAIL(scene.whatIsWrong().constData());
    }
    qInfo("live view current %.1f s after the trouble; %llu packets carried, %llu lost",
          static_cast<double>(timer.elapsed()) / 1000, static_cast<unsigned long long>(scene.stage.line.carried()),
          static_cast<unsigned long long>(scene.stage.line.lost()));
    scene.collectCommands();
    // Not by the hub's count of missing numbers: it is 0 as well before the hub has heard of what it misses.
    QByteArray incomplete;
    if (!QTest::qWaitFor([&] { return (incomplete = scene.incomplete(seconds)).isEmpty(); }, 120'000)) {
        QFAIL((incomplete + "; " + scene.whatIsWrong()).constData());
    }
    qInfo("history complete %.1f s after the trouble", static_cast<double>(timer.elapsed()) / 1000);
    checkCommands(scene);
    QCOMPARE(scene.agent->terminate().exitCode, 0);
    scene.simulator.kill();
    checkStored(scene, seconds);
}

void tst_NetworkTrouble::checkCommands(const Scene &scene)
{
    QCOMPARE(scene.drains.size(), 3);
    QStringList done = scene.agent->done();
    qInfo("%lld of %lld scripts ran", static_cast<long long>(done.size()), static_cast<long long>(scene.drains.size()));
    QCOMPARE(done.removeDuplicates(), 0);
    for (const QString &id : done) {
        QVERIFY2(scene.drains.contains(id), qPrintable(id));
    }
    // What the hub shows as done was done.
    std::map<QString, int> states;
    for (const QJsonValue &command :
         scene.stage.ctl.run({u"commands"_s, u"--limit"_s, u"1000"_s}).json()[u"commands"].toArray()) {
        ++states[command[u"state"].toString()];
        if (command[u"node"].toString() == kAgent && command[u"state"].toString() == u"verified"_s) {
            QVERIFY(done.contains(command[u"id"].toString()));
        }
    }
    for (const auto &[state, count] : states) {
        qInfo("%d commands are %s", count, qPrintable(state));
    }
    // And the fleet obeys again.
    const Outcome after = scene.stage.ctl.run({u"send"_s, kAgent, u"status"_s});
    QVERIFY2(after.exitCode == 0, after.text().constData());
}

void tst_NetworkTrouble::checkStored(const Scene &scene, int seconds)
{
    const std::set<QByteArray> stored = storedOf(scene.storedLog);
    QVERIFY(stored.size() > static_cast<std::size_t>(seconds) * kSimulated);
    const std::map<QByteArray, Numbers> history = scene.history();
    for (const QByteArray &key : stored) {
        const qsizetype space = key.lastIndexOf(' ');
        const auto numbers = history.find(key.left(space));
        QVERIFY2(numbers != history.end() && numbers->second.counts.contains(key.mid(space + 1).toLongLong()),
                 "was said to be stored: " + key);
    }
}

QTEST_GUILESS_MAIN(tst_NetworkTrouble)
#include "tst_network_trouble.moc"
