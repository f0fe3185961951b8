#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace iso::agent
{

/// The first three numbers of an engine's version; what a build adds ("0.9.2.dev12+g1234", "v0.10.0rc1") is left out.
struct EngineVersion {
    unsigned major = 0;
    unsigned minor = 0;
    unsigned patch = 0;

    /// Nothing when it does not begin with a number.
    static std::optional<EngineVersion> fromText(std::string_view text);
    [[nodiscard]] std::string toText() const;

    auto operator<=>(const EngineVersion &) const = default;
};

} // namespace iso::agent
