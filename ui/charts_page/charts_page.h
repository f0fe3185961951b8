#pragma once

#include "ui/bridge/objectives.h"
#include "ui/charts/group_series.h"
#include "ui/charts_page/birth_loader.h"
#include "ui/charts_page/chart_subject.h"
#include "ui/charts_page/charts_grid.h"
#include "ui/charts_page/charts_toolbar.h"
#include "ui/charts_page/group_loader.h"
#include "ui/charts_page/series_csv.h"

#include <QTimer>
#include <QWidget>
#include <memory>
#include <optional>
#include <unordered_set>

class QProgressBar;
class QPushButton;

namespace iso::charts_page
{

/// Charts of a node, several nodes or a group over minutes to days, from history. Follows the selection unless pinned,
/// and the present unless a range or a zoom was chosen. Reads only while it is seen. GUI thread.
class ChartsPage final : public QWidget
{
    Q_OBJECT
public:
    /// `selection` outlives the page.
    ChartsPage(const theme::Theme &theme, const bridge::Objectives &objectives, const bridge::Selection &selection,
               GroupQueryFunction query, QWidget *parent = nullptr);
    ~ChartsPage() override;
    /// Not that of its rows: they stand at another width while another page is shown.
    [[nodiscard]] QSize minimumSizeHint() const override { return {360, 160}; }

    void setTheme(const theme::Theme &theme);
    /// Where births of the past come from; without it only each node's newest is marked.
    void setEventQuery(EventQueryFunction query) { m_births.setQuery(std::move(query)); }
    void setSnapshot(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot);
    void setCommands(const std::shared_ptr<const commands::CommandList> &commands);
    /// The moment that the screen shows.
    void setNow(HubTime now);
    /// The selection has changed.
    void followSelection();

    void showLast(Duration range);
    void showRange(NodeTime from, NodeTime to);
    void zoomTo(NodeTime from, NodeTime to);
    void resetZoom();
    void setLive(bool live);
    /// False when the file could not be written.
    bool savePng(const QString &file);
    void saveCsv(const QString &file);

    [[nodiscard]] ChartsGrid &grid() { return *m_grid; }
    [[nodiscard]] ChartsToolbar &toolbar() { return *m_toolbar; }
    [[nodiscard]] SeriesCsv &csv() { return m_csv; }
    [[nodiscard]] const ChartSubject &subject() const { return m_subject; }
    [[nodiscard]] const charts::GroupSeries &series() const { return m_series; }
    [[nodiscard]] std::pair<NodeTime, NodeTime> shownRange() const;
    [[nodiscard]] bool isLive() const { return m_isLive; }
    [[nodiscard]] QString statusText() const;
    [[nodiscard]] const QString &coverageText() const { return m_coverageText; }
    [[nodiscard]] QPushButton &statusButton() { return *m_statusButton; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeLayout();
    void connectParts();
    void updateSubject();
    void reload();
    [[nodiscard]] history::GroupQuery plan() const;
    void takePage(const history::GroupQuery &page, const history::GroupResult &result);
    void readNewest();
    void showSeries();
    void showRangeOfTime();
    void showStatus();
    void loadBirths();
    void showMarks();
    void pressStatusButton();
    [[nodiscard]] QStringList lineNames() const;
    [[nodiscard]] Duration interval() const;
    [[nodiscard]] NodeTime present() const { return NodeTime::fromNanoseconds(m_now.toNanoseconds()); }
    void chooseFile(const QString &title, const QString &suffix, std::function<void(const QString &)> save);

    const bridge::Selection &m_selection;
    GroupQueryFunction m_query;
    GroupLoader m_loader;
    BirthLoader m_births;
    SeriesCsv m_csv;
    charts::GroupSeries m_series;
    history::GroupQuery m_plan;
    bool m_isFresh = false; ///< the next page is the first of a load, and replaces what is shown
    bridge::QueryJob m_newest;
    std::uint64_t m_newestNumber = 0;
    HubTime m_newestAsked;
    HubTime m_newestRead; ///< when the newest steps were asked for that are there
    std::vector<NodeId> m_unknown;
    QString m_notice; ///< what became of a file
    QString m_coverageText;

    std::shared_ptr<const fleet::FleetSnapshot> m_snapshot;
    std::shared_ptr<const commands::CommandList> m_commands;
    HubTime m_present;
    HubTime m_now; ///< the present, or where it was left
    ChartSubject m_subject;
    std::unordered_set<NodeId> m_subjectNodes;
    std::optional<Duration> m_last; ///< range up to the present; nothing: m_custom
    std::pair<NodeTime, NodeTime> m_custom;
    std::optional<std::pair<NodeTime, NodeTime>> m_zoom;
    bool m_isLive = true;
    bool m_isSeparate = true;
    telemetry::LatencyId m_latency = telemetry::LatencyId::TimeToFirstToken;
    QTimer m_reload; ///< a zoom by wheel is many; the last one is read

    ChartsToolbar *m_toolbar;
    ChartsGrid *m_grid;
    QLabel *m_status;
    QProgressBar *m_progress;
    QPushButton *m_statusButton;
    QLabel *m_coverage;
};

} // namespace iso::charts_page
