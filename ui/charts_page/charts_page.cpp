#include "ui/charts_page/charts_page.h"

#include "ui/bridge/value_text.h"
#include "ui/charts_page/chart_marks.h"
#include "ui/charts_page/chart_picture.h"
#include "ui/charts_page/chart_texts.h"
#include "ui/widgets/vertical_scroll_area.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace iso::charts_page
{

using namespace std::chrono_literals;

namespace
{

constexpr int kMargin = 12;
constexpr int kReload_ms = 150;
/// A line of more points than a chart has pixels shows no more.
constexpr std::int64_t kWanted_steps = 360;
/// What is written to the disk is this late at most; asked again with each look at the newest steps.
constexpr Duration kLateness = 5s;
constexpr Duration kLeastRange = 10s;
constexpr Duration kBirthsEach = 10s;
constexpr std::size_t kManyNodes = 500;

} // namespace

ChartsPage::ChartsPage(const theme::Theme &theme, const bridge::Objectives &objectives,
                       const bridge::Selection &selection, GroupQueryFunction query, QWidget *parent)
    : QWidget(parent)
    , m_selection(selection)
    , m_query(std::move(query))
    , m_loader(m_query)
    , m_snapshot(std::make_shared<const fleet::FleetSnapshot>())
    , m_commands(std::make_shared<const commands::CommandList>())
    , m_last(10min)
    , m_toolbar(new ChartsToolbar(this))
    , m_grid(new ChartsGrid(theme, objectives, this))
    , m_status(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_statusButton(new QPushButton(this))
    , m_coverage(new QLabel(this))
{
    setAccessibleName(tr("Charts"));
    m_reload.setSingleShot(true);
    m_reload.setInterval(kReload_ms);
    makeLayout();
    connectParts();
    m_toolbar->ranges().showChosen(m_last);
    m_toolbar->setLive(true);
    m_toolbar->setZoomed(false);
    showStatus();
}

ChartsPage::~ChartsPage() = default;

void ChartsPage::makeLayout()
{
    m_status->setProperty("role", QStringLiteral("muted"));
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_coverage->setProperty("role", QStringLiteral("muted"));
    m_coverage->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_coverage->setToolTip(
        tr("Share of the requests whose node reports a latency, and how far a percentile can be off"));
    m_progress->setRange(0, 100);
    m_progress->setFixedSize(140, 14);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Share of the range that is read"));
    m_statusButton->setProperty("role", QStringLiteral("link"));

    auto *status = new QHBoxLayout;
    status->setSpacing(8);
    status->addWidget(m_progress);
    status->addWidget(m_status, 1);
    status->addWidget(m_statusButton);
    auto *scroll = new widgets::VerticalScrollArea(m_grid, this);
    scroll->setMinimumHeight(24); // a short window keeps the choices, and scrolls the charts
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    column->setSpacing(8);
    column->addWidget(m_toolbar);
    column->addWidget(m_coverage);
    column->addWidget(scroll, 1);
    column->addLayout(status);
}

void ChartsPage::connectParts()
{
    connect(m_toolbar, &ChartsToolbar::scopeChosen, this, &ChartsPage::updateSubject);
    connect(m_toolbar, &ChartsToolbar::pinChanged, this, &ChartsPage::updateSubject);
    connect(m_toolbar, &ChartsToolbar::latencyChosen, this, [this](telemetry::LatencyId latency) {
        m_latency = latency;
        showSeries();
    });
    connect(m_toolbar, &ChartsToolbar::separateChosen, this, [this](bool separate) {
        m_isSeparate = separate;
        showSeries();
    });
    connect(m_toolbar, &ChartsToolbar::liveChosen, this, &ChartsPage::setLive);
    connect(m_toolbar, &ChartsToolbar::zoomReset, this, &ChartsPage::resetZoom);
    connect(m_toolbar, &ChartsToolbar::pngRequested, this, [this] {
        chooseFile(tr("Save the charts as a picture"), QStringLiteral("png"),
                   [this](const QString &file) { savePng(file); });
    });
    connect(m_toolbar, &ChartsToolbar::csvRequested, this, [this] {
        chooseFile(tr("Save the figures of the charts"), QStringLiteral("csv"),
                   [this](const QString &file) { saveCsv(file); });
    });
    connect(&m_toolbar->ranges(), &RangeBar::lastChosen, this, &ChartsPage::showLast);
    connect(&m_toolbar->ranges(), &RangeBar::customChosen, this, &ChartsPage::showRange);
    const auto toTime = [](double time_ms) {
        return NodeTime::fromNanoseconds(static_cast<std::int64_t>(time_ms) * 1'000'000);
    };
    connect(m_grid, &ChartsGrid::rangeChosen, this,
            [this, toTime](double from_ms, double to_ms) { zoomTo(toTime(from_ms), toTime(to_ms)); });
    connect(m_grid, &ChartsGrid::rangeReset, this, &ChartsPage::resetZoom);
    connect(&m_loader, &GroupLoader::pageArrived, this, &ChartsPage::takePage);
    connect(&m_loader, &GroupLoader::changed, this, &ChartsPage::showStatus);
    connect(&m_csv, &SeriesCsv::progressed, this, &ChartsPage::showStatus);
    connect(&m_csv, &SeriesCsv::finished, this, [this](bool written, const QString &error) {
        m_notice = error.isEmpty() ? QString() : tr("The file was not written: %1.").arg(error);
        if (written) {
            m_notice = tr("The file is written.");
        }
        showStatus();
    });
    connect(m_statusButton, &QPushButton::clicked, this, &ChartsPage::pressStatusButton);
    connect(&m_reload, &QTimer::timeout, this, &ChartsPage::reload);
    connect(&m_births, &BirthLoader::arrived, this, &ChartsPage::showMarks);
}

void ChartsPage::setTheme(const theme::Theme &theme)
{
    m_grid->setTheme(theme);
}

void ChartsPage::setSnapshot(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot)
{
    const bool isOther = snapshot->nodes.size() != m_snapshot->nodes.size();
    m_snapshot = snapshot;
    if (isOther) {
        followSelection();
    }
}

void ChartsPage::setCommands(const std::shared_ptr<const commands::CommandList> &commands)
{
    m_commands = commands;
    if (isVisible()) {
        showMarks();
    }
}

void ChartsPage::followSelection()
{
    if (isVisible() && !m_toolbar->isPinned()) {
        updateSubject();
    }
}

void ChartsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    followSelection();
    if (m_series.isEmpty() || m_isLive) {
        reload();
    }
}

void ChartsPage::updateSubject()
{
    if (m_toolbar->isPinned() && !m_subject.nodes.empty()) {
        return;
    }
    ChartSubject subject = subjectOf(m_toolbar->scope(), *m_snapshot, m_selection);
    if (subject == m_subject) {
        return;
    }
    m_subject = std::move(subject);
    m_subjectNodes = {m_subject.nodes.begin(), m_subject.nodes.end()};
    m_toolbar->setTitle(m_subject.title);
    // The lines of other nodes must not stand under this title.
    m_series.reset(1s, interval());
    m_births.clear();
    showSeries();
    reload();
}

Duration ChartsPage::interval() const
{
    Duration least{0};
    for (const fleet::NodeRecord &node : m_snapshot->nodes) {
        if (node->interval.count() > 0 && m_subjectNodes.contains(node->id())) {
            least = least.count() == 0 ? node->interval : std::min(least, node->interval);
        }
    }
    return least.count() == 0 ? Duration(1s) : least;
}

std::pair<NodeTime, NodeTime> ChartsPage::shownRange() const
{
    if (m_zoom) {
        return *m_zoom;
    }
    return m_last ? std::pair(present() - *m_last, present()) : m_custom;
}

history::GroupQuery ChartsPage::plan() const
{
    const auto [from, to] = shownRange();
    history::GroupQuery query;
    query.nodes = m_subject.nodes;
    if (query.nodes.size() > history::GroupQuery::kMostNodes) {
        query.nodes.resize(history::GroupQuery::kMostNodes);
    }
    query.step = roundStep((to - from) / kWanted_steps, interval());
    // On whole steps since 1970, so that steps read later fall on the same grid.
    query.from = NodeTime::fromNanoseconds(from.toNanoseconds() / query.step.count() * query.step.count());
    const NodeTime end = std::min(to, present()) + query.step;
    query.steps = static_cast<std::size_t>(
        std::clamp<std::int64_t>((end - query.from) / query.step, 1, history::GroupQuery::kMostSteps));
    query.eachNode = query.nodes.size() > 1 && query.nodes.size() <= charts::SeriesChart::kMostLines;
    return query;
}

void ChartsPage::reload()
{
    m_reload.stop();
    showRangeOfTime();
    if (!isVisible() || m_subject.nodes.empty() || !m_now.isValid()) {
        return;
    }
    m_newest = bridge::QueryJob();
    ++m_newestNumber;
    m_newestAsked = m_newestRead = m_now;
    m_plan = plan();
    m_isFresh = true;
    m_unknown.clear();
    m_notice.clear();
    m_loader.load(m_plan);
    loadBirths();
    showMarks();
}

void ChartsPage::takePage(const history::GroupQuery &page, const history::GroupResult &result)
{
    if (m_isFresh) {
        m_series.reset(m_plan.step, interval());
        m_unknown = result.unknown;
        m_isFresh = false;
    }
    m_series.add(page, result);
    showSeries();
}

void ChartsPage::setNow(HubTime now)
{
    const bool isFirst = !m_now.isValid();
    const bool isOtherSecond = now.toNanoseconds() / 1'000'000'000 != m_now.toNanoseconds() / 1'000'000'000;
    m_present = now;
    if (m_isLive || isFirst) {
        m_now = now;
    }
    if (!isVisible() || !isOtherSecond) {
        return;
    }
    if (isFirst) {
        updateSubject();
        reload();
    } else if (m_isLive) {
        showRangeOfTime();
        const Duration least = m_subject.nodes.size() > kManyNodes ? 5s : 2s;
        if (m_now - m_newestAsked >= std::max(least, m_plan.step / 2) || m_now < m_newestAsked) {
            readNewest();
        }
    }
}

void ChartsPage::readNewest()
{
    if (m_newest.isRunning() || m_isFresh || m_plan.step.count() == 0 || m_plan.nodes.empty()) {
        return; // the range itself is being read, and that begins at its end
    }
    m_newestAsked = m_now;
    if (m_now - m_births.askedUpTo() >= kBirthsEach) {
        loadBirths();
    }
    showMarks();
    history::GroupQuery query = m_plan;
    // From where the last answer ended, so that no step is left out when one fails or the clock leaps.
    const NodeTime from =
        NodeTime::fromNanoseconds(std::min(m_newestRead, m_now).toNanoseconds()) - kLateness - m_plan.step;
    query.from = NodeTime::fromNanoseconds(from.toNanoseconds() / query.step.count() * query.step.count());
    query.steps = static_cast<std::size_t>((present() - query.from) / query.step + 1);
    const std::uint64_t number = ++m_newestNumber;
    m_newest = m_query(query, [this, number, query, asked = m_now](const Result<history::GroupResult> &result) {
        if (number != m_newestNumber || !result) {
            return; // an error shows with the next load; the lines end where they end
        }
        m_newestRead = asked;
        m_series.add(query, *result);
        m_series.dropBefore(shownRange().first - m_series.step());
        showSeries();
    });
}

void ChartsPage::showLast(Duration range)
{
    m_last = range;
    m_zoom.reset();
    setLive(true);
}

void ChartsPage::showRange(NodeTime from, NodeTime to)
{
    m_last.reset();
    m_custom = {from, std::max(to, from + kLeastRange)};
    m_zoom.reset();
    m_isLive = false;
    reload();
}

void ChartsPage::zoomTo(NodeTime from, NodeTime to)
{
    m_zoom = {from, std::max(to, from + kLeastRange)};
    m_isLive = false;
    showRangeOfTime();
    m_reload.start();
}

void ChartsPage::resetZoom()
{
    if (m_zoom) {
        m_zoom.reset();
        m_isLive = m_last.has_value();
        m_now = m_present;
        reload();
    }
}

void ChartsPage::setLive(bool live)
{
    m_isLive = live;
    if (live) {
        m_now = m_present;
        m_zoom.reset();
        m_last = m_last.value_or(10min);
        reload();
    } else {
        showRangeOfTime();
    }
}

QStringList ChartsPage::lineNames() const
{
    QStringList names;
    if (m_isSeparate && m_plan.eachNode && m_plan.nodes == m_subject.nodes) {
        for (const NodeId &node : m_subject.nodes) {
            names.append(bridge::toQString(node.text()));
        }
    }
    return names;
}

void ChartsPage::showSeries()
{
    const QStringList names = lineNames();
    const bool canSeparate = m_subject.nodes.size() > 1 && m_subject.nodes.size() <= charts::SeriesChart::kMostLines;
    m_toolbar->setSeparate(canSeparate, m_isSeparate);
    m_grid->show(m_series, m_latency, names);
    showRangeOfTime();
    showStatus();
}

void ChartsPage::showRangeOfTime()
{
    const auto [from, to] = shownRange();
    m_toolbar->ranges().showChosen(m_last);
    m_toolbar->ranges().setShownRange(from, to);
    m_toolbar->setLive(m_isLive);
    m_toolbar->setZoomed(m_zoom.has_value());
    if (m_now.isValid()) {
        m_grid->setTimeRange(from.toSeconds() * 1e3, to.toSeconds() * 1e3);
    }
}

void ChartsPage::loadBirths()
{
    const auto [from, to] = shownRange();
    m_births.load(m_subject.nodes.size() == 1 ? m_subject.nodes.front() : NodeId(),
                  HubTime::fromNanoseconds(from.toNanoseconds()), HubTime::fromNanoseconds(to.toNanoseconds()));
}

void ChartsPage::showMarks()
{
    const auto [from, to] = shownRange();
    m_grid->setMarks(marksOf(*m_commands, m_births.births(), *m_snapshot, m_subjectNodes, from, to));
}

void ChartsPage::showStatus()
{
    using State = GroupLoader::State;
    const State state = m_loader.state();
    const bool isReading = state == State::Reading;
    const bool isUnread = isReading || state == State::Held || state == State::Failed;
    m_progress->setVisible(m_csv.isRunning() || isReading);
    m_progress->setValue(m_csv.isRunning() ? m_csv.percent() : static_cast<int>(m_loader.progress_ratio() * 100));
    m_statusButton->setVisible(m_csv.isRunning() || isUnread);
    m_statusButton->setText(m_csv.isRunning() || isReading ? tr("Stop")
                            : state == State::Held         ? tr("Read on")
                                                           : tr("Try again"));
    QString text = m_csv.isRunning() ? tr("Writing the file\u2026")
                                     : loadText(m_loader, m_series, m_unknown.size(), m_subject.nodes.size());
    if (!m_notice.isEmpty()) {
        text = text.isEmpty() ? m_notice : m_notice + QLatin1Char(' ') + text;
    }
    m_status->setText(text);
    m_status->setToolTip(m_status->text());
    const bool showsUnread = isUnread && !m_isFresh && m_loader.readFrom().isValid();
    m_grid->setUnread(showsUnread ? std::optional(m_loader.readFrom().toSeconds() * 1e3) : std::nullopt,
                      isReading ? tr("reading\u2026") : tr("not read"));
    m_grid->setMessage(m_isFresh && isReading   ? tr("reading history\u2026")
                       : state == State::Failed ? tr("history cannot be read")
                       : m_series.isEmpty()     ? tr("no samples in this range: choose a longer one")
                                                : QString());
    const auto [from, to] = shownRange();
    m_coverageText = coverageLine(m_series, m_latency, from, to, m_subject.nodes.size());
    m_coverage->setText(m_coverage->fontMetrics().elidedText(m_coverageText, Qt::ElideRight, m_coverage->width()));
}

void ChartsPage::pressStatusButton()
{
    if (m_csv.isRunning()) {
        m_csv.cancel();
    } else if (m_loader.state() == GroupLoader::State::Reading) {
        m_loader.stop();
    } else if (m_loader.state() == GroupLoader::State::Held) {
        m_loader.readOn();
    } else {
        reload();
    }
}

QString ChartsPage::statusText() const
{
    return m_status->text();
}

bool ChartsPage::savePng(const QString &file)
{
    const auto [from, to] = shownRange();
    const bool isSaved =
        savePicture(file, *m_grid, m_subject.title,
                    tr("%1 to %2 \u00b7 %3")
                        .arg(bridge::toQString(toRfc3339(from)), bridge::toQString(toRfc3339(to)), coverageText()));
    m_notice = isSaved ? tr("The picture is written.") : tr("The picture was not written: %1.").arg(file);
    showStatus();
    return isSaved;
}

void ChartsPage::saveCsv(const QString &file)
{
    m_csv.start(file, m_subject.title, m_series, lineNames());
    showStatus();
}

void ChartsPage::chooseFile(const QString &title, const QString &suffix, std::function<void(const QString &)> save)
{
    auto *dialog = new QFileDialog(this, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->setNameFilter(QStringLiteral("*.%1").arg(suffix));
    connect(dialog, &QFileDialog::fileSelected, this, std::move(save));
    dialog->open();
}

} // namespace iso::charts_page
