#include "ui/widgets/figure_history.h"

#include <algorithm>
#include <limits>

namespace iso::widgets
{

namespace
{

constexpr float kGap = std::numeric_limits<float>::quiet_NaN();

} // namespace

void FigureHistory::add(HubTime at, std::optional<double> value)
{
    const std::int64_t step = at.toNanoseconds() / kStep.count();
    if (!m_values.empty() && step < m_newestStep) {
        return;
    }
    const std::int64_t passed = m_values.empty() ? 1 : step - m_newestStep;
    for (std::int64_t i = 0; i < std::min<std::int64_t>(passed, kLength); ++i) {
        m_values.push_back(kGap);
    }
    while (m_values.size() > kLength) {
        m_values.pop_front();
    }
    m_newestStep = step;
    m_values.back() = value ? static_cast<float>(*value) : kGap;
}

std::vector<float> FigureHistory::values() const
{
    std::vector<float> all(kLength - m_values.size(), kGap);
    all.insert(all.end(), m_values.begin(), m_values.end());
    return all;
}

} // namespace iso::widgets
