#include "core/filter/completion.h"
#include "tests/core/filter/filter_fixture.h"

#include <algorithm>

using namespace iso;
using filter::complete;
using filter::Completion;

namespace
{

fleet::FleetSnapshot twoNodes()
{
    fleet::FleetSnapshot fleet;
    fleet.nodes.push_back(std::make_shared<fleet::NodeSnapshot>(test::filterNode("edge-osl-014")));
    fleet::NodeSnapshot tokyo = test::filterNode("edge-tyo-001");
    auto identity = std::make_shared<fleet::NodeIdentity>(*tokyo.identity);
    identity->region = RegionId::fromText("ap-northeast").value();
    identity->site = SiteId::fromText("tokyo").value();
    identity->birth.placeName = "Tokyo, JP";
    tokyo.identity = identity;
    tokyo.index = 1;
    fleet.nodes.push_back(std::make_shared<fleet::NodeSnapshot>(tokyo));
    return fleet;
}

bool offers(const Completion &completion, const std::string &text)
{
    return std::any_of(completion.suggestions.begin(), completion.suggestions.end(),
                       [&](const auto &suggestion) { return suggestion.text == text; });
}

} // namespace

class tst_Completion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fieldsByTheirBeginning()
    {
        const Completion completion = complete("reg", 3, twoNodes());
        QCOMPARE(completion.from, std::size_t{0});
        QCOMPARE(completion.to, std::size_t{3});
        QVERIFY(offers(completion, "region:"));
        QVERIFY(!offers(completion, "service:"));
        QVERIFY(offers(complete("p9", 2, twoNodes()), "p95>"));
        QVERIFY(offers(complete("osl and gpu.t", 13, twoNodes()), "gpu.temp>"));
    }

    void onlyTheWordAtTheCursorIsReplaced()
    {
        const Completion completion = complete("reg and osl", 2, twoNodes());
        QCOMPARE(completion.from, std::size_t{0});
        QCOMPARE(completion.to, std::size_t{3});
    }

    void valuesThatTheFleetHas()
    {
        const Completion regions = complete("region:", 7, twoNodes());
        QCOMPARE(regions.from, std::size_t{7});
        QVERIFY(offers(regions, "eu-north"));
        QVERIFY(offers(regions, "ap-northeast"));
        const Completion narrowed = complete("region:eu", 9, twoNodes());
        QVERIFY(offers(narrowed, "eu-north"));
        QVERIFY(!offers(narrowed, "ap-northeast"));
        QVERIFY(offers(complete("region:eu-north,ap", 18, twoNodes()), "ap-northeast"));
        QVERIFY(offers(complete("place:", 6, twoNodes()), "\"Oslo, NO\""));
    }

    void valuesOfAChoice()
    {
        QVERIFY(offers(complete("service:st", 10, twoNodes()), "stalled"));
        QVERIFY(offers(complete("service:st", 10, twoNodes()), "starting"));
        QVERIFY(offers(complete("has:", 4, twoNodes()), "ttft"));
    }

    void wordOffersNodesAndSites()
    {
        const Completion completion = complete("tok", 3, twoNodes());
        QVERIFY(offers(completion, "site:tokyo"));
        QVERIFY(offers(complete("edge-t", 6, twoNodes()), "edge-tyo-001"));
    }

    void mostCommonValueComesFirst()
    {
        fleet::FleetSnapshot fleet = twoNodes();
        fleet.nodes.push_back(fleet.nodes.front());
        const Completion regions = complete("region:", 7, fleet);
        QCOMPARE(regions.suggestions.front().text, std::string("eu-north"));
        QVERIFY(regions.suggestions.front().hint.find('2') != std::string::npos);
    }

    void anythingCanBeAskedAnywhere()
    {
        const std::string text = "region:eu and (p95>5ms or \"a";
        for (std::size_t cursor = 0; cursor <= text.size() + 3; ++cursor) {
            const Completion completion = complete(text, cursor, twoNodes());
            QVERIFY(completion.from <= completion.to);
            QVERIFY(completion.to <= text.size());
            QVERIFY(completion.suggestions.size() <= filter::kMaxSuggestions);
        }
    }

    void everySuggestionOfAFieldMakesAFilter()
    {
        for (const char *text :
             {"region:", "site:", "service:", "link:", "model:", "place:", "has:", "is:", "clock:"}) {
            for (const auto &suggestion : complete(text, std::string(text).size(), twoNodes()).suggestions) {
                QVERIFY2(filter::Filter::parse(text + suggestion.text), suggestion.text.c_str());
            }
        }
    }
};

QTEST_APPLESS_MAIN(tst_Completion)
#include "tst_completion.moc"
