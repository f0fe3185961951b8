#include "tests/support/manual_clock.h"
#include "tests/support/temp_workspace.h"
#include "tests/ui/shell/open_window.h"
#include "tests/ui/support/fake_session.h"
#include "ui/dialogs/command_dialog.h"
#include "ui/dialogs/consequence_view.h"
#include "ui/panels/what_if_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/isochrone_flow.h"
#include "ui/widgets/vertical_scroll_area.h"

#include <QAction>
#include <QFile>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <memory>

using namespace iso;

class TestIsochroneFlow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<test::FakeSession>(m_clock);
        m_oslo = m_session->addNode("edge-osl-001", "eu-north", "osl", {59.9, 10.7});
        m_got = m_session->addNode("edge-got-001", "eu-north", "got", {57.7, 12.0});
        m_session->publish();
        m_settings =
            std::make_unique<shell::WindowSettings>(QString::fromStdString(m_workspace.file("console.ini").string()));
        m_bridge = std::make_unique<bridge::SessionBridge>(*m_session, m_clock);
        openWindow();
    }
    void cleanup()
    {
        m_window.reset();
        m_bridge.reset();
        m_settings.reset();
        QFile::remove(QString::fromStdString(m_workspace.file("console.ini").string()));
    }

    void theMapShowsIsochronesOnceTheyAreWorkedOut()
    {
        QVERIFY(m_window->windowActions().isochrones->isChecked());
        QTRY_VERIFY(shown());
        QCOMPARE(shown()->now->sources.sites.size(), std::size_t(2));
        QCOMPARE(shown()->drained, 0U);
    }

    void theyFollowTheFleetButNotEverySnapshot()
    {
        QTRY_VERIFY(shown());
        m_session->edit(m_got, [](fleet::NodeSnapshot &node) { node.service = telemetry::ServiceState::Failed; });
        const auto before = shown();
        m_clock.advance(std::chrono::seconds(1));
        m_session->publish();
        m_bridge->takeFrame();
        QVERIFY(shown() == before); // too soon
        m_clock.advance(std::chrono::seconds(1));
        m_session->publish();
        m_bridge->takeFrame();
        QTRY_VERIFY(shown()->now->sources.down == 1);
    }

    void theToggleHidesThemAndIsRemembered()
    {
        QTRY_VERIFY(shown());
        m_window->windowActions().isochrones->trigger();
        QVERIFY(!shown());
        m_window.reset();
        openWindow();
        QVERIFY(!m_window->windowActions().isochrones->isChecked());
        QVERIFY(!shown());
    }

    void whatIfIsAskedByKeyboardAndItsQuestionIsFrozen()
    {
        QVERIFY(!m_window->windowActions().whatIf->isEnabled()); // nothing is selected
        m_window->selection().select(m_oslo);
        QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier);
        QVERIFY(panel().isVisible());
        m_window->selection().select(m_got); // must not change the question
        QTRY_VERIFY(panel().text().contains(QStringLiteral("Newly beyond")));
        const QString text = panel().text();
        QVERIFY(text.contains(QStringLiteral("What if 1 node were drained")));
        QVERIFY2(text.contains(QStringLiteral("got: +400 req/min, load 60 % → 120 %, overloaded")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("1 site would be overloaded")));
        QVERIFY(text.contains(QStringLiteral("By models")));
        QVERIFY(text.contains(QStringLiteral("listed cities")));
        QCOMPARE(shown()->drained, 1U);
        QCOMPARE(shown()->without->sources.sites.size(), std::size_t(1));
    }

    void theBarOverTheMapHasBoth()
    {
        auto *toggle = m_window->findChild<QToolButton *>(QStringLiteral("map-isochrones"));
        QVERIFY(toggle != nullptr && toggle->isChecked());
        QTest::mouseClick(toggle, Qt::LeftButton);
        QVERIFY(!m_window->windowActions().isochrones->isChecked());
        auto *whatIf = m_window->findChild<QToolButton *>(QStringLiteral("map-what-if"));
        QVERIFY(whatIf != nullptr && !whatIf->isEnabled());
        m_window->selection().select(m_oslo);
        QTest::mouseClick(whatIf, Qt::LeftButton);
        QVERIFY(panel().isVisible());
    }

    void theAnswerFitsIntoASmallMap()
    {
        m_window->selection().select(m_oslo);
        m_window->isochrones().askWhatIf();
        QTRY_VERIFY(panel().text().contains(QStringLiteral("Newly beyond")));
        QVERIFY2(m_window->parts().map().rect().contains(panel().geometry()),
                 qPrintable(QStringLiteral("%1 in %2").arg(panel().height()).arg(m_window->parts().map().height())));
    }

    void theAnswerLiesOnTheGroundOfItsPanel()
    {
        m_window->selection().select(m_oslo);
        m_window->isochrones().askWhatIf();
        QTRY_VERIFY(panel().text().contains(QStringLiteral("Newly beyond")));
        const QImage image = panel().grab().toImage();
        const auto *texts = panel().findChild<widgets::VerticalScrollArea *>();
        const QPoint corner = texts->mapTo(&panel(), texts->rect().bottomRight()) * image.devicePixelRatio();
        QCOMPARE(image.pixelColor(corner), image.pixelColor(corner + QPoint(4, 4)));
    }

    void closingWhatIfShowsTheWholeFleetAgain()
    {
        m_window->selection().select(m_oslo);
        m_window->isochrones().askWhatIf();
        QTRY_VERIFY(shown() && shown()->drained == 1);
        auto *close = panel().findChild<QToolButton *>(QStringLiteral("what-if-close"));
        QTest::mouseClick(close, Qt::LeftButton);
        QVERIFY(!panel().isVisible());
        QTRY_COMPARE(shown()->drained, 0U);
    }

    void escapeClosesWhatIfBeforeItClearsTheSelection()
    {
        m_window->selection().select(m_oslo);
        m_window->windowActions().whatIf->trigger();
        QTRY_VERIFY(shown() && shown()->drained == 1);
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QVERIFY(m_window->isochrones().panel().isHidden());
        QVERIFY(!m_window->selection().isEmpty());
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QVERIFY(m_window->selection().isEmpty());
    }

    void theLegendsAndTheFootnoteStandApart_data()
    {
        QTest::addColumn<QSize>("size");
        for (const QSize size : {QSize(1920, 1080), QSize(1366, 768), QSize(1024, 640), QSize(800, 600)}) {
            QTest::addRow("%dx%d", size.width(), size.height()) << size;
        }
    }
    void theLegendsAndTheFootnoteStandApart()
    {
        QFETCH(QSize, size);
        m_window->resize(size);
        QTRY_VERIFY(shown());
        m_window->grab();
        const map::MapView &view = m_window->parts().map();
        const QRectF marks = view.overlay().legendRect(view.size());
        const QRectF isochrones = view.isochroneLegendRect();
        QVERIFY(!isochrones.isEmpty());
        QVERIFY(!marks.intersects(isochrones));
        QVERIFY2(QRectF(view.rect()).contains(isochrones), qPrintable(QStringLiteral("%1x%2: %3,%4 %5x%6")
                                                                          .arg(view.width())
                                                                          .arg(view.height())
                                                                          .arg(isochrones.x())
                                                                          .arg(isochrones.y())
                                                                          .arg(isochrones.width())
                                                                          .arg(isochrones.height())));
        const QRectF footnote = view.overlay().footnoteRect().adjusted(-6, -2, 6, 2);
        QVERIFY(!footnote.intersects(marks) && !footnote.intersects(isochrones));
        if (size.width() == 1366) { // what if and both legends have room
            m_window->selection().select(m_oslo);
            m_window->windowActions().whatIf->trigger();
            QTRY_VERIFY(m_window->isochrones().panel().text().contains(QStringLiteral("Taken over")));
            QVERIFY(!view.isochroneLegendRect().intersects(m_window->isochrones().panel().geometry()));
        }
    }

    void whatIfSwitchesIsochronesOn()
    {
        m_window->windowActions().isochrones->setChecked(false);
        m_window->selection().select(m_oslo);
        m_window->isochrones().askWhatIf();
        QVERIFY(m_window->windowActions().isochrones->isChecked());
        QTRY_VERIFY(shown() && shown()->drained == 1);
        QVERIFY(panel().isVisible());
    }

    void aDrainIsAskedForWithTheIsochroneItLoses()
    {
        m_window->windowActions().isochrones->setChecked(false); // the map need not show them
        m_window->selection().select(m_oslo);
        Q_EMIT m_window->windowActions().commandChosen(QStringLiteral("drain"));
        const auto *view = m_window->findChild<dialogs::ConsequenceView *>();
        QVERIFY(view != nullptr);
        QVERIFY(view->reachText().contains(QStringLiteral("Working it out")));
        const auto *send = m_window->findChild<QPushButton *>(QStringLiteral("send"));
        QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents, 1);
        const QPoint before = send->mapToGlobal(QPoint());
        QTRY_VERIFY(view->reachText().contains(QStringLiteral("km²")));
        QVERIFY2(view->reachText().contains(QStringLiteral("model")), qPrintable(view->reachText()));
        QVERIFY2(view->reachText().contains(QStringLiteral("1 site would be overloaded")),
                 qPrintable(view->reachText()));
        QCoreApplication::processEvents();
        QCOMPARE(send->mapToGlobal(QPoint()), before); // nothing moves under the pointer
    }

    void aDrainOfAllLosesAllAndSaysSo()
    {
        m_window->selection().select({m_oslo, m_got}, {});
        Q_EMIT m_window->windowActions().commandChosen(QStringLiteral("drain"));
        const auto *view = m_window->findChild<dialogs::ConsequenceView *>();
        QTRY_VERIFY(view->reachText().contains(QStringLiteral("no other site can serve")));
    }

private:
    void openWindow()
    {
        m_window = test::openWindow(*m_bridge, m_clock, *m_settings);
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    [[nodiscard]] isochrone::WhatIfPtr shown() const { return m_window->parts().map().isochrones(); }
    [[nodiscard]] panels::WhatIfPanel &panel() const { return m_window->isochrones().panel(); }

    test::ManualClock m_clock;
    test::TempWorkspace m_workspace;
    NodeId m_oslo;
    NodeId m_got;
    std::unique_ptr<test::FakeSession> m_session;
    std::unique_ptr<shell::WindowSettings> m_settings;
    std::unique_ptr<bridge::SessionBridge> m_bridge;
    std::unique_ptr<shell::MainWindow> m_window;
};

QTEST_MAIN(TestIsochroneFlow)
#include "tst_isochrone_flow.moc"
