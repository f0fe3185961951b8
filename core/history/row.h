#pragma once

// Private to core/history: what is inside a journal row.

#include "core/base/ids.h"
#include "core/base/time.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace iso::history
{

/// The columns beside the data. The checksum in the data covers them too, so a row that a damaged page shows in a wrong
/// place is found out.
struct RowKey {
    std::int64_t id = 0;
    std::int64_t part = 0;
    std::int64_t minNodeTime_ns = 0;
    std::int64_t maxNodeTime_ns = 0;
    std::int64_t samples = 0;
};

/// One sample in a row.
struct RowEntry {
    std::uint32_t ordinal = 0;
    BootId boot;
    std::uint64_t seq = 0;
    NodeTime nodeTime;
    HubTime received;
    bool historical = false;
    bool isTimeCorrected = false;
    std::string_view envelope;
};

/// Bytes an entry takes beside its envelope, before compression.
inline constexpr std::size_t kEntryOverhead_bytes = 4 + 1 + 16 + 8 + 8 + 8 + 4;
/// No row is larger before compression; a declared size above it is damage.
inline constexpr std::size_t kMaxRow_bytes = 64 * 1024 * 1024;

void appendEntry(std::string &raw, const RowEntry &entry);
/// Corrupt when the entries do not fill `raw` exactly, or are not as many as the row says.
Status forEachEntry(std::string_view raw, std::int64_t samples, const std::function<void(const RowEntry &)> &visit);

/// Compresses and checks rows. Keeps its contexts for the next row, so one a thread.
class RowCodec
{
public:
    RowCodec();
    ~RowCodec();
    RowCodec(RowCodec &&) noexcept;
    RowCodec &operator=(RowCodec &&) noexcept;

    /// A row's data but for its checksum, which needs the row's id: see seal().
    std::string compress(std::string_view raw);
    static void seal(std::string &data, const RowKey &key);
    /// The entries' bytes, valid until the next call. Corrupt when anything of the row is not as it was sealed.
    Result<std::string_view> open(std::string_view data, const RowKey &key);

private:
    struct Contexts;
    std::unique_ptr<Contexts> m_contexts;
};

} // namespace iso::history
