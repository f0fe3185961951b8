#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <functional>
#include <map>
#include <string>
#include <toml++/toml.h>
#include <vector>

namespace iso::app
{

/// Reads one value into its place; returns what is allowed when it does not fit, else nothing.
using KeyReader = std::function<std::string(const toml::node &)>;

/// The keys of one table.
struct KeySet {
    std::map<std::string, KeyReader> readers;
    std::vector<std::string> required;
};

/// Reads a table strictly: every key is known, every value fits, what is required is there. `path` is what errors call
/// it ("hub"), `file` the file they name.
Status readKeys(const std::string &file, const std::string &path, const toml::node &node, const KeySet &keys);
/// "file:line: what: allowed is ...".
tl::unexpected<Error> keyError(const std::string &file, const toml::node &at, const std::string &what,
                               const std::string &allowed);

// Readers. What they write to must outlive them.
KeyReader textKey(std::string &target, std::size_t longest);
KeyReader durationKey(Duration &target, std::int64_t least_ms, std::int64_t most_ms);
KeyReader secondsKey(Duration &target, std::int64_t least_s, std::int64_t most_s);
KeyReader countKey(std::uint32_t &target, std::uint32_t most);
KeyReader numberKey(double &target, double least, double most);
KeyReader flagKey(bool &target);
/// An absolute path.
KeyReader pathKey(std::string &target);
/// `isAllowed` judges each text of the list; `what` says what is allowed.
KeyReader listKey(std::vector<std::string> &target, std::size_t most,
                  std::function<bool(const std::string &)> isAllowed, std::string what);

template<typename Id>
KeyReader nameKey(Id &target)
{
    return [&target](const toml::node &node) -> std::string {
        const auto text = node.value_exact<std::string>();
        const auto id = text ? Id::fromText(*text) : Result<Id>(failure(ErrorCode::InvalidInput, {}));
        if (!id) {
            return "1 to 48 letters, digits, '.', '_' or '-'";
        }
        target = *id;
        return {};
    };
}

} // namespace iso::app
