#include "ui/shell/problem_notifier.h"

#include "ui/bridge/value_text.h"

#include <algorithm>

namespace iso::shell
{

using bridge::toQString;

void ProblemNotifier::setProblems(const problems::ProblemListPtr &list)
{
    std::set<std::string, std::less<>> known;
    std::vector<problems::ProblemPtr> waiting;
    for (const problems::ProblemPtr &problem : list->problems) {
        if (problem->severity != 1) {
            continue;
        }
        known.insert(problem->id);
        const bool isNew = m_hasList && !m_known.contains(problem->id);
        const bool isWaiting = std::any_of(m_waiting.begin(), m_waiting.end(),
                                           [&](const problems::ProblemPtr &other) { return other->id == problem->id; });
        if ((isNew || isWaiting) && !problem->acknowledgement) {
            waiting.push_back(problem);
        }
    }
    m_known = std::move(known);
    m_waiting = std::move(waiting); // without what has ended meanwhile
    m_hasList = true;
    tick();
}

void ProblemNotifier::tick()
{
    const SteadyTime now = m_clock.steadyNow();
    if (m_waiting.empty() || (m_toldAt.isValid() && now - m_toldAt < kPause)) {
        return;
    }
    if (m_isEnabled) {
        m_toldAt = now;
        const problems::Problem &first = *m_waiting.front();
        const int count = static_cast<int>(m_waiting.size());
        m_notify(count == 1 ? toQString(first.where) : tr("%1 urgent problems").arg(count),
                 count == 1 ? QStringLiteral("%1\n%2").arg(toQString(first.text), toQString(first.advice))
                            : tr("The newest: %1").arg(toQString(first.text)));
    }
    m_waiting.clear();
}

} // namespace iso::shell
