#include "tests/support/manual_clock.h"
#include "tests/support/temp_workspace.h"
#include "tests/ui/support/fake_session.h"
#include "ui/shell/filter_line.h"
#include "ui/shell/saved_views.h"
#include "ui/shell/window_settings.h"

#include <QCompleter>
#include <QSignalSpy>
#include <QTest>

using namespace iso;
using shell::FilterLine;
using shell::SavedViews;

class TestFilterLine : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_session->addNode("edge-osl", "eu-north", "oslo");
        m_session->addNode("edge-tyo", "ap-northeast", "tokyo");
        m_session->publish();
        m_line = std::make_unique<FilterLine>([this] { return m_session->snapshot(); });
        m_line->resize(500, 28);
        m_line->show();
        m_line->setFocus();
        QVERIFY(QTest::qWaitForWindowExposed(m_line.get()));
    }

    void textTakesEffectWhenItRestsOrWithReturn()
    {
        QSignalSpy changed(m_line.get(), &FilterLine::filterChanged);
        QTest::keyClicks(m_line.get(), QStringLiteral("osl"));
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(changed.last().first().value<filter::Filter>().text(), std::string("osl"));
        QTest::keyClick(m_line.get(), Qt::Key_Return);
        QCOMPARE(changed.count(), 2);
    }

    void wrongTextIsMarkedAndChangesNothing()
    {
        QSignalSpy changed(m_line.get(), &FilterLine::filterChanged);
        m_line->apply(QStringLiteral("région:eu and lod>5%"));
        QCOMPARE(changed.count(), 0);
        QVERIFY(!m_line->errorText().isEmpty());
        QVERIFY(m_line->property("invalid").toBool());
        QCOMPARE(m_line->accessibleDescription(), m_line->errorText());
        m_line->apply(QStringLiteral("region:eu"));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(m_line->errorText(), QString());
        QVERIFY(!m_line->property("invalid").toBool());
    }

    void markingKeepsTextAndCursor()
    {
        m_line->setText(QStringLiteral("lod>5% and osl"));
        m_line->setCursorPosition(3);
        QTest::keyClick(m_line.get(), Qt::Key_Return);
        QVERIFY(!m_line->errorText().isEmpty());
        QCOMPARE(m_line->text(), QStringLiteral("lod>5% and osl"));
        QCOMPARE(m_line->cursorPosition(), 3);
        QTest::keyClicks(m_line.get(), QStringLiteral("x"));
        QCOMPARE(m_line->text(), QStringLiteral("lodx>5% and osl"));
    }

    void offersFieldsAndValuesAndInsertsThem()
    {
        QTest::keyClicks(m_line.get(), QStringLiteral("osl or regio"));
        QVERIFY(m_line->offered().contains(QStringLiteral("region:")));
        auto *completer = m_line->findChild<QCompleter *>();
        Q_EMIT completer->activated(QStringLiteral("region:"));
        QCOMPARE(m_line->text(), QStringLiteral("osl or region:"));
        QTRY_VERIFY(m_line->offered().contains(QStringLiteral("ap-northeast")));
        Q_EMIT completer->activated(QStringLiteral("ap-northeast"));
        QCOMPARE(m_line->text(), QStringLiteral("osl or region:ap-northeast"));
        QCOMPARE(m_line->cursorPosition(), static_cast<int>(m_line->text().size()));
    }

    void savedViewsComeBack()
    {
        const test::TempWorkspace workspace;
        const QString file = QString::fromStdString((workspace.path() / "console.ini").string());
        {
            shell::WindowSettings settings(file);
            SavedViews views(settings);
            const std::size_t builtIn = views.views().size();
            QVERIFY(views.save(QStringLiteral("  Slow in Oslo "), QStringLiteral("site:osl* p95>400ms")));
            QVERIFY(views.save(QStringLiteral("Llamas"), QStringLiteral("model:llama*")));
            QVERIFY(views.save(QStringLiteral("Llamas"), QStringLiteral("model:llama-3*")));
            QCOMPARE(views.views().size(), builtIn + 2);
            QVERIFY(!views.save(QString(), QStringLiteral("osl")));
            QVERIFY(!views.save(views.views().front().name, QStringLiteral("osl")));
            QVERIFY(!views.remove(views.views().front().name));
        }
        shell::WindowSettings settings(file);
        SavedViews views(settings);
        QCOMPARE(views.views().back().name, QStringLiteral("Slow in Oslo"));
        QCOMPARE(views.views().back().filter, QStringLiteral("site:osl* p95>400ms"));
        QCOMPARE(views.views()[views.views().size() - 2].filter, QStringLiteral("model:llama-3*"));
        QVERIFY(views.remove(QStringLiteral("Llamas")));
        QCOMPARE(shell::WindowSettings(file).views().size(), std::size_t{1});
    }

    void everyBuiltInViewIsAFilter()
    {
        const test::TempWorkspace workspace;
        shell::WindowSettings settings(QString::fromStdString((workspace.path() / "console.ini").string()));
        const SavedViews views(settings);
        for (const auto &view : views.views()) {
            QVERIFY2(filter::Filter::parse(view.filter.toStdString()), qPrintable(view.filter));
        }
    }

private:
    test::ManualClock m_clock;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<FilterLine> m_line;
};

QTEST_MAIN(TestFilterLine)
#include "tst_filter_line.moc"
