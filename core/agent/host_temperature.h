#pragma once

#include "core/agent/measured.h"
#include "core/agent/rooted_files.h"

#include <string>
#include <vector>

namespace iso::agent
{

/// The processor's temperature in °C: the hottest input of its hwmon driver, else of its thermal zones, else of any
/// thermal zone. Which files those are is looked up once.
class HostTemperature
{
public:
    Measured<double> measure(RootedFiles &files);

private:
    void find(RootedFiles &files);

    std::vector<std::string> m_inputs; ///< files with thousandths of a degree
    bool m_searched = false;
};

} // namespace iso::agent
