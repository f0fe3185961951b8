// What 10,000 rows cost the screen: a snapshot in which every node changed, ordering by each column with the view
// attached, one frame of scrolling through the table and through the matrix, selecting everything, and CSV. Goals:
// order at most 10 ms, scroll p99 at most 16 ms.
#include "tests/bench/host_noise.h"
#include "tests/ui/support/fake_session.h"
#include "ui/matrix/matrix_view.h"
#include "ui/models/fleet_csv.h"
#include "ui/models/fleet_model.h"
#include "ui/panels/fleet_panel.h"
#include "ui/panels/fleet_table_layout.h"
#include "ui/panels/fleet_tree.h"
#include "ui/theme/style_sheet.h"

#include <QApplication>
#include <QHeaderView>
#include <QScrollBar>
#include <algorithm>
#include <cstdio>
#include <limits>
#include <random>
#include <vector>

namespace
{

using namespace iso;
using models::FleetModel;

constexpr std::size_t kNodes = 10'000;
/// What a place's frame takes without the host's noise is the best of so many.
constexpr int kPasses = 5;

/// Processor time of the GUI thread, which does all of it: the same as the time on the clock while nobody else wants
/// the processor, and still true when somebody does.
template<typename Work>
double measured_ms(const Work &work)
{
    const double begin = bench::threadCpu_ms();
    work();
    return bench::threadCpu_ms() - begin;
}

void print(const char *what, std::vector<double> times_ms)
{
    std::sort(times_ms.begin(), times_ms.end());
    const auto at = [&times_ms](double share) {
        return times_ms[static_cast<std::size_t>(share * static_cast<double>(times_ms.size() - 1))];
    };
    std::printf("%-44s p50 %7.2f ms   p99 %7.2f ms   max %7.2f ms   n %zu\n", what, at(0.5), at(0.99), times_ms.back(),
                times_ms.size());
}

/// Other figures for every node, as a second of a busy fleet brings.
void change(test::FakeSession &session, std::mt19937 &random)
{
    std::uniform_real_distribution<double> any(0, 1);
    for (const NodeId &id : session.nodeIds()) {
        session.edit(id, [&](fleet::NodeSnapshot &node) {
            node.metrics.set(telemetry::MetricId::Load, any(random));
            node.metrics.set(telemetry::MetricId::RequestsWaiting, std::floor(any(random) * 50));
            node.metrics.set(telemetry::MetricId::GpuPower, 100 + 200 * any(random));
            const double p95 = 0.1 + 0.4 * any(random);
            node.latencies[0].p95 = {p95 * 0.99, p95, p95 * 1.01};
        });
    }
    session.publish();
}

class Table
{
public:
    explicit Table(const Clock &clock)
        : m_session(clock)
        , m_theme(theme::loadTheme(theme::ThemeKind::Dark).value())
        , m_model(clock, bridge::Objectives())
        , m_panel(m_model, m_selection, m_theme)
    {
        m_session.addFleet(kNodes);
        m_session.publish();
        m_panel.setSnapshot(m_session.snapshot());
        m_panel.resize(1900, 1000);
        for (const models::FleetColumnInfo &column : models::fleetColumns()) {
            m_panel.tableLayout().setShown(column.column, true);
        }
        m_panel.show();
        QApplication::processEvents();
    }

