#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace iso::ctl
{

/// Node names given one by one or separated by commas. InvalidInput for what is no name.
Result<std::vector<NodeId>> nodesFromTexts(const std::vector<std::string> &texts);

/// Who runs this, for the ledger.
std::string userName();

} // namespace iso::ctl
