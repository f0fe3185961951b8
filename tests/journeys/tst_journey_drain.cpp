#include "tests/journeys/hands.h"
#include "tests/journeys/workplace.h"
#include "ui/dialogs/command_dialog.h"
#include "ui/dialogs/consequence_view.h"
#include "ui/dialogs/receipt_view.h"
#include "ui/models/command_model.h"
#include "ui/panels/fleet_tree.h"
#include "ui/panels/inspector_charts.h"

#include <QComboBox>
#include <QLineEdit>
#include <QTabBar>
#include <QTableView>
#include <QTest>

using namespace iso;
using namespace iso::test;
using namespace Qt::StringLiterals;

namespace
{

const QString kSlow = u"edge-syd-008"_s;
const QString kNeighbour = u"edge-syd-001"_s;
constexpr int kNodes = 30;
constexpr auto kScenario = R"(
[[fault]]
kind = "slow"
at = "0s"
duration = "1h"
node = "edge-syd-008"
factor = 2.5
)";

} // namespace

/// One machine has become slow: find it, look at it, take it out of service, and see its traffic move to the others.
class TestJourneyDrain : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<Workplace>();
        QVERIFY(m_place->open());
        m_place->startFleet(kNodes, QString::fromLatin1(kScenario));
        SEE_SAME(m_place->servingCount(), kNodes);
        SEE(ttftP95_s(kSlow) > 2);
    }
    void cleanup()
    {
        m_place->keepPictureOfFailure();
        m_place.reset();
    }

    void byMouse();
    void byKeyboard();

private:
    [[nodiscard]] shell::WindowLayout &parts() const { return m_place->window().parts(); }
    [[nodiscard]] panels::FleetTree &tree() const { return parts().fleet().tree(); }
    [[nodiscard]] dialogs::CommandDialog *dialog() const
    {
        return eyes::dialog<dialogs::CommandDialog>(m_place->window());
    }
    [[nodiscard]] bool isInspected(const QString &node) const
    {
        return m_place->window().selection().current() == NodeId::fromText(node.toStdString()).value();
    }
    [[nodiscard]] bool isOnlySlowShown() const
    {
        return eyes::row(tree(), kSlow).isValid() && !eyes::row(tree(), kNeighbour).isValid();
    }
    [[nodiscard]] double ttftP95_s(const QString &name) const
    {
        const fleet::NodeRecord node = m_place->node(name);
        const fleet::LatencyFigures &ttft = node->latency(telemetry::LatencyId::TimeToFirstToken);
        return ttft.count > 0 ? ttft.p95.estimate : 0;
    }
    /// Of all other machines at the site, together.
    [[nodiscard]] double neighboursLoad() const
    {
        double sum = 0;
        for (int i = 1; i <= 7; ++i) {
            const fleet::NodeRecord node = m_place->node(u"edge-syd-00%1"_s.arg(i));
            sum += node->metrics.value(telemetry::MetricId::Load).value_or(0);
        }
        return sum;
    }

    /// The draft is on the screen: check what it foretells.
    void checkPreview();
    /// It is being carried out: follow it to its end, and the traffic after it.
    void followToTheEnd(double loadBefore);

    std::unique_ptr<Workplace> m_place;
};

void TestJourneyDrain::checkPreview()
{
    const auto *view = dialog()->findChild<dialogs::ConsequenceView *>();
    QVERIFY2(view->figuresText().startsWith(u"1 node · 1 site"_s), qPrintable(view->figuresText()));
    QVERIFY2(view->figuresText().contains(u"requests running"_s), qPrintable(view->figuresText()));
    QVERIFY2(view->capacityText().contains(u"left"_s), qPrintable(view->capacityText()));
    SEE(view->reachText().contains(u"ms"_s));
}

