#include "core/sim/regions.h"

#include <array>
#include <utility>

namespace iso::sim
{

namespace
{

using CountriesOf = std::pair<std::string_view, std::string_view>;

/// Region, and its countries as two-letter codes with a space around each.
constexpr std::array<CountriesOf, 16> kRegions{{
    {"eu-north", " NO SE FI DK IS EE LV LT FO AX SJ GL "},
    {"eu-west", " GB IE FR BE NL LU DE CH AT LI MC JE GG IM "},
    {"eu-south", " ES PT IT GR MT CY SM VA AD GI HR SI RS BA ME MK AL XK TR "},
    {"eu-east", " PL CZ SK HU RO BG UA BY MD RU "},
    {"me-central", " AE SA QA KW BH OM YE IR IQ IL PS JO LB SY GE AM AZ "},
    {"af-north", " EG LY TN DZ MA SD EH MR "},
    {"af-west", " NG GH CI SN ML NE BF BJ TG SL LR GN GW GM CV CM GA GQ ST TD CF SH "},
    {"af-south", " ZA KE ET TZ UG RW BI SO SS DJ ER CD CG AO ZM ZW MW MZ BW NA LS SZ MG MU SC KM RE YT "},
    {"ap-south", " IN PK BD LK NP BT MV AF IO "},
    {"ap-central", " KZ UZ TM KG TJ MN "},
    {"ap-east", " CN HK MO TW "},
    {"ap-northeast", " JP KR KP "},
    {"ap-southeast", " ID MY SG TH VN PH MM KH LA BN TL "},
    {"oc-south", " AU NZ PG FJ SB VU NC PF WS TO TV KI NR FM MH PW GU MP AS CK NU NF PN WF CX CC TK "},
    {"sa-east", " BR AR UY PY GY SR GF FK "},
    {"sa-west", " CL PE BO EC CO VE "},
}};

/// Where wide countries are split, in degrees of longitude.
constexpr double kUsSplit_deg = -100;
constexpr double kRuSplit_deg = 60;

} // namespace

std::string_view regionOf(const places::City &city)
{
    if (city.country == "US") {
        return city.place.longitude_deg < kUsSplit_deg ? "us-west" : "us-east";
    }
    if (city.country == "CA") {
        return "ca-central";
    }
    if (city.country == "RU" && city.place.longitude_deg > kRuSplit_deg) {
        return "ap-central";
    }
    for (const auto &[region, countries] : kRegions) {
        const std::size_t at = countries.find(city.country);
        if (at != std::string_view::npos && countries[at - 1] == ' ' && countries[at + 2] == ' ') {
            return region;
        }
    }
    return "la-north"; // Mexico, Central America, the Caribbean
}

double serviceWeight(std::string_view region)
{
    constexpr std::array<std::pair<std::string_view, double>, 11> kWeights{{
        {"eu-north", 12},
        {"eu-west", 5},
        {"eu-south", 3},
        {"us-east", 5},
        {"us-west", 5},
        {"ca-central", 5},
        {"ap-northeast", 2.5},
        {"oc-south", 6},
        {"ap-east", 0.8},
        {"ap-south", 0.7},
        {"af-west", 0.7},
    }};
    for (const auto &[name, weight] : kWeights) {
        if (name == region) {
            return weight;
        }
    }
    return 1;
}

} // namespace iso::sim
