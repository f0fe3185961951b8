#include "core/agent/engine_version.h"

#include <charconv>
#include <fmt/format.h>

namespace iso::agent
{

std::optional<EngineVersion> EngineVersion::fromText(std::string_view text)
{
    if (text.starts_with('v') || text.starts_with('V')) {
        text.remove_prefix(1);
    }
    EngineVersion version;
    bool any = false;
    for (unsigned EngineVersion::*part : {&EngineVersion::major, &EngineVersion::minor, &EngineVersion::patch}) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version.*part);
        if (error == std::errc::result_out_of_range) {
            return std::nullopt;
        }
        if (error != std::errc()) {
            break;
        }
        any = true;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (!text.starts_with('.')) {
            break;
        }
        text.remove_prefix(1);
    }
    return any ? std::optional(version) : std::nullopt;
}

std::string EngineVersion::toText() const
{
    return fmt::format("{}.{}.{}", major, minor, patch);
}

} // namespace iso::agent
