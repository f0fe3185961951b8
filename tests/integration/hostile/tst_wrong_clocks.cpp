#include "core/wire/codec.h"
#include "tests/integration/hostile/shifted_node.h"
#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

#include <QJsonArray>
#include <QTest>
#include <map>
#include <zmq.hpp>

using namespace iso;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::ShiftedNode;

namespace
{

constexpr std::uint64_t kAfter = 20;    ///< samples after a jump
constexpr std::uint64_t kNoticing = 12; ///< of them, those that may come before clocks were compared again
constexpr Duration kFarAhead = 400 * 24h;

/// From now to the second day of 1970.
Duration to1970()
{
    return HubTime::fromNanoseconds(Duration(24h).count()) - SystemClock().utcNow();
}

/// A publisher without a control connection, whose clock the test sets.
class ShiftedPublisher
{
public:
    ShiftedPublisher(const QString &endpoint, const std::string &name)
        : m_node(NodeId::fromText(name).value())
        , m_boot(SystemIdSource().newBootId())
        , m_socket(m_context, zmq::socket_type::xpub)
    {
        m_socket.set(zmq::sockopt::linger, 0);
        m_socket.set(zmq::sockopt::rcvtimeo, 20'000);
        m_socket.connect(endpoint.toStdString());
        zmq::message_t subscription;
        if (!m_socket.recv(subscription)) {
            qFatal("the hub did not subscribe");
        }
        wire::Birth birth;
        birth.region = RegionId::fromText("r").value();
        birth.site = SiteId::fromText("s").value();
        birth.interval = 1s;
        birth.telemetryOnly = true;
        publish(birth);
    }
    void publish(wire::Payload payload)
    {
        wire::Envelope envelope;
        envelope.header.node = m_node;
        envelope.header.boot = m_boot;
        envelope.header.seq = ++m_seq;
        envelope.header.time = NodeTime::fromNanoseconds(SystemClock().utcNow().toNanoseconds()) + shift;
        envelope.payload = std::move(payload);
        m_socket.send(zmq::buffer("t/r/s/" + m_node.text()), zmq::send_flags::sndmore);
        m_socket.send(zmq::buffer(wire::encode(envelope)), zmq::send_flags::none);
    }

    Duration shift{0};

private:
    NodeId m_node;
    BootId m_boot;
    std::uint64_t m_seq = 0;
    zmq::context_t m_context;
    zmq::socket_t m_socket;
};

} // namespace

/// Clocks that jump, that start in 1970 and that run ahead, through a whole hub: shown, stored by the rules of
/// core/wire/README.md, and nothing that others see is moved.
class tst_WrongClocks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void wrongClocksAreShown_data();
    void wrongClocksAreShown();
    void everySampleIsStoredOnceAndWhenItWasTaken_data() { wrongClocksAreShown_data(); }
    void everySampleIsStoredOnceAndWhenItWasTaken();
    void aPublisherThatCannotBeAskedIsStoredAsFarAsItIsBelieved_data();
    void aPublisherThatCannotBeAskedIsStoredAsFarAsItIsBelieved();
    void figuresOfTheFleetAreThoseOfItsNodes();

private:
    struct Scene {
        Duration first; ///< wrong by so much from the start
        Duration later; ///< and by so much after a while
        std::unique_ptr<ShiftedNode> node = nullptr;
        std::uint64_t lastBefore = 0;
    };
    /// What history has of a node from the beginning of time on, and the gaps.
    [[nodiscard]] QJsonObject history(const QString &node) const
    {
        return m_ctl.run({u"query"_s, node, u"--from"_s, u"1970-01-02T00:00:00Z"_s}).json()[u"nodes"_s][0].toObject();
    }
    [[nodiscard]] qint64 refusedTimes() const
    {
        return m_ctl.run({u"status"_s}).json()[u"hub"_s][u"refused"_s][u"time out of range"_s].toInteger();
    }

    test::TempWorkspace m_workspace;
    test::Ctl m_ctl{m_workspace.path()};
    test::Collector m_collector{m_workspace.path()};
    transport::Context m_context;
    std::map<QString, Scene> m_scenes;
};