void TestJourneyDrain::followToTheEnd(double loadBefore)
{
    SEE(dialog() != nullptr && dialog()->isSent());
    const auto *receipts = dialog()->findChild<dialogs::ReceiptView *>();
    SEE_SAME(receipts->model().counts().verified, std::size_t(1));
    SEE_SAME(m_place->node(kSlow)->service, telemetry::ServiceState::Drained);
    SEE_SAME(m_place->node(kSlow)->metrics.value(telemetry::MetricId::RequestsRunning).value_or(-1), 0.0);
    SEE(neighboursLoad() > loadBefore);
}

void TestJourneyDrain::byMouse()
{
    hands::click(m_place->window().topBar().filter());
    hands::type(u"p95>2s"_s);
    SEE(isOnlySlowShown());
    hands::key("Return");

    hands::click(*tree().viewport(), hands::cell(tree(), eyes::row(tree(), kSlow)));
    SEE(isInspected(kSlow));
    SEE(!parts().inspector().charts().series().isEmpty());

    auto *tabs = parts().middle().findChild<QTabBar *>();
    hands::click(*tabs, tabs->tabRect(2).center());
    SEE(parts().charts().isVisible());
    SEE(!parts().charts().series().isEmpty());
    hands::click(*tabs, tabs->tabRect(0).center());
    SEE(parts().map().isVisible());

    const double loadBefore = neighboursLoad();
    hands::click(*eyes::button(parts().inspector(), u"Drain…"_s));
    SEE(dialog() != nullptr);
    checkPreview();
    QLineEdit *reason = nullptr;
    for (QLineEdit *line : dialog()->findChildren<QLineEdit *>()) {
        reason = line->accessibleName() == u"Reason"_s ? line : reason;
    }
    hands::click(*reason);
    hands::type(u"too slow"_s);
    SEE_SAME(reason->text(), u"too slow"_s);

    const QPointer<QAbstractButton> send = eyes::button(*dialog(), u"Drain edge-syd-008"_s);
    QVERIFY(send != nullptr);
    hands::click(*send); // a click is not enough
    SEE(!send->isDown());
    QVERIFY(!dialog()->isSent());
    hands::press(*send);
    SEE(dialog()->isSent());
    hands::release();
    followToTheEnd(loadBefore);

    hands::click(*eyes::button(*dialog(), u"Close"_s));
    SEE(dialog() == nullptr);
    SEE(parts().commands().isVisible());
    QVERIFY(eyes::row(*parts().commands().table(), u"drain"_s, models::CommandModel::CommandColumn).isValid());
}

void TestJourneyDrain::byKeyboard()
{
    hands::key("slash");
    hands::type(u"p95>2s"_s);
    SEE(isOnlySlowShown());
    hands::key("Return");
    SEE(tree().hasFocus());
    hands::key("End");
    SEE(isInspected(kSlow));
    hands::key("F4");
    SEE(parts().charts().isVisible());
    SEE(!parts().charts().series().isEmpty());

    const double loadBefore = neighboursLoad();
    hands::key("ctrl+Return");
    SEE(dialog() != nullptr);
    hands::key("alt+c");
    hands::type(u"Dr"_s);
    SEE(eyes::button(*dialog(), u"Drain edge-syd-008"_s) != nullptr);
    checkPreview();
    hands::key("alt+r");
    hands::type(u"too slow"_s);
    const QPointer<QAbstractButton> send = eyes::button(*dialog(), u"Drain edge-syd-008"_s);
    for (int tabs = 0; tabs < 8 && !send->hasFocus(); ++tabs) {
        const QWidget *before = QApplication::focusWidget();
        hands::key("Tab");
        SEE(QApplication::focusWidget() != before);
    }
    QVERIFY(send->hasFocus());
    hands::keyDown("space");
    SEE(dialog()->isSent());
    hands::keyUp("space");
    followToTheEnd(loadBefore);
    hands::key("Escape");
    SEE(dialog() == nullptr);
    SEE(m_place->window().isActiveWindow());
}

int main(int argc, char **argv)
{
    return runOnDisplay<TestJourneyDrain>(argc, argv);
}

#include "tst_journey_drain.moc"
