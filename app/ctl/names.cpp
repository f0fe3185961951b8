#include "app/ctl/names.h"

#include <cstdlib>
#include <fmt/format.h>
#include <pwd.h>
#include <sstream>
#include <unistd.h>

namespace iso::ctl
{

Result<std::vector<NodeId>> nodesFromTexts(const std::vector<std::string> &texts)
{
    std::vector<NodeId> nodes;
    for (const std::string &text : texts) {
        std::istringstream list(text);
        for (std::string name; std::getline(list, name, ',');) {
            auto node = NodeId::fromText(name);
            if (!node) {
                return failure(node.error());
            }
            nodes.push_back(std::move(*node));
        }
    }
    return nodes;
}

std::string userName()
{
    const char *user = std::getenv("USER");
    if (user != nullptr && *user != '\0') {
        return user;
    }
    const passwd *entry = getpwuid(geteuid());
    return entry == nullptr ? fmt::format("user {}", geteuid()) : entry->pw_name;
}

} // namespace iso::ctl
