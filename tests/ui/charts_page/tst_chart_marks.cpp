#include "tests/support/fixed_id_source.h"
#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/charts_page/chart_marks.h"
#include "ui/charts_page/chart_subject.h"
#include "ui/charts_page/chart_texts.h"

#include <QTest>

using namespace iso;
using namespace iso::charts_page;
using namespace std::chrono_literals;

class ChartMarksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_births.reset();
        m_session->addNode("osl-1", "north", "osl", {}, "Oslo, NO");
        m_session->addNode("osl-2", "north", "osl", {}, "Oslo, NO");
        m_session->addNode("sto-1", "north", "sto", {}, "Stockholm, SE");
        m_session->addNode("par-1", "west", "par", {}, "Paris, FR");
        for (const NodeId &node : m_session->nodeIds()) {
            m_session->editIdentity(node, [](fleet::NodeIdentity &identity) { identity.bornAt = HubTime(); });
        }
        m_session->publish();
    }

    void commandsAreMarkedWithArgumentsAndIssuer()
    {
        put("osl-1", "set-limit", -60s);
        put("osl-2", "set-limit", -60s); // the same to another node of the group
        put("par-1", "drain", -30s);     // not of the group
        put("osl-1", "drain", -700s);    // before the range
        auto observed = record("osl-1", "status", -50s);
        observed.hazard = wire::HazardClass::Observe;
        m_session->setCommand(observed);
        const auto marks = marksFor({"osl-1", "osl-2"});
        QCOMPARE(marks.size(), std::size_t(1));
        QCOMPARE(marks[0].text, QStringLiteral("set-limit 40/s \u00b7 op-7 \u00d72"));
        QCOMPARE(marks[0].time_ms, (m_clock.utcNow() - 60s).toSeconds() * 1e3);
    }

    void birthsAreMarked()
    {
        m_session->editIdentity(id("osl-2"),
                                [this](fleet::NodeIdentity &identity) { identity.bornAt = m_clock.utcNow() - 90s; });
        m_session->publish();
        put("osl-1", "drain", -60s);
        const auto marks = marksFor({"osl-1", "osl-2"});
        QCOMPARE(marks.size(), std::size_t(2));
        QCOMPARE(marks[0].text, QStringLiteral("birth"));
        QVERIFY(marks[0].time_ms < marks[1].time_ms);
        QVERIFY(marksFor({"sto-1"}).empty());
    }

    void storedBirthsSayWhatChanged()
    {
        using events::EventKind;
        const auto birth = [this](EventKind kind, const char *node, Duration when, const char *text = "") {
            events::Event event;
            event.at = m_clock.utcNow() + when;
            event.kind = kind;
            event.node = id(node);
            event.text = text;
            return event;
        };
        m_births = {birth(EventKind::Restarted, "osl-2", -60s), birth(EventKind::Restarted, "osl-1", -60500ms),
                    birth(EventKind::Changed, "osl-1", -120s, "engine vLLM: 0.10 -> 0.11"),
                    birth(EventKind::Joined, "par-1", -130s), birth(EventKind::Joined, "osl-1", -11min)};
        // What the snapshot knows is among them already.
        m_session->editIdentity(id("osl-2"),
                                [this](fleet::NodeIdentity &identity) { identity.bornAt = m_clock.utcNow() - 60s; });
        m_session->publish();
        const auto marks = marksFor({"osl-1", "osl-2"});
        QCOMPARE(marks.size(), std::size_t(2));
        QCOMPARE(marks[0].text, QStringLiteral("engine vLLM: 0.10 -> 0.11"));
        QCOMPARE(marks[1].text, QStringLiteral("restarted \u00d72"));
    }

    void subjectFollowsScopeAndSelection()
    {
        bridge::Selection selection;
        const auto titleOf = [&](Scope scope) { return subjectOf(scope, *m_session->snapshot(), selection).title; };
        QCOMPARE(titleOf(Scope::Selection), QStringLiteral("Fleet \u00b7 4 nodes"));
        QCOMPARE(titleOf(Scope::Site), QStringLiteral("Fleet \u00b7 4 nodes"));
        selection.select(id("osl-1"));
        QCOMPARE(titleOf(Scope::Selection), QStringLiteral("osl-1"));
        QCOMPARE(titleOf(Scope::Site), QStringLiteral("Oslo, NO \u00b7 2 nodes"));
        QCOMPARE(titleOf(Scope::Region), QStringLiteral("north \u00b7 3 nodes"));
        selection.select({id("osl-1"), id("osl-2")}, {});
        QCOMPARE(titleOf(Scope::Selection), QStringLiteral("Oslo, NO \u00b7 2 nodes"));
        selection.select({id("osl-1"), id("par-1")}, {});
        QCOMPARE(titleOf(Scope::Selection), QStringLiteral("Selection \u00b7 2 nodes"));
        m_session->editIdentity(id("osl-2"), [](fleet::NodeIdentity &identity) { identity.retired = true; });
        m_session->publish();
        QCOMPARE(titleOf(Scope::Fleet), QStringLiteral("Fleet \u00b7 3 nodes"));
    }

    void stepsAreRoundAndNotShorterThanSamplesAreApart()
    {
        QVERIFY(roundStep(1667ms, 1s) == 2s);
        QVERIFY(roundStep(10s, 1s) == 10s);
        QVERIFY(roundStep(1680s, 1s) == 30min);
        QVERIFY(roundStep(2s, 10s) == 10s);
        QVERIFY(roundStep(100ms, 100ms) == 1s);
        QVERIFY(roundStep(30h, 1s) == 48h);
    }

private:
    static NodeId id(const char *name) { return NodeId::fromText(name).value(); }
    commands::CommandRecord record(const char *node, const char *name, Duration when)
    {
        commands::CommandRecord record;
        record.id = m_ids.newCommandId(0);
        record.node = id(node);
        record.name = name;
        if (record.name == "set-limit") {
            record.arguments = {{"rate", "40/s"}};
        }
        record.hazard = wire::HazardClass::Adjust;
        record.issuer = "op-7";
        record.createdAt = m_clock.utcNow() + when;
        record.steps = {{commands::CommandState::Created, record.createdAt, {}, {}}};
        return record;
    }
    void put(const char *node, const char *name, Duration when) { m_session->setCommand(record(node, name, when)); }
    std::vector<charts::ChartMark> marksFor(std::initializer_list<const char *> names)
    {
        std::unordered_set<NodeId> nodes;
        for (const char *name : names) {
            nodes.insert(id(name));
        }
        const NodeTime to = NodeTime::fromNanoseconds(m_clock.utcNow().toNanoseconds());
        return marksOf(*m_session->commands(), m_births, *m_session->snapshot(), nodes, to - 10min, to);
    }

    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::optional<std::vector<events::Event>> m_births;
    test::FixedIdSource m_ids;
};

QTEST_MAIN(ChartMarksTest)
#include "tst_chart_marks.moc"
