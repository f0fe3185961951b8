#include "core/sim/slug.h"

namespace iso::sim
{

namespace
{

constexpr std::size_t kShortest = 3;
constexpr std::size_t kLongest = 12;

/// Base letters of U+00C0 to U+017F, ' ' where there is none.
constexpr std::string_view kBaseLetters = "aaaaaaaceeeeiiiidnooooo ouuuuy saaaaaaaceeeeiiiidnooooo ouuuuy y"
                                          "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkk lllllll"
                                          "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kBaseLetters.size() == 0x180 - 0xC0);

} // namespace

std::string asciiLetters(std::string_view name)
{
    std::string letters;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const auto byte = static_cast<unsigned char>(name[i]);
        if (byte < 0x80) {
            const char lower = byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + ('a' - 'A')) : name[i];
            if (lower >= 'a' && lower <= 'z') {
                letters += lower;
            }
        } else if (byte >= 0xC3 && byte <= 0xC5 && i + 1 < name.size()) {
            const std::size_t point = ((byte & 0x1FU) << 6) | (static_cast<unsigned char>(name[i + 1]) & 0x3FU);
            const char base = kBaseLetters[point - 0xC0];
            if (base != ' ') {
                letters += base;
            }
            ++i;
        }
    }
    return letters;
}

std::string SlugMaker::make(std::string_view cityName)
{
    std::string letters = asciiLetters(cityName);
    if (letters.size() < kShortest) {
        letters += std::string(kShortest - letters.size(), 'x');
    }
    for (std::size_t length = kShortest; length <= std::min(letters.size(), kLongest); ++length) {
        std::string slug = letters.substr(0, length);
        if (m_taken.insert(slug).second) {
            return slug;
        }
    }
    for (unsigned number = 2;; ++number) {
        const std::string suffix = std::to_string(number);
        std::string slug = letters.substr(0, kLongest - suffix.size()) + suffix;
        if (m_taken.insert(slug).second) {
            return slug;
        }
    }
}

} // namespace iso::sim
