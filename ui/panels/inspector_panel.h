#pragma once

#include "core/commands/command_record.h"
#include "core/session/session.h"
#include "ui/bridge/objectives.h"
#include "ui/bridge/session_bridge.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QLabel;
class QStackedWidget;

namespace iso::widgets
{
class ElidedLabel;
class StateMark;
} // namespace iso::widgets

namespace iso::panels
{

class CommandButtons;
class FactList;
class InspectorCharts;
class ModelTable;

/// Asks for a series; the answer comes on the GUI thread, unless the job is dropped before.
using SeriesQueryFunction =
    std::function<bridge::QueryJob(const history::SeriesQuery &, std::function<void(Result<history::SeriesResult>)>)>;

/// All about one node: state, charts of the last ten minutes from history and live, figures, and its commands.
/// GUI thread.
class InspectorPanel final : public QWidget
{
    Q_OBJECT

public:
    InspectorPanel(const theme::Theme &theme, const bridge::Objectives &objectives, SeriesQueryFunction query,
                   QWidget *parent = nullptr);
    ~InspectorPanel() override;

    void setTheme(const theme::Theme &theme);
    /// The node to show, as it is now; null for none. Another node than before starts a query of its last minutes.
    void setNode(const fleet::NodeRecord &node, HubTime now);
    /// Several nodes are selected and none of them is inspected.
    void setGroup(const std::vector<NodeId> &nodes);
    /// Live samples; those of other nodes are not looked at.
    void appendSamples(const std::vector<session::LiveSample> &samples);
    /// Commands to the node become marks on the latency chart.
    void setCommands(const std::shared_ptr<const commands::CommandList> &list);
    /// Its buttons are disabled and say why; empty gives them back.
    void forbidSending(const QString &why);
    /// Reads the last minutes from history again, after live samples were left out.
    void reloadHistory();

    [[nodiscard]] InspectorCharts &charts() { return *m_charts; }
    [[nodiscard]] const FactList &facts() const { return *m_facts; }
    [[nodiscard]] const FactList &customFigures() const { return *m_custom; }
    [[nodiscard]] const ModelTable &models() const { return *m_models; }
    [[nodiscard]] QString noticeText() const;

Q_SIGNALS:
    /// A command was chosen for these nodes; an empty name leaves the choice to the dialog.
    void commandRequested(const QString &command, const std::vector<iso::NodeId> &nodes);

private:
    QWidget *makeEmptyPage();
    QWidget *makeNodePage();
    QWidget *makeHeader();
    void showEmpty(const QString &title, const QString &text, bool offersCommand);
    void showIdentity();
    void showFacts();
    void showCustom();
    void showMarks();
    void showNotice();
    void historyArrived(std::uint64_t number, const Result<history::SeriesResult> &result);
    /// What to add to our time to get the node's.
    [[nodiscard]] Duration clockShift() const;

    theme::Theme m_theme;
    bridge::Objectives m_objectives;
    SeriesQueryFunction m_query;
    bridge::QueryJob m_job;
    std::uint64_t m_jobNumber = 0; ///< answers of older numbers drop themselves
    QString m_historyProblem;      ///< shown above the charts; empty when the past was read whole

    fleet::NodeRecord m_node;
    HubTime m_now;
    std::vector<NodeId> m_group;
    std::shared_ptr<const commands::CommandList> m_commands;
    std::shared_ptr<const fleet::NodeIdentity> m_buttonsOf;

    QStackedWidget *m_pages;
    QLabel *m_emptyTitle = nullptr;
    QLabel *m_emptyText = nullptr;
    QWidget *m_groupCommand = nullptr;
    widgets::ElidedLabel *m_name = nullptr;
    widgets::ElidedLabel *m_place = nullptr;
    widgets::StateMark *m_mark = nullptr;
    QLabel *m_state = nullptr;
    widgets::ElidedLabel *m_engine = nullptr;
    QLabel *m_notice = nullptr;
    InspectorCharts *m_charts = nullptr;
    FactList *m_facts = nullptr;
    ModelTable *m_models = nullptr;
    FactList *m_custom = nullptr;
    std::optional<telemetry::Sample> m_newestSample; ///< live, of the node that is shown
    CommandButtons *m_buttons = nullptr;
};

} // namespace iso::panels
