#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/matrix/matrix_legend.h"
#include "ui/matrix/matrix_view.h"
#include "ui/shell/matrix_feed.h"
#include "ui/widgets/hover_card.h"

#include <QSignalSpy>
#include <QTest>
#include <memory>

using namespace iso;
using namespace std::chrono_literals;
using map::MarkShape;
using map::MarkTone;
using telemetry::LinkState;

class TestMatrixFeed : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_session->addNode("b2", "eu", "osl");
        m_session->addNode("b1", "eu", "osl");
        m_session->addNode("a1", "af", "cai");
        m_session->publish();
        m_bridge = std::make_unique<bridge::SessionBridge>(*m_session, m_clock);
        m_bridge->takeFrame();
        m_selection = std::make_unique<bridge::Selection>();
        const theme::Theme theme = theme::loadTheme(theme::ThemeKind::Dark).value();
        m_window = std::make_unique<QWidget>();
        m_view = new matrix::MatrixView(theme, m_window.get());
        m_legend = new matrix::MatrixLegend(theme, m_window.get());
        m_card = new widgets::HoverCard(theme, {}, m_view->viewport());
        m_card->hide();
        m_shown = std::make_unique<bridge::ShownNodes>(*m_bridge);
        m_feed = std::make_unique<shell::MatrixFeed>(shell::MatrixFeed::Parts{*m_view, *m_legend, *m_card}, *m_bridge,
                                                     *m_shown, *m_selection, bridge::Objectives());
        m_view->resize(600, 400);
        m_window->resize(600, 440);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup()
    {
        m_feed.reset();
        m_window.reset();
        m_bridge.reset();
    }

    void cellsStandByRegionSiteAndName()
    {
        QCOMPARE(names(), QStringList({QStringLiteral("a1"), QStringLiteral("b1"), QStringLiteral("b2")}));
        QCOMPARE(m_view->groups().size(), std::size_t{2});
        QCOMPARE(m_view->groups()[1].site, QStringLiteral("osl"));
        QCOMPARE(m_view->groups()[1].count, 2U);
    }

    void lostNodeIsATriangleAndStaleOneIsHollow()
    {
        m_session->edit(id("b1"), [](fleet::NodeSnapshot &n) { n.link = LinkState::Lost; });
        m_session->edit(id("b2"), [this](fleet::NodeSnapshot &n) { n.lastSampleReceived = m_clock.utcNow() - 1min; });
        publish();
        QCOMPARE(cell("b1").shape, MarkShape::Triangle);
        QCOMPARE(cell("b1").tone, MarkTone::Bad);
        QVERIFY(cell("b2").stale);
        QVERIFY(!cell("a1").stale);
    }

    void filteredOutCellsAreHidden()
    {
        m_shown->setFilter(filter::Filter::parse("osl").value());
        QCOMPARE(names(), QStringList({QStringLiteral("b1"), QStringLiteral("b2")}));
        m_shown->setFilter(filter::Filter::parse("nowhere").value());
        QCOMPARE(names(), QStringList());
        m_shown->setFilter({});
        QCOMPARE(names().size(), qsizetype{3});
    }

    void cellsKeepTheirPlacesUnderThePointer()
    {
        QTest::mouseMove(m_view->viewport(), QPoint(1, 1)); // wherever it was left by the test before
        QTest::mouseMove(m_view->viewport(), m_view->rectOf(keyOf("b1"))->center());
        QTRY_VERIFY(m_view->isPointerAtWork());
        const QRect before = *m_view->rectOf(keyOf("b2"));
        m_session->addNode("b0", "eu", "osl");
        m_session->editIdentity(id("a1"), [](fleet::NodeIdentity &identity) { identity.retired = true; });
        m_session->edit(id("b1"), [](fleet::NodeSnapshot &n) { n.link = LinkState::Lost; });
        publish();
        QCOMPARE(*m_view->rectOf(keyOf("b2")), before);
        QCOMPARE(names().size(), qsizetype{3});
        QCOMPARE(cell("b1").shape, MarkShape::Triangle); // what is known still shows
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(m_view->viewport(), &leave);
        QCOMPARE(names(), QStringList({QStringLiteral("b0"), QStringLiteral("b1"), QStringLiteral("b2")}));
    }

    void clicksShareTheSelection()
    {
        click("b1", Qt::NoModifier);
        QCOMPARE(m_selection->current(), id("b1"));
        click("b2", Qt::ControlModifier);
        QCOMPARE(m_selection->nodes().size(), std::size_t{2});
        click("b1", Qt::ControlModifier);
        QCOMPARE(m_selection->nodes(), std::vector<NodeId>({id("b2")}));
        QVERIFY(cell("b2").selected);
        QVERIFY(!cell("b1").selected);
        m_selection->select(id("a1"));
        QVERIFY(cell("a1").selected);
        QCOMPARE(m_view->current(), std::optional<std::uint32_t>(keyOf("a1")));
    }

    void boxAndTitleSelectMany()
    {
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->cellLayout().regions()[1].title.center());
        QCOMPARE(m_selection->nodes().size(), std::size_t{2});
        QVERIFY(m_selection->current().isEmpty());
    }

    void hoverShowsTheCardAndDoubleClickInspects()
    {
        QSignalSpy activated(m_feed.get(), &shell::MatrixFeed::nodeActivated);
        QTest::mouseMove(m_view->viewport(), QPoint(1, 1)); // wherever it was left by the test before
        QTest::mouseMove(m_view->viewport(), m_view->rectOf(keyOf("b1"))->center());
        QTRY_VERIFY(m_card->isVisible());
        QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, m_view->rectOf(keyOf("b1"))->center());
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated[0][0].value<NodeId>(), id("b1"));
    }

    void hiddenMatrixDoesNothingUntilItIsShown()
    {
        m_view->hide();
        m_session->addNode("c1", "eu", "par");
        publish();
        QCOMPARE(names().size(), qsizetype{3});
        m_view->show();
        QCOMPARE(names().size(), qsizetype{4});
    }

private:
    static NodeId id(const char *name) { return NodeId::fromText(name).value(); }
    [[nodiscard]] std::uint32_t keyOf(const char *name) const { return m_bridge->findNode(id(name))->index; }
    [[nodiscard]] matrix::MatrixCell cell(const char *name) const
    {
        for (const matrix::MatrixCell &cell : m_view->cells()) {
            if (cell.key == keyOf(name)) {
                return cell;
            }
        }
        return {};
    }
    [[nodiscard]] QStringList names() const
    {
        QStringList all;
        for (const matrix::MatrixCell &cell : m_view->cells()) {
            all << bridge::toQString(m_bridge->snapshot()->nodes[cell.key]->id().text());
        }
        return all;
    }
    void click(const char *name, Qt::KeyboardModifiers modifiers)
    {
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, modifiers, m_view->rectOf(keyOf(name))->center());
    }
    void publish()
    {
        m_session->publish();
        m_bridge->takeFrame();
    }

    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<bridge::SessionBridge> m_bridge;
    std::unique_ptr<bridge::Selection> m_selection;
    std::unique_ptr<QWidget> m_window;
    matrix::MatrixView *m_view = nullptr;
    matrix::MatrixLegend *m_legend = nullptr;
    widgets::HoverCard *m_card = nullptr;
    std::unique_ptr<bridge::ShownNodes> m_shown;
    std::unique_ptr<shell::MatrixFeed> m_feed;
};

QTEST_MAIN(TestMatrixFeed)
#include "tst_matrix_feed.moc"