    void measure(bool flat)
    {
        m_panel.setFlat(flat);
        m_panel.tree().expandAll();
        QApplication::processEvents();
        std::printf("\n%s, all columns, %d rows to scroll through\n", flat ? "Flat" : "Grouped, all open",
                    m_panel.tree().verticalScrollBar()->maximum());
        measureSnapshots();
        measureOrder("order by a column");
        measureScroll();
        print("select all", {measured_ms([this] {
                  m_selection.select(m_model.shownNodes(), {});
                  QApplication::processEvents();
              })});
        measureOrder("order by a column, all selected");
        m_selection.clear();
        QApplication::processEvents();
        std::vector<double> csv;
        for (int i = 0; i < 5; ++i) {
            const panels::FleetExtract extract = m_panel.extractOfShown();
            csv.push_back(measured_ms([&] { models::fleetCsv(*extract.snapshot, extract.nodes, extract.columns); }));
        }
        print("CSV of all, on its own thread", csv);
        print("  of that on the GUI thread", {measured_ms([this] { static_cast<void>(m_panel.extractOfShown()); })});
    }

private:
    void measureSnapshots()
    {
        std::vector<double> taken;
        std::vector<double> freed;
        std::vector<double> painted;
        for (int i = 0; i < 10; ++i) {
            change(m_session, m_random);
            auto before = m_model.snapshot();
            taken.push_back(measured_ms([this] { m_panel.setSnapshot(m_session.snapshot()); }));
            freed.push_back(measured_ms([&before] { before.reset(); }));
            painted.push_back(measured_ms([] { QApplication::processEvents(); }));
        }
        print("snapshot, every node changed", taken);
        print("  freeing the one before it", freed);
        print("  and the paint after it", painted);
    }
    void measureOrder(const char *what)
    {
        std::vector<double> times;
        std::vector<double> painted;
        for (const models::FleetColumnInfo &column : models::fleetColumns()) {
            for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
                times.push_back(measured_ms([&] { m_model.sort(column.column, order); }));
                painted.push_back(measured_ms([] { QApplication::processEvents(); }));
            }
        }
        print(what, times);
        print("  and the paint after it", painted);
        m_model.sort(models::NodeColumn, Qt::AscendingOrder);
        QApplication::processEvents();
    }
    void measureScroll()
    {
        std::vector<double> times;
        std::vector<double> best(300, std::numeric_limits<double>::max());
        QScrollBar *bar = m_panel.tree().verticalScrollBar();
        // From the top to the bottom again and again: whatever is kept of a frame is long gone when its place comes
        // next.
        for (int pass = 0; pass < kPasses; ++pass) {
            for (std::size_t i = 0; i < best.size(); ++i) {
                bar->setValue(static_cast<int>(static_cast<std::size_t>(bar->maximum()) * i / best.size()));
                times.push_back(measured_ms([this] {
                    m_panel.tree().viewport()->repaint();
                    QApplication::processEvents();
                }));
                best[i] = std::min(best[i], times.back());
            }
        }
        print("scroll, one frame", times);
        print("  the best of five at each place", best);
        bar->setValue(0);
    }

    std::mt19937 m_random{7};
    test::FakeSession m_session;
    theme::Theme m_theme;
    bridge::Selection m_selection;
    FleetModel m_model;
    panels::FleetPanel m_panel;
};

void measureMatrix()
{
    matrix::MatrixView view(theme::loadTheme(theme::ThemeKind::Dark).value());
    view.resize(1200, 800);
    view.show();
    std::vector<matrix::MatrixGroup> groups;
    std::vector<matrix::MatrixCell> cells;
    for (std::uint32_t i = 0; i < kNodes; ++i) {
        if (i % 14 == 0) {
            groups.push_back({QStringLiteral("region %1").arg(i / 1250), QStringLiteral("site %1").arg(i / 14), 0});
        }
        ++groups.back().count;
        cells.push_back({static_cast<map::MarkTone>(i % 7), static_cast<map::MarkShape>(i % 23 < 19 ? 0 : i % 5), false,
                         i % 40 == 0, i});
    }
    std::printf("\nMatrix\n");
    print("other groups", {measured_ms([&] {
              view.setCells(groups, cells);
              QApplication::processEvents();
          })});
    std::vector<double> taken;
    for (int i = 0; i < 20; ++i) {
        std::rotate(cells.begin(), cells.begin() + 1, cells.end());
        for (std::uint32_t at = 0; at < kNodes; ++at) {
            cells[at].key = at;
        }
        taken.push_back(measured_ms([&] {
            view.setCells(groups, cells);
            QApplication::processEvents();
        }));
    }
    print("snapshot, every cell changed, painted", taken);
    std::vector<double> times;
    QScrollBar *bar = view.verticalScrollBar();
    for (int i = 0; i < 300; ++i) {
        bar->setValue(static_cast<int>(static_cast<long>(bar->maximum()) * i / 300));
        times.push_back(measured_ms([&view] {
            view.viewport()->repaint();
            QApplication::processEvents();
        }));
    }
    print("scroll, one frame", times);
}

} // namespace

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication application(argc, argv);
    theme::applyTheme(application, theme::loadTheme(theme::ThemeKind::Dark).value());
    std::printf("%zu nodes\n", kNodes);
    bench::printHostNoise();
    const SystemClock clock;
    Table table(clock);
    table.measure(false);
    table.measure(true);
    measureMatrix();
    std::printf("\n");
    bench::printHostNoise();
    return 0;
}
