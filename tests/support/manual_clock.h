#pragma once

#include "core/base/time.h"

#include <atomic>

namespace iso::test
{

/// A clock that moves only when the test says so. Safe from any thread.
class ManualClock final : public Clock
{
public:
    /// 2026-03-14T09:26:53.589Z and 1,000 s of uptime, so that neither reads as "no time known".
    static constexpr std::int64_t kDefaultUtc_ns = 1'773'480'413'589'000'000;
    static constexpr std::int64_t kDefaultSteady_ns = 1'000'000'000'000;

    explicit ManualClock(HubTime utc = HubTime::fromNanoseconds(kDefaultUtc_ns))
        : m_utc_ns(utc.toNanoseconds())
    {
    }

    [[nodiscard]] HubTime utcNow() const override { return HubTime::fromNanoseconds(m_utc_ns.load()); }
    [[nodiscard]] SteadyTime steadyNow() const override { return SteadyTime::fromNanoseconds(m_steady_ns.load()); }

    /// Time passes: both clocks move by the same amount.
    void advance(Duration by)
    {
        m_utc_ns += by.count();
        m_steady_ns += by.count();
    }
    /// Somebody sets the wall clock, also backwards; the steady clock does not notice.
    void setUtc(HubTime utc) { m_utc_ns = utc.toNanoseconds(); }
    void setSteady(SteadyTime steady) { m_steady_ns = steady.toNanoseconds(); }

private:
    std::atomic<std::int64_t> m_utc_ns;
    std::atomic<std::int64_t> m_steady_ns{kDefaultSteady_ns};
};

} // namespace iso::test
