// Shows the main window on a made-up fleet, for looking at it: show_window OUT.png [dark|light] [WIDTHxHEIGHT] [NODES]
// [lost|links|matrix|flat|charts|charts-group|charts-lines|paused|group|hover|drain|keys|keys-empty|approve|revoke|move
//  |rekey|network|probe|problems|acknowledge|events|cluster|night|close|open|place|what-if|load|palette|help|settings
//  |about|shortcuts|filter|wrong-filter]. With 0 nodes: the empty start.

#include "tests/support/temp_workspace.h"
#include "tests/ui/support/fake_scene.h"
#include "ui/panels/fleet_table_layout.h"
#include "ui/panels/fleet_tree.h"
#include "ui/shell/actions.h"
#include "ui/shell/main_window.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QLineEdit>
#include <QPainter>
#include <QSplitter>
#include <QTableView>
#include <QTimer>
#include <random>

namespace
{

/// The system's time, moved.
class ShiftedClock final : public iso::Clock
{
public:
    void shiftTo(iso::Duration shift) { m_shift = shift; }
    [[nodiscard]] iso::HubTime utcNow() const override { return m_clock.utcNow() + m_shift; }
    [[nodiscard]] iso::SteadyTime steadyNow() const override { return m_clock.steadyNow() + m_shift; }

private:
    iso::SystemClock m_clock;
    iso::Duration m_shift{0};
};

/// Ten minutes of key figures up to now, so that their lines can be looked at.
void playFigures(iso::test::FakeSession &session, ShiftedClock &clock, iso::shell::MainWindow &window)
{
    std::mt19937 random(3);
    std::normal_distribution<double> noise(1, 0.04);
    for (int step = 120; step > 0; --step) {
        clock.shiftTo(-step * std::chrono::seconds(5));
        session.setFleetFigures([&](iso::fleet::GroupSummary &fleet) {
            fleet.nodes = 2000;
            fleet.serving = static_cast<std::uint32_t>(1994 - step % 7);
            fleet.ttftCoverage_ratio = 1;
            fleet.load_ratio = 0.61 * noise(random);
            fleet.errors_ratio = 0.0004 * noise(random);
            fleet.tokensOutPerSecond = 1.84e6 * noise(random);
            fleet.joulesPerToken = 0.31 * noise(random);
        });
        session.publish();
        window.parts().kpis().setSnapshot(*session.snapshot());
    }
    clock.shiftTo({});
}

/// Chooses a key in the list and asks for something to be decided about it.
void askAbout(int row, iso::panels::KeysPanel::Action action, iso::shell::MainWindow &window)
{
    window.windowActions().showKeys->trigger();
    iso::panels::KeysPanel &keys = window.parts().keys();
    keys.table()->setCurrentIndex(keys.table()->model()->index(row, 0));
    keys.action(action)->trigger();
}

/// The fleet as a wide flat table.
void poseFlatTable(iso::shell::MainWindow &window)
{
    using namespace iso::models;
    window.windowActions().flatFleet->trigger();
    iso::panels::FleetPanel &fleet = window.parts().fleet();
    for (const FleetColumn column : {LinkColumn, ServiceColumn, TtftP99Column, RunningColumn, KvCacheColumn,
                                     PowerColumn, AgeColumn, ModelColumn}) {
        fleet.tableLayout().setShown(column, true);
    }
    fleet.tree().sortByColumn(TtftColumn, Qt::DescendingOrder);
    if (auto *columns = qobject_cast<QSplitter *>(fleet.parentWidget())) {
        columns->setSizes({window.width() * 2 / 5, window.width() / 3, window.width() / 4});
    }
}

/// The window, and on it the dialog that is open, if one is.
QPixmap picture(iso::shell::MainWindow &window)
{
    QPixmap all = window.grab();
    for (QWidget *other : QApplication::topLevelWidgets()) {
        if (auto *dialog = qobject_cast<QDialog *>(other); dialog != nullptr && dialog->isVisible()) {
            QPainter painter(&all);
            painter.drawPixmap(window.rect().center() - dialog->rect().center(), dialog->grab());
        }
    }
    return all;
}

/// The same for scenes of the map alone.
void poseMap(const QString &scene, iso::shell::MainWindow &window, iso::bridge::SessionBridge &bridge)
{
    const auto node = [](const char *name) { return iso::NodeId::fromText(name).value(); };
    iso::map::MapView &map = window.parts().map();
    if (scene == QLatin1String("cluster")) {
        const auto index = bridge.findNode(node("edge-dub-001"))->index;
        if (const auto hit = map.markLayer().hitOfKey(index, map.camera())) {
            Q_EMIT map.clusterHovered(map.keysOf(*hit), map.positionOf(index).value_or(QPoint()));
        }
    } else if (scene == QLatin1String("night")) {
        window.windowActions().dayNight->trigger();
        window.parts().mapBar().setMode({iso::shell::ColourBy::Power, iso::shell::SizeBy::Requests});
    } else if (scene == QLatin1String("load")) {
        window.parts().mapBar().setMode({iso::shell::ColourBy::Load, iso::shell::SizeBy::Load});
    } else if (scene == QLatin1String("close")) {
        map.setCamera(map.camera().zoomedAt(map.camera().toScreen(iso::GeoPoint{54, 2}), 9));
    } else if (scene == QLatin1String("open")) {
        const auto index = bridge.findNode(node("edge-sao-001"))->index;
        for (int i = 0; i < 9; ++i) {
            if (const auto hit = map.markLayer().hitOfKey(index, map.camera()); hit && hit->isCluster) {
                map.split(*hit);
            }
        }
    } else if (scene == QLatin1String("place")) {
        window.windowActions().findPlace->trigger();
        map.findChild<QLineEdit *>()->setText(QStringLiteral("san"));
    }
}

/// Dialogs of the menus; those that wait for an answer are opened when the window runs.
void poseDialog(const QString &scene, iso::shell::MainWindow &window)
{
    const iso::shell::Actions &actions = window.windowActions();
    QAction *action = scene == QLatin1String("palette")     ? actions.openPalette
                      : scene == QLatin1String("help")      ? actions.help
                      : scene == QLatin1String("settings")  ? actions.settings
                      : scene == QLatin1String("about")     ? actions.about
                      : scene == QLatin1String("shortcuts") ? actions.shortcuts
                                                            : nullptr;
    if (action != nullptr) {
        QTimer::singleShot(0, &window, [action] { action->trigger(); });
    }
}

/// What the picture is to show.
void pose(const QString &scene, iso::shell::MainWindow &window, iso::bridge::SessionBridge &bridge)
{
    const auto node = [](const char *name) { return iso::NodeId::fromText(name).value(); };
    if (scene == QLatin1String("lost")) {
        window.selection().select(node("edge-dub-001"));
    } else if (scene.startsWith(QLatin1String("charts"))) {
        if (scene == QLatin1String("charts-group")) {
            window.selection().clear();
        } else if (scene == QLatin1String("charts-lines")) {
            window.selection().select({node("edge-osl-001"), node("edge-osl-002"), node("edge-osl-003")}, {});
        }
        window.windowActions().showCharts->trigger();
    } else if (scene == QLatin1String("links")) {
        window.windowActions().showLinks->trigger();
    } else if (scene == QLatin1String("paused")) {
        bridge.setPaused(true);
    } else if (scene == QLatin1String("group")) {
        window.selection().select({node("edge-osl-001"), node("edge-osl-002")}, {});
    } else if (scene == QLatin1String("hover")) {
        const auto at = window.parts().map().positionOf(bridge.findNode(node("edge-osl-001"))->index);
        Q_EMIT window.parts().map().markHovered(bridge.findNode(node("edge-osl-001"))->index, at.value_or(QPoint()));
    } else if (scene == QLatin1String("keys") || scene == QLatin1String("keys-empty")) {
        window.windowActions().showKeys->trigger();
    } else if (scene == QLatin1String("problems") || scene == QLatin1String("acknowledge")) {
        window.windowActions().showProblems->trigger();
        if (scene == QLatin1String("acknowledge")) {
            window.parts().problems().acknowledgeAction()->trigger();
        }
    } else if (scene == QLatin1String("events")) {
        window.windowActions().showEvents->trigger();
    } else if (scene == QLatin1String("probe")) {
        window.parts().bottom().setCurrentPage(&window.parts().commands());
        QTableView *table = window.parts().commands().table();
        table->setCurrentIndex(table->model()->index(1, 0));
    } else if (scene == QLatin1String("network")) {
        window.windowActions().acceptNodes->trigger();
    } else if (scene == QLatin1String("approve")) {
        askAbout(0, iso::panels::KeysPanel::Action::Approve, window);
    } else if (scene == QLatin1String("revoke")) {
        askAbout(3, iso::panels::KeysPanel::Action::Revoke, window);
    } else if (scene == QLatin1String("move")) {
        askAbout(2, iso::panels::KeysPanel::Action::Move, window);
    } else if (scene == QLatin1String("rekey")) {
        askAbout(0, iso::panels::KeysPanel::Action::Rekey, window);
    } else if (scene == QLatin1String("matrix")) {
        window.windowActions().showMatrix->trigger();
    } else if (scene == QLatin1String("flat")) {
        poseFlatTable(window);
    } else if (scene == QLatin1String("drain")) {
        Q_EMIT window.windowActions().commandChosen(QStringLiteral("drain"));
    } else if (scene == QLatin1String("what-if")) {
        window.windowActions().whatIf->trigger();
    } else if (scene.endsWith(QLatin1String("filter"))) {
        window.topBar().filter().setFocus();
        window.topBar().filter().apply(scene == QLatin1String("filter") ? QStringLiteral("region:eu and p95>250ms")
                                                                        : QStringLiteral("region:eu and lod>5%"));
    } else {
        poseDialog(scene, window);
    }
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    const auto argument = [&arguments](int i, const QString &otherwise) { return arguments.value(i, otherwise); };
    const QStringList size = argument(3, QStringLiteral("1920x1080")).split(QLatin1Char('x'));

    ShiftedClock clock;
    clock.shiftTo(-std::chrono::minutes(10));
    iso::test::FakeSession session(clock);
    iso::test::TempWorkspace workspace;
    iso::shell::WindowSettings settings(QString::fromStdString(workspace.file("console.ini").string()));
    iso::bridge::SessionBridge bridge(session, clock);
    const bool isLight = argument(2, QStringLiteral("dark")) == QLatin1String("light");
    iso::shell::MainWindow window({bridge, clock, settings, iso::bridge::Objectives(),
                                   isLight ? iso::theme::ThemeKind::Light : iso::theme::ThemeKind::Dark, "op-7",
                                   QStringLiteral("test")});
    window.resize(size.value(0).toInt(), size.value(1).toInt());
    window.show();
    window.restoreLayout();
    if (const auto nodes = argument(4, QStringLiteral("2000")).toUInt(); nodes > 0) {
        playFigures(session, clock, window);
        iso::test::setScene(session, clock, nodes);
        if (argument(5, QString()) != QLatin1String("keys-empty")) {
            iso::test::setKeyScene(session, clock);
        }
        iso::test::setProblemScene(session, clock);
        bridge.takeFrame();
        window.selection().select(iso::NodeId::fromText("edge-osl-001").value());
        pose(argument(5, QString()), window, bridge);
        poseMap(argument(5, QString()), window, bridge);
    }
    clock.shiftTo({});
    bridge.start();
    QTimer publisher;
    QObject::connect(&publisher, &QTimer::timeout, &window, [&session] { session.publish(); });
    publisher.start(1000);
    QTimer::singleShot(3000, &window, [&] {
        const bool saved = picture(window).save(argument(1, QStringLiteral("window.png")));
        QApplication::exit(saved ? 0 : 1);
    });
    return QApplication::exec();
}
