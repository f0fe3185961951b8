#pragma once

#include "app/ctl/verb.h"
#include "core/base/ids.h"
#include "core/base/time.h"

#include <string>
#include <vector>

namespace iso::ctl
{

/// What `query --merged` was asked.
struct GroupOptions {
    std::vector<NodeId> nodes; ///< empty: by region and site, or all
    std::string region;
    std::string site;
    NodeTime from;
    NodeTime to;
    std::size_t steps = 60;
    std::string latency = "ttft"; ///< in the table for people
    bool isCsv = false;
};

/// Prints one series of many nodes. Reads page by page, newest first, and tells how far it is on standard error.
int queryGroup(const Environment &environment, const GroupOptions &options);

} // namespace iso::ctl
