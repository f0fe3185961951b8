#pragma once

#include "ui/bridge/group_facts.h"
#include "ui/widgets/pointer_card.h"

class QLabel;

namespace iso::widgets
{

/// What matters of several nodes that stand close together, beside the pointer. GUI thread.
class ClusterCard final : public PointerCard
{
    Q_OBJECT
public:
    ClusterCard(const theme::Theme &theme, const bridge::Objectives &objectives, QWidget *parent);

    /// `latency` is the one that the facts were made for; `slowest` is the node they name, or null.
    void setGroup(const bridge::GroupFacts &facts, telemetry::LatencyId latency, const fleet::NodeSnapshot *slowest);

    /// "31 serving · 4 idle · 2 lost": what is there, in words.
    static QString stateText(const bridge::GroupFacts &facts);

private:
    bridge::Objectives m_objectives;
    QLabel *m_title;
    QLabel *m_sites;
    QLabel *m_states;
    QLabel *m_latencyTitle;
    QLabel *m_latency;
    QLabel *m_coverage;
    QLabel *m_load;
    QLabel *m_slowest;
    QLabel *m_hint;
};

} // namespace iso::widgets
