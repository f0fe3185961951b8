#include "ui/shell/banner_flow.h"

#include "ui/bridge/value_text.h"
#include "ui/shell/banner.h"
#include "ui/shell/key_flow.h"
#include "ui/shell/replay_flow.h"
#include "ui/shell/top_bar.h"
#include "ui/shell/window_settings.h"

#include <QAction>

namespace iso::shell
{

BannerFlow::BannerFlow(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
{
    connect(&m_parts.banner, &Banner::actionClicked, this, &BannerFlow::follow);
    connect(&m_parts.banner, &Banner::dismissClicked, this, &BannerFlow::dismiss);
}

BannerFlow::Matter BannerFlow::mostPressing() const
{
    if (m_parts.bridge.dataAge() > kBehindAfter) {
        return Matter::Behind;
    }
    if (!m_parts.bridge.snapshot()->hub.historyProblem.empty()) {
        return Matter::History;
    }
    if (m_parts.bridge.isPaused()) {
        return Matter::Paused;
    }
    if (!m_parts.replay.warning().isEmpty()) {
        return Matter::Replay;
    }
    if (!m_parts.settings.notice().isEmpty()) {
        return Matter::Settings;
    }
    return m_parts.keys.notice().isEmpty() ? Matter::None : Matter::Keys;
}

void BannerFlow::update()
{
    m_matter = mostPressing();
    Banner::Message message;
    switch (m_matter) {
    case Matter::Behind:
        message.severity = Banner::Severity::Warning;
        message.text = tr("The console is behind: the newest state is %1 old. What you see is no longer true.")
                           .arg(bridge::age(m_parts.bridge.dataAge()));
        break;
    case Matter::History:
        message.severity = Banner::Severity::Warning;
        message.text = tr("History is not being written: %1")
                           .arg(bridge::toQString(m_parts.bridge.snapshot()->hub.historyProblem));
        break;
    case Matter::Paused:
        message.text = tr("The view is paused at %1 UTC. The fleet and its commands go on.")
                           .arg(bridge::timeOfDay(m_parts.bridge.shownTime()));
        message.action = tr("Go live (Space)");
        break;
    case Matter::Replay:
        message = {Banner::Severity::Warning, m_parts.replay.warning(), tr("Go live (Ctrl+G)")};
        break;
    case Matter::Settings:
        message = {Banner::Severity::Notice, m_parts.settings.notice(), {}, true};
        break;
    case Matter::Keys:
        message = {Banner::Severity::Notice, m_parts.keys.notice(), tr("Review"), true};
        break;
    case Matter::None:
        break;
    }
    m_parts.banner.show(message);
    m_parts.topBar.setLiveness(m_parts.bridge.isReplaying() ? TopBar::Liveness::Replay
                               : m_parts.bridge.isPaused()  ? TopBar::Liveness::Paused
                               : m_matter == Matter::Behind ? TopBar::Liveness::Behind
                                                            : TopBar::Liveness::Live);
}

void BannerFlow::follow()
{
    if (m_matter == Matter::Paused) {
        m_parts.bridge.setPaused(false);
    } else if (m_matter == Matter::Replay) {
        m_parts.bridge.goLive();
    } else if (m_matter == Matter::Keys) {
        m_parts.keys.dismissNotice();
        m_parts.showKeys.trigger();
        update();
    }
}

void BannerFlow::dismiss()
{
    if (m_matter == Matter::Settings) {
        m_parts.settings.dismissNotice();
    } else {
        m_parts.keys.dismissNotice();
    }
    update();
}

} // namespace iso::shell
