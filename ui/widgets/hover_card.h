#pragma once

#include "core/fleet/snapshot.h"
#include "ui/widgets/pointer_card.h"

class QLabel;

namespace iso::widgets
{

/// What matters of one node, beside the pointer. GUI thread.
class HoverCard final : public PointerCard
{
    Q_OBJECT
public:
    HoverCard(const theme::Theme &theme, const bridge::Objectives &objectives, QWidget *parent);

    void setNode(const fleet::NodeSnapshot &node, HubTime now);

private:
    bridge::Objectives m_objectives;
    QLabel *m_name;
    QLabel *m_state;
    QLabel *m_ttft;
    QLabel *m_load;
    QLabel *m_equipment;
    QLabel *m_age;
};

} // namespace iso::widgets
