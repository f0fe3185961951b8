#include "ui/matrix/cell_atlas.h"
#include "ui/matrix/matrix_view.h"

#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <cstdlib>
#include <memory>

using namespace iso;
using map::MarkShape;
using map::MarkTone;
using matrix::CellAtlas;
using matrix::MatrixCell;
using matrix::MatrixGroup;
using matrix::MatrixView;
using Keys = std::vector<std::uint32_t>;

class TestMatrixView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_theme = theme::loadTheme(theme::ThemeKind::Dark).value(); }
    void init()
    {
        m_view = std::make_unique<MatrixView>(m_theme);
        m_view->resize(500, 300);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        fill(40);
    }
    void cleanup() { m_view.reset(); }

    void clickTellsTheKeyAndItsModifiers()
    {
        QSignalSpy clicked(m_view.get(), &MatrixView::cellClicked);
        QTest::mouseClick(viewport(), Qt::LeftButton, Qt::ControlModifier, middleOf(105));
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].value<std::uint32_t>(), 105U);
        QCOMPARE(clicked[0][1].value<Qt::KeyboardModifiers>(), Qt::KeyboardModifiers(Qt::ControlModifier));
    }

    void doubleClickActivates()
    {
        QSignalSpy activated(m_view.get(), &MatrixView::cellActivated);
        QTest::mouseDClick(viewport(), Qt::LeftButton, {}, middleOf(100));
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated[0][0].value<std::uint32_t>(), 100U);
    }

    void boxChoosesWhatItTouches()
    {
        QSignalSpy chosen(m_view.get(), &MatrixView::cellsChosen);
        QTest::mousePress(viewport(), Qt::LeftButton, {}, middleOf(100));
        QTest::mouseMove(viewport(), middleOf(102));
        QTest::mouseRelease(viewport(), Qt::LeftButton, {}, middleOf(102));
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].value<Keys>(), Keys({100, 101, 102}));
    }

    void titleChoosesItsGroup()
    {
        QSignalSpy chosen(m_view.get(), &MatrixView::cellsChosen);
        QTest::mouseClick(viewport(), Qt::LeftButton, {}, m_view->cellLayout().blocks()[1].title.center());
        QTest::mouseClick(viewport(), Qt::LeftButton, {}, m_view->cellLayout().regions()[0].title.center());
        QCOMPARE(chosen.count(), 2);
        QCOMPARE(chosen[0][0].value<Keys>().size(), std::size_t{20});
        QCOMPARE(chosen[0][0].value<Keys>().front(), 120U);
        QCOMPARE(chosen[1][0].value<Keys>().size(), std::size_t{40});
    }

    void emptyPlaceIsTheBackground()
    {
        QSignalSpy background(m_view.get(), &MatrixView::backgroundClicked);
        QTest::mouseClick(viewport(), Qt::LeftButton, {}, QPoint(490, 290));
        QCOMPARE(background.count(), 1);
    }

    void arrowsWalkAndEnterActivates()
    {
        QSignalSpy clicked(m_view.get(), &MatrixView::cellClicked);
        QSignalSpy activated(m_view.get(), &MatrixView::cellActivated);
        m_view->setFocus();
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QCOMPARE(m_view->current(), std::optional<std::uint32_t>(102));
        QTest::keyClick(m_view.get(), Qt::Key_Left);
        QCOMPARE(clicked.last()[0].value<std::uint32_t>(), 101U);
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QVERIFY(m_view->rectOf(*m_view->current())->top() > m_view->rectOf(101)->top());
        QTest::keyClick(m_view.get(), Qt::Key_End);
        QTest::keyClick(m_view.get(), Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated[0][0].value<std::uint32_t>(), 139U);
    }

    void currentCellIsScrolledIntoSight()
    {
        fill(4000);
        QVERIFY(m_view->verticalScrollBar()->maximum() > 0);
        QTest::keyClick(m_view.get(), Qt::Key_End);
        QVERIFY(viewport()->rect().contains(*m_view->rectOf(4099)));
        m_view->setCurrent(100);
        QVERIFY(viewport()->rect().contains(*m_view->rectOf(100)));
    }

    void pointerOverItIsAtWorkUntilItLeaves()
    {
        QSignalSpy hovered(m_view.get(), &MatrixView::cellHovered);
        QSignalSpy left(m_view.get(), &MatrixView::pointerLeft);
        QTest::mouseMove(viewport(), middleOf(101));
        QTRY_VERIFY(m_view->isPointerAtWork());
        QCOMPARE(hovered.last()[0].value<std::uint32_t>(), 101U);
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(viewport(), &leave);
        QVERIFY(!m_view->isPointerAtWork());
        QCOMPARE(left.count(), 1);
    }

    void zoomKeepsEveryCell()
    {
        const int before = m_view->cellLayout().pitch();
        QTest::keyClick(m_view.get(), Qt::Key_Minus);
        QVERIFY(m_view->cellLayout().pitch() < before);
        for (int i = 0; i < 20; ++i) {
            QTest::keyClick(m_view.get(), Qt::Key_Plus);
        }
        QVERIFY(m_view->cellLayout().pitch() > before);
        QCOMPARE(m_view->cellLayout().cellCount(), 40U);
    }

    void everyLookIsItsOwnEvenWithoutColour()
    {
        // What differs in tone or state must differ in its drawing too: colours are taken out before comparing.
        CellAtlas atlas(m_theme, 14, 1);
        std::vector<QImage> looks;
        const auto add = [&](MarkTone tone, MarkShape shape, bool stale = false) {
            QImage image =
                atlas.sprite({tone, shape, stale, false, 0}).toImage().convertToFormat(QImage::Format_ARGB32);
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    // Full, empty, or cut out in the colour of the ground, give or take a soft edge.
                    const QColor pixel = image.pixelColor(x, y);
                    const QColor ground = m_theme.panel;
                    const int contrast = std::abs(pixel.red() - ground.red()) +
                                         std::abs(pixel.green() - ground.green()) +
                                         std::abs(pixel.blue() - ground.blue());
                    const bool isInk = pixel.alpha() > 128 && contrast > 100;
                    image.setPixelColor(x, y, isInk ? Qt::white : Qt::black);
                }
            }
            looks.push_back(image);
        };
        for (const MarkTone tone : {MarkTone::Ok, MarkTone::Near, MarkTone::Over, MarkTone::Bad, MarkTone::Idle,
                                    MarkTone::Unknown, MarkTone::Draining}) {
            add(tone, MarkShape::Circle);
        }
        add(MarkTone::Ok, MarkShape::Circle, true);
        for (const MarkShape shape :
             {MarkShape::Triangle, MarkShape::DashedRing, MarkShape::Diamond, MarkShape::Square}) {
            add(MarkTone::Bad, shape);
        }
        for (std::size_t i = 0; i < looks.size(); ++i) {
            for (std::size_t j = i + 1; j < looks.size(); ++j) {
                QVERIFY2(looks[i] != looks[j], qPrintable(QStringLiteral("%1 looks like %2").arg(i).arg(j)));
            }
        }
    }

private:
    [[nodiscard]] QWidget *viewport() { return m_view->viewport(); }
    [[nodiscard]] QPoint middleOf(std::uint32_t key) { return m_view->rectOf(key)->center(); }
    /// Two sites of one region; keys from 100 on.
    void fill(std::uint32_t count)
    {
        std::vector<MatrixCell> cells;
        for (std::uint32_t i = 0; i < count; ++i) {
            cells.push_back({MarkTone::Ok, MarkShape::Circle, false, false, 100 + i});
        }
        m_view->setCells({{QStringLiteral("eu"), QStringLiteral("osl"), count / 2},
                          {QStringLiteral("eu"), QStringLiteral("par"), count - count / 2}},
                         std::move(cells));
    }

    theme::Theme m_theme;
    std::unique_ptr<MatrixView> m_view;
};

QTEST_MAIN(TestMatrixView)
#include "tst_matrix_view.moc"
