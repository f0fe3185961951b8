#pragma once

#include "ui/bridge/selection.h"
#include "ui/bridge/session_bridge.h"
#include "ui/charts_page/charts_page.h"

#include <QObject>

namespace iso::shell
{

/// Feeds the charts page from the session and the selection. GUI thread.
class ChartsFlow final : public QObject
{
    Q_OBJECT
public:
    /// All outlive the flow but the parent.
    ChartsFlow(charts_page::ChartsPage &page, bridge::SessionBridge &bridge, bridge::Selection &selection,
               QObject *parent = nullptr);
};

} // namespace iso::shell
