#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace iso::charts
{

/// The points of one line: a column of times in milliseconds since 1970 and a column of values. What has no value is
/// not a point. Times ascend. A value type; touched by the GUI thread.
class SeriesData
{
public:
    SeriesData() = default;
    /// Points further apart than `gapLimit_ms` are not joined.
    explicit SeriesData(double gapLimit_ms)
        : m_gapLimit_ms(gapLimit_ms)
    {
    }

    /// Adds a point at the end. A time before the last one is a bug of the caller.
    void append(double time_ms, double value);

    [[nodiscard]] std::size_t size() const { return m_times_ms.size(); }
    [[nodiscard]] bool isEmpty() const { return m_times_ms.empty(); }
    [[nodiscard]] double time_ms(std::size_t i) const { return m_times_ms[i]; }
    [[nodiscard]] double value(std::size_t i) const { return m_values[i]; }
    [[nodiscard]] double gapLimit_ms() const { return m_gapLimit_ms; }

    /// True when the line must not run from point i - 1 to point i, or starts at i.
    [[nodiscard]] bool breaksBefore(std::size_t i) const;
    /// Points i in [first, last) that lie in [from, to], and one more on either side, so that lines reach the edge.
    [[nodiscard]] std::pair<std::size_t, std::size_t> window(double from_ms, double to_ms) const;
    /// The greatest value between two times; nothing where there is none.
    [[nodiscard]] std::optional<double> maximum(double from_ms, double to_ms) const;
    /// The point nearest to a time, at most half a gap limit away.
    [[nodiscard]] std::optional<std::size_t> nearest(double time_ms) const;

private:
    std::vector<double> m_times_ms;
    std::vector<double> m_values;
    double m_gapLimit_ms = 0;
};

/// How far apart two points of a line may be and still be joined: 2.5 sample intervals or 2 steps of a query,
/// whichever is more.
double gapLimit_ms(double interval_ms, double step_ms);

/// A round upper end for an axis that starts at 0 and is cut into `intervals` equal parts. Keeps `current` while the
/// data fills between 40 % and all of it, so that the scale does not jump with every sample.
double roundTop(double maximum, double current, int intervals);

} // namespace iso::charts
