#pragma once

#include <QString>

namespace iso::bridge
{

/// Whether machines can be commanded from this window.
enum class Authority {
    Full,
    Replay, ///< it shows the past; who waits at the door waits now, so keys are still decided
    Viewer, ///< it was started to look only
};

/// Why no command is sent and no problem is acknowledged from here; empty when they are.
QString whyNothingIsSent(Authority authority);

/// Why no key is decided and no door opened from here; empty when they are.
QString whyNothingIsDecided(Authority authority);

} // namespace iso::bridge
