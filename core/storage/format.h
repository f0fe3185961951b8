#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace iso::storage
{

class Database;

/// What survives a power loss: with Full every commit, with Normal what was checkpointed. Both survive kill -9.
enum class Synchronous { Normal, Full };

/// Brings a file from one version to the next, inside a transaction that the caller began.
using MigrationStep = std::function<Status(Database &)>;

/// One kind of database file.
struct Format {
    std::string what;                   ///< for messages: "ledger", "history catalogue"
    std::uint32_t applicationId = 0;    ///< not 0
    std::vector<MigrationStep> steps{}; ///< steps[i] makes version i + 1 of version i; only ever append
    Synchronous synchronous = Synchronous::Full;
    std::uint32_t pageSize_bytes = 4096;
    bool incrementalVacuum = false;
    bool secureDelete = false;

    /// The version that this program writes, as in user_version.
    [[nodiscard]] std::uint32_t version() const { return static_cast<std::uint32_t>(steps.size()); }
};

} // namespace iso::storage
