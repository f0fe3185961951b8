#include "core/filter/fields.h"

#include "core/filter/pattern.h"

#include <algorithm>
#include <numeric>

namespace iso::filter
{

namespace
{

using fleet::NodeSnapshot;
using Visit = std::function<bool(std::string_view)>;

std::vector<TextField> makeTextFields()
{
    return {
        {"node", "Name of the node", [](const NodeSnapshot &n, const Visit &visit) { return visit(n.id().text()); },
         true},
        {"site", "Site", [](const NodeSnapshot &n, const Visit &visit) { return visit(n.identity->site.text()); },
         true},
        {"region", "Region", [](const NodeSnapshot &n, const Visit &visit) { return visit(n.identity->region.text()); },
         true},
        {"place", "Place", [](const NodeSnapshot &n, const Visit &visit) { return visit(n.identity->birth.placeName); },
         true},
        {"model", "Model that it serves",
         [](const NodeSnapshot &n, const Visit &visit) {
             const auto &models = n.identity->birth.models;
             return std::any_of(models.begin(), models.end(), [&](const auto &model) { return visit(model.name); });
         },
         true},
        {"engine", "Inference engine, with its version",
         [](const NodeSnapshot &n, const Visit &visit) {
             const auto &engines = n.identity->birth.engines;
             return std::any_of(engines.begin(), engines.end(),
                                [&](const auto &engine) { return visit(engine.name + " " + engine.version); });
         }},
        {"gpu", "Type of GPU",
         [](const NodeSnapshot &n, const Visit &visit) {
             const auto &gpus = n.identity->birth.hardware.gpus;
             return std::any_of(gpus.begin(), gpus.end(), [&](const auto &gpu) { return visit(gpu.name); });
         }},
        {"software", "Program that speaks for the node",
         [](const NodeSnapshot &n, const Visit &visit) { return visit(n.identity->birth.software); }},
    };
}

template<typename Field>
const Field *findByName(const std::vector<Field> &fields, std::string_view name)
{
    const std::string wanted = folded(name);
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&wanted](const Field &field) { return field.name == wanted; });
    return found == fields.end() ? nullptr : &*found;
}

/// Insertions, deletions and replacements from one to the other (Levenshtein).
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

} // namespace

const std::vector<TextField> &textFields()
{
    static const std::vector<TextField> fields = makeTextFields();
    return fields;
}

const TextField *findTextField(std::string_view name)
{
    return findByName(textFields(), name);
}

const ChoiceField *findChoiceField(std::string_view name)
{
    const std::string wanted = folded(name);
    return findByName(choiceFields(), wanted == "alarm" ? "problem" : wanted);
}

const NumberField *findNumberField(std::string_view name)
{
    if (const NumberField *field = findByName(numberFields(), name)) {
        return field;
    }
    const std::string wanted = folded(name);
    const auto &fields = numberFields();
    const auto found = std::find_if(fields.begin(), fields.end(), [&wanted](const NumberField &field) {
        return std::find(field.aliases.begin(), field.aliases.end(), wanted) != field.aliases.end();
    });
    return found == fields.end() ? nullptr : &*found;
}

std::string nearestFieldName(std::string_view name)
{
    const std::string wanted = folded(name).substr(0, 40);
    std::string nearest;
    std::size_t least = std::min<std::size_t>(3, wanted.size()); // further away is another word
    const auto consider = [&](std::string_view candidate) {
        if (const std::size_t distance = editDistance(wanted, candidate); distance < least) {
            least = distance;
            nearest = candidate;
        }
    };
    for (const TextField &field : textFields()) {
        consider(field.name);
    }
    for (const ChoiceField &field : choiceFields()) {
        consider(field.name);
    }
    for (const NumberField &field : numberFields()) {
        consider(field.name);
        std::for_each(field.aliases.begin(), field.aliases.end(), consider);
    }
    return nearest;
}

} // namespace iso::filter
