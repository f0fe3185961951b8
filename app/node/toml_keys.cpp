#include "app/node/toml_keys.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace iso::app
{

namespace
{

template<typename Set>
KeyReader wholeKey(std::int64_t least, std::int64_t most, Set set)
{
    return [least, most, set](const toml::node &node) -> std::string {
        const auto value = node.value_exact<std::int64_t>();
        if (!value || *value < least || *value > most) {
            return fmt::format("a whole number from {} to {}", least, most);
        }
        set(*value);
        return {};
    };
}

} // namespace

tl::unexpected<Error> keyError(const std::string &file, const toml::node &at, const std::string &what,
                               const std::string &allowed)
{
    return failure(ErrorCode::InvalidInput,
                   fmt::format("{}:{}: {}: allowed is {}", file, at.source().begin.line, what, allowed));
}

Status readKeys(const std::string &file, const std::string &path, const toml::node &node, const KeySet &keys)
{
    std::vector<std::string> names;
    for (const auto &[name, reader] : keys.readers) {
        names.push_back(name);
    }
    const toml::table *table = node.as_table();
    if (table == nullptr) {
        return keyError(file, node, "\"" + path + "\"", fmt::format("a table with {}", fmt::join(names, ", ")));
    }
    for (const auto &[key, value] : *table) {
        const std::string name(key.str());
        const auto reader = keys.readers.find(name);
        if (reader == keys.readers.end()) {
            return keyError(file, value, fmt::format("\"{}.{}\" is not known here", path, name),
                            fmt::format("{}", fmt::join(names, ", ")));
        }
        if (const std::string allowed = reader->second(value); !allowed.empty()) {
            return keyError(file, value, path + "." + name, allowed);
        }
    }
    for (const std::string &name : keys.required) {
        if (!table->contains(name)) {
            return keyError(file, node, fmt::format("{}.{} is missing", path, name),
                            fmt::format("a table that has {}", fmt::join(keys.required, ", ")));
        }
    }
    return {};
}

KeyReader textKey(std::string &target, std::size_t longest)
{
    return [&target, longest](const toml::node &node) -> std::string {
        const auto value = node.value_exact<std::string>();
        const auto isControl = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
        if (!value || value->empty() || value->size() > longest ||
            std::any_of(value->begin(), value->end(), isControl)) {
            return fmt::format("a text of 1 to {} bytes, without control characters", longest);
        }
        target = *value;
        return {};
    };
}

KeyReader durationKey(Duration &target, std::int64_t least_ms, std::int64_t most_ms)
{
    return wholeKey(least_ms, most_ms, [&target](std::int64_t value) { target = std::chrono::milliseconds(value); });
}

KeyReader secondsKey(Duration &target, std::int64_t least_s, std::int64_t most_s)
{
    return wholeKey(least_s, most_s, [&target](std::int64_t value) { target = std::chrono::seconds(value); });
}

KeyReader countKey(std::uint32_t &target, std::uint32_t most)
{
    return wholeKey(1, most, [&target](std::int64_t value) { target = static_cast<std::uint32_t>(value); });
}

KeyReader numberKey(double &target, double least, double most)
{
    return [&target, least, most](const toml::node &node) -> std::string {
        // A whole number is a number too.
        const auto value = node.is_number() ? node.value<double>() : std::nullopt;
        if (!value || !(*value >= least && *value <= most)) {
            return fmt::format("a number from {} to {}", least, most);
        }
        target = *value;
        return {};
    };
}

KeyReader flagKey(bool &target)
{
    return [&target](const toml::node &node) -> std::string {
        const auto value = node.value_exact<bool>();
        if (!value) {
            return "true or false";
        }
        target = *value;
        return {};
    };
}

KeyReader pathKey(std::string &target)
{
    return [&target](const toml::node &node) -> std::string {
        const auto value = node.value_exact<std::string>();
        if (!value || !value->starts_with('/') || value->find('\0') != std::string::npos) {
            return "an absolute path such as \"/var/lib/isochrone-node\"";
        }
        target = *value;
        return {};
    };
}

KeyReader listKey(std::vector<std::string> &target, std::size_t most,
                  std::function<bool(const std::string &)> isAllowed, std::string what)
{
    return [&target, most, isAllowed = std::move(isAllowed), what = std::move(what)](const toml::node &node) {
        const toml::array *list = node.as_array();
        std::vector<std::string> texts;
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
            const auto text = list->get(i)->value_exact<std::string>();
            if (!text || !isAllowed(*text)) {
                list = nullptr;
                break;
            }
            texts.push_back(*text);
        }
        if (list == nullptr || texts.empty() || texts.size() > most) {
            return fmt::format("a list of 1 to {} texts, {}", most, what);
        }
        target = std::move(texts);
        return std::string();
    };
}

} // namespace iso::app
