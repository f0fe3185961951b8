#pragma once

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/transport/context.h"

#include <memory>
#include <string>
#include <string_view>

namespace iso::transport
{

/// Asks the owner of a workspace through its local endpoint. One thread.
class LocalClient
{
public:
    static Result<std::unique_ptr<LocalClient>> connect(Context &context, const std::string &socketPath);
    virtual ~LocalClient() = default;

    virtual Status send(std::string_view request) = 0;
    /// The next reply. Busy when none comes within the timeout.
    virtual Result<std::string> receive(Duration timeout) = 0;
};

} // namespace iso::transport
