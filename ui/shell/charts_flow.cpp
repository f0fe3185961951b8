#include "ui/shell/charts_flow.h"

namespace iso::shell
{

using bridge::SessionBridge;
using charts_page::ChartsPage;

ChartsFlow::ChartsFlow(ChartsPage &page, SessionBridge &bridge, bridge::Selection &selection, QObject *parent)
    : QObject(parent)
{
    connect(&bridge, &SessionBridge::snapshotTaken, &page, [&page, &bridge] {
        page.setSnapshot(bridge.snapshot());
        page.setNow(bridge.shownTime());
    });
    connect(&bridge, &SessionBridge::commandsChanged, &page, &ChartsPage::setCommands);
    connect(&selection, &bridge::Selection::changed, &page, &ChartsPage::followSelection);
    page.setEventQuery([&bridge](const auto &query, auto done) { return bridge.queryEvents(query, std::move(done)); });
    page.setSnapshot(bridge.snapshot());
    page.setCommands(bridge.commands());
    page.setNow(bridge.shownTime());
}

} // namespace iso::shell
