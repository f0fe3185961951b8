#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace iso
{

/// Hands the newest immutable value from one thread to others. Never null once constructed with one.
template<typename T>
class Latest
{
public:
    explicit Latest(std::shared_ptr<const T> initial)
        : m_value(std::move(initial))
    {
    }
    void set(std::shared_ptr<const T> value)
    {
        // The old value may be large; it dies with the parameter, after the lock.
        const std::lock_guard lock(m_mutex);
        m_value.swap(value);
    }
    [[nodiscard]] std::shared_ptr<const T> get() const
    {
        const std::lock_guard lock(m_mutex);
        return m_value;
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const T> m_value;
};

} // namespace iso
