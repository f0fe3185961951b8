#pragma once

#include "tests/integration/network/net_namespace.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <thread>

namespace iso::test
{

/// What is wrong with a line, in both directions alike.
struct Trouble {
    std::chrono::milliseconds delay{0};     ///< of every packet, each way
    double loss_ratio = 0;                  ///< packets that vanish
    bool isCut = false;                     ///< every packet vanishes; nobody is told, as when a cable is pulled
    std::chrono::milliseconds flapEvery{0}; ///< cut and mended in turn, each for so long; 0: no
};

/// A line between two networks that can be made as bad as "tc netem" makes one. It carries the packets itself, from a
/// TUN device to the other, since many kernels of small and virtual machines are built without netem.
class BadLine
{
public:
    /// Addresses such as "10.99.0.1", of one network of 24 bits.
    BadLine(const NetNamespace &left, const char *leftAddress, const NetNamespace &right, const char *rightAddress);
    ~BadLine();
    BadLine(const BadLine &) = delete;
    BadLine &operator=(const BadLine &) = delete;

    void set(const Trouble &trouble);
    [[nodiscard]] std::uint64_t carried() const { return m_carried.load(); }
    [[nodiscard]] std::uint64_t lost() const { return m_lost.load(); }

private:
    void carry();
    Trouble trouble();

    std::array<int, 2> m_ends{-1, -1};
    int m_stop = -1;
    std::mutex m_mutex;
    Trouble m_trouble; ///< guarded by m_mutex
    std::atomic<std::uint64_t> m_carried{0};
    std::atomic<std::uint64_t> m_lost{0};
    std::thread m_thread;
};

} // namespace iso::test
