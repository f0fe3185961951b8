#pragma once

#include <string_view>

namespace iso::transport
{

/// True for addresses that do not leave this machine: ipc, inproc, and tcp on 127/8, ::1 or localhost with a port or *.
/// Names and ZeroMQ's "source;destination" form are not.
bool isLoopback(std::string_view endpoint);

/// True for "tcp://<host or *>:<port or *>".
bool isTcp(std::string_view endpoint);

} // namespace iso::transport
