#pragma once

#include "core/base/time.h"

namespace iso::replay
{

/// The hub that runs now: its newest minute is not written yet.
struct RunningHub {
    HubTime since;
    HubTime utc; ///< one reading of both of its clocks
    SteadyTime steady;
};

} // namespace iso::replay
