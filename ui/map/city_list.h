#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QPointF>
#include <QString>
#include <vector>

namespace iso::map
{

struct City {
    QString name;
    QString country; ///< ISO 3166, two letters
    QPointF world;   ///< world units
    qint64 population = 0;
    bool capital = false;

    /// What decides which of two labels stays: people, and being a capital counts four times.
    [[nodiscard]] qint64 weight() const { return capital ? 4 * population : population; }
};

/// Places to label, most important first.
using CityList = std::vector<City>;

/// Reads resources/map/cities.csv; InvalidInput names the line.
Result<CityList> parseCities(const QByteArray &csv);

/// The least weight that is labelled at so many pixels per world unit; nothing is labelled on the world as a whole.
qint64 leastLabelledWeight(double scale);

} // namespace iso::map
