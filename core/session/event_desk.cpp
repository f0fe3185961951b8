#include "core/session/event_desk.h"

#include "core/events/problem_events.h"
#include "core/fleet/turns.h"

#include <algorithm>
#include <utility>

namespace iso::session
{
using namespace std::chrono_literals;
using events::Event;

EventDesk::EventDesk(history::HistoryLoop &history, const Clock &clock)
    : m_history(history)
    , m_clock(clock)
{
}

void EventDesk::start(std::vector<Event> stored, bool afterUncleanStop)
{
    for (Event &event : stored) {
        m_kept.push_back(std::make_shared<const Event>(std::move(event)));
    }
    add({m_clock.utcNow(),
         events::EventKind::Hub,
         0,
         {},
         {},
         afterUncleanStop ? "Hub started; it was not stopped in order before" : "Hub started"});
    publish();
}

void EventDesk::add(Event event)
{
    m_pending.push_back(std::move(event));
}

void EventDesk::problemChanged(const problems::ProblemChange &change)
{
    const HubTime now = m_clock.utcNow();
    add(change.hasBegun ? events::began(*change.problem, now) : events::ended(*change.problem, now));
}

void EventDesk::acknowledged(const problems::Problem &problem)
{
    add(events::acknowledged(problem));
}

void EventDesk::look(const fleet::FleetSnapshot &snapshot, const std::shared_ptr<const commands::CommandList> &commands,
                     const enrolment::KeyListPtr &keys)
{
    const SteadyTime now = m_clock.steadyNow();
    if (!m_isLooking && (!m_nextLook.isValid() || now >= m_nextLook)) {
        m_nextLook = now + 1s;
        m_isLooking = true;
    }
    if (!m_isLooking || !m_fleet.look(snapshot, fleet::nodesPerTurn(snapshot.nodes.size()), m_pending)) {
        return;
    }
    m_isLooking = false;
    m_commands.look(commands, m_pending);
    m_keys.look(keys, m_pending);
    publish();
}

void EventDesk::publish()
{
    if (m_pending.empty()) {
        return;
    }
    std::vector<Event> events = std::exchange(m_pending, {});
    std::stable_sort(events.begin(), events.end(), [](const Event &a, const Event &b) { return a.at < b.at; });
    if (events.size() > kMostPerSecond) {
        m_dropped += events.size() - kMostPerSecond;
        events.resize(kMostPerSecond);
    }
    for (Event &event : events) {
        if (!m_history.submit(event)) {
            ++m_dropped;
        }
        m_kept.push_front(std::make_shared<const Event>(std::move(event)));
        if (m_kept.size() > kKept) {
            m_kept.pop_back();
        }
    }
    auto next = std::make_shared<events::EventList>();
    next->number = m_newest.get()->number + 1;
    next->events.assign(m_kept.begin(), m_kept.end());
    next->dropped = m_dropped;
    m_newest.set(std::move(next));
}

} // namespace iso::session
