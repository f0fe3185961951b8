#pragma once

#include "core/base/latest.h"
#include "core/events/command_watch.h"
#include "core/events/event.h"
#include "core/events/fleet_watch.h"
#include "core/events/key_watch.h"
#include "core/history/history_loop.h"
#include "core/problems/problem_tracker.h"

#include <deque>
#include <memory>
#include <vector>

namespace iso::session
{

/// Collects what happens, hands it to history, and keeps the newest for everybody to see. Thread: io, and list() any.
class EventDesk
{
public:
    /// What is kept to look at without a query.
    static constexpr std::size_t kKept = 1'000;
    /// More in one second is a flood that nobody reads: counted, not kept.
    static constexpr std::size_t kMostPerSecond = 20'000;

    EventDesk(history::HistoryLoop &history, const Clock &clock);

    /// The newest of earlier sessions, newest first, and that the hub has started.
    void start(std::vector<events::Event> stored, bool afterUncleanStop);
    void add(events::Event event);
    void acknowledged(const problems::Problem &problem);
    void problemChanged(const problems::ProblemChange &change);
    /// Call with each snapshot, ten times a second; looks at each node once a second.
    void look(const fleet::FleetSnapshot &snapshot, const std::shared_ptr<const commands::CommandList> &commands,
              const enrolment::KeyListPtr &keys);

    /// Never null.
    [[nodiscard]] events::EventListPtr list() const { return m_newest.get(); }

private:
    void publish();

    history::HistoryLoop &m_history;
    const Clock &m_clock;
    events::FleetWatch m_fleet;
    events::CommandWatch m_commands;
    events::KeyWatch m_keys;
    std::vector<events::Event> m_pending;
    std::deque<events::EventPtr> m_kept; ///< newest first
    std::uint64_t m_dropped = 0;
    SteadyTime m_nextLook;
    bool m_isLooking = false;
    Latest<events::EventList> m_newest{std::make_shared<const events::EventList>()};
};

} // namespace iso::session
