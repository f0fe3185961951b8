#pragma once

#include "core/ledger/ledger.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace iso::ledger
{

/// Reads a ledger through a read-only connection, also while it is being written.
class LedgerReader
{
public:
    static Result<std::unique_ptr<LedgerReader>> open(const std::filesystem::path &file);
    virtual ~LedgerReader() = default;

    /// Walks the whole chain. `progress` gets the share done, 0..1, and returns false to stop (Cancelled).
    virtual Result<Verification> verify(const std::function<bool(double)> &progress) = 0;
    /// The newest `limit` records of `kind` (all kinds when empty), oldest first.
    virtual Result<std::vector<Record>> newest(const std::string &kind, std::size_t limit) = 0;
    /// The newest record of `kind` of each subject, for the newest `limit` subjects, oldest first.
    virtual Result<std::vector<Record>> newestBySubject(const std::string &kind, std::size_t limit) = 0;
};

} // namespace iso::ledger
