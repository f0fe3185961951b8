#include "core/transport/addresses.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <ifaddrs.h>
#include <memory>
#include <net/if.h>
#include <netinet/in.h>

namespace iso::transport
{

std::vector<std::string> addressesOfThisMachine()
{
    ifaddrs *list = nullptr;
    std::vector<std::string> v4;
    std::vector<std::string> v6;
    if (getifaddrs(&list) == 0) {
        const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, &freeifaddrs);
        for (const ifaddrs *entry = list; entry != nullptr; entry = entry->ifa_next) {
            if (entry->ifa_addr == nullptr || (entry->ifa_flags & IFF_LOOPBACK) != 0 ||
                (entry->ifa_flags & IFF_UP) == 0) {
                continue;
            }
            std::array<char, INET6_ADDRSTRLEN> text{};
            if (entry->ifa_addr->sa_family == AF_INET) {
                const auto *address = reinterpret_cast<const sockaddr_in *>(entry->ifa_addr);
                inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size());
                v4.emplace_back(text.data());
            } else if (entry->ifa_addr->sa_family == AF_INET6) {
                const auto *address = reinterpret_cast<const sockaddr_in6 *>(entry->ifa_addr);
                if (IN6_IS_ADDR_LINKLOCAL(&address->sin6_addr) == 0) {
                    inet_ntop(AF_INET6, &address->sin6_addr, text.data(), text.size());
                    v6.push_back("[" + std::string(text.data()) + "]");
                }
            }
        }
    }
    v4.insert(v4.end(), v6.begin(), v6.end());
    if (v4.empty()) {
        v4.emplace_back("127.0.0.1");
    }
    return v4;
}

} // namespace iso::transport
