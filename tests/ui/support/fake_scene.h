#pragma once

#include "tests/ui/support/fake_session.h"

namespace iso::test
{

/// Fills a session with a fleet worth looking at: busy and idle nodes, one hot site, two lost ones, a drained and a
/// stalled node, commands in several states, refused messages, and history for charts. Repeatable.
void setScene(FakeSession &session, const Clock &clock, std::size_t nodes);

/// Keys in every state, on a hub that is on the network.
void setKeyScene(FakeSession &session, const Clock &clock);

/// What the rules say of the session's newest snapshot, one row acknowledged, and events to go with it.
void setProblemScene(FakeSession &session, const Clock &clock);

/// A quarter hour of one node as history would return it, with a gap.
/// Steps as a fleet of such nodes would show them, with a gap.
history::GroupResult fakeGroup(const history::GroupQuery &query);
history::SeriesResult fakeSeries(const history::SeriesQuery &query);

} // namespace iso::test
