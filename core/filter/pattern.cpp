#include "core/filter/pattern.h"

namespace iso::filter
{

namespace
{

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The start of the character after the one at `at`.
std::size_t next(std::string_view text, std::size_t at)
{
    ++at;
    while (at < text.size() && isContinuation(text[at])) {
        ++at;
    }
    return at;
}

/// Greedy matching with one way back: the newest star takes one more character when the rest does not fit. Linear in
/// practice, pattern times text at worst.
bool globMatches(std::string_view pattern, std::string_view text)
{
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t starText = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            starText = t;
        } else if (p < pattern.size() && pattern[p] == '?') {
            ++p;
            t = next(text, t);
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++starText;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') {
        ++p;
    }
    return p == pattern.size();
}

} // namespace

std::string folded(std::string_view text)
{
    std::string out(text);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto byte = static_cast<unsigned char>(out[i]);
        if (byte >= 'A' && byte <= 'Z') {
            out[i] = static_cast<char>(byte + ('a' - 'A'));
        } else if (byte == 0xC3 && i + 1 < out.size()) {
            // U+00C0 to U+00DE, without the multiplication sign U+00D7.
            const auto low = static_cast<unsigned char>(out[++i]);
            if (low >= 0x80 && low <= 0x9E && low != 0x97) {
                out[i] = static_cast<char>(low + 0x20);
            }
        }
    }
    return out;
}

Pattern::Pattern(std::string_view text, PatternMode mode)
    : m_folded(folded(text))
    , m_mode(mode)
    , m_hasWildcard(text.find_first_of("*?") != std::string_view::npos)
{
}

bool Pattern::matches(std::string_view text) const
{
    const std::string candidate = folded(text);
    if (m_mode == PatternMode::Exact) {
        return candidate == m_folded;
    }
    return m_hasWildcard ? globMatches(m_folded, candidate) : candidate.find(m_folded) != std::string::npos;
}

} // namespace iso::filter
