#include "ui/charts/series_data.h"

#include "core/base/check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace iso::charts
{

void SeriesData::append(double time_ms, double value)
{
    ISO_CHECK(m_times_ms.empty() || m_times_ms.back() <= time_ms);
    m_times_ms.push_back(time_ms);
    m_values.push_back(value);
}

bool SeriesData::breaksBefore(std::size_t i) const
{
    return i == 0 || m_times_ms[i] - m_times_ms[i - 1] > m_gapLimit_ms;
}

std::pair<std::size_t, std::size_t> SeriesData::window(double from_ms, double to_ms) const
{
    auto first = std::lower_bound(m_times_ms.begin(), m_times_ms.end(), from_ms);
    auto last = std::upper_bound(first, m_times_ms.end(), to_ms);
    if (first != m_times_ms.begin()) {
        --first;
    }
    if (last != m_times_ms.end()) {
        ++last;
    }
    return {static_cast<std::size_t>(std::distance(m_times_ms.begin(), first)),
            static_cast<std::size_t>(std::distance(m_times_ms.begin(), last))};
}

std::optional<double> SeriesData::maximum(double from_ms, double to_ms) const
{
    std::optional<double> result;
    const auto [first, last] = window(from_ms, to_ms);
    for (std::size_t i = first; i < last; ++i) {
        if (!result || m_values[i] > *result) {
            result = m_values[i];
        }
    }
    return result;
}

std::optional<std::size_t> SeriesData::nearest(double time_ms) const
{
    std::optional<std::size_t> best;
    double bestDistance = m_gapLimit_ms / 2;
    const auto [first, last] = window(time_ms - bestDistance, time_ms + bestDistance);
    for (std::size_t i = first; i < last; ++i) {
        const double distance = std::abs(m_times_ms[i] - time_ms);
        if (distance <= bestDistance) {
            best = i;
            bestDistance = distance;
        }
    }
    return best;
}

double gapLimit_ms(double interval_ms, double step_ms)
{
    return std::max(2.5 * interval_ms, 2.0 * step_ms);
}

double roundTop(double maximum, double current, int intervals)
{
    if (!(maximum > 0)) {
        return current > 0 ? current : intervals;
    }
    if (maximum <= current && maximum >= 0.4 * current) {
        return current;
    }
    static constexpr std::array kSteps = {1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0};
    const double part = maximum / intervals;
    const double decade = std::pow(10.0, std::floor(std::log10(part)));
    for (const double step : kSteps) {
        if (step * decade >= part) {
            return step * decade * intervals;
        }
    }
    return 10.0 * decade * intervals;
}

} // namespace iso::charts
