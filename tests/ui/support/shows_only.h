#pragma once

#include "core/filter/filter.h"

#include <functional>
#include <string>

namespace iso::test
{

/// The decision of a filter that looks at no figures, for views that ask node by node.
inline std::function<bool(const fleet::NodeSnapshot &)> showsOnly(const std::string &text)
{
    return [filter = filter::Filter::parse(text).value()](const fleet::NodeSnapshot &node) {
        return filter.matches(node, {});
    };
}

} // namespace iso::test
