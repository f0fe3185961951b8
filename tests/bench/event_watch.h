#pragma once

#include "tests/bench/process_usage.h"

#include <QApplication>
#include <QEvent>
#include <QMetaEnum>
#include <QWidget>
#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace iso::bench
{

/// Knows what each event cost the GUI thread: while one is handled, nothing is painted and no hand is followed.
class EventWatch final : public QApplication
{
public:
    using QApplication::QApplication;

    /// Runs when all of a window has been painted and given to the display.
    std::function<void()> m_windowPainted;

    void begin()
    {
        m_isMeasuring = true;
        m_costs.clear();
    }

    /// The kinds of events that took longest.
    void printLongest(std::size_t most) const
    {
        std::vector<std::pair<std::string, Cost>> kinds(m_costs.begin(), m_costs.end());
        std::sort(kinds.begin(), kinds.end(),
                  [](const auto &a, const auto &b) { return a.second.longest_ms > b.second.longest_ms; });
        fmt::print("  longest events of the window's thread (CPU):\n");
        for (std::size_t i = 0; i < std::min(most, kinds.size()); ++i) {
            const Cost &cost = kinds[i].second;
            fmt::print("    {:<52} {:>6} times, mean {:5.1f} ms, longest {:5.1f} ms\n", kinds[i].first, cost.times,
                       cost.all_ms / static_cast<double>(cost.times), cost.longest_ms);
        }
    }

    bool notify(QObject *receiver, QEvent *event) override
    {
        if (m_isInside || !m_isMeasuring) {
            return QApplication::notify(receiver, event);
        }
        // The receiver may be gone afterwards.
        const char *receiverClass = receiver->metaObject()->className();
        const char *parentClass = receiver->parent() != nullptr ? receiver->parent()->metaObject()->className() : "";
        const QEvent::Type type = event->type();
        const bool isPaint = type == QEvent::UpdateRequest && receiver->isWidgetType();
        m_isInside = true;
        const double before_ms = threadCpu_ms();
        const bool isHandled = QApplication::notify(receiver, event);
        const double cost_ms = threadCpu_ms() - before_ms;
        m_isInside = false;
        if (cost_ms > kWorthNoting_ms) {
            const char *typeName = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
            Cost &cost = m_costs[fmt::format("{} < {}, {}", receiverClass, parentClass,
                                             typeName != nullptr ? typeName : "own type")];
            ++cost.times;
            cost.all_ms += cost_ms;
            cost.longest_ms = std::max(cost.longest_ms, cost_ms);
        }
        if (isPaint && m_windowPainted) {
            m_windowPainted();
        }
        return isHandled;
    }

private:
    static constexpr double kWorthNoting_ms = 0.5;
    struct Cost {
        std::size_t times = 0;
        double all_ms = 0;
        double longest_ms = 0;
    };

    bool m_isMeasuring = false;
    bool m_isInside = false;
    std::map<std::string, Cost> m_costs;
};

} // namespace iso::bench
