#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace iso::sim
{

/// Lower-case ASCII letters of a name in UTF-8: "São Paulo" becomes "saopaulo". Letters without a base letter vanish.
std::string asciiLetters(std::string_view name);

/// Gives each city a short code that nobody else has: "osl" for Oslo; where that is taken a longer one, at most 12
/// characters.
class SlugMaker
{
public:
    std::string make(std::string_view cityName);

private:
    std::unordered_set<std::string> m_taken;
};

} // namespace iso::sim
