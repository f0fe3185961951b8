#include "ui/matrix/matrix_layout.h"

#include <QTest>

using namespace iso;
using matrix::MatrixGroup;
using matrix::MatrixLayout;

namespace
{

QString text(const char *latin)
{
    return QString::fromLatin1(latin);
}

std::vector<MatrixGroup> someGroups()
{
    return {{text("af"), text("cai"), 3},
            {text("eu"), text("osl"), 14},
            {text("eu"), text("par"), 700},
            {text("eu"), text("sto"), 1}};
}

} // namespace

class TestMatrixLayout : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void regionsAndSitesKeepTheirOrderAndCounts()
    {
        const MatrixLayout layout(someGroups(), 800, 16);
        QCOMPARE(layout.regions().size(), std::size_t{2});
        QCOMPARE(layout.regions()[1].name, text("eu"));
        QCOMPARE(layout.regions()[1].count, 715U);
        QCOMPARE(layout.regions()[1].firstCell, 3U);
        QCOMPARE(layout.blocks().size(), std::size_t{4});
        QCOMPARE(layout.blocks()[3].firstCell, 717U);
        QCOMPARE(layout.cellCount(), 718U);
    }

    void everyCellIsInsideTheWidthAndFoundAgain_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("wide") << 1600;
        QTest::newRow("usual") << 800;
        QTest::newRow("narrow") << 120;
        QTest::newRow("absurd") << 10;
    }
    void everyCellIsInsideTheWidthAndFoundAgain()
    {
        QFETCH(int, width);
        const MatrixLayout layout(someGroups(), width, 16);
        for (std::uint32_t cell = 0; cell < layout.cellCount(); ++cell) {
            const QRect rect = layout.cellRect(cell);
            QVERIFY(rect.left() >= 0 && rect.bottom() <= layout.height());
            QVERIFY(rect.right() < std::max(width, MatrixLayout::kMargin + 16));
            QCOMPARE(layout.cellAt(rect.center()), std::optional(cell));
        }
    }

    void nothingOverlaps()
    {
        const MatrixLayout layout(someGroups(), 800, 16);
        std::vector<QRect> areas;
        for (const MatrixLayout::Region &region : layout.regions()) {
            areas.push_back(region.title);
        }
        for (const MatrixLayout::Block &block : layout.blocks()) {
            areas.push_back(block.title);
            areas.emplace_back(block.origin, QSize(block.columns * 16, block.rows() * 16));
        }
        for (std::size_t i = 0; i < areas.size(); ++i) {
            for (std::size_t j = i + 1; j < areas.size(); ++j) {
                QVERIFY2(!areas[i].intersects(areas[j]), qPrintable(QStringLiteral("%1 and %2").arg(i).arg(j)));
            }
        }
    }

    void boxFindsExactlyTheCellsItTouches()
    {
        const MatrixLayout layout(someGroups(), 800, 16);
        const QRect box = layout.cellRect(3).united(layout.cellRect(4));
        QCOMPARE(layout.cellsIn(box), std::vector<std::uint32_t>({3, 4}));
        QVERIFY(layout.cellsIn(layout.regions()[1].title).empty());
        QCOMPARE(layout.cellsIn(QRect(0, 0, 800, layout.height())).size(), std::size_t{718});
    }

    void arrowsReachEveryRow()
    {
        const MatrixLayout layout(someGroups(), 800, 16);
        QCOMPARE(layout.neighbour(0, -1, 0), 0U);
        QCOMPARE(layout.neighbour(0, 1, 0), 1U);
        QCOMPARE(layout.neighbour(717, 1, 0), 717U);
        QCOMPARE(layout.neighbour(0, 0, -1), 0U);
        std::uint32_t cell = 0;
        int last = layout.cellRect(cell).top();
        for (std::uint32_t next = layout.neighbour(cell, 0, 1); next != cell; next = layout.neighbour(cell, 0, 1)) {
            QVERIFY(layout.cellRect(next).top() > last);
            last = layout.cellRect(next).top();
            cell = next;
        }
        QVERIFY(cell >= 17); // came through both regions
        const std::uint32_t up = layout.neighbour(cell, 0, -1);
        QVERIFY(layout.cellRect(up).top() < last);
    }

    void noGroupsIsNothing()
    {
        const MatrixLayout layout({}, 800, 16);
        QCOMPARE(layout.height(), 0);
        QVERIFY(!layout.cellAt({5, 5}));
        QVERIFY(layout.cellsIn({0, 0, 800, 800}).empty());
    }
};

QTEST_APPLESS_MAIN(TestMatrixLayout)
#include "tst_matrix_layout.moc"
