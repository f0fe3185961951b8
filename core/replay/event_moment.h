#pragma once

#include "core/events/event.h"
#include "core/problems/problem.h"

#include <memory>
#include <vector>

namespace iso::replay
{

/// The newest events up to `moment`, at most `most`. `newestFirst` as a query returns them.
events::EventListPtr eventsAt(const std::vector<events::EventPtr> &newestFirst, HubTime moment, std::size_t most,
                              std::uint64_t number);

/// The problems that had begun and not ended at `moment`, as the events told them then. A start of the hub ends what
/// was open: what was still wrong began again. Consequence, advice and the nodes of a group are not stored, so they are
/// empty; a problem of one node names it. `fleet` gives the places of nodes for the badges.
problems::ProblemListPtr problemsAt(const std::vector<events::EventPtr> &newestFirst, HubTime moment,
                                    const fleet::FleetSnapshot &fleet, std::uint64_t number);

} // namespace iso::replay
