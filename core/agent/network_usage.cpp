#include "core/agent/network_usage.h"

#include "core/agent/text_scan.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace iso::agent
{

namespace
{

struct Line {
    std::string_view name;
    NetworkBytes bytes;
};

/// "  eth0: 83804496 1779 0 0 0 0 0 0 84554 988 ...": received bytes first, sent bytes ninth.
std::optional<Line> parseLine(std::string_view text)
{
    constexpr std::size_t kSent = 8;
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    Line line;
    std::string_view name = text.substr(0, colon);
    line.name = takeToken(name);
    text.remove_prefix(colon + 1);
    for (std::size_t i = 0; i <= kSent; ++i) {
        const auto number = takeNumber(text);
        if (!number) {
            return std::nullopt;
        }
        if (i == 0) {
            line.bytes.received = *number;
        } else if (i == kSent) {
            line.bytes.sent = *number;
        }
    }
    return line;
}

std::uint64_t difference(std::uint64_t now, std::uint64_t before)
{
    return now >= before ? now - before : now;
}

} // namespace

bool isVirtualName(std::string_view interfaceName)
{
    static constexpr std::array<std::string_view, 22> kPrefixes{
        "docker", "veth", "br-",   "virbr", "vnet", "cni", "flannel", "cali", "cilium", "lxc",    "lxd",
        "tun",    "tap",  "dummy", "ifb",   "wg",   "sit", "gre",     "ip6",  "vxlan",  "podman", "tailscale"};
    return interfaceName == "lo" ||
           std::any_of(kPrefixes.begin(), kPrefixes.end(),
                       [interfaceName](std::string_view prefix) { return interfaceName.starts_with(prefix); });
}

NetworkUsage::NetworkUsage(std::vector<std::string> configured)
    : m_configured(std::move(configured))
{
}

void NetworkUsage::choose(const RootedFiles &files)
{
    bool anyHardware = false;
    for (auto &[name, interface] : m_interfaces) {
        interface.counts = m_configured.empty()
                               ? files.exists("/sys/class/net/" + name + "/device")
                               : std::find(m_configured.begin(), m_configured.end(), name) != m_configured.end();
        anyHardware |= interface.counts;
    }
    if (m_configured.empty() && !anyHardware) {
        for (auto &[name, interface] : m_interfaces) {
            interface.counts = !isVirtualName(name);
        }
    }
}

/// Takes in one reading; the value is true when the set of interfaces has changed.
Measured<bool> NetworkUsage::read(RootedFiles &files, NetworkBytes &sum, bool &anyDifference)
{
    const auto text = files.read("/proc/net/dev");
    if (!text) {
        return missing(text.error());
    }
    ++m_reading;
    bool changed = false;
    for (std::string_view rest = *text; !rest.empty();) {
        const auto line = parseLine(takeLine(rest));
        if (!line) {
            continue; // the two lines of headings
        }
        auto found = m_interfaces.find(line->name);
        if (found == m_interfaces.end()) {
            found = m_interfaces.emplace(line->name, Interface{}).first;
            changed = true;
        }
        Interface &interface = found->second;
        if (interface.counts && !interface.isNew) {
            sum.received += difference(line->bytes.received, interface.last.received);
            sum.sent += difference(line->bytes.sent, interface.last.sent);
            anyDifference = true;
        }
        interface.last = line->bytes;
        interface.isNew = false;
        interface.seenIn = m_reading;
    }
    changed |= std::erase_if(m_interfaces, [this](const auto &entry) { return entry.second.seenIn != m_reading; }) > 0;
    return changed;
}

Measured<NetworkBytes> NetworkUsage::measure(RootedFiles &files)
{
    NetworkBytes sum;
    bool anyDifference = false;
    const auto changed = read(files, sum, anyDifference);
    if (!changed) {
        return tl::unexpected(changed.error());
    }
    if (*changed) {
        choose(files);
    }
    if (anyDifference) {
        return sum;
    }
    if (counted().empty()) {
        return missing(telemetry::Absence::NotExported,
                       m_configured.empty() ? std::string("no network interface to count")
                                            : fmt::format("no interface {}", fmt::join(m_configured, ", ")));
    }
    return firstReading();
}

std::vector<std::string> NetworkUsage::counted() const
{
    std::vector<std::string> names;
    for (const auto &[name, interface] : m_interfaces) {
        if (interface.counts) {
            names.push_back(name);
        }
    }
    return names;
}

std::vector<std::string> NetworkUsage::notFound() const
{
    std::vector<std::string> names;
    std::copy_if(m_configured.begin(), m_configured.end(), std::back_inserter(names),
                 [this](const std::string &name) { return !m_interfaces.contains(name); });
    return names;
}

} // namespace iso::agent
