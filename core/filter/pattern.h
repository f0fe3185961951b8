#pragma once

#include <string>
#include <string_view>

namespace iso::filter
{

/// Small letters: ASCII and the accented letters of Latin-1 in UTF-8. Other bytes stay.
std::string folded(std::string_view text);

/// How a pattern is compared.
enum class PatternMode {
    Loose, ///< anywhere in the text; the whole text when the pattern has a wildcard
    Exact, ///< the whole text, wildcards have no meaning
};

/// A text to look for, without regard to case. `*` stands for any characters, `?` for one.
class Pattern
{
public:
    Pattern(std::string_view text, PatternMode mode);

    [[nodiscard]] bool matches(std::string_view text) const;

private:
    std::string m_folded;
    PatternMode m_mode;
    bool m_hasWildcard;
};

} // namespace iso::filter
