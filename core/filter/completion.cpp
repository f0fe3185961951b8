#include "core/filter/completion.h"

#include "core/filter/fields.h"
#include "core/filter/lexer.h"
#include "core/filter/pattern.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace iso::filter
{

namespace
{

/// The piece of the text that the cursor is in, and the field whose value it is.
struct Place {
    std::size_t from = 0;
    std::size_t to = 0;
    std::string_view typed; ///< up to the cursor
    std::string_view field; ///< empty when a condition begins here
};

constexpr std::string_view kEnds = " \t\r\n()";

/// Where the condition at the cursor begins, quotes taken into account.
std::size_t conditionStart(std::string_view before)
{
    std::size_t start = 0;
    bool isQuoted = false;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i] == '"') {
            isQuoted = !isQuoted;
        } else if (!isQuoted && kEnds.find(before[i]) != std::string_view::npos) {
            start = i + 1;
        }
    }
    return start;
}

Place placeAt(std::string_view text, std::size_t cursor)
{
    Place place;
    place.from = conditionStart(text.substr(0, cursor));
    place.to = std::min(text.find_first_of(" \t\r\n(),:=<>!", cursor), text.size());
    const std::string_view condition = text.substr(place.from, cursor - place.from);
    if (const std::size_t symbol = condition.find_first_of(":=<>!"); symbol != std::string_view::npos) {
        place.field = condition.substr(0, symbol);
        const std::size_t value = std::min(condition.find_first_not_of(":=<>!", symbol), condition.size());
        const std::size_t comma = condition.rfind(',');
        const bool isAfterComma =
            comma != std::string_view::npos && comma >= value &&
            std::count(condition.begin(), condition.begin() + static_cast<std::ptrdiff_t>(comma), '"') % 2 == 0;
        place.from += isAfterComma ? comma + 1 : value;
    }
    place.typed = text.substr(place.from, cursor - place.from);
    if (place.typed.starts_with('"')) {
        place.typed.remove_prefix(1);
    }
    return place;
}

/// Suggestions with how good they are: a beginning beats a middle, many nodes beat few.
class Ranking
{
public:
    explicit Ranking(std::string_view typed)
        : m_typed(folded(typed))
    {
    }

    void add(std::string_view matched, std::string text, std::string hint, std::size_t weight = 0)
    {
        const std::size_t at = folded(matched).find(m_typed);
        if (at != std::string::npos) {
            m_entries.push_back({at == 0, weight, {std::move(text), std::move(hint)}});
        }
    }

    std::vector<Suggestion> best()
    {
        std::stable_sort(m_entries.begin(), m_entries.end(), [](const Entry &a, const Entry &b) {
            return std::tie(b.isBeginning, b.weight) < std::tie(a.isBeginning, a.weight);
        });
        std::vector<Suggestion> result;
        for (Entry &entry : m_entries) {
            if (result.size() == kMaxSuggestions) {
                break;
            }
            result.push_back(std::move(entry.suggestion));
        }
        return result;
    }

private:
    struct Entry {
        bool isBeginning;
        std::size_t weight;
        Suggestion suggestion;
    };
    std::string m_typed;
    std::vector<Entry> m_entries;
};

std::map<std::string, std::size_t> valuesOf(const TextField &field, const fleet::FleetSnapshot &fleet)
{
    std::map<std::string, std::size_t> counts;
    for (const fleet::NodeRecord &node : fleet.nodes) {
        if (!node->identity->retired) {
            field.anyOf(*node, [&counts](std::string_view text) {
                if (!text.empty() && text.find('"') == std::string_view::npos) {
                    ++counts[std::string(text)];
                }
                return false;
            });
        }
    }
    return counts;
}

std::string nodeCount(std::size_t nodes)
{
    return nodes == 1 ? std::string("1 node") : fmt::format("{} nodes", nodes);
}

void addFields(Ranking &ranking)
{
    for (const TextField &field : textFields()) {
        ranking.add(field.name, fmt::format("{}:", field.name), std::string(field.title));
    }
    for (const ChoiceField &field : choiceFields()) {
        ranking.add(field.name, fmt::format("{}:", field.name), std::string(field.title));
    }
    for (const NumberField &field : numberFields()) {
        const auto hint = fmt::format("{}; as {}{}>{}", field.title, field.name, "", exampleOf(field.dimension));
        ranking.add(field.name, field.name + ">", hint);
        for (const std::string_view alias : field.aliases) {
            ranking.add(alias, fmt::format("{}>", alias), hint);
        }
    }
    for (const char *word : {"and", "or", "not"}) {
        ranking.add(word, fmt::format("{} ", word), {});
    }
}

void addNames(Ranking &ranking, const fleet::FleetSnapshot &fleet)
{
    for (const char *name : {"region", "site", "model"}) {
        for (const auto &[value, nodes] : valuesOf(*findTextField(name), fleet)) {
            ranking.add(value, fmt::format("{}:{}", name, quotedWhereNeeded(value)), nodeCount(nodes));
        }
    }
    for (const auto &[value, nodes] : valuesOf(*findTextField("node"), fleet)) {
        ranking.add(value, quotedWhereNeeded(value), "node");
    }
}

} // namespace

Completion complete(std::string_view text, std::size_t cursor, const fleet::FleetSnapshot &fleet)
{
    text = text.substr(0, Filter::kMaxBytes);
    cursor = std::min(cursor, text.size());
    const Place place = placeAt(text, cursor);
    Ranking ranking(place.typed);
    if (place.field.empty()) {
        addFields(ranking);
        if (!place.typed.empty()) {
            addNames(ranking, fleet);
        }
    } else if (const TextField *field = findTextField(place.field)) {
        for (const auto &[value, nodes] : valuesOf(*field, fleet)) {
            ranking.add(value, quotedWhereNeeded(value), nodeCount(nodes), nodes);
        }
    } else if (const ChoiceField *choices = findChoiceField(place.field)) {
        for (const ChoiceField::Choice &choice : choices->choices) {
            ranking.add(choice.name, choice.name, choice.hint);
        }
    } else if (const NumberField *number = findNumberField(place.field)) {
        ranking.add(exampleOf(number->dimension), std::string(exampleOf(number->dimension)), number->title);
    }
    return {place.from, std::max(place.from, place.to), ranking.best()};
}

} // namespace iso::filter
