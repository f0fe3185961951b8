#include "ui/widgets/cluster_card.h"

#include "ui/bridge/value_text.h"

#include <QGridLayout>
#include <QLabel>

namespace iso::widgets
{

using telemetry::LatencyId;
using telemetry::ServiceState;

ClusterCard::ClusterCard(const theme::Theme &theme, const bridge::Objectives &objectives, QWidget *parent)
    : PointerCard(theme, parent)
    , m_objectives(objectives)
    , m_title(makeLabel("strong"))
    , m_sites(makeLabel("muted"))
    , m_states(makeLabel(nullptr))
    , m_latencyTitle(makeLabel("muted"))
    , m_latency(makeLabel(nullptr))
    , m_coverage(makeLabel(nullptr))
    , m_load(makeLabel(nullptr))
    , m_slowest(makeLabel(nullptr))
    , m_hint(makeLabel("muted", tr("Click selects, double click takes apart")))
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(12, 8, 12, 8);
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(4);
    grid->addWidget(m_title, 0, 0);
    grid->addWidget(m_sites, 0, 1, Qt::AlignRight);
    grid->addWidget(m_states, 1, 0, 1, 2);
    const auto addRow = [grid](int row, QLabel *title, QLabel *value) {
        grid->addWidget(title, row, 0);
        grid->addWidget(value, row, 1, Qt::AlignRight);
    };
    addRow(2, m_latencyTitle, m_latency);
    addRow(3, makeLabel("muted", tr("Coverage")), m_coverage);
    addRow(4, makeLabel("muted", tr("Load · errors")), m_load);
    addRow(5, makeLabel("muted", tr("Slowest")), m_slowest);
    grid->addWidget(m_hint, 6, 0, 1, 2);
}

QString ClusterCard::stateText(const bridge::GroupFacts &facts)
{
    QStringList parts;
    for (std::size_t i = 0; i < facts.byService.size(); ++i) {
        if (facts.byService[i] > 0) {
            parts << tr("%1 %2", "how many nodes, their state")
                         .arg(facts.byService[i])
                         .arg(bridge::stateText(static_cast<ServiceState>(i)));
        }
    }
    if (facts.stale > 0) {
        parts << tr("%1 stale", "nodes").arg(facts.stale);
    }
    if (facts.lost > 0) {
        parts << tr("%1 lost", "nodes").arg(facts.lost);
    }
    std::uint32_t told = facts.stale + facts.lost;
    for (const std::uint32_t count : facts.byService) {
        told += count;
    }
    if (told < facts.nodes) {
        parts << tr("%1 never seen", "nodes").arg(facts.nodes - told);
    }
    return parts.join(QStringLiteral(" · "));
}

void ClusterCard::setGroup(const bridge::GroupFacts &facts, LatencyId latency, const fleet::NodeSnapshot *slowest)
{
    const bool isEndToEnd = latency == LatencyId::EndToEnd;
    const double objective_s = isEndToEnd ? m_objectives.endToEndP95_s : m_objectives.ttftP95_s;
    m_title->setText(facts.nodes == 1 ? tr("1 node") : tr("%1 nodes").arg(facts.nodes));
    m_sites->setText(facts.sites == 1 ? tr("1 site") : tr("%1 sites").arg(facts.sites));
    m_states->setText(stateText(facts));
    setTone(m_states, facts.lost > 0 ? bridge::Tone::Bad : bridge::Tone::Ok);

    m_latencyTitle->setText(isEndToEnd ? tr("E2E p95, merged") : tr("TTFT p95, merged"));
    bridge::ValueText figure = bridge::latencyText(facts.latency, &fleet::LatencyFigures::p95);
    bridge::Tone tone = bridge::Tone::None;
    if (figure.isValue) {
        figure.text += QLatin1Char(' ') + bridge::errorBound(facts.latency.p95);
        tone = bridge::toneAgainst(facts.latency.p95.estimate, objective_s, m_objectives);
    }
    m_latency->setText(figure.text);
    setTone(m_latency, tone);
    m_coverage->setText(facts.requests == 0
                            ? tr("no requests in the last minute")
                            : tr("%1 of %2 requests", "share, how many in the last minute")
                                  .arg(bridge::percent(facts.coverage_ratio), bridge::grouped(facts.requests)));
    const QString absent = bridge::ValueText::absent({}).text;
    m_load->setText(tr("%1 · %2", "load · errors")
                        .arg(facts.load_ratio ? bridge::percent(*facts.load_ratio) : absent,
                             facts.errors_ratio ? bridge::percent(*facts.errors_ratio) : absent));
    if (slowest != nullptr) {
        const double p95_s = slowest->latency(latency).p95.estimate;
        m_slowest->setText(
            tr("%1  %2", "a node, its p95").arg(bridge::toQString(slowest->id().text()), bridge::milliseconds(p95_s)));
        setTone(m_slowest, bridge::toneAgainst(p95_s, objective_s, m_objectives));
    } else {
        m_slowest->setText(absent);
        setTone(m_slowest, bridge::Tone::None);
    }
    adjustSize();
}

} // namespace iso::widgets
