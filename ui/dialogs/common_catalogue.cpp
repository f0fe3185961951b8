#include "ui/dialogs/common_catalogue.h"

#include "core/commands/arguments.h"

#include <algorithm>
#include <set>
#include <string>

namespace iso::dialogs
{

namespace
{

void narrow(wire::ParameterDescriptor &common, const wire::ParameterDescriptor &other)
{
    common.required = common.required || other.required;
    if (other.minimum) {
        common.minimum = common.minimum ? std::max(*common.minimum, *other.minimum) : *other.minimum;
    }
    if (other.maximum) {
        common.maximum = common.maximum ? std::min(*common.maximum, *other.maximum) : *other.maximum;
    }
    std::erase_if(common.choices, [&other](const std::string &choice) {
        return std::find(other.choices.begin(), other.choices.end(), choice) == other.choices.end();
    });
    if (common.defaultValue != other.defaultValue) {
        common.defaultValue.clear(); // one text must mean the same on every node
        common.required = true;
    }
}

/// False when no arguments could suit both.
bool narrow(wire::CommandDescriptor &common, const wire::CommandDescriptor &other)
{
    common.hazard = std::max(common.hazard, other.hazard);
    common.idempotent = common.idempotent && other.idempotent;
    common.timeout = std::max(common.timeout, other.timeout);
    const auto named = [](const auto &parameters, const std::string &name) {
        return std::find_if(parameters.begin(), parameters.end(), [&name](const auto &p) { return p.name == name; });
    };
    std::vector<wire::ParameterDescriptor> parameters;
    for (wire::ParameterDescriptor &parameter : common.parameters) {
        const auto same = named(other.parameters, parameter.name);
        if (same != other.parameters.end() && same->type == parameter.type) {
            narrow(parameter, *same);
            parameters.push_back(parameter);
        } else if (parameter.required || same != other.parameters.end()) {
            return false;
        }
    }
    common.parameters = std::move(parameters);
    return std::none_of(other.parameters.begin(), other.parameters.end(), [&](const wire::ParameterDescriptor &p) {
        return p.required && named(common.parameters, p.name) == common.parameters.end();
    });
}

} // namespace

CommonCatalogue commonCatalogue(const std::vector<fleet::NodeRecord> &nodes)
{
    CommonCatalogue result;
    if (nodes.empty()) {
        return result;
    }
    std::set<std::string> known;
    for (const fleet::NodeRecord &node : nodes) {
        for (const wire::CommandDescriptor &command : node->identity->birth.commands) {
            known.insert(command.name);
        }
    }
    for (const wire::CommandDescriptor &first : nodes.front()->identity->birth.commands) {
        wire::CommandDescriptor common = first;
        const bool everywhere = std::all_of(nodes.begin() + 1, nodes.end(), [&common](const fleet::NodeRecord &node) {
            const auto *other = commands::findCommand(node->identity->birth.commands, common.name);
            return other != nullptr && (*other == common || narrow(common, *other));
        });
        if (everywhere) {
            result.commands.push_back(std::move(common));
        }
    }
    result.leftOut = known.size() - result.commands.size();
    return result;
}

} // namespace iso::dialogs
