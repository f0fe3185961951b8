#pragma once

// Private to core/ledger.

#include "core/ledger/ledger.h"
#include "core/storage/database.h"

namespace iso::ledger
{

storage::Format ledgerFormat();

/// What a SELECT starts with so that recordOf() can read its row.
inline constexpr std::string_view kRecordColumns = "number, time_ns, kind, subject, body, previous, hash";

/// A row with a hash of another length than 32 bytes gets zeros there, which no record's content matches.
Record recordOf(const storage::Statement &row);

/// Checks records one after the other, in the order of their numbers.
class ChainWalk
{
public:
    /// Starts at record 1, or in the middle of a chain after a record that is taken for granted.
    explicit ChainWalk(std::uint64_t afterNumber = 0, const Hash &afterHash = {});

    /// False when this record breaks the chain: the walk ends there.
    bool next(const Record &record);
    [[nodiscard]] const Verification &result() const { return m_result; }

private:
    bool broken(std::uint64_t number, std::string explanation);

    std::uint64_t m_lastNumber;
    Hash m_lastHash;
    Verification m_result;
};

} // namespace iso::ledger
