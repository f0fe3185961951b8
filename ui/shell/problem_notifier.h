#pragma once

#include "core/base/time.h"
#include "core/problems/problem.h"

#include <QCoreApplication>
#include <QString>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace iso::shell
{

/// Decides when a desktop notification is due: for each new problem of severity 1, at most once a minute. What comes in
/// between is told together. GUI thread.
class ProblemNotifier
{
    Q_DECLARE_TR_FUNCTIONS(iso::shell::ProblemNotifier)

public:
    static constexpr Duration kPause = std::chrono::minutes(1);
    using Notify = std::function<void(const QString &title, const QString &text)>;

    ProblemNotifier(const Clock &clock, Notify notify)
        : m_clock(clock)
        , m_notify(std::move(notify))
    {
    }

    void setEnabled(bool enabled) { m_isEnabled = enabled; }
    /// What stands in the first list is not new.
    void setProblems(const problems::ProblemListPtr &list);
    /// Tells what had to wait. Cheap to call at every frame.
    void tick();

private:
    const Clock &m_clock;
    Notify m_notify;
    bool m_isEnabled = true;
    bool m_hasList = false;
    std::set<std::string, std::less<>> m_known; ///< urgent ones that stand
    std::vector<problems::ProblemPtr> m_waiting;
    SteadyTime m_toldAt;
};

} // namespace iso::shell
