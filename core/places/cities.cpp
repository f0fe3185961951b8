#include "core/places/cities.h"

#include "core/base/check.h"
#include "core/places/cities_data.h"

#include <array>
#include <charconv>
#include <string_view>

namespace iso::places
{

namespace
{

constexpr std::size_t kColumns = 6; // name, country, lat, lon, population, capital

std::string_view cutAt(std::string_view &text, char separator)
{
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

template<typename Number>
Number numberFrom(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    // The file is built in and tested, so a bad number is a bug.
    ISO_CHECK(error == std::errc() && end == text.data() + text.size());
    return number;
}

City cityFrom(std::string_view line)
{
    std::array<std::string_view, kColumns> columns;
    for (std::string_view &column : columns) {
        column = cutAt(line, ',');
    }
    City city;
    city.name = columns[0];
    city.country = columns[1];
    city.place = {numberFrom<double>(columns[2]), numberFrom<double>(columns[3])};
    city.population = numberFrom<std::uint32_t>(columns[4]);
    return city;
}

} // namespace

std::vector<City> embeddedCities()
{
    std::string_view text(reinterpret_cast<const char *>(kCitiesCsv), kCitiesCsv_bytes);
    cutAt(text, '\n'); // the heading
    std::vector<City> cities;
    while (!text.empty()) {
        City city = cityFrom(cutAt(text, '\n'));
        if (city.population > 0) {
            cities.push_back(std::move(city));
        }
    }
    return cities;
}

} // namespace iso::places
