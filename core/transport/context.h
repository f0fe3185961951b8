#pragma once

#include <memory>

namespace iso::transport
{

/// The process's one ZeroMQ context. Built first in the composition and destroyed last: with libsodium inside libzmq
/// 4.3.4 the end of one context can break the security of another (libzmq issue 4242), so there is only one.
class Context
{
public:
    explicit Context(int ioThreads = 1);
    ~Context();
    Context(const Context &) = delete;
    Context &operator=(const Context &) = delete;

    struct Impl;
    [[nodiscard]] Impl &impl() { return *m_impl; }

private:
    std::unique_ptr<Impl> m_impl;
};

/// Raises the soft limit of open descriptors to the hard limit; returns it. A connected peer costs a hub two.
std::size_t raiseDescriptorLimit();

struct DescriptorUse {
    std::size_t open = 0;
    std::size_t limit = 1; ///< at least 1
};
DescriptorUse descriptorUse();

} // namespace iso::transport
