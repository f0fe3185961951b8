#include "app/node/configuration.h"

#include "app/node/toml_keys.h"
#include "core/base/secret_file.h"
#include "core/wire/codec.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <unistd.h>

namespace iso::app
{

namespace
{

constexpr std::size_t kMostHubs = 16;
constexpr std::size_t kMostProbes = 64; ///< choices of a parameter on the wire
constexpr std::size_t kMostMounts = 64;
constexpr std::size_t kMostKeyFile_bytes = 4096;
constexpr const char *kSystemFile = "/etc/isochrone/isochrone-node.toml";
constexpr const char *kSections = "the sections node, hub, host, engine, probe, commands, state";

std::string environment(const char *name)
{
    const char *value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

/// What a file says, read section by section into a configuration.
class Reader
{
public:
    Reader(std::string file, NodeConfiguration &configuration)
        : m_file(std::move(file))
        , m_configuration(configuration)
    {
    }

    Status section(const std::string &name, const toml::node &node)
    {
        if (name == "node") {
            return nodeSection(node);
        }
        if (name == "hub") {
            return each(name, node, kMostHubs, [&](const toml::node &entry) { return hub(entry); });
        }
        if (name == "host") {
            return hostSection(node);
        }
        if (name == "engine") {
            return each(name, node, agent::kMostEngines, [&](const toml::node &entry) { return engine(entry); });
        }
        if (name == "probe") {
            return each(name, node, kMostProbes, [&](const toml::node &entry) { return probe(entry); });
        }
        if (name == "commands") {
            return commandsSection(node);
        }
        if (name == "state") {
            return stateSection(node);
        }
        return keyError(m_file, node, "\"" + name + "\" is not known here", kSections);
    }

private:
    template<typename Read>
    Status each(const std::string &name, const toml::node &node, std::size_t most, Read read)
    {
        const toml::array *entries = node.as_array();
        if (entries == nullptr || entries->empty() || entries->size() > most ||
            !entries->is_homogeneous<toml::table>()) {
            return keyError(m_file, node, "\"" + name + "\"",
                            fmt::format("1 to {} tables, each headed [[{}]]", most, name));
        }
        for (const toml::node &entry : *entries) {
            if (Status status = read(entry); !status) {
                return status;
            }
        }
        return {};
    }

    Status nodeSection(const toml::node &node)
    {
        GeoPoint place;
        bool hasPlace = false;
        KeySet placeKeys;
        placeKeys.readers = {{"latitude", numberKey(place.latitude_deg, -90, 90)},
                             {"longitude", numberKey(place.longitude_deg, -180, 180)},
                             {"name", textKey(m_configuration.placeName, 128)}};
        placeKeys.required = {"latitude", "longitude"};
        Status placeStatus;
        KeySet keys;
        keys.readers = {{"id", nameKey(m_configuration.id)},
                        {"region", nameKey(m_configuration.region)},
                        {"site", nameKey(m_configuration.site)},
                        {"interval_ms", durationKey(m_configuration.interval, 100, 60'000)},
                        {"place", [&](const toml::node &value) -> std::string {
                             placeStatus = readKeys(m_file, "node.place", value, placeKeys);
                             hasPlace = true;
                             return {};
                         }}};
        if (Status status = readKeys(m_file, "node", node, keys); !status) {
            return status;
        }
        if (hasPlace) {
            m_configuration.place = place;
        }
        return placeStatus;
    }

    Status hub(const toml::node &node)
    {
        transport::HubAddress hub;
        const auto address = [](std::string &target) -> KeyReader {
            return [&target](const toml::node &value) -> std::string {
                const auto text = value.value_exact<std::string>();
                if (!text || !text->starts_with("tcp://") || text->size() > 256 ||
                    !probe::ProbeTarget::fromText(std::string_view(*text).substr(6))) {
                    return "an address such as \"tcp://hub.example.org:5557\"";
                }
                target = *text;
                return {};
            };
        };
        KeySet keys;
        keys.readers = {{"telemetry", address(hub.telemetry)},
                        {"control", address(hub.control)},
                        {"server_key",
                         [&hub](const toml::node &value) -> std::string {
                             const auto text = value.value_exact<std::string>();
                             const auto key = PublicKey::fromText(text ? *text : std::string());
                             if (!key) {
                                 return fmt::format("the hub's public key, {} characters", PublicKey::kTextLength);
                             }
                             hub.key = *key;
                             return {};
                         }},
                        {"join", [&hub](const toml::node &value) -> std::string {
                             const auto text = value.value_exact<std::string>();
                             const auto line = enrolment::joinLineFromText(text ? *text : std::string());
                             if (!line) {
                                 return "a join line as the hub shows it, in single quotes: 'isochrone://...'";
                             }
                             hub = hubOf(*line);
                             return {};
                         }}};
        const toml::table *table = node.as_table();
        if (table != nullptr && table->contains("join") && table->size() > 1) {
            return keyError(m_file, node, "hub.join", "nothing beside it, since it says everything");
        }
        if (table != nullptr && !table->contains("join")) {
            keys.required = {"telemetry", "control"};
        }
        Status status = readKeys(m_file, "hub", node, keys);
        m_configuration.hubs.push_back(std::move(hub));
        return status;
    }

    Status hostSection(const toml::node &node)
    {
        const auto isPath = [](const std::string &text) { return text.starts_with('/'); };
        const auto isInterface = [](const std::string &text) { return !text.empty() && text.size() < 16; };
        KeySet keys;
        keys.readers = {
            {"mounts", listKey(m_configuration.measurer.host.mounts, kMostMounts, isPath, "absolute paths")},
            {"interfaces",
             listKey(m_configuration.measurer.host.interfaces, kMostMounts, isInterface, "names such as \"eth0\"")},
            {"gpus", flagKey(m_configuration.measurer.gpus)}};
        return readKeys(m_file, "host", node, keys);
    }

    Status engine(const toml::node &node)
    {
        agent::EngineOptions options;
        KeySet keys;
        keys.readers = {{"kind",
                         [&options](const toml::node &value) -> std::string {
                             const auto known = agent::EngineMapping::builtInNames();
                             const auto text = value.value_exact<std::string>();
                             if (!text || std::find(known.begin(), known.end(), *text) == known.end()) {
                                 return fmt::format("one of {}", fmt::join(known, ", "));
                             }
                             options.kind = *text;
                             return {};
                         }},
                        {"url", httpKey(options.url)},
                        {"name", textKey(options.name, 64)},
                        {"mapping_file", pathKey(options.mappingFile)},
                        {"max_concurrent", countKey(options.maxConcurrent, 1'000'000)},
                        {"timeout_ms", durationKey(options.timeout, 100, 30'000)}};
        keys.required = {"url"};
        Status status = readKeys(m_file, "engine", node, keys);
        m_configuration.measurer.engines.push_back(std::move(options));
        return status;
    }

    static KeyReader httpKey(std::string &target)
    {
        return [&target](const toml::node &value) -> std::string {
            const auto text = value.value_exact<std::string>();
            const auto parsed = text ? probe::ProbeTarget::fromText(*text) : Result<probe::ProbeTarget>();
            if (!parsed || parsed->kind != probe::ProbeTarget::Kind::Completion) {
                return "an address such as \"http://127.0.0.1:8000\"";
            }
            target = *text;
            return {};
        };
    }

    Status probe(const toml::node &node)
    {
        probe::ProbeTarget target;
        std::string model;
        std::string keyFile;
        KeySet keys;
        keys.readers = {{"target",
                         [&target](const toml::node &value) -> std::string {
                             const auto text = value.value_exact<std::string>();
                             auto parsed = probe::ProbeTarget::fromText(text ? *text : std::string());
                             if (!parsed) {
                                 return "\"HOST:PORT\" or \"http(s)://HOST[:PORT][/PATH]\"";
                             }
                             target = std::move(*parsed);
                             return {};
                         }},
                        {"model", textKey(model, 256)},
                        {"api_key_file", pathKey(keyFile)}};
        keys.required = {"target"};
        if (Status status = readKeys(m_file, "probe", node, keys); !status) {
            return status;
        }
        if (target.kind == probe::ProbeTarget::Kind::Completion && model.empty()) {
            return keyError(m_file, node, "probe.model is missing", "a URL only with the model to ask");
        }
        const auto isSame = [&target](const probe::ProbeTarget &other) { return other.name == target.name; };
        if (std::any_of(m_configuration.probes.begin(), m_configuration.probes.end(), isSame)) {
            return keyError(m_file, node, "probe.target is there twice", "each target once");
        }
        target.model = std::move(model);
        if (!keyFile.empty()) {
            auto key = readKeyFile(keyFile);
            if (!key) {
                return keyError(m_file, node, "probe.api_key_file: " + key.error().message,
                                "a file with one line that only this user can read");
            }
            target.apiKey = std::move(*key);
        }
        m_configuration.probes.push_back(std::move(target));
        return {};
    }

    static Result<std::string> readKeyFile(const std::string &path)
    {
        auto key = readSecretFile(path, kMostKeyFile_bytes);
        if (key &&
            (key->empty() || std::any_of(key->begin(), key->end(), [](char c) { return c <= ' ' || c > '~'; }))) {
            return failure(ErrorCode::InvalidInput, path + " holds no key");
        }
        return key;
    }

    Status commandsSection(const toml::node &node)
    {
        const auto script = [](HookScript &target) {
            return listKey(
                target, 64, [](const std::string &text) { return text.find('\0') == std::string::npos; },
                "an absolute path and its arguments, such as [\"/usr/local/bin/drain\", \"--soft\"]");
        };
        KeySet keys;
        keys.readers = {{"drain", script(m_configuration.drain)},
                        {"resume", script(m_configuration.resume)},
                        {"timeout_s", secondsKey(m_configuration.hookTimeout, 1, 3600)}};
        if (Status status = readKeys(m_file, "commands", node, keys); !status) {
            return status;
        }
        for (const auto &[name, hook] :
             {std::pair("drain", &m_configuration.drain), {"resume", &m_configuration.resume}}) {
            if (!hook->empty() && access(hook->front().c_str(), X_OK) != 0) {
                return keyError(m_file, node, fmt::format("commands.{}: \"{}\" cannot be run", name, hook->front()),
                                "the absolute path of a program, and its arguments");
            }
            if (!hook->empty() && !hook->front().starts_with('/')) {
                return keyError(m_file, node, fmt::format("commands.{}: \"{}\" is not absolute", name, hook->front()),
                                "the absolute path of a program, and its arguments");
            }
        }
        return {};
    }

    Status stateSection(const toml::node &node)
    {
        std::string directory;
        KeySet keys;
        keys.readers = {{"directory", pathKey(directory)}};
        Status status = readKeys(m_file, "state", node, keys);
        if (!directory.empty()) {
            m_configuration.stateDirectory = directory;
        }
        return status;
    }

    const std::string m_file;
    NodeConfiguration &m_configuration;
};

std::filesystem::path defaultStateDirectory()
{
    // systemd's StateDirectory=; several are separated by colons, ours is one.
    if (const std::string given = environment("STATE_DIRECTORY"); !given.empty()) {
        return given.substr(0, given.find(':'));
    }
    const std::string state = environment("XDG_STATE_HOME");
    return (state.starts_with('/') ? std::filesystem::path(state)
                                   : std::filesystem::path(environment("HOME")) / ".local" / "state") /
           "isochrone-node";
}

} // namespace

std::string nodeNameOf(std::string_view hostName)
{
    std::string name(hostName.substr(0, NodeId::kMaxLength));
    for (char &c : name) {
        if (!isPlainName(std::string_view(&c, 1))) {
            c = '-';
        }
    }
    return name.empty() ? "node" : name;
}

transport::HubAddress hubOf(const enrolment::JoinLine &line)
{
    return {line.telemetryEndpoint(), line.controlEndpoint(), line.hub};
}

NodeConfiguration defaultConfiguration()
{
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    NodeConfiguration configuration;
    configuration.id = NodeId::fromText(nodeNameOf(host.data())).value();
    configuration.region = RegionId::fromText("default").value();
    configuration.site = SiteId::fromText("default").value();
    configuration.hubs = {transport::HubAddress()};
    configuration.stateDirectory = defaultStateDirectory();
    return configuration;
}

Result<NodeConfiguration> readConfiguration(const std::filesystem::path &file)
{
    NodeConfiguration configuration = defaultConfiguration();
    configuration.hubs.clear();
    std::error_code error;
    std::ifstream stream(file);
    if (!std::filesystem::is_regular_file(file, error) || !stream) {
        return failure(ErrorCode::InvalidInput, fmt::format("cannot read {}", file.string()));
    }
    try {
        const toml::table table = toml::parse(stream, file.string());
        Reader reader(file.string(), configuration);
        for (const auto &[name, node] : table) {
            if (const Status read = reader.section(std::string(name.str()), node); !read) {
                return failure(read.error());
            }
        }
    } catch (const toml::parse_error &parseError) {
        return failure(ErrorCode::InvalidInput, fmt::format("{}:{}: not valid TOML: {}", file.string(),
                                                            parseError.source().begin.line, parseError.description()));
    } catch (const std::exception &readError) {
        return failure(ErrorCode::InvalidInput, fmt::format("cannot read {}: {}", file.string(), readError.what()));
    }
    if (configuration.hubs.empty()) {
        configuration.hubs = {transport::HubAddress()};
    }
    const auto topic = wire::telemetryTopic(configuration.region, configuration.site, configuration.id);
    if (!topic) {
        return failure(topic.error().withContext(file.string() + ": node.region, node.site and node.id"));
    }
    return configuration;
}

std::optional<std::filesystem::path> findConfiguration()
{
    const std::string home = environment("XDG_CONFIG_HOME");
    const std::filesystem::path user =
        (home.starts_with('/') ? std::filesystem::path(home) : std::filesystem::path(environment("HOME")) / ".config") /
        "isochrone" / "isochrone-node.toml";
    std::error_code error;
    for (const std::filesystem::path &file : {user, std::filesystem::path(kSystemFile)}) {
        if (std::filesystem::exists(file, error)) {
            return file;
        }
    }
    return std::nullopt;
}

} // namespace iso::app
