#pragma once

#include "core/base/result.h"
#include "core/telemetry/metric.h"

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace iso::agent
{

/// Why there is no value: the reason that goes to the hub, and words for the person who set the node up.
struct Missing {
    telemetry::Absence reason = telemetry::Absence::NotReported;
    std::string why;

    bool operator==(const Missing &) const = default;
};

/// A measured value, or why there is none.
template<typename T>
using Measured = tl::expected<T, Missing>;

inline tl::unexpected<Missing> missing(telemetry::Absence reason, std::string why)
{
    return tl::unexpected<Missing>(Missing{reason, std::move(why)});
}

/// What is not there is not exported; what is there and cannot be read has failed.
inline tl::unexpected<Missing> missing(const Error &error)
{
    return missing(error.code == ErrorCode::NotFound ? telemetry::Absence::NotExported
                                                     : telemetry::Absence::ScrapeFailed,
                   error.message);
}

/// Counters say something only from their second reading on.
inline tl::unexpected<Missing> firstReading()
{
    return missing(telemetry::Absence::NotReported, "the first reading; a difference needs two");
}

/// Writes the value, or the reason for its absence, into a set.
template<typename T>
void assign(telemetry::MetricSet &metrics, telemetry::MetricId id, const Measured<T> &measured)
{
    if (measured) {
        metrics.set(id, static_cast<double>(*measured));
    } else {
        metrics.setAbsent(id, measured.error().reason);
    }
}

} // namespace iso::agent
