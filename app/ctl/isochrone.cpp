#include "app/ctl/filter_text.h"
#include "app/ctl/names.h"
#include "app/ctl/output.h"
#include "app/ctl/owner.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <memory>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

struct Options {
    std::string without;
    bool isGeoJson = false;
};

std::string squareKilometres(double area_km2)
{
    return grouped(static_cast<std::uint64_t>(std::llround(std::max(area_km2, 0.0) / 1000))) + "k";
}

std::string wholeNumber(double number)
{
    return grouped(static_cast<std::uint64_t>(std::llround(std::max(number, 0.0))));
}

void printModel(const json &answer)
{
    const json &model = answer.at("model");
    const json &sites = answer.at("sites");
    fmt::print("Model: round trip = {} ms + 2 x distance x {} / {} km/ms, plus each site's measured TTFT p95\n",
               model.at("last_mile_ms").get<double>(), model.at("route_inflation").get<double>(),
               model.at("fibre_km_per_ms").get<double>());
    fmt::print("Sites: {} used ({} healthy nodes); left out: {} not measured, {} without a place, {} without a healthy "
               "node\n",
               wholeNumber(sites.at("used").get<double>()), wholeNumber(sites.at("nodes").get<double>()),
               wholeNumber(sites.at("unmeasured").get<double>()), wholeNumber(sites.at("unplaced").get<double>()),
               wholeNumber(sites.at("down").get<double>()));
    fmt::print("People: those of {} listed cities, {} in all; area: land and sea\n",
               wholeNumber(answer.at("cities_listed").get<double>()),
               wholeNumber(answer.at("people_listed").get<double>()));
}

void printLevels(const json &answer)
{
    Table table({"FIRST TOKEN IN", "AREA KM2", "BEYOND KM2", "PEOPLE", "BEYOND", "CITIES"}, {0, 1, 2, 3, 4, 5});
    for (const json &level : answer.at("levels")) {
        table.add({fmt::format("{} ms", level.at("level_ms").get<double>()),
                   squareKilometres(level.at("area_km2").get<double>()),
                   squareKilometres(level.at("area_beyond_km2").get<double>()),
                   wholeNumber(level.at("people").get<double>()), wholeNumber(level.at("people_beyond").get<double>()),
                   wholeNumber(level.at("cities").get<double>())});
    }
    table.print();
}

void printWhatIf(const json &what)
{
    fmt::print("\nWithout {} nodes:\n", wholeNumber(what.at("nodes").get<double>()));
    Table losses({"FIRST TOKEN IN", "AREA LOST KM2", "PEOPLE LOST", "CITIES LOST"}, {0, 1, 2, 3});
    for (const json &loss : what.at("losses")) {
        losses.add({fmt::format("{} ms", loss.at("level_ms").get<double>()),
                    squareKilometres(loss.at("area_lost_km2").get<double>()),
                    wholeNumber(loss.at("people_lost").get<double>()),
                    wholeNumber(loss.at("cities_lost").get<double>())});
    }
    losses.print();
    const json &takeover = what.at("takeover");
    fmt::print("\n{} requests/min move to the nearest site that serves the same model; {} nobody could take.\n"
               "Load grows in proportion to requests; what it does to the p95 is not predicted.\n",
               wholeNumber(takeover.at("requests_per_min").get<double>()),
               wholeNumber(takeover.at("unserved_per_min").get<double>()));
    Table table({"REGION", "SITE", "NODES", "REQ/MIN", "TAKEN OVER", "LOAD NOW", "LOAD THEN", "NOTE"}, {2, 3, 4, 5, 6});
    for (const json &site : takeover.at("neighbours")) {
        table.add({site.at("region").get<std::string>(), site.at("site").get<std::string>(),
                   wholeNumber(site.at("nodes").get<double>()), wholeNumber(site.at("requests_per_min").get<double>()),
                   wholeNumber(site.at("taken_over_per_min").get<double>()), percentText(site.at("load_now_ratio")),
                   percentText(site.at("load_then_ratio")),
                   site.at("overloaded").get<bool>() ? "overloaded" : std::string()});
    }
    table.print();
}

int run(const Environment &environment, const Options &options)
{
    json request{{"do", "isochrone"}, {"geojson", options.isGeoJson}};
    if (!options.without.empty()) {
        // Names hold no colon and no comparison, so what is no list of names is meant as a filter.
        if (const auto nodes = nodesFromTexts({options.without})) {
            json names = json::array();
            for (const NodeId &node : *nodes) {
                names.push_back(node.text());
            }
            request["without"] = std::move(names);
        } else if (const Status checked = checkFilter(options.without); !checked) {
            report(environment, checked.error());
            return kUsage;
        } else {
            request["without"] = options.without;
        }
    }
    auto owner = Owner::reach(environment);
    if (!owner) {
        return report(environment, owner.error());
    }
    const auto answer = (*owner)->ask(std::move(request));
    if (!answer) {
        return report(environment, answer.error());
    }
    if (options.isGeoJson) {
        printJson(answer->at("geojson"));
    } else if (environment.isJson) {
        printJson(*answer);
    } else {
        printModel(*answer);
        printLevels(*answer);
        if (answer->contains("what_if")) {
            printWhatIf(answer->at("what_if"));
        }
    }
    return kOk;
}

} // namespace

Verb addIsochrone(CLI::App &app)
{
    auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("isochrone", "How far the first token reaches in time, by a model");
    command->add_option("--without", options->without,
                        "What if these were drained: nodes separated by commas, or a filter");
    command->add_flag("--geojson", options->isGeoJson, "The lines as GeoJSON");
    return {command, [options](const Environment &environment) { return run(environment, *options); }};
}

} // namespace iso::ctl
