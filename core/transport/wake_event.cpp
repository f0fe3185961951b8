#include "core/transport/wake_event.h"

#include "core/base/check.h"

#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>

namespace iso::transport
{

WakeEvent::WakeEvent()
    : m_descriptor(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    ISO_CHECK(m_descriptor >= 0);
}

WakeEvent::~WakeEvent()
{
    close(m_descriptor);
}

void WakeEvent::wake() const
{
    const std::uint64_t one = 1;
    // A full counter (EAGAIN) is as good: the reader is woken anyway.
    [[maybe_unused]] const auto written = write(m_descriptor, &one, sizeof one);
}

void WakeEvent::reset() const
{
    std::uint64_t count = 0;
    [[maybe_unused]] const auto taken = read(m_descriptor, &count, sizeof count);
}

} // namespace iso::transport
