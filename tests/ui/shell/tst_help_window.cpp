#include "resources/resources.h"
#include "ui/shell/help_window.h"

#include <QLineEdit>
#include <QRegularExpression>
#include <QTest>
#include <QTextBrowser>

using namespace iso;
using shell::HelpWindow;

class TestHelpWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyTopicHasAPage()
    {
        HelpWindow help;
        for (const shell::HelpTopic &topic : shell::helpTopics()) {
            help.showTopic(topic.name);
            QCOMPARE(help.currentTopic(), topic.name);
            QVERIFY2(help.page().toPlainText().size() > 300, qPrintable(topic.name));
        }
    }

    void linksAndPicturesLeadSomewhere()
    {
        const QRegularExpression link(QStringLiteral("\\]\\(([^)]+)\\)"));
        int pictures = 0;
        for (const shell::HelpTopic &topic : shell::helpTopics()) {
            const auto text = resources::read(QStringLiteral("help/%1.md").arg(topic.name));
            QVERIFY(text);
            auto matches = link.globalMatch(QString::fromUtf8(*text));
            while (matches.hasNext()) {
                const QString target = matches.next().captured(1);
                if (!target.startsWith(QLatin1String("https://"))) {
                    QVERIFY2(resources::read(QStringLiteral("help/") + target), qPrintable(target));
                    pictures += target.endsWith(QLatin1String(".png")) ? 1 : 0;
                }
            }
        }
        QVERIFY(pictures >= 5);
    }

    void searchLeavesThePagesThatHaveAllWords()
    {
        HelpWindow help;
        const auto all = help.found().size();
        help.searchLine().setText(QStringLiteral("isochrone people"));
        QVERIFY(help.found().size() >= 1);
        QVERIFY(help.found().size() < all);
        help.searchLine().setText(QStringLiteral("xyzzyplugh"));
        QVERIFY(help.found().isEmpty());
        help.searchLine().clear();
        QCOMPARE(help.found().size(), all);
    }

    void linkToAnotherPageIsFollowed()
    {
        HelpWindow help;
        help.showTopic(QStringLiteral("window"));
        Q_EMIT help.page().anchorClicked(QUrl(QStringLiteral("filter.md")));
        QCOMPARE(help.currentTopic(), QStringLiteral("filter"));
    }
};

QTEST_MAIN(TestHelpWindow)
#include "tst_help_window.moc"
