#pragma once

#include "core/base/ids.h"

#include <optional>
#include <string_view>

namespace iso::wire::detail
{

/// The three names in "t/<region>/<site>/<node>".
struct TopicParts {
    std::string_view region;
    std::string_view site;
    std::string_view node;
};

/// Nothing when the text is not such a topic or longer than 64 bytes.
std::optional<TopicParts> parseTopic(std::string_view topic);

} // namespace iso::wire::detail
