#pragma once

#include "core/base/ids.h"
#include "core/base/public_key.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>

namespace iso::enrolment
{

/// All that a node needs to know of a hub, as one text to paste:
/// "isochrone://192.168.1.10:5557:5558/<40 characters of the hub's key>". An IPv6 address stands in brackets. In a
/// shell it wants single quotes, which a key never contains.
struct JoinLine {
    std::string host;
    std::uint16_t telemetryPort = 5557;
    std::uint16_t controlPort = 5558;
    PublicKey hub;

    [[nodiscard]] std::string telemetryEndpoint() const;
    [[nodiscard]] std::string controlEndpoint() const;
};

std::string toText(const JoinLine &line);
Result<JoinLine> joinLineFromText(std::string_view text);

} // namespace iso::enrolment