void tst_WrongClocks::initTestCase()
{
    QVERIFY(m_collector.start());
    m_scenes[u"right"_s] = {0s, 0s};
    m_scenes[u"jumps-ahead"_s] = {0s, 5min};
    m_scenes[u"jumps-back"_s] = {0s, -5min};
    m_scenes[u"in-1970"_s] = {to1970(), to1970()};
    m_scenes[u"leaves-1970"_s] = {to1970(), 0s};
    m_scenes[u"far-ahead"_s] = {kFarAhead, kFarAhead};
    for (auto &[name, scene] : m_scenes) {
        const transport::HubAddress hub{m_collector.telemetry().toStdString(), m_collector.control().toStdString()};
        scene.node = std::make_unique<ShiftedNode>(m_context, hub, name.toStdString(), scene.first);
    }
    for (auto &[name, scene] : m_scenes) {
        const auto isSeen = [&, &name = name] {
            const QJsonObject node = m_ctl.node(name);
            return node[u"clock_offset_ms"_s].isDouble() && node[u"last_seq"_s].toInteger() >= 4;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(isSeen(), qPrintable(name), 30'000);
        scene.lastBefore = scene.node->setShift(scene.later);
    }
    for (const auto &[name, scene] : m_scenes) {
        QTRY_VERIFY_WITH_TIMEOUT(scene.node->taken() >= scene.lastBefore + kAfter, 30'000);
    }
}

void tst_WrongClocks::wrongClocksAreShown_data()
{
    QTest::addColumn<QString>("name");
    for (const auto &[name, scene] : m_scenes) {
        QTest::newRow(qPrintable(name)) << name;
    }
}

void tst_WrongClocks::wrongClocksAreShown()
{
    QFETCH(const QString, name);
    const Scene &scene = m_scenes.at(name);
    const double later_ms = std::chrono::duration<double, std::milli>(scene.later).count();
    const auto isShown = [&] {
        const QJsonObject node = m_ctl.node(name);
        const double distance_ms = std::abs(node[u"clock_offset_ms"_s].toDouble() - later_ms);
        return node[u"link"_s].toString() == u"live"_s && node[u"service"_s].toString() == u"serving"_s &&
               distance_ms <= node[u"clock_error_ms"_s].toDouble() + 50 &&
               node[u"clock_wrong"_s].toBool() == (scene.later != 0s);
    };
    QTRY_VERIFY2_WITH_TIMEOUT(isShown(), QJsonDocument(m_ctl.node(name)).toJson(), 40'000);
    const QByteArrayList lines = m_ctl.runText({u"nodes"_s}).output.split('\n');
    const auto line = std::find_if(lines.begin(), lines.end(),
                                   [&](const QByteArray &text) { return text.startsWith(name.toUtf8() + ' '); });
    QVERIFY(line != lines.end());
    QCOMPARE(line->contains("its clock is"), scene.later != 0s);
}

void tst_WrongClocks::everySampleIsStoredOnceAndWhenItWasTaken()
{
    QFETCH(const QString, name);
    const Scene &scene = m_scenes.at(name);
    scene.node->stopMeasuring();
    const auto taken = static_cast<qint64>(scene.node->taken());
    QJsonObject found;
    const auto isComplete = [&] {
        found = history(name);
        return found[u"samples"_s].toArray().size() >= taken;
    };
    QTRY_VERIFY2_WITH_TIMEOUT(isComplete(), QByteArray::number(found[u"samples"_s].toArray().size()), 40'000);
    QVERIFY(found[u"gaps"_s].toArray().isEmpty());
    std::map<qint64, QJsonObject> bySeq;
    for (const QJsonValue &sample : found[u"samples"_s].toArray()) {
        QVERIFY2(bySeq.emplace(sample[u"seq"_s].toInteger(), sample.toObject()).second, "a number is there twice");
    }
    QCOMPARE(bySeq.begin()->first, 1);
    QCOMPARE(bySeq.rbegin()->first, taken);
    QCOMPARE(static_cast<qint64>(bySeq.size()), taken);
    qint64 before_ns = 0;
    for (const auto &[seq, sample] : bySeq) {
        const bool isWrong = (static_cast<std::uint64_t>(seq) <= scene.lastBefore ? scene.first : scene.later) != 0s;
        const QByteArray which = QByteArray::number(seq) + ": " + QJsonDocument(sample).toJson();
        // A clock that is set right is noticed by its first samples, which are stored when they came.
        const bool isNoticed =
            isWrong || static_cast<std::uint64_t>(seq) > scene.lastBefore + kNoticing || scene.first == 0s;
        QVERIFY2(sample[u"time_corrected"_s].toBool() == isWrong || !isNoticed, which);
        // Nothing was taken after it came, nor long before the test began; and time runs forward.
        const qint64 time_ns = sample[u"time_ns"_s].toInteger();
        const qint64 age_ns = sample[u"received_ns"_s].toInteger() - time_ns;
        QVERIFY2(age_ns > -2'000'000'000 && age_ns < 60'000'000'000, which);
        QVERIFY2(time_ns > before_ns - 5'000'000'000, which);
        before_ns = time_ns;
    }
}

void tst_WrongClocks::aPublisherThatCannotBeAskedIsStoredAsFarAsItIsBelieved_data()
{
    QTest::addColumn<qint64>("shift_s");
    QTest::addColumn<bool>("isBelieved");
    const auto seconds = [](Duration shift) { return qint64{shift / 1s}; };
    QTest::newRow("plain-right") << qint64{0} << true;
    QTest::newRow("plain-jumps-ahead") << seconds(5min) << true; // just below the bound, since the way takes time
    QTest::newRow("plain-jumps-back") << seconds(-5min) << true;
    QTest::newRow("plain-in-1970") << seconds(to1970()) << false;
    QTest::newRow("plain-far-ahead") << seconds(kFarAhead) << false;
}

void tst_WrongClocks::aPublisherThatCannotBeAskedIsStoredAsFarAsItIsBelieved()
{
    QFETCH(const qint64, shift_s);
    QFETCH(const bool, isBelieved);
    const QString name = QString::fromUtf8(QTest::currentDataTag());
    constexpr int kEach = 5;
    const qint64 refusedBefore = refusedTimes();
    ShiftedPublisher publisher(m_collector.telemetry(), name.toStdString());
    for (int i = 0; i < kEach; ++i) {
        publisher.publish(test::sameSample());
    }
    publisher.shift = std::chrono::seconds(shift_s);
    for (int i = 0; i < kEach; ++i) {
        publisher.publish(test::sameSample());
    }
    // Number 1 was its birth.
    const qint64 last = 1 + 2 * kEach;
    QTRY_COMPARE_WITH_TIMEOUT(m_ctl.node(name)[u"last_seq"_s].toInteger(), last, 20'000);
    const QJsonObject node = m_ctl.node(name);
    QCOMPARE(node[u"link"_s].toString(), u"live"_s);
    QCOMPARE(node[u"clock_wrong"_s].toBool(), shift_s != 0);
    QCOMPARE(refusedTimes() - refusedBefore, isBelieved ? 0 : kEach);
    QJsonObject found;
    const auto isComplete = [&] {
        found = history(name);
        qint64 lost = 0;
        for (const QJsonValue &gap : found[u"gaps"_s].toArray()) {
            lost += gap[u"to_seq"_s].toInteger() - gap[u"from_seq"_s].toInteger() + 1;
        }
        return found[u"samples"_s].toArray().size() == (isBelieved ? 2 * kEach : kEach) &&
               lost == (isBelieved ? 0 : kEach);
    };
    QTRY_VERIFY2_WITH_TIMEOUT(isComplete(), QJsonDocument(found).toJson(), 20'000);
    for (const QJsonValue &sample : found[u"samples"_s].toArray()) {
        const qint64 expected_s = sample[u"seq"_s].toInteger() <= 1 + kEach ? 0 : shift_s;
        const double ahead_s =
            static_cast<double>(sample[u"time_ns"_s].toInteger() - sample[u"received_ns"_s].toInteger()) / 1e9;
        QVERIFY(!sample[u"time_corrected"_s].toBool());
        QVERIFY2(std::abs(ahead_s - static_cast<double>(expected_s)) < 30, QByteArray::number(ahead_s));
    }
}

void tst_WrongClocks::figuresOfTheFleetAreThoseOfItsNodes()
{
    const auto figures = [&] { return m_ctl.run({u"status"_s}).json()[u"fleet"_s].toObject(); };
    QTRY_COMPARE_WITH_TIMEOUT(figures()[u"nodes"_s].toInt(), static_cast<int>(m_scenes.size()) + 5, 20'000);
    QCOMPARE(figures()[u"load_ratio"_s].toDouble(), test::kSameLoad_ratio);
    for (const QJsonValue &node : m_ctl.run({u"nodes"_s}).json()[u"nodes"_s].toArray()) {
        // Nobody seems to be heard from the future, or to have been silent for years.
        const qint64 age_ms = node[u"sample_age_ms"_s].toInteger(-1);
        QVERIFY2(age_ms >= 0 && age_ms < 600'000, QJsonDocument(node.toObject()).toJson());
    }
}

QTEST_GUILESS_MAIN(tst_WrongClocks)
#include "tst_wrong_clocks.moc"
