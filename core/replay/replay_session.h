#pragma once

#include "core/replay/running_hub.h"
#include "core/session/session.h"

#include <filesystem>
#include <memory>
#include <string>

namespace iso::replay
{

/// Where a replay stands.
struct ReplayStatus {
    HubTime wanted; ///< the moment asked for, or that playing has come to
    HubTime shown;  ///< of the snapshot; invalid before the first
    bool isBuilding = false;
    double progress_ratio = 0; ///< of what is being built
    bool isPlaying = false;
    double speed = 1;
    bool isHubKnown = true; ///< false: no hub was running then, and nothing is known
    std::uint64_t damagedRows = 0;
    std::string problem; ///< why the moment cannot be shown; empty when it can
};

/// A session over the past of a live one, in the same process. snapshot() and commands() are those of the moment; what
/// concerns the hub itself (keys, network, refusals) is the live session's, since decisions are made now. Nothing can
/// be sent from the past. Its thread reads history and builds states; no function waits for it.
class ReplaySession : public session::Session
{
public:
    /// What is received is readable a little later: a moment newer than this before now cannot be shown yet.
    static constexpr Duration kNewest = std::chrono::milliseconds(1'500);

    /// `live` and `clock` outlive it. Opens its files when it is first asked for a moment.
    static std::unique_ptr<ReplaySession> open(const std::filesystem::path &history, session::Session &live,
                                               const Clock &clock);

    /// Moves to a moment; what was being built for an earlier wish is given up. Bounded by the newest moment.
    virtual void seek(HubTime moment) = 0;
    /// Goes on from where it stands; 1 to 600 times as fast as time. What comes faster than it can be built is left
    /// out, never guessed: every moment that is shown is right.
    virtual void play(double speed) = 0;
    virtual void pause() = 0;
    /// Gives up what is being built and forgets all states. seek() begins again.
    virtual void rest() = 0;
    /// The live hub of this process, whose newest minute is not written yet.
    virtual void setRunningHub(const RunningHub &hub) = 0;

    [[nodiscard]] virtual ReplayStatus status() const = 0;
};

} // namespace iso::replay
