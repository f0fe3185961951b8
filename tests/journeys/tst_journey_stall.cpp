#include "tests/journeys/hands.h"
#include "tests/journeys/workplace.h"
#include "ui/dialogs/acknowledge_dialog.h"
#include "ui/models/problem_model.h"
#include "ui/panels/fleet_tree.h"

#include <QTabBar>
#include <QTest>
#include <QTreeView>

using namespace iso;
using namespace iso::test;
using namespace Qt::StringLiterals;

namespace
{

const QString kStalled = u"edge-hel-002"_s;
constexpr int kNodes = 30;
constexpr auto kScenario = R"(
[[fault]]
kind = "stall"
at = "5s"
duration = "1h"
node = "edge-hel-002"
)";

} // namespace

/// An engine hangs while its machine looks well: Problems leads to it, and somebody says that he has seen it.
class TestJourneyStall : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_place->open());
        m_place->startFleet(kNodes, QString::fromLatin1(kScenario));
        // An engine is stalled when it has made no step for two minutes with requests in it.
        QTRY_VERIFY_WITH_TIMEOUT(stalledRow().isValid(), 240'000);
    }
    void init() { m_place->window().selection().clear(); }
    void cleanup() { m_place->keepPictureOfFailure(); }
    void cleanupTestCase() { m_place.reset(); }

    void byMouse();
    void byKeyboard();

private:
    [[nodiscard]] shell::WindowLayout &parts() const { return m_place->window().parts(); }
    [[nodiscard]] QTreeView &problems() const { return *parts().problems().tree(); }
    /// One node may have several problems.
    [[nodiscard]] QModelIndex stalledRow() const
    {
        const QAbstractItemModel &model = *problems().model();
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.index(row, models::ProblemModel::WhereColumn).data() == kStalled &&
                model.index(row, models::ProblemModel::TextColumn).data().toString().startsWith(u"Engine stalled"_s)) {
                return model.index(row, models::ProblemModel::TextColumn);
            }
        }
        return {};
    }
    [[nodiscard]] dialogs::AcknowledgeDialog *dialog() const
    {
        return eyes::dialog<dialogs::AcknowledgeDialog>(m_place->window());
    }
    void checkThatItIsInspected()
    {
        SEE(m_place->window().selection().current() == NodeId::fromText(kStalled.toStdString()).value());
        QCOMPARE(m_place->node(kStalled)->service, telemetry::ServiceState::Stalled);
        SEE(eyes::row(parts().fleet().tree(), kStalled).isValid());
        SEE(parts().fleet().tree().currentIndex().data().toString() == kStalled);
    }
    void checkThatTheLedgerHasIt(const QByteArray &note)
    {
        SEE(dialog() == nullptr);
        SEE(stalledRow().siblingAtColumn(models::ProblemModel::StateColumn).data().toString() != u"unack"_s);
        const Outcome told = m_place->ctl().run({u"problems"_s});
        QVERIFY2(told.output.contains(note), told.text().constData());
        QCOMPARE(m_place->ctl().run({u"ledger"_s, u"verify"_s}).exitCode, 0);
    }

    std::unique_ptr<Workplace> m_place = std::make_unique<Workplace>();
};

void TestJourneyStall::byMouse()
{
    auto *tabs = parts().bottom().findChild<QTabBar *>();
    hands::click(*tabs, tabs->tabRect(0).center());
    hands::click(*problems().viewport(), hands::cell(problems(), stalledRow()));
    SEE(eyes::button(parts().problems(), u"Show nodes"_s) != nullptr);
    hands::click(*eyes::button(parts().problems(), u"Show nodes"_s));
    checkThatItIsInspected();
    hands::click(*eyes::button(parts().problems(), u"Acknowledge…"_s));
    SEE(dialog() != nullptr);
    hands::type(u"asked the site to restart it"_s);
    hands::click(*eyes::button(*dialog(), u"Acknowledge"_s));
    checkThatTheLedgerHasIt("asked the site to restart it");
}

void TestJourneyStall::byKeyboard()
{
    hands::key("ctrl+7");
    SEE(problems().hasFocus());
    hands::key("Home");
    SEE(problems().currentIndex().row() == 0);
    for (int rows = 0; rows < problems().model()->rowCount() && problems().currentIndex().row() != stalledRow().row();
         ++rows) {
        const int before = problems().currentIndex().row();
        hands::key("Down");
        SEE(problems().currentIndex().row() != before);
    }
    hands::key("Return");
    checkThatItIsInspected();
    hands::key("ctrl+7");
    SEE(problems().hasFocus());
    hands::key("a");
    SEE(dialog() != nullptr);
    hands::type(u"on my list"_s);
    hands::key("Return");
    checkThatTheLedgerHasIt("on my list");
}

int main(int argc, char **argv)
{
    return runOnDisplay<TestJourneyStall>(argc, argv);
}

#include "tst_journey_stall.moc"
