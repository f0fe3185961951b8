#pragma once

#include "core/events/event.h"
#include "core/problems/problem.h"

namespace iso::events
{

Event began(const problems::Problem &problem, HubTime at);
Event ended(const problems::Problem &problem, HubTime at);
Event acknowledged(const problems::Problem &problem);

} // namespace iso::events
