#pragma once

#include <string>

namespace iso::agent
{

/// One line of a node's self-check.
struct Finding {
    std::string what; ///< "CPU", "Engine vLLM: kv.usage"
    bool ok = false;
    std::string explanation; ///< the value where it is there, else what is wrong and where it helps what to do

    bool operator==(const Finding &) const = default;
};

} // namespace iso::agent
