#include "tests/lint/rules.h"

#include <QTest>

using namespace iso;

/// The rules, on this tree. That each of them can fail is shown by tst_lint_rules.
class TestLint : public QObject
{
    Q_OBJECT

    lint::SourceTree m_tree;

    static void expectNone(const QStringList &findings)
    {
        // One message a finding, because QVERIFY2 cuts a long one.
        for (const QString &finding : findings) {
            qWarning("%s", qPrintable(finding));
        }
        QVERIFY2(findings.isEmpty(), "the findings stand above");
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_tree = lint::SourceTree::load(QStringLiteral(ISOCHRONE_SOURCE_DIR));
        QVERIFY(m_tree.find(QStringLiteral("core/base/result.h")));
    }

    void filesAndFunctionsStayWithinTheirBounds() { expectNone(lint::sizes(m_tree)); }
    void linkTableNamesTheFoldersThatExist() { expectNone(lint::linkTable(m_tree)); }
    void foldersIncludeWhatTheLinkTableAllows() { expectNone(lint::layers(m_tree)); }
    void foreignHeadersStayWhereTheyBelong() { expectNone(lint::foreignHeaders(m_tree)); }
    void everySourceIsBuiltAndEveryHeaderUsed() { expectNone(lint::orphans(m_tree)); }
    void documentsLeadToWhatExists() { expectNone(lint::documents(m_tree)); }
    void knownMistakesAreAbsent() { expectNone(lint::forbiddenTexts(m_tree)); }
};

QTEST_GUILESS_MAIN(TestLint)
#include "tst_lint.moc"
