#include "core/filter/fields.h"
#include "core/fleet/believable.h"

#include <algorithm>

namespace iso::filter
{

namespace
{

using fleet::NodeSnapshot;
using telemetry::LinkState;
using telemetry::ServiceState;
using Choice = ChoiceField::Choice;

/// "path lost" -> "path-lost": one word to type.
std::string oneWord(std::string_view text)
{
    std::string word(text);
    std::replace(word.begin(), word.end(), ' ', '-');
    return word;
}

ChoiceField serviceField()
{
    ChoiceField field{"service", "Does it do its work?", {}};
    for (int i = 0; i <= static_cast<int>(ServiceState::Misconfigured); ++i) {
        const auto state = static_cast<ServiceState>(i);
        field.choices.push_back({oneWord(toText(state)), {}, [state](const NodeSnapshot &node, const Moment &) {
                                     return node.service == state;
                                 }});
    }
    return field;
}

ChoiceField linkField()
{
    ChoiceField field{"link", "Do we hear it?", {}};
    for (int i = 0; i <= static_cast<int>(LinkState::PathLost); ++i) {
        const auto state = static_cast<LinkState>(i);
        field.choices.push_back({oneWord(toText(state)), {}, [state](const NodeSnapshot &node, const Moment &) {
                                     return node.link == state;
                                 }});
    }
    return field;
}

std::uint8_t worstProblemOf(const NodeSnapshot &node, const Moment &moment)
{
    return node.index < moment.worstProblem.size() ? moment.worstProblem[node.index] : std::uint8_t{0};
}

ChoiceField problemField()
{
    const auto severity = [](const char *name, std::uint8_t wanted) {
        return Choice{name, "its worst problem", [wanted](const NodeSnapshot &node, const Moment &moment) {
                          return worstProblemOf(node, moment) == wanted;
                      }};
    };
    return {"problem",
            "Worst problem that it has",
            {severity("critical", 1),
             severity("major", 2),
             severity("minor", 3),
             severity("none", 0),
             {"any", "has a problem",
              [](const NodeSnapshot &node, const Moment &moment) { return worstProblemOf(node, moment) != 0; }}}};
}

ChoiceField clockField()
{
    return {"clock",
            "Its clock against the hub's",
            {{"wrong", "off by more than a second, or not to be believed",
              [](const NodeSnapshot &node, const Moment &) { return fleet::hasWrongClock(node.clock); }},
             {"right", "measured, and not wrong",
              [](const NodeSnapshot &node, const Moment &) {
                  return node.clock.isKnown && !fleet::hasWrongClock(node.clock);
              }},
             {"unknown", "not measured", [](const NodeSnapshot &node, const Moment &) {
                  return !node.clock.isKnown && !node.clock.isImplausible;
              }}}};
}

ChoiceField isField()
{
    return {"is",
            "What it is",
            {{"stale", "no sample for more than 5 s and 3 intervals",
              [](const NodeSnapshot &node, const Moment &moment) { return fleet::isStale(node, moment.now); }},
             {"verified", "its key was checked",
              [](const NodeSnapshot &node, const Moment &) { return node.identity->verified; }},
             {"telemetry-only", "has no control connection",
              [](const NodeSnapshot &node, const Moment &) { return node.identity->birth.telemetryOnly; }}}};
}

ChoiceField hasField()
{
    ChoiceField field{"has", "Reports a figure", {}};
    for (const telemetry::LatencyInfo &info : telemetry::latencyCatalogue()) {
        field.choices.push_back({std::string(info.name), std::string(info.title),
                                 [id = info.id](const NodeSnapshot &node, const Moment &moment) {
                                     return fleet::isBelievable(node, moment.now) && node.latency(id).count > 0;
                                 }});
    }
    for (const telemetry::MetricInfo &info : telemetry::metricCatalogue()) {
        field.choices.push_back({std::string(info.name), std::string(info.title),
                                 [id = info.id](const NodeSnapshot &node, const Moment &moment) {
                                     return fleet::isBelievable(node, moment.now) && node.metrics.has(id);
                                 }});
    }
    return field;
}

} // namespace

const std::vector<ChoiceField> &choiceFields()
{
    static const std::vector<ChoiceField> fields{serviceField(), linkField(), problemField(),
                                                 clockField(),   isField(),   hasField()};
    return fields;
}

} // namespace iso::filter
