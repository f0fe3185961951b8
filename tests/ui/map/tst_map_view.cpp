#include "ui/map/map_view.h"

#include <QContextMenuEvent>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <array>

using namespace iso;
using namespace iso::map;

namespace
{

constexpr GeoPoint kParis{48.86, 2.35};

std::shared_ptr<const MapData> mapData()
{
    static const auto kData = std::make_shared<const MapData>(MapData::loadCompiledIn().value());
    return kData;
}

MapMark markAtPlace(std::uint32_t key, GeoPoint place)
{
    MapMark mark;
    mark.key = key;
    mark.place = place;
    mark.tone = MarkTone::Ok;
    return mark;
}

void turnWheel(MapView &view, const QPoint &at, int angle)
{
    QWheelEvent event(at, view.mapToGlobal(at), QPoint(), QPoint(0, angle), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&view, &event);
}

/// A pointer move without a button, straight to the widget.
void movePointer(MapView &view, const QPoint &at)
{
    QMouseEvent event(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&view, &event);
}

} // namespace

class MapViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_view.reset(); }

    void startsWithTheWholeWorldAndKeepsItWhenResized();
    void wheelZoomsToThePointer();
    void dragPansAndDoesNotSelect();
    void clickOnAMarkNamesIt();
    void clickOnNothingClears();
    void smallMovementIsStillAClick();
    void hoverIsToldOnceAndEnds();
    void hoverEndsWhenTheMarkGoes();
    void contextMenuNamesTheMark();
    void doubleClickZoomsOrActivates();
    void keysMoveAndZoom();
    void buttonsZoom();
    void fitShowsThePlaces();
    void showsGroundAndMarksInBothThemes();
    void canBeUsedWithoutAMouseOrEyes();

private:
    std::unique_ptr<MapView> m_view;
};

void MapViewTest::init()
{
    m_view = std::make_unique<MapView>(mapData(), theme::loadTheme(theme::ThemeKind::Dark).value());
    m_view->resize(1000, 620);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void MapViewTest::startsWithTheWholeWorldAndKeepsItWhenResized()
{
    QVERIFY(m_view->camera().showsWholeWorld());
    QCOMPARE(m_view->camera().viewSize(), QSizeF(1000, 620));
    m_view->resize(700, 500);
    QTRY_COMPARE(m_view->camera().viewSize(), QSizeF(700, 500));
    QVERIFY(m_view->camera().showsWholeWorld());
}

void MapViewTest::wheelZoomsToThePointer()
{
    QSignalSpy changes(m_view.get(), &MapView::cameraChanged);
    const QPoint at = m_view->camera().toScreen(kParis).toPoint();
    turnWheel(*m_view, at, 480);
    const double scale = m_view->camera().scale();
    const GeoPoint under = m_view->camera().toPlace(at);
    turnWheel(*m_view, at, 240);
    QCOMPARE(changes.count(), 2);
    QVERIFY(qAbs(m_view->camera().scale() / scale - 2) < 1e-9);
    QVERIFY(qAbs(m_view->camera().toPlace(at).latitude_deg - under.latitude_deg) < 1e-9);
    QVERIFY(qAbs(m_view->camera().toPlace(at).longitude_deg - under.longitude_deg) < 1e-9);
}

void MapViewTest::dragPansAndDoesNotSelect()
{
    turnWheel(*m_view, {500, 200}, 720);
    QSignalSpy background(m_view.get(), &MapView::backgroundClicked);
    QSignalSpy clicks(m_view.get(), &MapView::markClicked);
    const GeoPoint held = m_view->camera().toPlace({400, 300});
    QTest::mousePress(m_view.get(), Qt::LeftButton, Qt::NoModifier, {400, 300});
    QTest::mouseMove(m_view.get(), {440, 310});
    QTest::mouseMove(m_view.get(), {470, 280});
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, Qt::NoModifier, {470, 280});
    const QPointF now = m_view->camera().toScreen(held);
    QVERIFY2(qAbs(now.x() - 470) < 1e-6 && qAbs(now.y() - 280) < 1e-6,
             qPrintable(QStringLiteral("%1, %2").arg(now.x()).arg(now.y())));
    QCOMPARE(background.count() + clicks.count(), 0);
}

