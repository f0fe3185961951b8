#include "ui/map/map_view.h"
#include "ui/map/place_search.h"

#include <QContextMenuEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <array>
#include <cmath>
#include <set>

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
    void clusterIsHoveredClickedAndTakenApart();
    void clusterOfOnePlaceOpensAndEscCloses();
    void shiftDragSelectsWithABoxAndDoesNotPan();
    void boxToolStaysUntilEsc();
    void keyboardWalksTheMarks();
    void escapeIsTheWindowsWhenNothingIsBegun();
    void placeIsFoundByName();
    void nightIsShadedAndGoesAgain();
    void nothingMovesBecauseAFigureChanged();

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
    const QList<QToolButton *> buttons = m_view->findChildren<QToolButton *>(QString(), Qt::FindDirectChildrenOnly);
    QCOMPARE(buttons.size(), 5);
    for (const QToolButton *button : buttons) {
        QVERIFY(!button->accessibleName().isEmpty());
        QVERIFY(!button->toolTip().isEmpty());
        QVERIFY(button->focusPolicy() == Qt::TabFocus);
    }
}

void MapViewTest::clusterIsHoveredClickedAndTakenApart()
{
    m_view->setMarks({markAtPlace(1, kParis), markAtPlace(2, {48.9, 2.5}), markAtPlace(3, {-33.9, 18.4})});
    QSignalSpy hovers(m_view.get(), &MapView::clusterHovered);
    QSignalSpy clicks(m_view.get(), &MapView::clusterClicked);
    QSignalSpy activations(m_view.get(), &MapView::markActivated);
    const QPoint at = m_view->positionOf(1).value();
    QVERIFY(!m_view->markAt(at) && m_view->hitAt(at)->isCluster);
    movePointer(*m_view, at);
    QCOMPARE(hovers.count(), 1);
    QCOMPARE(hovers[0][0].value<MapView::Keys>().size(), 2U);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, at);
    QCOMPARE(clicks.count(), 1);
    QTest::mouseDClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, at);
    for (int i = 0; i < 8 && m_view->hitAt(m_view->positionOf(1).value())->isCluster; ++i) {
        m_view->split(*m_view->hitAt(m_view->positionOf(1).value()));
    }
    QCOMPARE(m_view->markAt(m_view->positionOf(1).value()), std::optional(1U));
    QCOMPARE(m_view->markAt(m_view->positionOf(2).value()), std::optional(2U));
    QCOMPARE(activations.count(), 0);
}

void MapViewTest::clusterOfOnePlaceOpensAndEscCloses()
{
    m_view->setMarks({markAtPlace(1, kParis), markAtPlace(2, kParis), markAtPlace(3, kParis)});
    m_view->setFocus();
    const MapCamera before = m_view->camera();
    const QPoint at = m_view->positionOf(1).value();
    QTest::mouseDClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, at);
    QCOMPARE(m_view->camera(), before); // no zoom would help
    for (const std::uint32_t key : {1U, 2U, 3U}) {
        QCOMPARE(m_view->markAt(m_view->positionOf(key).value()), std::optional(key));
    }
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QVERIFY(m_view->hitAt(at)->isCluster);
}

void MapViewTest::shiftDragSelectsWithABoxAndDoesNotPan()
{
    m_view->setMarks({markAtPlace(1, kParis), markAtPlace(2, {48.9, 2.5}), markAtPlace(3, {-33.9, 18.4})});
    QSignalSpy boxes(m_view.get(), &MapView::marksBoxed);
    QSignalSpy clicks(m_view.get(), &MapView::clusterClicked);
    const MapCamera before = m_view->camera();
    const QPoint at = m_view->positionOf(1).value();
    QTest::mousePress(m_view.get(), Qt::LeftButton, Qt::ShiftModifier, at - QPoint(30, 30));
    QTest::mouseMove(m_view.get(), at);
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, Qt::ShiftModifier, at + QPoint(30, 30));
    QCOMPARE(boxes.count(), 1);
    QCOMPARE(boxes[0][0].value<MapView::Keys>().size(), 2U);
    QCOMPARE(m_view->camera(), before);
    QCOMPARE(clicks.count(), 0);
}

void MapViewTest::boxToolStaysUntilEsc()
{
    m_view->setMarks({markAtPlace(1, kParis)});
    m_view->setFocus();
    QSignalSpy boxes(m_view.get(), &MapView::marksBoxed);
    QSignalSpy tool(m_view.get(), &MapView::boxToolChanged);
    auto *button = m_view->findChild<QToolButton *>(QStringLiteral("box-select"));
    button->click();
    QCOMPARE(tool.count(), 1);
    const auto drag = [this] {
        QTest::mousePress(m_view.get(), Qt::LeftButton, Qt::NoModifier, {300, 300});
        QTest::mouseMove(m_view.get(), {340, 340});
        QTest::mouseRelease(m_view.get(), Qt::LeftButton, Qt::NoModifier, {360, 360});
    };
    drag();
    drag();
    QCOMPARE(boxes.count(), 2);
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QVERIFY(!button->isChecked());
    drag();
    QCOMPARE(boxes.count(), 2);
}

