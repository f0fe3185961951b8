#include "ui/models/event_model.h"
#include "ui/panels/events_panel.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace iso;
using namespace iso::panels;
using events::Event;
using events::EventKind;
using models::EventModel;

class TestEventsPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_events.clear();
        m_panel = std::make_unique<EventsPanel>(theme::loadTheme(theme::ThemeKind::Dark).value());
        m_tester = std::make_unique<QAbstractItemModelTester>(&m_panel->model(),
                                                              QAbstractItemModelTester::FailureReportingMode::Fatal);
        m_panel->resize(1000, 220);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    }
    void cleanup()
    {
        m_tester.reset();
        m_panel.reset();
    }

    void anEmptyListSaysWhatWillBeThere()
    {
        QVERIFY(hasLabel(QStringLiteral("Nothing has happened yet.")));
        happen("osl-1", EventKind::Link, "Link lost");
        QVERIFY(!hasLabel(QStringLiteral("Nothing has happened yet.")));
        m_panel->words()->setText(QStringLiteral("nothing like it"));
        QVERIFY(hasLabel(QStringLiteral("No event matches.")));
    }

    void theNewestStandsFirst()
    {
        happen("osl-1", EventKind::Link, "Link lost");
        happen("osl-2", EventKind::CommandSent, "drain by op-7");
        QCOMPARE(shown(), (QStringList{QStringLiteral("drain by op-7"), QStringLiteral("Link lost")}));
        QCOMPARE(cell(0, EventModel::TimeColumn), QStringLiteral("12:00:02"));
        QCOMPARE(cell(0, EventModel::KindColumn), QStringLiteral("command sent"));
        QCOMPARE(cell(0, EventModel::NodeColumn), QStringLiteral("osl-2"));
    }

    void kindsAndWordsFilter()
    {
        happen("osl-1", EventKind::Link, "Link lost");
        happen("osl-2", EventKind::CommandSent, "drain by op-7");
        happen("osl-1", EventKind::CommandEnded, "drain verified");
        m_panel->group()->setCurrentIndex(EventModel::Commands);
        QCOMPARE(shown().size(), 2);
        m_panel->words()->setText(QStringLiteral("OSL-1 drain"));
        QCOMPARE(shown(), QStringList{QStringLiteral("drain verified")});
        m_panel->group()->setCurrentIndex(EventModel::All);
        QCOMPARE(shown(), QStringList{QStringLiteral("drain verified")});
    }

    void newOnesWaitWhileThePointerIsOverTheList()
    {
        happen("osl-1", EventKind::Link, "Link lost");
        QEvent enter(QEvent::Enter);
        QApplication::sendEvent(m_panel->table()->viewport(), &enter);
        happen("osl-2", EventKind::Link, "Link lost too");
        QCOMPARE(shown(), QStringList{QStringLiteral("Link lost")});
        QCOMPARE(m_panel->model().waitingCount(), std::size_t(1));
        QVERIFY(buttonWith(QStringLiteral("1 new")));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(m_panel->table()->viewport(), &leave);
        QCOMPARE(shown().size(), 2);
        QVERIFY(!buttonWith(QStringLiteral("1 new")));
    }

    void rowsAreAddedInFrontAndTheSelectionStays()
    {
        happen("osl-1", EventKind::Link, "Link lost");
        m_panel->table()->selectRow(0);
        happen("osl-2", EventKind::Link, "Link lost too");
        QCOMPARE(m_panel->table()->selectionModel()->selectedRows().first().row(), 1);
        m_events.pop_back(); // the list is bounded
        show();
        QCOMPARE(shown(), QStringList{QStringLiteral("Link lost too")});
    }

    void aClickGoesToTheNode()
    {
        happen("osl-1", EventKind::Link, "Link lost");
        happen("", EventKind::Hub, "Hub started");
        QSignalSpy activated(m_panel.get(), &EventsPanel::nodeActivated);
        click(0);
        QCOMPARE(activated.count(), 0);
        click(1);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated[0][0].value<NodeId>().text(), std::string("osl-1"));
    }

    void rowsAreCopiedAndExportedAsCsv()
    {
        happen("osl-1", EventKind::ProblemBegan, "He said \"no\", twice", 2);
        happen("", EventKind::Hub, "Hub started");
        const QString first =
            QStringLiteral("2026-03-14T12:00:01.000Z,problem-began,2,osl-1,\"s\",\"He said \"\"no\"\", "
                           "twice\"\r\n");
        const QString head = QStringLiteral("time,kind,severity,node,subject,text\r\n");
        m_panel->table()->selectRow(1);
        m_panel->table()->setFocus();
        QTest::keySequence(m_panel->table(), QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(), head + first);
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("events.csv"));
        QVERIFY(m_panel->exportTo(file));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(written.readAll()),
                 head + QStringLiteral("2026-03-14T12:00:02.000Z,hub,,,\"s\",\"Hub started\"\r\n") + first);
        QVERIFY(!m_panel->exportTo(folder.filePath(QStringLiteral("no/such/folder.csv"))));
    }

private:
    void happen(const std::string &node, EventKind kind, const std::string &text, std::uint8_t severity = 0)
    {
        const auto number = static_cast<std::int64_t>(m_events.size()) + 1;
        m_events.insert(m_events.begin(),
                        std::make_shared<const Event>(
                            Event{HubTime::fromNanoseconds((1'773'489'600 + number) * 1'000'000'000), kind, severity,
                                  node.empty() ? NodeId() : NodeId::fromText(node).value(), "s", text}));
        show();
    }
    void show()
    {
        auto list = std::make_shared<events::EventList>();
        list->number = ++m_number;
        list->events = m_events;
        m_panel->setEvents(list);
    }
    void click(int row)
    {
        const QTableView &table = *m_panel->table();
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                          table.visualRect(m_panel->model().index(row, EventModel::TextColumn)).center());
    }
    [[nodiscard]] QString cell(int row, int column) const
    {
        return m_panel->model().index(row, column).data().toString();
    }
    [[nodiscard]] QStringList shown() const
    {
        QStringList texts;
        for (int row = 0; row < m_panel->model().rowCount(); ++row) {
            texts << cell(row, EventModel::TextColumn);
        }
        return texts;
    }
    [[nodiscard]] bool hasLabel(const QString &text) const
    {
        const auto labels = m_panel->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    }
    [[nodiscard]] bool buttonWith(const QString &text) const
    {
        const auto buttons = m_panel->findChildren<QPushButton *>();
        return std::any_of(buttons.begin(), buttons.end(),
                           [&](const QPushButton *button) { return button->isVisible() && button->text() == text; });
    }

    std::vector<events::EventPtr> m_events;
    std::uint64_t m_number = 0;
    std::unique_ptr<EventsPanel> m_panel;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_MAIN(TestEventsPanel)
#include "tst_events_panel.moc"
