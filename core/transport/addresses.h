#pragma once

#include <string>
#include <vector>

namespace iso::transport
{

/// Under which other machines may reach this one, IPv4 before IPv6 (in brackets); loopback and link-local are left out.
/// Only when there is nothing else, the loopback address.
std::vector<std::string> addressesOfThisMachine();

} // namespace iso::transport
