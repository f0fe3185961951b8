#pragma once

#include "ui/bridge/session_bridge.h"

#include <QObject>

namespace iso::shell
{

class Actions;
class WindowLayout;

/// Takes away whatever sends or decides while the window shows the past or only looks, and says why at each place.
/// GUI thread.
class AuthorityFlow final : public QObject
{
    Q_OBJECT
public:
    AuthorityFlow(bridge::SessionBridge &bridge, Actions &actions, WindowLayout &layout, QObject *parent);

private:
    void apply();

    bridge::SessionBridge &m_bridge;
    Actions &m_actions;
    WindowLayout &m_layout;
};

} // namespace iso::shell
