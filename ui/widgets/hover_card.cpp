#include "ui/widgets/hover_card.h"

#include <QGridLayout>
#include <QLabel>

namespace iso::widgets
{

namespace
{

QString equipmentOf(const wire::Birth &birth)
{
    QStringList parts;
    if (!birth.models.empty()) {
        const QString first = bridge::toQString(birth.models.front().name);
        parts << (birth.models.size() == 1 ? first
                                           : HoverCard::tr("%1 and %2 more").arg(first).arg(birth.models.size() - 1));
    }
    if (!birth.hardware.gpus.empty()) {
        const QString gpu = bridge::toQString(birth.hardware.gpus.front().name);
        const std::size_t count = birth.hardware.gpus.size();
        parts << (count == 1 ? gpu : HoverCard::tr("%1 ×%2", "GPU, how many").arg(gpu).arg(count));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace

HoverCard::HoverCard(const theme::Theme &theme, const bridge::Objectives &objectives, QWidget *parent)
    : PointerCard(theme, parent)
    , m_objectives(objectives)
    , m_name(makeLabel("strong"))
    , m_state(makeLabel(nullptr))
    , m_ttft(makeLabel(nullptr))
    , m_load(makeLabel(nullptr))
    , m_equipment(makeLabel("muted"))
    , m_age(makeLabel("muted"))
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(12, 8, 12, 8);
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(4);
    const auto title = [this](const QString &text) { return makeLabel("muted", text); };
    grid->addWidget(m_name, 0, 0);
    grid->addWidget(m_state, 0, 1, Qt::AlignRight);
    grid->addWidget(title(tr("TTFT p95")), 1, 0);
    grid->addWidget(m_ttft, 1, 1, Qt::AlignRight);
    grid->addWidget(title(tr("Load · queue")), 2, 0);
    grid->addWidget(m_load, 2, 1, Qt::AlignRight);
    grid->addWidget(m_equipment, 3, 0);
    grid->addWidget(m_age, 3, 1, Qt::AlignRight);
}

void HoverCard::setNode(const fleet::NodeSnapshot &node, HubTime now)
{
    const bool isFresh = bridge::isHeard(node) && !bridge::isStale(node, now);
    m_name->setText(bridge::toQString(node.id().text()));
    m_state->setText(bridge::isHeard(node) ? bridge::serviceAndLink(node) : bridge::lostText(node, now));
    const bridge::Tone tone = bridge::toneOf(node, now, m_objectives);
    setTone(m_state, bridge::isLost(node) ? bridge::Tone::Bad : tone);

    const fleet::LatencyFigures &ttft = node.latency(telemetry::LatencyId::TimeToFirstToken);
    bridge::ValueText latency = bridge::latencyText(ttft, &fleet::LatencyFigures::p95);
    if (isFresh && latency.isValue) {
        latency.text += QLatin1Char(' ') + bridge::errorBound(ttft.p95);
    } else if (!isFresh) {
        latency = bridge::ttftText(node, now);
    }
    m_ttft->setText(latency.text);
    setTone(m_ttft, tone);

    const bridge::ValueText waiting = bridge::metricText(node.metrics, telemetry::MetricId::RequestsWaiting);
    const QString load = bridge::loadText(node, now).text;
    m_load->setText(isFresh ? tr("%1 · %2 waiting", "load · queue").arg(load, waiting.text) : load);
    setTone(m_load, bridge::loadTone(node, now, m_objectives));

    m_equipment->setText(equipmentOf(node.identity->birth));
    m_age->setText(node.lastSampleReceived.isValid() ? bridge::ago(now - node.lastSampleReceived)
                                                     : tr("no sample yet"));
    adjustSize();
}

} // namespace iso::widgets