void MapViewTest::keyboardWalksTheMarks()
{
    m_view->setMarks({markAtPlace(1, kParis), markAtPlace(2, {40.7, -74}), markAtPlace(3, {-33.9, 18.4})});
    m_view->setFocus();
    QSignalSpy hovers(m_view.get(), &MapView::markHovered);
    QSignalSpy clicks(m_view.get(), &MapView::markClicked);
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QVERIFY(m_view->walkedTo());
    std::set<std::uint32_t> seen;
    for (int i = 0; i < 3; ++i) {
        seen.insert(m_view->walkedTo()->key);
        QTest::keyClick(m_view.get(), Qt::Key_Tab);
    }
    QCOMPARE(seen, (std::set<std::uint32_t>{1, 2, 3}));
    QVERIFY(m_view->hasFocus());
    QVERIFY(hovers.count() >= 3);
    const std::uint32_t key = m_view->walkedTo()->key;
    QTest::keyClick(m_view.get(), Qt::Key_Backtab);
    QVERIFY(m_view->walkedTo()->key != key);
    QTest::keyClick(m_view.get(), Qt::Key_Tab);
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QCOMPARE(clicks.count(), 1);
    QCOMPARE(clicks[0][0].value<std::uint32_t>(), key);
    m_view->setMarks({markAtPlace(3, {-33.9, 18.4})}); // the others went
    QVERIFY(!m_view->walkedTo() || m_view->walkedTo()->key == 3);
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QVERIFY(!m_view->walkedTo());
}

void MapViewTest::escapeIsTheWindowsWhenNothingIsBegun()
{
    m_view->setMarks({markAtPlace(1, kParis)});
    const auto isTaken = [this] {
        QKeyEvent event(QEvent::ShortcutOverride, Qt::Key_Escape, Qt::NoModifier);
        event.ignore();
        QCoreApplication::sendEvent(m_view.get(), &event);
        return event.isAccepted();
    };
    QVERIFY(!isTaken());
    m_view->setFocus();
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QVERIFY(isTaken());
}

void MapViewTest::placeIsFoundByName()
{
    auto *search = m_view->findChild<PlaceSearch *>();
    QVERIFY(search != nullptr && !search->isVisible());
    m_view->findPlace();
    QVERIFY(search->isVisible() && m_view->rect().contains(search->geometry()));
    QTest::keyClicks(&search->field(), QStringLiteral("zurich"));
    QVERIFY(search->results().count() >= 1);
    QTest::keyClick(&search->field(), Qt::Key_Return);
    QVERIFY(!search->isVisible() && m_view->hasFocus());
    const QPointF zurich = m_view->camera().toScreen(GeoPoint{47.37, 8.54});
    QVERIFY(std::abs(zurich.x() - 500) < 30 && std::abs(zurich.y() - 310) < 30);
    QVERIFY(!m_view->camera().showsWholeWorld());

    m_view->findPlace();
    search->field().setText(QStringLiteral("no such place at all"));
    const MapCamera before = m_view->camera();
    QTest::keyClick(&search->field(), Qt::Key_Return);
    QVERIFY(search->isVisible());
    QTest::keyClick(&search->field(), Qt::Key_Escape);
    QVERIFY(!search->isVisible());
    QCOMPARE(m_view->camera(), before);
}

void MapViewTest::nightIsShadedAndGoesAgain()
{
    const theme::Theme theme = theme::loadTheme(theme::ThemeKind::Dark).value();
    const auto seaAt = [&](const GeoPoint &place) {
        m_view->grab(); // asks for the ground
        [&] { QTRY_VERIFY_WITH_TIMEOUT(m_view->isBaseReady(), 20'000); }();
        return m_view->grab().toImage().pixelColor(m_view->camera().toScreen(place).toPoint());
    };
    // 2026-03-20 12:00 UTC: noon on the Atlantic, midnight on the Pacific.
    m_view->setDayNight(HubTime::fromNanoseconds(1'774'008'000'000'000'000));
    QCOMPARE(seaAt({30, -40}), theme.sea);
    QVERIFY(seaAt({30, 170}).lightness() < theme.sea.lightness());
    m_view->setDayNight(std::nullopt);
    QCOMPARE(seaAt({30, 170}), theme.sea);
}

void MapViewTest::nothingMovesBecauseAFigureChanged()
{
    std::vector<MapMark> marks;
    for (std::uint32_t key = 0; key < 300; ++key) {
        marks.push_back(markAtPlace(key, {-40.0 + key % 90, -150.0 + key}));
    }
    m_view->setMarks(marks);
    std::vector<QPoint> before;
    for (const MapMark &mark : marks) {
        before.push_back(m_view->positionOf(mark.key).value());
    }
    for (MapMark &mark : marks) {
        mark.tone = MarkTone::Bad;
        mark.size = 1;
        mark.selected = mark.key % 2 == 0;
        mark.stale = mark.key % 3 == 0;
    }
    m_view->setMarks(marks);
    for (std::size_t i = 0; i < marks.size(); ++i) {
        QCOMPARE(m_view->positionOf(marks[i].key).value(), before[i]);
    }
}

QTEST_MAIN(MapViewTest)
#include "tst_map_view.moc"
