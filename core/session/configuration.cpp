#include "core/session/configuration.h"

#include "core/transport/endpoint.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <functional>
#include <map>
#include <toml++/toml.h>
#include <vector>

namespace iso::session
{
namespace
{

/// Reads one value into the configuration; returns what is allowed when it does not fit, else nothing.
using Reader = std::function<std::string(const toml::node &, Configuration &)>;

Reader text(std::string Configuration::*member, std::size_t longest)
{
    return [member, longest](const toml::node &node, Configuration &configuration) -> std::string {
        const auto value = node.value_exact<std::string>();
        if (!value || value->empty() || value->size() > longest) {
            return fmt::format("a text of 1 to {} characters", longest);
        }
        configuration.*member = *value;
        return {};
    };
}

Reader endpoint(std::string Configuration::*member)
{
    return [member](const toml::node &node, Configuration &configuration) -> std::string {
        const auto value = node.value_exact<std::string>();
        if (!value || !value->starts_with("tcp://") || !transport::isLoopback(*value)) {
            return "an address of this machine such as \"tcp://127.0.0.1:5555\" (also [::1] or localhost; port * is "
                   "any free one)";
        }
        configuration.*member = *value;
        return {};
    };
}

Reader networkEndpoint(std::string Configuration::*member)
{
    return [member](const toml::node &node, Configuration &configuration) -> std::string {
        const auto value = node.value_exact<std::string>();
        if (!value || !transport::isTcp(*value)) {
            return "an address to listen on such as \"tcp://*:5557\" or \"tcp://192.168.1.10:5557\" (port * is any "
                   "free "
                   "one)";
        }
        configuration.*member = *value;
        return {};
    };
}

Reader flag(bool Configuration::*member)
{
    return [member](const toml::node &node, Configuration &configuration) -> std::string {
        const auto value = node.value_exact<bool>();
        if (!value) {
            return "true or false";
        }
        configuration.*member = *value;
        return {};
    };
}

Reader messages(double enrolment::RateLimit::*member, std::int64_t least, std::int64_t most)
{
    return [member, least, most](const toml::node &node, Configuration &configuration) -> std::string {
        const auto value = node.value_exact<std::int64_t>();
        if (!value || *value < least || *value > most) {
            return fmt::format("a whole number from {} to {}", least, most);
        }
        configuration.rateLimit.*member = static_cast<double>(*value);
        return {};
    };
}

Reader milliseconds(Duration Configuration::*member, std::int64_t least, std::int64_t most)
{
    return [member, least, most](const toml::node &node, Configuration &configuration) -> std::string {
        const auto value = node.value_exact<std::int64_t>();
        if (!value || *value < least || *value > most) {
            return fmt::format("a whole number from {} to {}", least, most);
        }
        configuration.*member = std::chrono::milliseconds(*value);
        return {};
    };
}

Reader ofPathModel(double isochrone::PathModel::*member, double least, double most)
{
    return [member, least, most](const toml::node &node, Configuration &configuration) -> std::string {
        const auto value = node.value<double>(); // a whole number is a number too
        if (!node.is_number() || !value || !(*value >= least && *value <= most)) {
            return fmt::format("a number from {} to {}", least, most);
        }
        configuration.isochrone.model.*member = *value;
        return {};
    };
}

std::string readLevels(const toml::node &node, Configuration &configuration)
{
    constexpr std::size_t kMostLevels = 6;
    constexpr std::int64_t kMostLevel_ms = 60'000;
    const std::string allowed = fmt::format("a list of 1 to {} whole numbers from 1 to {}, each larger than the one "
                                            "before, such as [100, 200, 500]",
                                            kMostLevels, kMostLevel_ms);
    const toml::array *list = node.as_array();
    if (list == nullptr || list->empty() || list->size() > kMostLevels) {
        return allowed;
    }
    std::vector<double> levels_ms;
    for (const toml::node &item : *list) {
        const auto value = item.value_exact<std::int64_t>();
        const double least = levels_ms.empty() ? 0 : levels_ms.back();
        if (!value || *value > kMostLevel_ms || static_cast<double>(*value) <= least) {
            return allowed;
        }
        levels_ms.push_back(static_cast<double>(*value));
    }
    configuration.isochrone.levels_ms = std::move(levels_ms);
    return {};
}

const std::map<std::string, std::map<std::string, Reader>> &allowedKeys()
{
    static const std::map<std::string, std::map<std::string, Reader>> keys{
        {"hub",
         {{"name", text(&Configuration::hubName, 64)},
          {"telemetry", endpoint(&Configuration::telemetry)},
          {"control", endpoint(&Configuration::control)}}},
        {"network",
         {{"accept", flag(&Configuration::acceptFromNetwork)},
          {"telemetry", networkEndpoint(&Configuration::networkTelemetry)},
          {"control", networkEndpoint(&Configuration::networkControl)}}},
        {"isochrone",
         {{"fibre_km_per_ms", ofPathModel(&isochrone::PathModel::fibre_km_per_ms, 100, 300)},
          {"route_inflation", ofPathModel(&isochrone::PathModel::routeInflation, 1, 5)},
          {"last_mile_ms", ofPathModel(&isochrone::PathModel::lastMile_ms, 0, 1000)},
          {"levels_ms", readLevels}}},
        {"limits",
         {{"messages_per_second", messages(&enrolment::RateLimit::perSecond, 1, 1'000'000)},
          {"burst", messages(&enrolment::RateLimit::burst, 1, 10'000'000)}}},
        {"history", {{"commit_ms", milliseconds(&Configuration::commitInterval, 50, 1000)}}},
        {"objectives", {{"ttft_p95_ms", milliseconds(&Configuration::ttftObjective, 1, 60'000)}}},
    };
    return keys;
}

template<typename Map>
std::string namesOf(const Map &map)
{
    std::vector<std::string> names;
    for (const auto &[name, ignored] : map) {
        names.push_back(name);
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

Status readSection(const std::string &file, const std::string &name, const toml::node &section,
                   Configuration &configuration)
{
    const auto fail = [&](const toml::node &at, const std::string &key, const std::string &allowed) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("{}:{}: {}: allowed is {}", file, at.source().begin.line, key, allowed));
    };
    const auto keys = allowedKeys().find(name);
    if (keys == allowedKeys().end() || !section.is_table()) {
        return fail(section, fmt::format("\"{}\" is not known here", name), "the sections " + namesOf(allowedKeys()));
    }
    for (const auto &[key, value] : *section.as_table()) {
        const std::string path = name + "." + std::string(key.str());
        const auto reader = keys->second.find(std::string(key.str()));
        if (reader == keys->second.end()) {
            return fail(value, "\"" + path + "\" is not known here", namesOf(keys->second));
        }
        if (const std::string allowed = reader->second(value, configuration); !allowed.empty()) {
            return fail(value, path, allowed);
        }
    }
    return {};
}

} // namespace

Result<Configuration> readConfiguration(const std::filesystem::path &file)
{
    Configuration configuration;
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        if (error) {
            return failure(ErrorCode::Io, fmt::format("cannot look at {}: {}", file.string(), error.message()));
        }
        return configuration;
    }
    std::ifstream stream(file);
    if (!std::filesystem::is_regular_file(file, error) || !stream) {
        return failure(ErrorCode::Io, fmt::format("cannot read {}", file.string()));
    }
    try {
        const toml::table table = toml::parse(stream, file.string());
        for (const auto &[name, section] : table) {
            const Status read = readSection(file.string(), std::string(name.str()), section, configuration);
            if (!read) {
                return failure(read.error());
            }
        }
    } catch (const toml::parse_error &parseError) {
        return failure(ErrorCode::InvalidInput, fmt::format("{}:{}: not valid TOML: {}", file.string(),
                                                            parseError.source().begin.line, parseError.description()));
    } catch (const std::exception &readError) {
        return failure(ErrorCode::Io, fmt::format("cannot read {}: {}", file.string(), readError.what()));
    }
    return configuration;
}

} // namespace iso::session
