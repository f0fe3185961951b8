#pragma once

#include "ui/bridge/session_bridge.h"

#include <QObject>
#include <chrono>

class QAction;

namespace iso::shell
{

class Banner;
class KeyFlow;
class ReplayFlow;
class TopBar;
class WindowSettings;

/// Says in the banner what presses most of all that makes the screen doubtful or still, does what its button names, and
/// keeps the mark in the top bar true. GUI thread.
class BannerFlow final : public QObject
{
    Q_OBJECT
public:
    /// From this age of the newest state on the console is behind.
    static constexpr std::chrono::seconds kBehindAfter{5};

    struct Parts {
        bridge::SessionBridge &bridge;
        WindowSettings &settings;
        KeyFlow &keys;
        const ReplayFlow &replay;
        QAction &showKeys;
        Banner &banner;
        TopBar &topBar;
    };
    /// All outlive the flow.
    BannerFlow(const Parts &parts, QObject *parent);

    /// Call with each frame and when something changed.
    void update();

private:
    enum class Matter { None, Behind, History, Paused, Replay, Settings, Keys };
    [[nodiscard]] Matter mostPressing() const;
    void follow();
    void dismiss();

    Parts m_parts;
    Matter m_matter = Matter::None;
};

} // namespace iso::shell
