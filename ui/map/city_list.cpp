#include "ui/map/city_list.h"

#include "ui/map/projection.h"

#include <QList>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace iso::map
{

Result<CityList> parseCities(const QByteArray &csv)
{
    constexpr char kHeader[] = "name,country,lat,lon,population,capital";
    const QList<QByteArray> lines = csv.split('\n');
    if (lines.front().trimmed() != kHeader) {
        return failure(ErrorCode::InvalidInput, fmt::format("cities: the first line must be \"{}\"", kHeader));
    }
    CityList cities;
    cities.reserve(static_cast<std::size_t>(lines.size()));
    for (qsizetype i = 1; i < lines.size(); ++i) {
        if (lines[i].isEmpty() && i == lines.size() - 1) {
            break; // the end of the last line
        }
        const QList<QByteArray> fields = lines[i].split(',');
        bool isNumber[3] = {};
        const bool isComplete = fields.size() == 6;
        const GeoPoint place =
            isComplete ? GeoPoint{fields[2].toDouble(&isNumber[0]), fields[3].toDouble(&isNumber[1])} : GeoPoint{};
        const qint64 population = isComplete ? fields[4].toLongLong(&isNumber[2]) : 0;
        if (!isNumber[0] || !isNumber[1] || !isNumber[2] || !isOnEarth(place) || population < 0) {
            return failure(ErrorCode::InvalidInput, fmt::format("cities, line {}: not a place", i + 1));
        }
        cities.push_back({QString::fromUtf8(fields[0]), QString::fromUtf8(fields[1]), toWorld(place), population,
                          fields[5].trimmed() == "1"});
    }
    std::stable_sort(cities.begin(), cities.end(),
                     [](const City &a, const City &b) { return a.weight() > b.weight(); });
    return cities;
}

qint64 leastLabelledWeight(double scale)
{
    constexpr double kNothingBelow = 2300;
    if (scale < kNothingBelow) {
        return std::numeric_limits<qint64>::max();
    }
    // Falls a little slower than the area grows, so that the density of labels stays calm.
    return static_cast<qint64>(12e6 * std::pow(kNothingBelow / scale, 1.7));
}

} // namespace iso::map
