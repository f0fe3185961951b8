#pragma once

#include "core/fleet/snapshot.h"
#include "ui/bridge/node_facts.h"
#include "ui/theme/theme.h"

#include <QFrame>

class QLabel;

namespace iso::widgets
{

/// What matters of one node, beside the pointer. Lets the mouse through. GUI thread.
class HoverCard final : public QFrame
{
    Q_OBJECT
public:
    HoverCard(const theme::Theme &theme, const bridge::Objectives &objectives, QWidget *parent);

    void setTheme(const theme::Theme &theme) { m_theme = theme; }
    void setNode(const fleet::NodeSnapshot &node, HubTime now);
    /// Shows the card beside a point of the parent, inside of the parent.
    void showAt(const QPoint &point);

private:
    void setTone(QLabel *label, bridge::Tone tone);

    theme::Theme m_theme;
    bridge::Objectives m_objectives;
    QLabel *m_name;
    QLabel *m_state;
    QLabel *m_ttft;
    QLabel *m_load;
    QLabel *m_equipment;
    QLabel *m_age;
};

} // namespace iso::widgets
