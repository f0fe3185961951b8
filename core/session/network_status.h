#pragma once

#include "core/base/public_key.h"

#include <memory>
#include <string>
#include <vector>

namespace iso::session
{

/// Whether and how nodes on other machines reach this hub.
struct NetworkStatus {
    bool isWanted = false;    ///< somebody said so, here or in an earlier session
    bool isListening = false; ///< and it is so
    bool isProven = false;    ///< the self-test has seen that an unknown key is kept out
    bool isCrowded = false;   ///< nearly out of descriptors: newcomers wait
    std::string telemetry;    ///< with real ports; as configured while not listening
    std::string control;
    PublicKey hubKey;
    std::string hubFingerprint;
    std::vector<std::string> joinLines; ///< one for each address of this machine; what to paste on a node
    std::string problem;                ///< why it is not listening though wanted
    bool operator==(const NetworkStatus &) const = default;
};
using NetworkStatusPtr = std::shared_ptr<const NetworkStatus>;

} // namespace iso::session
