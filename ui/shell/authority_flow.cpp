#include "ui/shell/authority_flow.h"

#include "ui/bridge/authority.h"
#include "ui/shell/actions.h"
#include "ui/shell/window_layout.h"

namespace iso::shell
{

AuthorityFlow::AuthorityFlow(bridge::SessionBridge &bridge, Actions &actions, WindowLayout &layout, QObject *parent)
    : QObject(parent)
    , m_bridge(bridge)
    , m_actions(actions)
    , m_layout(layout)
{
    connect(&bridge, &bridge::SessionBridge::replayChanged, this, &AuthorityFlow::apply);
    apply();
}

void AuthorityFlow::apply()
{
    const QString sending = bridge::whyNothingIsSent(m_bridge.authority());
    const QString deciding = bridge::whyNothingIsDecided(m_bridge.authority());
    m_actions.forbidSending(sending);
    m_actions.forbidDeciding(deciding);
    m_layout.inspector().forbidSending(sending);
    m_layout.commands().forbidSending(sending);
    m_layout.problems().forbidSending(sending);
    m_layout.keys().forbidDeciding(deciding);
    m_layout.emptyState().forbidDeciding(deciding);
}

} // namespace iso::shell
