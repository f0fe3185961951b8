#pragma once

#include "core/agent/measured.h"
#include "core/agent/rooted_files.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace iso::agent
{

struct NetworkBytes {
    std::uint64_t received = 0;
    std::uint64_t sent = 0;

    bool operator==(const NetworkBytes &) const = default;
};

/// Bytes between two readings of /proc/net/dev, summed over interfaces: those that are configured, else those with
/// hardware behind them, else (in a container) all but the loopback and those with a virtual one's name. So what passes
/// a bridge, a bond or a tunnel is counted once. An interface that appears counts from its second reading on; a counter
/// that falls was reset and counts from 0.
class NetworkUsage
{
public:
    explicit NetworkUsage(std::vector<std::string> configured);

    Measured<NetworkBytes> measure(RootedFiles &files);
    /// The interfaces that the last reading counted.
    [[nodiscard]] std::vector<std::string> counted() const;
    /// Configured ones that the last reading did not find.
    [[nodiscard]] std::vector<std::string> notFound() const;

private:
    struct Interface {
        NetworkBytes last;
        bool counts = false;
        bool isNew = true;
        std::uint64_t seenIn = 0; ///< number of the reading
    };

    Measured<bool> read(RootedFiles &files, NetworkBytes &sum, bool &anyDifference);
    void choose(const RootedFiles &files);

    std::vector<std::string> m_configured;
    std::map<std::string, Interface, std::less<>> m_interfaces;
    std::uint64_t m_reading = 0;
};

/// docker0, veth12, br-9c...: an interface that only hands on what another one carries.
bool isVirtualName(std::string_view interfaceName);

} // namespace iso::agent
