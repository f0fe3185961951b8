#include "core/transport/context.h"

#include "core/transport/sockets.h"

#include <sys/resource.h>

namespace iso::transport
{

Context::Context(int ioThreads)
    : m_impl(std::make_unique<Impl>(ioThreads))
{
}

Context::~Context() = default;

std::size_t raiseDescriptorLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 0;
    }
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::size_t>(limit.rlim_cur);
}

} // namespace iso::transport
