#include "ui/dialogs/parameter_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace iso;
using namespace iso::dialogs;

namespace
{

wire::ParameterDescriptor parameter(std::string name, wire::ParameterType type, bool required)
{
    wire::ParameterDescriptor result;
    result.name = std::move(name);
    result.title = "The " + result.name;
    result.type = type;
    result.required = required;
    return result;
}

wire::ParameterDescriptor interval()
{
    wire::ParameterDescriptor result = parameter("interval_ms", wire::ParameterType::Integer, true);
    result.minimum = 100;
    result.maximum = 60'000;
    result.unit = "ms";
    return result;
}

} // namespace

class ParameterFormTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messageFollowsWhatIsTyped_data();
    void messageFollowsWhatIsTyped();
    void neededFieldIsNotBlamedBeforeItIsTouched();
    void optionalFieldLeftEmptyIsNotSent();
    void choiceWithoutDefaultIsLeftToTheUser();
    void defaultsAreFilledIn();
    void newParametersReplaceTheOld();
};

void ParameterFormTest::messageFollowsWhatIsTyped_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("valid");
    QTest::newRow("in range") << QStringLiteral("500") << true;
    QTest::newRow("lowest") << QStringLiteral("100") << true;
    QTest::newRow("too low") << QStringLiteral("99") << false;
    QTest::newRow("too high") << QStringLiteral("60001") << false;
    QTest::newRow("not whole") << QStringLiteral("500.5") << false;
    QTest::newRow("not a number") << QStringLiteral("fast") << false;
}

void ParameterFormTest::messageFollowsWhatIsTyped()
{
    QFETCH(QString, typed);
    QFETCH(bool, valid);
    ParameterForm form;
    form.setParameters({interval()});
    auto *field = form.findChild<QLineEdit *>(QStringLiteral("interval_ms"));
    auto *message = form.findChild<QLabel *>(QStringLiteral("interval_ms-message"));
    QSignalSpy changed(&form, &ParameterForm::changed);
    QTest::keyClicks(field, typed);
    QCOMPARE(changed.count(), typed.size());
    QCOMPARE(form.isValid(), valid);
    QCOMPARE(message->property("role").toString(), valid ? QStringLiteral("muted") : QStringLiteral("error"));
    QCOMPARE(field->property("invalid").toBool(), !valid);
    if (!valid) {
        QVERIFY2(message->text().contains(QStringLiteral("100 to 60000")), qPrintable(message->text()));
    }
}

void ParameterFormTest::neededFieldIsNotBlamedBeforeItIsTouched()
{
    ParameterForm form;
    form.setParameters({interval()});
    auto *field = form.findChild<QLineEdit *>(QStringLiteral("interval_ms"));
    QVERIFY(!form.isValid());
    QVERIFY(!field->property("invalid").toBool());
    QTest::keyClicks(field, QStringLiteral("1"));
    QTest::keyClick(field, Qt::Key_Backspace);
    QVERIFY(field->property("invalid").toBool());
    QVERIFY(!form.messageFor("interval_ms").isEmpty());
}

void ParameterFormTest::optionalFieldLeftEmptyIsNotSent()
{
    ParameterForm form;
    form.setParameters({interval(), parameter("note", wire::ParameterType::Text, false)});
    form.setValue("interval_ms", QStringLiteral("1000"));
    QVERIFY(form.isValid());
    QCOMPARE(form.arguments(), std::vector<wire::Argument>({{"interval_ms", "1000"}}));
}

void ParameterFormTest::choiceWithoutDefaultIsLeftToTheUser()
{
    wire::ParameterDescriptor target = parameter("target", wire::ParameterType::Choice, true);
    target.choices = {"local", "gateway"};
    ParameterForm form;
    form.setParameters({target});
    QVERIFY(!form.isValid());
    auto *box = form.findChild<QComboBox *>(QStringLiteral("target"));
    QTest::keyClick(box, Qt::Key_Down);
    QVERIFY(form.isValid());
    QCOMPARE(form.arguments(), std::vector<wire::Argument>({{"target", "local"}}));
}

void ParameterFormTest::defaultsAreFilledIn()
{
    wire::ParameterDescriptor count = parameter("count", wire::ParameterType::Integer, false);
    count.defaultValue = "10";
    wire::ParameterDescriptor force = parameter("force", wire::ParameterType::Flag, false);
    force.defaultValue = "true";
    wire::ParameterDescriptor mode = parameter("mode", wire::ParameterType::Choice, true);
    mode.choices = {"soft", "hard"};
    mode.defaultValue = "hard";
    ParameterForm form;
    form.setParameters({count, force, mode});
    QVERIFY(form.isValid());
    QCOMPARE(form.arguments(), std::vector<wire::Argument>({{"count", "10"}, {"force", "true"}, {"mode", "hard"}}));
    form.findChild<QCheckBox *>(QStringLiteral("force"))->click();
    QCOMPARE(form.arguments()[1].value, std::string("false"));
}

void ParameterFormTest::newParametersReplaceTheOld()
{
    ParameterForm form;
    form.setParameters({interval()});
    form.setParameters({parameter("note", wire::ParameterType::Text, false)});
    QVERIFY(form.findChild<QLineEdit *>(QStringLiteral("interval_ms")) == nullptr);
    QVERIFY(form.isValid());
    QVERIFY(form.arguments().empty());
}

QTEST_MAIN(ParameterFormTest)
#include "tst_parameter_form.moc"
