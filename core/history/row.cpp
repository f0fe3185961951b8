#include "core/history/row.h"

#include "core/base/check.h"
#include "core/history/bytes.h"

#include <fmt/format.h>
#include <xxhash.h>
#include <zstd.h>

namespace iso::history
{
namespace
{

constexpr int kLevel = 1;
constexpr std::uint32_t kMagic = 0x314a5249; // "IRJ1"
// Magic, size before compression, checksum; then one zstd frame.
constexpr std::size_t kSizeAt = 4;
constexpr std::size_t kChecksumAt = 8;
constexpr std::size_t kHeader_bytes = 16;
constexpr std::uint8_t kHistorical = 1;
constexpr std::uint8_t kTimeCorrected = 2;

std::uint64_t checksumOf(std::string_view data, const RowKey &key)
{
    std::string columns;
    for (const std::int64_t column : {key.id, key.part, key.minNodeTime_ns, key.maxNodeTime_ns, key.samples}) {
        appendNumber(columns, column);
    }
    columns += data.substr(0, kChecksumAt);
    const XXH64_hash_t seed = XXH3_64bits(columns.data(), columns.size());
    return XXH3_64bits_withSeed(data.data() + kHeader_bytes, data.size() - kHeader_bytes, seed);
}

tl::unexpected<Error> damaged(const RowKey &key, std::string_view what)
{
    return failure(ErrorCode::Corrupt, fmt::format("journal row {}: {}", key.id, what));
}

} // namespace

void appendEntry(std::string &raw, const RowEntry &entry)
{
    appendNumber(raw, entry.ordinal);
    const unsigned flags = (entry.historical ? kHistorical : 0U) | (entry.isTimeCorrected ? kTimeCorrected : 0U);
    appendNumber(raw, static_cast<std::uint8_t>(flags));
    raw.append(reinterpret_cast<const char *>(entry.boot.bytes().data()), entry.boot.bytes().size());
    appendNumber(raw, entry.seq);
    appendNumber(raw, entry.nodeTime.toNanoseconds());
    appendNumber(raw, entry.received.toNanoseconds());
    appendNumber(raw, static_cast<std::uint32_t>(entry.envelope.size()));
    raw += entry.envelope;
}

Status forEachEntry(std::string_view raw, std::int64_t samples, const std::function<void(const RowEntry &)> &visit)
{
    ByteReader reader(raw);
    std::int64_t found = 0;
    while (!reader.isAtEnd()) {
        RowEntry entry;
        entry.ordinal = reader.number<std::uint32_t>();
        const auto flags = reader.number<std::uint8_t>();
        entry.historical = (flags & kHistorical) != 0;
        entry.isTimeCorrected = (flags & kTimeCorrected) != 0;
        const std::string_view boot = reader.take(16);
        entry.seq = reader.number<std::uint64_t>();
        entry.nodeTime = NodeTime::fromNanoseconds(reader.number<std::int64_t>());
        entry.received = HubTime::fromNanoseconds(reader.number<std::int64_t>());
        entry.envelope = reader.take(reader.number<std::uint32_t>());
        if (reader.hasFailed()) {
            break;
        }
        entry.boot = uuidFromBytes<BootId>(boot).value_or(BootId());
        visit(entry);
        ++found;
    }
    return reader.hasFailed() || found != samples ? failure(ErrorCode::Corrupt, "a journal row's entries do not add up")
                                                  : Status();
}

struct RowCodec::Contexts {
    std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> compress{ZSTD_createCCtx(), &ZSTD_freeCCtx};
    std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> decompress{ZSTD_createDCtx(), &ZSTD_freeDCtx};
    std::string raw;
};

RowCodec::RowCodec()
    : m_contexts(std::make_unique<Contexts>())
{
}
RowCodec::~RowCodec() = default;
RowCodec::RowCodec(RowCodec &&) noexcept = default;
RowCodec &RowCodec::operator=(RowCodec &&) noexcept = default;

std::string RowCodec::compress(std::string_view raw)
{
    ISO_CHECK(raw.size() <= kMaxRow_bytes);
    std::string data;
    appendNumber(data, kMagic);
    appendNumber(data, static_cast<std::uint32_t>(raw.size()));
    appendNumber(data, std::uint64_t{0});
    data.resize(kHeader_bytes + ZSTD_compressBound(raw.size()));
    const std::size_t size = ZSTD_compressCCtx(m_contexts->compress.get(), data.data() + kHeader_bytes,
                                               data.size() - kHeader_bytes, raw.data(), raw.size(), kLevel);
    ISO_CHECK(ZSTD_isError(size) == 0);
    data.resize(kHeader_bytes + size);
    data.shrink_to_fit();
    return data;
}

void RowCodec::seal(std::string &data, const RowKey &key)
{
    const std::uint64_t checksum = checksumOf(data, key);
    std::memcpy(data.data() + kChecksumAt, &checksum, sizeof(checksum));
}

Result<std::string_view> RowCodec::open(std::string_view data, const RowKey &key)
{
    if (data.size() < kHeader_bytes) {
        return damaged(key, "too short");
    }
    std::uint32_t magic = 0;
    std::uint32_t rawSize = 0;
    std::uint64_t checksum = 0;
    std::memcpy(&magic, data.data(), sizeof(magic));
    std::memcpy(&rawSize, data.data() + kSizeAt, sizeof(rawSize));
    std::memcpy(&checksum, data.data() + kChecksumAt, sizeof(checksum));
    if (magic != kMagic || checksum != checksumOf(data, key)) {
        return damaged(key, "its checksum does not match");
    }
    // Checked although the checksum holds: anybody can make a file with matching checksums.
    const std::string_view frame = data.substr(kHeader_bytes);
    if (rawSize > kMaxRow_bytes || ZSTD_getFrameContentSize(frame.data(), frame.size()) != rawSize) {
        return damaged(key, "its declared size is wrong");
    }
    std::string &raw = m_contexts->raw;
    raw.resize(rawSize);
    const std::size_t size =
        ZSTD_decompressDCtx(m_contexts->decompress.get(), raw.data(), raw.size(), frame.data(), frame.size());
    if (ZSTD_isError(size) != 0 || size != rawSize) {
        return damaged(key, "cannot be decompressed");
    }
    return std::string_view(raw);
}

} // namespace iso::history
