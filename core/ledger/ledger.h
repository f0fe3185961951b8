#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace iso::ledger
{

using Hash = std::array<std::uint8_t, 32>;

/// What somebody wants recorded.
struct Entry {
    HubTime time;
    std::string kind;    ///< "command", "approval", "comment", ...
    std::string subject; ///< what it is about, e.g. the command's id; indexed
    std::string body;    ///< exact bytes; JSON by convention
    bool operator==(const Entry &) const = default;
};

/// An entry in the chain. hash = SHA-256 over the canonical layout (core/ledger/README.md) of number, entry and
/// previous.
struct Record {
    std::uint64_t number = 0; ///< from 1, without holes
    Entry entry;
    Hash previous{}; ///< zero for record 1
    Hash hash{};
    bool operator==(const Record &) const = default;
};

/// The hash that `record` must carry.
Hash hashOf(std::uint64_t number, const Entry &entry, const Hash &previous);

/// Outcome of walking the chain.
struct Verification {
    std::uint64_t records = 0;             ///< checked and good
    std::optional<std::uint64_t> firstBad; ///< number of the first record that is altered, missing or out of place
    std::string explanation;               ///< what is wrong with it
    Hash head{};
    [[nodiscard]] bool isIntact() const { return !firstBad; }
};

std::string toHex(const Hash &hash);

} // namespace iso::ledger
