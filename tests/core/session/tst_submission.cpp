#include "core/commands/arguments.h"
#include "core/commands/builtin_catalogue.h"
#include "core/session/submission.h"
#include "tests/support/fixed_id_source.h"
#include "tests/support/manual_clock.h"
#include "tests/support/result_checks.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;

namespace
{

NodeId id(const std::string &name)
{
    return NodeId::fromText(name).value();
}

/// Nodes a and b know the built-in commands; "plain" knows none.
fleet::FleetSnapshot snapshot()
{
    fleet::FleetSnapshot snapshot;
    for (const char *name : {"a", "b", "plain"}) {
        fleet::NodeIdentity identity;
        identity.id = id(name);
        if (identity.id != id("plain")) {
            identity.birth.commands = commands::builtinCatalogue();
        }
        fleet::NodeSnapshot node;
        node.identity = std::make_shared<const fleet::NodeIdentity>(std::move(identity));
        snapshot.nodes.push_back(std::make_shared<const fleet::NodeSnapshot>(std::move(node)));
    }
    return snapshot;
}

commands::CommandRequest drain(const std::vector<std::string> &targets)
{
    commands::CommandRequest request;
    for (const std::string &target : targets) {
        request.targets.push_back(id(target));
    }
    request.name = "drain";
    request.issuer = "åse";
    request.reason = "new disk";
    request.expiresAfter = 90s;
    return request;
}

} // namespace

class tst_Submission : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachTargetGetsItsOwnCommandInTheirOrder();
    void argumentsAreCompletedFromTheCatalogue();
    void oneTargetThatDoesNotFitStopsAll_data();
    void oneTargetThatDoesNotFitStopsAll();
    void requestsBeyondTheBoundsAreRefused_data();
    void requestsBeyondTheBoundsAreRefused();

private:
    Result<std::vector<commands::CommandRecordPtr>> prepare(const commands::CommandRequest &request)
    {
        return session::prepareCommands(request, snapshot(), m_clock, m_ids);
    }
    test::ManualClock m_clock;
    test::FixedIdSource m_ids;
};

void tst_Submission::eachTargetGetsItsOwnCommandInTheirOrder()
{
    const auto records = prepare(drain({"b", "a"}));
    QVERIFY_RESULT(records);
    QCOMPARE(records->size(), 2U);
    QCOMPARE(records->at(0)->node, id("b"));
    QCOMPARE(records->at(1)->node, id("a"));
    QVERIFY(records->at(0)->id != records->at(1)->id);
    const commands::CommandRecord &first = *records->at(0);
    QCOMPARE(first.name, std::string("drain"));
    QCOMPARE(first.issuer, std::string("åse"));
    QCOMPARE(first.reason, std::string("new disk"));
    QCOMPARE(first.createdAt, m_clock.utcNow());
    QCOMPARE(first.expiresAt, m_clock.utcNow() + 90s);
    QCOMPARE(first.hazard, commands::findCommand(commands::builtinCatalogue(), "drain")->hazard);
    QVERIFY(first.timeout > 0s);
    QCOMPARE(first.steps.size(), 1U);
    QCOMPARE(first.state(), commands::CommandState::Created);
}

void tst_Submission::argumentsAreCompletedFromTheCatalogue()
{
    commands::CommandRequest request = drain({"a"});
    request.name = "probe";
    request.arguments.push_back({"target", "10.0.0.1:80"});
    const auto records = prepare(request);
    QVERIFY_RESULT(records);
    const auto catalogue = commands::builtinCatalogue();
    const wire::CommandDescriptor *probe = commands::findCommand(catalogue, "probe");
    QCOMPARE_RESULT(commands::checkArguments(*probe, request.arguments), records->at(0)->arguments);
    QVERIFY2(records->at(0)->arguments.size() > 1, "the default of count is filled in");
}

