#include "core/transport/context.h"

#include "core/transport/sockets.h"

#include <algorithm>
#include <filesystem>
#include <sys/resource.h>
#include <system_error>

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

DescriptorUse descriptorUse()
{
    DescriptorUse use;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        use.limit = std::max<std::size_t>(1, static_cast<std::size_t>(limit.rlim_cur));
    }
    std::error_code error;
    for (auto entry = std::filesystem::directory_iterator("/proc/self/fd", error);
         !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        ++use.open;
    }
    return use;
}

} // namespace iso::transport
