#pragma once

#include "core/base/time.h"

#include <deque>
#include <optional>
#include <vector>

namespace iso::widgets
{

/// The last 10 minutes of one figure in steps of 5 s, for a sparkline. A step in which nothing was known is a gap.
class FigureHistory
{
public:
    static constexpr Duration kStep = std::chrono::seconds(5);
    static constexpr std::size_t kLength = 120;

    /// The newest value of a step counts. Times before the newest step are ignored.
    void add(HubTime at, std::optional<double> value);
    /// kLength values, oldest first, NaN where there is none.
    [[nodiscard]] std::vector<float> values() const;

private:
    std::deque<float> m_values;
    std::int64_t m_newestStep = 0;
};

} // namespace iso::widgets