void tst_Submission::oneTargetThatDoesNotFitStopsAll_data()
{
    QTest::addColumn<QByteArrayList>("targets");
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QByteArray>("argument");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("named");

    QTest::newRow("unknown node") << QByteArrayList{"a", "nobody"} << QByteArrayLiteral("drain") << QByteArray()
                                  << static_cast<int>(ErrorCode::NotFound) << QByteArrayLiteral("nobody");
    QTest::newRow("unknown command") << QByteArrayList{"a"} << QByteArrayLiteral("fly") << QByteArray()
                                     << static_cast<int>(ErrorCode::Refused) << QByteArrayLiteral("fly");
    QTest::newRow("a node without commands")
        << QByteArrayList{"a", "plain"} << QByteArrayLiteral("drain") << QByteArray()
        << static_cast<int>(ErrorCode::Refused) << QByteArrayLiteral("plain");
    QTest::newRow("the same node twice") << QByteArrayList{"a", "b", "a"} << QByteArrayLiteral("drain") << QByteArray()
                                         << static_cast<int>(ErrorCode::InvalidInput) << QByteArrayLiteral("a");
    QTest::newRow("unknown argument") << QByteArrayList{"a"} << QByteArrayLiteral("drain") << QByteArrayLiteral("speed")
                                      << static_cast<int>(ErrorCode::InvalidInput) << QByteArrayLiteral("speed");
    QTest::newRow("required argument missing")
        << QByteArrayList{"a"} << QByteArrayLiteral("set-interval") << QByteArray()
        << static_cast<int>(ErrorCode::InvalidInput) << QByteArrayLiteral("interval_ms");
}

void tst_Submission::oneTargetThatDoesNotFitStopsAll()
{
    QFETCH(const QByteArrayList, targets);
    QFETCH(const QByteArray, command);
    QFETCH(const QByteArray, argument);
    QFETCH(const int, code);
    QFETCH(const QByteArray, named);
    commands::CommandRequest request = drain({});
    for (const QByteArray &target : targets) {
        request.targets.push_back(id(target.toStdString()));
    }
    request.name = command.toStdString();
    if (!argument.isEmpty()) {
        request.arguments.push_back({argument.toStdString(), "1"});
    }
    const auto records = prepare(request);
    QVERIFY_FAILURE(records, static_cast<ErrorCode>(code));
    QVERIFY2(records.error().message.find(named.toStdString()) != std::string::npos, records.error().message.c_str());
}

void tst_Submission::requestsBeyondTheBoundsAreRefused_data()
{
    QTest::addColumn<int>("targets");
    QTest::addColumn<int>("reason_bytes");
    QTest::addColumn<int>("issuer_bytes");
    QTest::addColumn<qint64>("expires_ms");
    QTest::addColumn<bool>("isTaken");

    QTest::newRow("as long as allowed") << 1 << 256 << 256 << qint64{86'400'000} << true;
    QTest::newRow("shortest expiry") << 1 << 0 << 0 << qint64{1} << true;
    QTest::newRow("nobody") << 0 << 0 << 0 << qint64{1000} << false;
    QTest::newRow("long reason") << 1 << 257 << 0 << qint64{1000} << false;
    QTest::newRow("long issuer") << 1 << 0 << 257 << qint64{1000} << false;
    QTest::newRow("no expiry") << 1 << 0 << 0 << qint64{0} << false;
    QTest::newRow("expired before it was made") << 1 << 0 << 0 << qint64{-1000} << false;
    QTest::newRow("expiry after a day") << 1 << 0 << 0 << qint64{86'400'001} << false;
}

void tst_Submission::requestsBeyondTheBoundsAreRefused()
{
    QFETCH(const int, targets);
    QFETCH(const int, reason_bytes);
    QFETCH(const int, issuer_bytes);
    QFETCH(const qint64, expires_ms);
    QFETCH(const bool, isTaken);
    commands::CommandRequest request = drain(targets > 0 ? std::vector<std::string>{"a"} : std::vector<std::string>{});
    request.reason.assign(static_cast<std::size_t>(reason_bytes), 'r');
    request.issuer.assign(static_cast<std::size_t>(issuer_bytes), 'i');
    request.expiresAfter = std::chrono::milliseconds(expires_ms);
    const auto records = prepare(request);
    QCOMPARE(records.has_value(), isTaken);
    if (!isTaken) {
        QCOMPARE(records.error().code, ErrorCode::InvalidInput);
    }
}

QTEST_GUILESS_MAIN(tst_Submission)
#include "tst_submission.moc"