void MapViewTest::clickOnAMarkNamesIt()
{
    m_view->setMarks({markAtPlace(7, kParis), markAtPlace(8, {-33.9, 18.4})});
    QSignalSpy clicks(m_view.get(), &MapView::markClicked);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::ControlModifier, m_view->positionOf(8).value());
    QCOMPARE(clicks.count(), 1);
    QCOMPARE(clicks[0][0].value<std::uint32_t>(), 8U);
    QCOMPARE(clicks[0][1].value<Qt::KeyboardModifiers>(), Qt::KeyboardModifiers(Qt::ControlModifier));
}

void MapViewTest::clickOnNothingClears()
{
    m_view->setMarks({markAtPlace(7, kParis)});
    QSignalSpy background(m_view.get(), &MapView::backgroundClicked);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, m_view->positionOf(7).value() + QPoint(60, 60));
    QCOMPARE(background.count(), 1);
}

void MapViewTest::smallMovementIsStillAClick()
{
    m_view->setMarks({markAtPlace(7, kParis)});
    QSignalSpy clicks(m_view.get(), &MapView::markClicked);
    const MapCamera before = m_view->camera();
    const QPoint at = m_view->positionOf(7).value();
    QTest::mousePress(m_view.get(), Qt::LeftButton, Qt::NoModifier, at);
    QTest::mouseMove(m_view.get(), at + QPoint(2, 1));
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, Qt::NoModifier, at + QPoint(2, 1));
    QCOMPARE(clicks.count(), 1);
    QCOMPARE(m_view->camera(), before);
}

void MapViewTest::hoverIsToldOnceAndEnds()
{
    m_view->setMarks({markAtPlace(7, kParis)});
    QSignalSpy hovers(m_view.get(), &MapView::markHovered);
    QSignalSpy ends(m_view.get(), &MapView::hoverEnded);
    const QPoint at = m_view->positionOf(7).value();
    movePointer(*m_view, at);
    movePointer(*m_view, at + QPoint(1, 0));
    QCOMPARE(hovers.count(), 1);
    QCOMPARE(hovers[0][0].value<std::uint32_t>(), 7U);
    QCOMPARE(hovers[0][1].toPoint(), at);
    movePointer(*m_view, at + QPoint(80, 0));
    QCOMPARE(ends.count(), 1);
}

void MapViewTest::hoverEndsWhenTheMarkGoes()
{
    m_view->setMarks({markAtPlace(7, kParis)});
    movePointer(*m_view, m_view->positionOf(7).value());
    QSignalSpy ends(m_view.get(), &MapView::hoverEnded);
    m_view->setMarks({markAtPlace(7, kParis)});
    QCOMPARE(ends.count(), 0);
    m_view->setMarks({});
    QCOMPARE(ends.count(), 1);
}

void MapViewTest::contextMenuNamesTheMark()
{
    m_view->setMarks({markAtPlace(7, kParis)});
    QSignalSpy menus(m_view.get(), &MapView::contextMenuRequested);
    const QPoint at = m_view->positionOf(7).value();
    for (const QPoint &where : {at, at + QPoint(70, 0)}) {
        QContextMenuEvent event(QContextMenuEvent::Mouse, where, m_view->mapToGlobal(where));
        QCoreApplication::sendEvent(m_view.get(), &event);
    }
    QCOMPARE(menus.count(), 2);
    QCOMPARE(menus[0][0].value<std::optional<std::uint32_t>>(), std::optional(7U));
    QCOMPARE(menus[0][1].toPoint(), m_view->mapToGlobal(at));
    QCOMPARE(menus[1][0].value<std::optional<std::uint32_t>>(), std::optional<std::uint32_t>());
}

void MapViewTest::doubleClickZoomsOrActivates()
{
    m_view->setMarks({markAtPlace(7, kParis)});
    QSignalSpy activations(m_view.get(), &MapView::markActivated);
    const double scale = m_view->camera().scale();
    QTest::mouseDClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, m_view->positionOf(7).value());
    QCOMPARE(activations.count(), 1);
    QCOMPARE(m_view->camera().scale(), scale);
    QTest::mouseDClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, {300, 400});
    QCOMPARE(activations.count(), 1);
    QCOMPARE(m_view->camera().scale(), 2 * scale);
}

