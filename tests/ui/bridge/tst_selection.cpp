#include "ui/bridge/selection.h"

#include <QSignalSpy>
#include <QTest>

using iso::NodeId;
using iso::bridge::Selection;

namespace
{

NodeId node(const char *name)
{
    return NodeId::fromText(name).value();
}

} // namespace

class TestSelection : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sameSelectionInAnotherOrderIsNoChange()
    {
        Selection selection;
        selection.select({node("a"), node("b")}, node("a"));
        QSignalSpy changed(&selection, &Selection::changed);
        selection.select({node("b"), node("a"), node("b")}, node("a"));
        QCOMPARE(changed.count(), 0);
        selection.select({node("b"), node("a")}, node("b"));
        QCOMPARE(changed.count(), 1);
    }

    void doublesCountOnce()
    {
        Selection selection;
        selection.select({node("a"), node("a")}, {});
        QCOMPARE(selection.nodes().size(), std::size_t{1});
        QVERIFY(selection.contains(node("a")));
        QVERIFY(selection.current().isEmpty());
    }

    void clearLeavesNothing()
    {
        Selection selection;
        selection.select(node("a"));
        selection.clear();
        QVERIFY(selection.isEmpty());
        QVERIFY(selection.current().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestSelection)
#include "tst_selection.moc"
