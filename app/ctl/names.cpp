#include "app/ctl/names.h"

#include <sstream>

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

} // namespace iso::ctl
