#pragma once

#include "tests/bench/process_usage.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace iso::bench
{

/// Prints how long some arithmetic takes that is the same each time, touches no memory and asks the system for nothing:
/// what its slowest rounds take more than its middle one is the host's doing, and befalls all else that is measured as
/// well. A virtual machine counts the time in which its host ran somebody else as used by the thread.
inline void printHostNoise()
{
    constexpr int kRounds = 600;
    constexpr int kSteps = 3'000'000;
    std::vector<double> times_ms;
    volatile std::uint64_t result = 0;
    for (int round = 0; round < kRounds; ++round) {
        const double begin = threadCpu_ms();
        std::uint64_t number = static_cast<std::uint64_t>(round);
        for (int step = 0; step < kSteps; ++step) {
            number = number * 6364136223846793005ULL + 1442695040888963407ULL; // Knuth's MMIX
        }
        result = number;
        times_ms.push_back(threadCpu_ms() - begin);
    }
    static_cast<void>(result);
    std::sort(times_ms.begin(), times_ms.end());
    std::printf("the same arithmetic %d times: p50 %.2f ms, p99 %.2f ms, max %.2f ms: the host's noise\n", kRounds,
                times_ms[kRounds / 2], times_ms[kRounds * 99 / 100], times_ms.back());
}

} // namespace iso::bench
