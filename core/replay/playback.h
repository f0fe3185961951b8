#pragma once

#include "core/base/time.h"

namespace iso::replay
{

/// Where replay stands: a moment that rests, or moves on at a speed. A value; any thread.
class Playback
{
public:
    static constexpr double kSlowest = 1;
    static constexpr double kFastest = 600;

    /// Moves to a moment; playing goes on from there.
    void seek(HubTime moment, SteadyTime now);
    /// Moves on `speed` times as fast as time itself, within kSlowest and kFastest.
    void play(double speed, SteadyTime now);
    void pause(SteadyTime now);

    /// Never later than `newest`, where playing waits for more.
    [[nodiscard]] HubTime position(SteadyTime now, HubTime newest) const;
    [[nodiscard]] bool isPlaying() const { return m_isPlaying; }
    [[nodiscard]] double speed() const { return m_speed; }

private:
    [[nodiscard]] HubTime unbounded(SteadyTime now) const;

    HubTime m_from;
    SteadyTime m_since;
    double m_speed = 1;
    bool m_isPlaying = false;
};

} // namespace iso::replay
