#pragma once

namespace iso::bridge
{

/// What the fleet is measured against on every screen.
struct Objectives {
    double ttftP95_s = 0.3;
    double endToEndP95_s = 15;
    double nearLimit_ratio = 0.9; ///< from this share of an objective on, a value is near it
    double badLimit_ratio = 1.6;  ///< beyond this share it is bad, not just over
    double highLoad_ratio = 0.95;
};

} // namespace iso::bridge
