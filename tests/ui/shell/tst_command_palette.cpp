#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_session.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/palette_match.h"
#include "ui/shell/palette_sources.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

using namespace iso;
using shell::CommandPalette;
using shell::matchScore;

class TestCommandPalette : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(1000, 700);
        m_window->show();
        m_palette = new CommandPalette(m_window.get());
        m_ran.clear();
    }

    void everyWordHasToFit()
    {
        QVERIFY(matchScore(QStringLiteral("osl 14"), QStringLiteral("edge-osl-014")));
        QVERIFY(!matchScore(QStringLiteral("osl 15"), QStringLiteral("edge-osl-014")));
        QVERIFY(matchScore(QStringLiteral("ctl"), QStringLiteral("Copy the list")));
        QVERIFY(!matchScore(QStringLiteral("ltc"), QStringLiteral("Copy the list")));
    }

    void beginningsComeFirst()
    {
        add({QStringLiteral("undrain"), QStringLiteral("Send drain"), QStringLiteral("Drain")});
        m_palette->open();
        m_palette->line().setText(QStringLiteral("drain"));
        QCOMPARE(m_palette->shown(),
                 (QStringList{QStringLiteral("Drain"), QStringLiteral("Send drain"), QStringLiteral("undrain")}));
    }

    void keyboardChooses()
    {
        add({QStringLiteral("alpha"), QStringLiteral("beta"), QStringLiteral("gamma")});
        m_palette->open();
        QTest::keyClick(&m_palette->line(), Qt::Key_Down);
        QTest::keyClick(&m_palette->line(), Qt::Key_Down);
        QTest::keyClick(&m_palette->line(), Qt::Key_Down); // stays on the last
        QTest::keyClick(&m_palette->line(), Qt::Key_Up);
        QTest::keyClick(&m_palette->line(), Qt::Key_Return);
        QCOMPARE(m_ran, QStringLiteral("beta"));
        QVERIFY(!m_palette->isVisible());
    }

    void nothingFitsAndNothingRuns()
    {
        add({QStringLiteral("alpha")});
        m_palette->open();
        QTest::keyClicks(&m_palette->line(), QStringLiteral("zz"));
        QVERIFY(m_palette->shown().isEmpty());
        QVERIFY(m_palette->findChild<QLabel *>(QStringLiteral("nothing"))->isVisible()); // and not an empty box
        QTest::keyClick(&m_palette->line(), Qt::Key_Return);
        QCOMPARE(m_ran, QString());
    }

    void manyAreCut()
    {
        m_palette->addSource([](const auto &take) {
            for (int i = 0; i < 10'000; ++i) {
                take({QStringLiteral("edge-%1").arg(i), {}, {}, [] {}});
            }
        });
        m_palette->open();
        QCOMPARE(m_palette->shown().size(), qsizetype(CommandPalette::kMostShown));
    }

    void actionsThatCannotBeTriggeredAreLeftOut()
    {
        auto *on = new QAction(QStringLiteral("&Pause"), m_window.get());
        auto *off = new QAction(QStringLiteral("&Drain"), m_window.get());
        off->setEnabled(false);
        m_window->addActions({on, off});
        m_palette->addSource(shell::actionsOf(*m_window));
        m_palette->open();
        QCOMPARE(m_palette->shown(), QStringList{QStringLiteral("Pause")});
    }

    void nodesAndSitesAreFound()
    {
        const test::ManualClock clock;
        test::FakeSession session(clock);
        const NodeId node = session.addNode("edge-osl", "eu-north", "oslo");
        session.publish();
        const bridge::SessionBridge bridge(session, clock);
        NodeId chosen;
        std::vector<NodeId> site;
        m_palette->addSource(shell::nodesOf(bridge, [&chosen](const NodeId &id) { chosen = id; }));
        m_palette->addSource(shell::sitesOf(bridge, [&site](const auto &nodes) { site = nodes; }));
        m_palette->open();
        m_palette->line().setText(QStringLiteral("edge"));
        QTest::keyClick(&m_palette->line(), Qt::Key_Return);
        QCOMPARE(chosen, node);
        m_palette->open();
        m_palette->line().setText(QStringLiteral("oslo"));
        QTest::keyClick(&m_palette->line(), Qt::Key_Return);
        QCOMPARE(site, std::vector<NodeId>{node});
    }

private:
    void add(const QStringList &names)
    {
        m_palette->addSource([this, names](const auto &take) {
            for (const QString &name : names) {
                take({name, QStringLiteral("action"), {}, [this, name] { m_ran = name; }});
            }
        });
    }

    std::unique_ptr<QWidget> m_window;
    CommandPalette *m_palette = nullptr;
    QString m_ran;
};

QTEST_MAIN(TestCommandPalette)
#include "tst_command_palette.moc"
