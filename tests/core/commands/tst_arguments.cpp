#include "core/commands/arguments.h"
#include "core/commands/builtin_catalogue.h"
#include "tests/support/result_checks.h"

#include <QTest>
#include <set>

using namespace iso;
using wire::ParameterType;

namespace
{

wire::ParameterDescriptor parameterOf(ParameterType type)
{
    wire::ParameterDescriptor parameter;
    parameter.name = "p";
    parameter.type = type;
    if (type == ParameterType::Integer || type == ParameterType::Real) {
        parameter.minimum = 1;
        parameter.maximum = 10;
        parameter.unit = "ms";
    }
    parameter.choices = {"low", "high"};
    return parameter;
}

wire::CommandDescriptor probe()
{
    return *commands::findCommand(commands::builtinCatalogue(), "probe");
}

} // namespace

class TestArguments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesAreCheckedByTypeAndRange_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("accepted");
        const auto row = [](const char *name, ParameterType type, const QByteArray &value, bool accepted) {
            QTest::newRow(name) << static_cast<int>(type) << value << accepted;
        };
        row("text", ParameterType::Text, "any text", true);
        row("text, 256 bytes", ParameterType::Text, QByteArray(256, 'x'), true);
        row("text, 257 bytes", ParameterType::Text, QByteArray(257, 'x'), false);
        row("integer, lowest", ParameterType::Integer, "1", true);
        row("integer, highest", ParameterType::Integer, "10", true);
        row("integer, below", ParameterType::Integer, "0", false);
        row("integer, above", ParameterType::Integer, "11", false);
        row("integer, fraction", ParameterType::Integer, "1.5", false);
        row("integer, trailing text", ParameterType::Integer, "5ms", false);
        row("integer, space", ParameterType::Integer, " 5", false);
        row("integer, empty", ParameterType::Integer, "", false);
        row("integer, past 64 bits", ParameterType::Integer, "99999999999999999999", false);
        row("real", ParameterType::Real, "1.5", true);
        row("real, above", ParameterType::Real, "10.01", false);
        row("real, not a number", ParameterType::Real, "nan", false);
        row("real, infinite", ParameterType::Real, "inf", false);
        row("flag, true", ParameterType::Flag, "true", true);
        row("flag, false", ParameterType::Flag, "false", true);
        row("flag, yes", ParameterType::Flag, "yes", false);
        row("choice, known", ParameterType::Choice, "high", true);
        row("choice, other case", ParameterType::Choice, "High", false);
    }
    void valuesAreCheckedByTypeAndRange()
    {
        QFETCH(int, type);
        QFETCH(QByteArray, value);
        QFETCH(bool, accepted);
        const Status status = commands::checkValue(parameterOf(static_cast<ParameterType>(type)), value.toStdString());
        QCOMPARE(status.has_value(), accepted);
        if (!accepted) {
            QVERIFY_FAILURE(status, ErrorCode::InvalidInput);
            QVERIFY(status.error().message.rfind("p ", 0) == 0);
        }
    }

    void refusalsSayWhatIsAllowed()
    {
        QCOMPARE(commands::checkValue(parameterOf(ParameterType::Integer), "11").error().message,
                 std::string("p \"11\" is not a whole number, 1 to 10 ms"));
        QCOMPARE(commands::checkValue(parameterOf(ParameterType::Choice), "x").error().message,
                 std::string("p \"x\" is not one of low, high"));
    }

    void argumentsComeBackCompleteAndInTheCataloguesOrder()
    {
        const auto complete = commands::checkArguments(probe(), {{"count", "3"}, {"target", "10.0.0.1:80"}});
        QVERIFY_RESULT(complete);
        QCOMPARE(*complete, (std::vector<wire::Argument>{{"target", "10.0.0.1:80"}, {"count", "3"}}));

        const auto defaulted = commands::checkArguments(probe(), {{"target", "10.0.0.1:80"}});
        QVERIFY_RESULT(defaulted);
        QCOMPARE(*defaulted, (std::vector<wire::Argument>{{"target", "10.0.0.1:80"}, {"count", "10"}}));
    }

    void wrongArgumentsAreNamed_data()
    {
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("twice");
        QTest::addColumn<QByteArray>("named");
        QTest::newRow("missing") << QByteArray("count") << QByteArray("3") << false << QByteArray("target");
        QTest::newRow("empty") << QByteArray("target") << QByteArray() << false << QByteArray("target");
        QTest::newRow("unknown") << QByteArray("speed") << QByteArray("3") << false
                                 << QByteArray("\"speed\": it takes target, count");
        QTest::newRow("twice") << QByteArray("target") << QByteArray("x") << true
                               << QByteArray("target is given twice");
        QTest::newRow("out of range") << QByteArray("count") << QByteArray("1001") << false << QByteArray("1 to 1000");
    }
    void wrongArgumentsAreNamed()
    {
        QFETCH(QByteArray, first);
        QFETCH(QByteArray, value);
        QFETCH(bool, twice);
        QFETCH(QByteArray, named);
        std::vector<wire::Argument> arguments{{first.toStdString(), value.toStdString()}};
        if (twice) {
            arguments.push_back(arguments.front());
        }
        if (named.contains("1000")) {
            arguments.push_back({"target", "x"});
        }
        const auto result = commands::checkArguments(probe(), arguments);
        QVERIFY_FAILURE(result, ErrorCode::InvalidInput);
        QVERIFY2(QByteArray::fromStdString(result.error().message).contains(named), result.error().message.c_str());
    }

    void everyBuiltInCommandIsDescribedInFull()
    {
        std::set<std::string> names;
        for (const auto &command : commands::builtinCatalogue()) {
            names.insert(command.name);
            QVERIFY(!command.title.empty());
            QVERIFY(!command.description.empty() && command.description.size() <= 256);
            QVERIFY(command.timeout > Duration::zero());
            for (const auto &parameter : command.parameters) {
                QVERIFY(parameter.required != !parameter.defaultValue.empty());
                if (!parameter.defaultValue.empty()) {
                    QVERIFY_RESULT(commands::checkValue(parameter, parameter.defaultValue));
                }
            }
        }
        QCOMPARE(names, (std::set<std::string>{"status", "drain", "resume", "set-interval", "cancel", "probe"}));
    }
};

QTEST_GUILESS_MAIN(TestArguments)
#include "tst_arguments.moc"
