#include "ui/panels/inspector_panel.h"

#include "ui/bridge/command_text.h"
#include "ui/bridge/node_facts.h"
#include "ui/bridge/value_text.h"
#include "ui/panels/command_buttons.h"
#include "ui/panels/fact_list.h"
#include "ui/panels/inspector_charts.h"
#include "ui/panels/inspector_facts.h"
#include "ui/panels/model_table.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/state_mark.h"
#include "ui/widgets/vertical_scroll_area.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>

namespace iso::panels
{

namespace
{

using bridge::toQString;

constexpr int kMargin = 16;

QLabel *roleLabel(const char *role, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setProperty("role", QLatin1String(role));
    return label;
}

widgets::ElidedLabel *elidedLabel(const char *role, Qt::Alignment alignment, QWidget *parent)
{
    auto *label = new widgets::ElidedLabel(parent);
    label->setProperty("role", QLatin1String(role));
    label->setAlignment(alignment | Qt::AlignVCenter);
    return label;
}

void setText(QLabel *label, const QString &text)
{
    if (label->text() != text) {
        label->setText(text);
    }
}

QString damagedFiles(const history::Damage &damage)
{
    QStringList names;
    for (const std::string &file : damage.files) {
        names.append(toQString(file));
    }
    return names.isEmpty() ? InspectorPanel::tr("%1 samples").arg(bridge::grouped(damage.rows + damage.samples))
                           : names.join(QStringLiteral(", "));
}

std::int64_t wholeSeconds(HubTime time)
{
    return time.toNanoseconds() / 1'000'000'000;
}

} // namespace

InspectorPanel::InspectorPanel(const theme::Theme &theme, const bridge::Objectives &objectives,
                               SeriesQueryFunction query, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_objectives(objectives)
    , m_query(std::move(query))
    , m_pages(new QStackedWidget(this))
{
    setAccessibleName(tr("Inspector"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    m_pages->addWidget(makeEmptyPage());
    m_pages->addWidget(makeNodePage());
    m_charts->setObjective_ms(objectives.ttftP95_s * 1e3);
    setNode(nullptr, HubTime());
}

InspectorPanel::~InspectorPanel() = default;

QWidget *InspectorPanel::makeEmptyPage()
{
    auto *page = new QWidget(this);
    m_emptyTitle = roleLabel("heading", page);
    m_emptyText = roleLabel("muted", page);
    m_emptyText->setWordWrap(true);
    auto *button = new QPushButton(tr("Send command\u2026"), page);
    connect(button, &QPushButton::clicked, this, [this] { Q_EMIT commandRequested(QString(), m_group); });
    button->setObjectName(QStringLiteral("send-to-group"));
    m_groupCommand = button;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(8);
    layout->addWidget(m_emptyTitle);
    layout->addWidget(m_emptyText);
    layout->addWidget(m_groupCommand, 0, Qt::AlignLeft);
    layout->addStretch(1);
    return page;
}

QWidget *InspectorPanel::makeHeader()
{
    auto *header = new QWidget(this);
    m_name = elidedLabel("title", Qt::AlignLeft, header);
    m_name->setTextInteractionFlags(Qt::NoTextInteraction);
    m_place = elidedLabel("muted", Qt::AlignRight, header);
    m_mark = new widgets::StateMark(m_theme, header);
    m_state = new QLabel(header);
    m_engine = elidedLabel("muted", Qt::AlignRight, header);

    auto *first = new QHBoxLayout;
    first->setSpacing(12);
    first->addWidget(m_name, 3);
    first->addWidget(m_place, 2);
    auto *second = new QHBoxLayout;
    second->setSpacing(8);
    second->addWidget(m_mark);
    second->addWidget(m_state);
    second->addWidget(m_engine, 1);
    auto *layout = new QVBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addLayout(first);
    layout->addLayout(second);
    return header;
}

QWidget *InspectorPanel::makeNodePage()
{
    auto *page = new QWidget(this);
    auto *content = new QWidget(page);
    QWidget *header = makeHeader();
    m_notice = new QLabel(content);
    m_notice->setWordWrap(true);
    m_notice->hide();
    m_charts = new InspectorCharts(m_theme, content);
    m_facts = new FactList(m_theme, content);
    m_models = new ModelTable(content);
    m_custom = new FactList(m_theme, content);
    m_buttons = new CommandButtons(page);
    connect(m_buttons, &CommandButtons::chosen, this, [this](const QString &command) {
        if (m_node) {
            Q_EMIT commandRequested(command, {m_node->id()});
        }
    });

    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(kMargin, 12, kMargin, kMargin);
    layout->setSpacing(8);
    layout->addWidget(header);
    layout->addWidget(m_notice);
    layout->addWidget(m_charts);
    layout->addWidget(m_facts);
    layout->addWidget(m_models);
    layout->addWidget(m_custom);
    layout->addStretch(1);

    auto *scroll = new widgets::VerticalScrollArea(content, page);

    // Below what scrolls: whoever has found what is wrong should not have to look for what to do.
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(scroll, 1);
    auto *commands = new QFrame(page);
    commands->setProperty("role", QStringLiteral("footer"));
    auto *row = new QHBoxLayout(commands);
    row->setContentsMargins(kMargin, 8, kMargin, 8);
    row->addWidget(m_buttons);
    column->addWidget(commands);
    return page;
}

void InspectorPanel::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    m_mark->setTheme(theme);
    m_charts->setTheme(theme);
    m_facts->setTheme(theme);
    m_custom->setTheme(theme);
}

void InspectorPanel::setNode(const fleet::NodeRecord &node, HubTime now)
{
    if (!node) {
        setGroup({});
        return;
    }
    const bool isOther = !m_node || m_node->id() != node->id();
    const bool isNews = node != m_node || wholeSeconds(now) != wholeSeconds(m_now);
    m_node = node;
    m_now = now;
    if (isOther) {
        m_pages->setCurrentIndex(1);
        m_models->setNode(node->identity->birth);
        m_newestSample.reset();
        reloadHistory();
    }
    if (isNews || isOther) {
        m_charts->setInterval(node->interval);
        m_charts->setEnd(NodeTime::fromNanoseconds((now + clockShift()).toNanoseconds()));
        showIdentity();
        showFacts();
        showNotice();
        showMarks();
    }
}

void InspectorPanel::setGroup(const std::vector<NodeId> &nodes)
{
    m_node = nullptr;
    m_buttonsOf = nullptr;
    m_job = bridge::QueryJob();
    ++m_jobNumber;
    m_group = nodes;
    if (nodes.empty()) {
        showEmpty(tr("Nothing is selected"),
                  tr("Click a node on the map or in the fleet list to see its latency, load and commands here."),
                  false);
    } else {
        showEmpty(tr("%1 nodes are selected").arg(bridge::grouped(nodes.size())),
                  tr("Click one of them for its charts, or send a command to all of them."), true);
    }
}

void InspectorPanel::showEmpty(const QString &title, const QString &text, bool offersCommand)
{
    m_emptyTitle->setText(title);
    m_emptyText->setText(text);
    m_groupCommand->setVisible(offersCommand);
    m_pages->setCurrentIndex(0);
}

void InspectorPanel::forbidSending(const QString &why)
{
    for (QWidget *sender : {static_cast<QWidget *>(m_buttons), static_cast<QWidget *>(m_groupCommand)}) {
        sender->setEnabled(why.isEmpty());
        sender->setToolTip(why);
    }
}

void InspectorPanel::reloadHistory()
{
    if (!m_node) {
        return;
    }
    m_historyProblem.clear();
    m_charts->clear(tr("loading history\u2026"));
    const NodeTime end = NodeTime::fromNanoseconds((m_now + clockShift()).toNanoseconds());
    m_charts->setEnd(end);
    history::SeriesQuery query;
    query.node = m_node->id();
    query.from = end - charts::NodeSeries::kSpan;
    query.to = end + charts::NodeSeries::kStep; // what arrives while the query runs
    query.points = charts::NodeSeries::kSteps;
    const std::uint64_t number = ++m_jobNumber;
    m_job =
        m_query(query, [this, number](const Result<history::SeriesResult> &result) { historyArrived(number, result); });
}

void InspectorPanel::historyArrived(std::uint64_t number, const Result<history::SeriesResult> &result)
{
    if (number != m_jobNumber || !m_node) {
        return; // another node was chosen since
    }
    if (result) {
        m_charts->setHistory(*result);
        if (!result->damage.isNone()) {
            m_historyProblem = tr("Parts of the past cannot be read (%1).").arg(damagedFiles(result->damage));
        }
    } else if (result.error().code != ErrorCode::NotFound) { // not stored yet is no failure
        m_historyProblem = tr("The past is not shown: %1").arg(toQString(result.error().message));
    }
    m_charts->setEmptyText(m_historyProblem.isEmpty()
                               ? tr("no samples in the last ten minutes; Charts (F4) shows longer ranges")
                               : tr("history cannot be read"));
    showNotice();
}

void InspectorPanel::appendSamples(const std::vector<session::LiveSample> &samples)
{
    bool any = false;
    for (const session::LiveSample &sample : samples) {
        if (m_node && sample.node == m_node->index) {
            m_charts->append(sample.nodeTime, sample.sample);
            m_models->add(sample.sample, sample.received);
            m_newestSample = sample.sample;
            any = true;
        }
    }
    if (any) {
        m_charts->showLines();
        m_models->showFigures();
        showCustom();
    }
}

void InspectorPanel::setCommands(const std::shared_ptr<const commands::CommandList> &list)
{
    m_commands = list;
    showMarks();
}

Duration InspectorPanel::clockShift() const
{
    // What the newest sample shows; it holds also where the clocks were never compared.
    if (!m_node || !m_node->lastSampleTime.isValid() || !m_node->lastSampleReceived.isValid()) {
        return Duration(0);
    }
    const Duration shift(m_node->lastSampleTime.toNanoseconds() - m_node->lastSampleReceived.toNanoseconds());
    // Less than this is the way here, not the clock.
    return shift > -std::chrono::seconds(2) && shift < std::chrono::seconds(2) ? Duration(0) : shift;
}

void InspectorPanel::showIdentity()
{
    setText(m_name, toQString(m_node->id().text()));
    setText(m_place, placeText(*m_node));
    setText(m_engine, engineText(*m_node));
    const QString state = stateLine(*m_node, m_now);
    const bridge::Tone tone = bridge::toneOf(*m_node, m_now, m_objectives);
    setText(m_state, state);
    m_mark->setState(bridge::shapeOf(*m_node), tone, state);
    if (m_buttonsOf != m_node->identity) {
        m_buttonsOf = m_node->identity;
        m_buttons->setCatalogue(m_node->identity->birth);
    }
}

void InspectorPanel::showFacts()
{
    m_facts->setFacts(factsOf(*m_node, m_now, m_objectives));
    m_models->setStale(bridge::isStale(*m_node, m_now));
    showCustom();
}

void InspectorPanel::showCustom()
{
    std::vector<Fact> facts = customFacts(m_node->identity->birth, m_newestSample ? &*m_newestSample : nullptr);
    for (Fact &fact : facts) {
        fact.isStale = bridge::isStale(*m_node, m_now);
    }
    m_custom->setFacts(facts);
    m_custom->setVisible(!facts.empty());
}

void InspectorPanel::showNotice()
{
    QStringList texts;
    if (!m_historyProblem.isEmpty()) {
        texts.append(m_historyProblem);
    }
    if (m_node->lastSampleReceived.isValid() && bridge::isStale(*m_node, m_now)) {
        texts.append(tr("Grey figures are from %2: %1.")
                         .arg(bridge::staleReason(*m_node, m_now), bridge::timeOfDay(m_node->lastSampleReceived)));
    }
    const char *role = m_historyProblem.isEmpty() ? "warning" : "error";
    if (m_notice->property("role").toString() != QLatin1String(role)) {
        m_notice->setProperty("role", QLatin1String(role));
        m_notice->style()->unpolish(m_notice);
        m_notice->style()->polish(m_notice);
    }
    setText(m_notice, texts.join(QLatin1Char('\n')));
    m_notice->setVisible(!texts.isEmpty());
}

QString InspectorPanel::noticeText() const
{
    return m_notice->text();
}

void InspectorPanel::showMarks()
{
    std::vector<charts::ChartMark> marks;
    if (m_node && m_commands) {
        const HubTime oldest = m_now - charts::NodeSeries::kSpan;
        const Duration shift = clockShift();
        for (const commands::CommandRecordPtr &record : m_commands->commands) {
            if (record->createdAt < oldest) {
                break; // newest first
            }
            if (record->node == m_node->id() && record->hazard != wire::HazardClass::Observe) {
                marks.push_back({(record->createdAt + shift).toSeconds() * 1e3, bridge::markText(*record)});
            }
        }
        const HubTime bornAt = m_node->identity->bornAt;
        if (bornAt.isValid() && bornAt >= oldest) {
            marks.push_back({(bornAt + shift).toSeconds() * 1e3, tr("birth")});
        }
        std::sort(marks.begin(), marks.end(),
                  [](const auto &one, const auto &other) { return one.time_ms < other.time_ms; });
    }
    m_charts->setMarks(marks);
}

} // namespace iso::panels
