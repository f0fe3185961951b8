#pragma once

#include "core/base/result.h"

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>

namespace iso
{

using Duration = std::chrono::nanoseconds;

/// An instant in UTC, in nanoseconds since 1970. The tag says whose clock read it: instants of two clocks neither
/// compare nor subtract. Position minus position is a duration; position plus position does not compile.
template<typename Tag>
class UtcTime
{
public:
    constexpr UtcTime() = default;
    static constexpr UtcTime fromNanoseconds(std::int64_t sinceEpoch_ns) { return UtcTime(sinceEpoch_ns); }

    [[nodiscard]] constexpr std::int64_t toNanoseconds() const { return m_sinceEpoch_ns; }
    [[nodiscard]] constexpr double toSeconds() const { return static_cast<double>(m_sinceEpoch_ns) / 1e9; }
    /// False for the default value, which means "no time known".
    [[nodiscard]] constexpr bool isValid() const { return m_sinceEpoch_ns != 0; }

    constexpr UtcTime operator+(Duration d) const { return UtcTime(m_sinceEpoch_ns + d.count()); }
    constexpr UtcTime operator-(Duration d) const { return UtcTime(m_sinceEpoch_ns - d.count()); }
    constexpr Duration operator-(UtcTime other) const { return Duration(m_sinceEpoch_ns - other.m_sinceEpoch_ns); }
    constexpr auto operator<=>(const UtcTime &) const = default;

private:
    explicit constexpr UtcTime(std::int64_t sinceEpoch_ns)
        : m_sinceEpoch_ns(sinceEpoch_ns)
    {
    }
    std::int64_t m_sinceEpoch_ns = 0;
};

/// Read on a node's clock, which may be wrong.
using NodeTime = UtcTime<struct NodeClockTag>;
/// Read on the hub's wall clock. For records, never for liveness or deadlines.
using HubTime = UtcTime<struct HubClockTag>;

/// The hub's steady clock: liveness, deadlines, rates.
class SteadyTime
{
public:
    constexpr SteadyTime() = default;
    static constexpr SteadyTime fromNanoseconds(std::int64_t sinceStart_ns) { return SteadyTime(sinceStart_ns); }

    [[nodiscard]] constexpr std::int64_t toNanoseconds() const { return m_sinceStart_ns; }
    /// False for the default value, which means "never".
    [[nodiscard]] constexpr bool isValid() const { return m_sinceStart_ns != 0; }

    constexpr SteadyTime operator+(Duration d) const { return SteadyTime(m_sinceStart_ns + d.count()); }
    constexpr SteadyTime operator-(Duration d) const { return SteadyTime(m_sinceStart_ns - d.count()); }
    constexpr Duration operator-(SteadyTime other) const { return Duration(m_sinceStart_ns - other.m_sinceStart_ns); }
    constexpr auto operator<=>(const SteadyTime &) const = default;

private:
    explicit constexpr SteadyTime(std::int64_t sinceStart_ns)
        : m_sinceStart_ns(sinceStart_ns)
    {
    }
    std::int64_t m_sinceStart_ns = 0;
};

/// Where time comes from. Injected everywhere, so that tests decide what time it is. Safe from any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual HubTime utcNow() const = 0;
    [[nodiscard]] virtual SteadyTime steadyNow() const = 0;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] HubTime utcNow() const override;
    [[nodiscard]] SteadyTime steadyNow() const override;
};

/// "2026-03-14T09:26:53.589Z": UTC with milliseconds, as RFC 3339 writes it. Years 1 to 9999.
std::string toRfc3339(std::int64_t utc_ns);
template<typename Tag>
std::string toRfc3339(UtcTime<Tag> t)
{
    return toRfc3339(t.toNanoseconds());
}

/// Reads RFC 3339 in UTC ("2026-03-14T09:26:53Z", fraction optional), or an age before `now` such as "10m" or "2h".
/// Result in nanoseconds since 1970.
Result<std::int64_t> parseUtcOrAge(std::string_view text, HubTime now);

/// Reads "500ms", "10s", "5m", "2h", "3d". Result is positive.
Result<Duration> parseDuration(std::string_view text);

/// A short text for people: "850 ms", "12 s", "4 min", "3 h 12 min", "2 d 4 h".
std::string toShortText(Duration duration);

} // namespace iso