void MapViewTest::keysMoveAndZoom()
{
    const double scale = m_view->camera().scale();
    QTest::keyClick(m_view.get(), Qt::Key_Plus);
    QTest::keyClick(m_view.get(), Qt::Key_Plus);
    QVERIFY(m_view->camera().scale() > 2 * scale);
    const QPointF before = m_view->camera().toScreen(kParis);
    QTest::keyClick(m_view.get(), Qt::Key_Right);
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    const QPointF moved = m_view->camera().toScreen(kParis) - before;
    QVERIFY(moved.x() < -60 && moved.y() < -60);
    QTest::keyClick(m_view.get(), Qt::Key_Left);
    QTest::keyClick(m_view.get(), Qt::Key_Up);
    QTest::keyClick(m_view.get(), Qt::Key_Minus);
    QVERIFY(m_view->camera().scale() < 2 * scale);
    QTest::keyClick(m_view.get(), Qt::Key_Home);
    QVERIFY(m_view->camera().showsWholeWorld());
}

void MapViewTest::buttonsZoom()
{
    const double scale = m_view->camera().scale();
    auto *in = m_view->findChild<QToolButton *>(QStringLiteral("zoom-in"));
    auto *out = m_view->findChild<QToolButton *>(QStringLiteral("zoom-out"));
    auto *fit = m_view->findChild<QToolButton *>(QStringLiteral("fit"));
    QVERIFY(in && out && fit);
    in->click();
    in->click();
    QVERIFY(m_view->camera().scale() > 2 * scale);
    out->click();
    QVERIFY(m_view->camera().scale() < 2 * scale);
    fit->click();
    QVERIFY(m_view->camera().showsWholeWorld());
    QVERIFY(m_view->rect().contains(in->geometry()) && !in->geometry().intersects(out->geometry()));
}

void MapViewTest::fitShowsThePlaces()
{
    const std::array<GeoPoint, 2> places = {kParis, GeoPoint{52.5, 13.4}};
    m_view->fitTo(places);
    QVERIFY(!m_view->camera().showsWholeWorld());
    for (const GeoPoint &place : places) {
        QVERIFY(m_view->rect().contains(m_view->camera().toScreen(place).toPoint()));
    }
}

void MapViewTest::showsGroundAndMarksInBothThemes()
{
    m_view->setMarks({markAtPlace(7, {30, -40})});
    for (const theme::ThemeKind kind : {theme::ThemeKind::Dark, theme::ThemeKind::Light}) {
        const theme::Theme theme = theme::loadTheme(kind).value();
        m_view->setTheme(theme);
        m_view->grab(); // asks for the ground
        QTRY_VERIFY_WITH_TIMEOUT(m_view->isBaseReady(), 20'000);
        const QImage image = m_view->grab().toImage();
        const auto colorAt = [&](const GeoPoint &place) {
            return image.pixelColor(m_view->camera().toScreen(place).toPoint());
        };
        QCOMPARE(colorAt({47.5, 2.5}), theme.land);
        QCOMPARE(colorAt({30, -50}), theme.sea);
        QCOMPARE(colorAt({30, -40}), theme.ok);
    }
}

void MapViewTest::canBeUsedWithoutAMouseOrEyes()
{
    QVERIFY(!m_view->accessibleName().isEmpty());
    QCOMPARE(m_view->focusPolicy(), Qt::StrongFocus);
    const QList<QToolButton *> buttons = m_view->findChildren<QToolButton *>();
    QCOMPARE(buttons.size(), 3);
    for (const QToolButton *button : buttons) {
        QVERIFY(!button->accessibleName().isEmpty());
        QVERIFY(!button->toolTip().isEmpty());
        QVERIFY(button->focusPolicy() == Qt::TabFocus);
    }
}

QTEST_MAIN(MapViewTest)
#include "tst_map_view.moc"
