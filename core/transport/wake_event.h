#pragma once

namespace iso::transport
{

/// An eventfd that ends a poll from another thread or a signal handler.
class WakeEvent
{
public:
    WakeEvent();
    ~WakeEvent();
    WakeEvent(const WakeEvent &) = delete;
    WakeEvent &operator=(const WakeEvent &) = delete;

    [[nodiscard]] int descriptor() const { return m_descriptor; }
    void wake() const;
    /// Takes back all wakes so far.
    void reset() const;

private:
    int m_descriptor;
};

} // namespace iso::transport
