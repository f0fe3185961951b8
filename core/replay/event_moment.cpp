#include "core/replay/event_moment.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace iso::replay
{

namespace
{

using events::Event;
using events::EventKind;
using problems::Problem;

/// "lost/node/osl-1" -> kind, extent and place; nothing for what is no id of a problem.
std::optional<Problem> rowFrom(const Event &began)
{
    const std::size_t first = began.subject.find('/');
    const std::size_t second = first == std::string::npos ? first : began.subject.find('/', first + 1);
    if (second == std::string::npos) {
        return std::nullopt;
    }
    const std::string_view subject = began.subject;
    Problem row;
    row.id = began.subject;
    for (std::size_t i = 0; i < problems::kProblemKindCount; ++i) {
        if (toText(static_cast<problems::ProblemKind>(i)) == subject.substr(0, first)) {
            row.kind = static_cast<problems::ProblemKind>(i);
        }
    }
    for (int i = 0; i <= static_cast<int>(problems::Extent::Hub); ++i) {
        if (toText(static_cast<problems::Extent>(i)) == subject.substr(first + 1, second - first - 1)) {
            row.extent = static_cast<problems::Extent>(i);
        }
    }
    row.where = subject.substr(second + 1);
    row.severity = std::clamp<int>(began.severity, 1, 3);
    row.since = began.at;
    row.text = began.text;
    if (!began.node.isEmpty()) {
        row.nodes.push_back(began.node);
    }
    return row;
}

void addBadges(problems::ProblemList &list, const fleet::FleetSnapshot &fleet)
{
    std::unordered_map<NodeId, fleet::NodeIndex> indexOf;
    for (const fleet::NodeRecord &node : fleet.nodes) {
        indexOf.emplace(node->id(), node->index);
    }
    list.badges.resize(fleet.nodes.size());
    for (const problems::ProblemPtr &problem : list.problems) {
        for (const NodeId &node : problem->nodes) {
            if (const auto found = indexOf.find(node); found != indexOf.end()) {
                problems::Badge &badge = list.badges[found->second];
                const auto severity = static_cast<std::uint8_t>(problem->severity);
                badge.severity = badge.severity == 0 ? severity : std::min(badge.severity, severity);
                badge.count = static_cast<std::uint8_t>(std::min(badge.count + 1, 255));
            }
        }
    }
}

} // namespace

events::EventListPtr eventsAt(const std::vector<events::EventPtr> &newestFirst, HubTime moment, std::size_t most,
                              std::uint64_t number)
{
    auto list = std::make_shared<events::EventList>();
    list->number = number;
    for (const events::EventPtr &event : newestFirst) {
        if (event->at <= moment && list->events.size() < most) {
            list->events.push_back(event);
        }
    }
    return list;
}

problems::ProblemListPtr problemsAt(const std::vector<events::EventPtr> &newestFirst, HubTime moment,
                                    const fleet::FleetSnapshot &fleet, std::uint64_t number)
{
    auto list = std::make_shared<problems::ProblemList>();
    list->number = number;
    std::unordered_set<std::string_view> decided;
    for (const events::EventPtr &event : newestFirst) {
        if (event->at > moment) {
            continue;
        }
        if (event->kind == EventKind::Hub) {
            break;
        }
        const bool isChange = event->kind == EventKind::ProblemBegan || event->kind == EventKind::ProblemEnded;
        if (!isChange || !decided.insert(event->subject).second || event->kind == EventKind::ProblemEnded) {
            continue;
        }
        if (auto row = rowFrom(*event)) {
            ++list->bySeverity.at(static_cast<std::size_t>(row->severity));
            list->problems.push_back(std::make_shared<const Problem>(*std::move(row)));
        }
    }
    std::stable_sort(list->problems.begin(), list->problems.end(),
                     [](const auto &a, const auto &b) { return a->severity < b->severity; });
    addBadges(*list, fleet);
    return list;
}

} // namespace iso::replay
