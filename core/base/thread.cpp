#include "core/base/thread.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace iso
{

void nameThisThread(const char *name)
{
    std::array<char, 16> kept{}; // the kernel's limit, with the zero at the end
    std::strncpy(kept.data(), name, kept.size() - 1);
    pthread_setname_np(pthread_self(), kept.data());
}

void yieldToOthers()
{
    constexpr int kNice = 10;
    // Linux keeps a nice value for each thread, under the thread's own id.
    const auto self = static_cast<id_t>(gettid());
    setpriority(PRIO_PROCESS, self, std::max(kNice, getpriority(PRIO_PROCESS, self)));
}

} // namespace iso
