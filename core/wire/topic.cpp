#include "core/wire/topic.h"

#include "core/wire/codec.h"

#include <fmt/format.h>

namespace iso::wire
{

namespace detail
{

std::optional<TopicParts> parseTopic(std::string_view topic)
{
    constexpr std::string_view kPrefix = "t/";
    if (topic.size() > kMaxTopic_bytes || !topic.starts_with(kPrefix)) {
        return std::nullopt;
    }
    topic.remove_prefix(kPrefix.size());
    const std::size_t first = topic.find('/');
    const std::size_t second = first == std::string_view::npos ? first : topic.find('/', first + 1);
    if (second == std::string_view::npos) {
        return std::nullopt;
    }
    const TopicParts parts{topic.substr(0, first), topic.substr(first + 1, second - first - 1),
                           topic.substr(second + 1)};
    for (const std::string_view part : {parts.region, parts.site, parts.node}) {
        if (part.empty() || !isPlainName(part)) {
            return std::nullopt;
        }
    }
    return parts;
}

} // namespace detail

Result<std::string> telemetryTopic(const RegionId &region, const SiteId &site, const NodeId &node)
{
    if (region.isEmpty() || site.isEmpty() || node.isEmpty()) {
        return failure(ErrorCode::InvalidInput, "a telemetry topic needs a region, a site and a node");
    }
    std::string topic = fmt::format("t/{}/{}/{}", region.text(), site.text(), node.text());
    if (topic.size() > kMaxTopic_bytes) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("topic \"{}\" has {} bytes, more than {}: shorten the names of region, site or node",
                                   topic, topic.size(), kMaxTopic_bytes));
    }
    return topic;
}

} // namespace iso::wire
