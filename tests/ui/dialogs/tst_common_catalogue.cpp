#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/dialogs/common_catalogue.h"

#include <QTest>
#include <algorithm>

using namespace iso;
using namespace iso::dialogs;

namespace
{

wire::CommandDescriptor &named(std::vector<wire::CommandDescriptor> &commands, const std::string &name)
{
    return *std::find_if(commands.begin(), commands.end(), [&name](const auto &c) { return c.name == name; });
}

} // namespace

class CommonCatalogueTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneNodeHasItsOwnCatalogue();
    void commandOfOnlySomeNodesIsLeftOutAndCounted();
    void narrowerRangeAndHigherHazardWin();
    void choicesAreThoseInCommon();
    void commandThatNeedsWhatOthersDoNotKnowIsLeftOut();
    void nothingForNobody();

private:
    CommonCatalogue ofTwo(const std::function<void(std::vector<wire::CommandDescriptor> &)> &changeSecond);
};

CommonCatalogue
CommonCatalogueTest::ofTwo(const std::function<void(std::vector<wire::CommandDescriptor> &)> &changeSecond)
{
    const test::ManualClock clock;
    test::FakeSession session(clock);
    session.addNode("a", "eu", "osl");
    const NodeId second = session.addNode("b", "eu", "osl");
    session.editIdentity(second, [&](fleet::NodeIdentity &identity) { changeSecond(identity.birth.commands); });
    session.publish();
    return commonCatalogue(session.snapshot()->nodes);
}

void CommonCatalogueTest::oneNodeHasItsOwnCatalogue()
{
    const test::ManualClock clock;
    test::FakeSession session(clock);
    session.addNode("a", "eu", "osl");
    session.publish();
    QCOMPARE(commonCatalogue(session.snapshot()->nodes).commands, test::fakeCatalogue());
}

void CommonCatalogueTest::commandOfOnlySomeNodesIsLeftOutAndCounted()
{
    const CommonCatalogue common = ofTwo(
        [](auto &commands) { std::erase_if(commands, [](const auto &command) { return command.name == "drain"; }); });
    QCOMPARE(common.commands.size(), test::fakeCatalogue().size() - 1);
    QCOMPARE(common.leftOut, std::size_t(1));
}

void CommonCatalogueTest::narrowerRangeAndHigherHazardWin()
{
    CommonCatalogue common = ofTwo([](auto &commands) {
        wire::CommandDescriptor &command = named(commands, "set-interval");
        command.hazard = wire::HazardClass::Dangerous;
        command.parameters[0].minimum = 500;
        command.parameters[0].maximum = 90'000;
    });
    const wire::CommandDescriptor &command = named(common.commands, "set-interval");
    QCOMPARE(command.hazard, wire::HazardClass::Dangerous);
    QCOMPARE(command.parameters[0].minimum, std::optional(500.0));
    QCOMPARE(command.parameters[0].maximum, std::optional(60'000.0));
}

void CommonCatalogueTest::choicesAreThoseInCommon()
{
    CommonCatalogue common = ofTwo([](auto &commands) {
        named(commands, "probe").parameters[0].choices = {"gateway", "neighbour"};
    });
    QCOMPARE(named(common.commands, "probe").parameters[0].choices, std::vector<std::string>({"gateway"}));
}

void CommonCatalogueTest::commandThatNeedsWhatOthersDoNotKnowIsLeftOut()
{
    const CommonCatalogue common = ofTwo([](auto &commands) {
        wire::ParameterDescriptor extra;
        extra.name = "deadline";
        extra.required = true;
        named(commands, "drain").parameters.push_back(extra);
    });
    QVERIFY(std::none_of(common.commands.begin(), common.commands.end(),
                         [](const auto &command) { return command.name == "drain"; }));
}

void CommonCatalogueTest::nothingForNobody()
{
    QVERIFY(commonCatalogue({}).commands.empty());
}

QTEST_GUILESS_MAIN(CommonCatalogueTest)
#include "tst_common_catalogue.moc"
