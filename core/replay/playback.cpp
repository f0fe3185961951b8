#include "core/replay/playback.h"

#include <algorithm>

namespace iso::replay
{

HubTime Playback::unbounded(SteadyTime now) const
{
    if (!m_isPlaying) {
        return m_from;
    }
    const double passed_ns = static_cast<double>((now - m_since).count()) * m_speed;
    return m_from + Duration(static_cast<std::int64_t>(passed_ns));
}

void Playback::seek(HubTime moment, SteadyTime now)
{
    m_from = moment;
    m_since = now;
}

void Playback::play(double speed, SteadyTime now)
{
    m_from = unbounded(now);
    m_since = now;
    m_speed = std::clamp(speed, kSlowest, kFastest);
    m_isPlaying = true;
}

void Playback::pause(SteadyTime now)
{
    m_from = unbounded(now);
    m_isPlaying = false;
}

HubTime Playback::position(SteadyTime now, HubTime newest) const
{
    return std::min(unbounded(now), newest);
}

} // namespace iso::replay
