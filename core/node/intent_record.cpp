#include "core/node/intent_record.h"

#include "core/base/check.h"

#include <algorithm>
#include <array>
#include <xxhash.h>

namespace iso::node
{

namespace
{

constexpr std::uint8_t kIntent = 1;
constexpr std::uint8_t kDamage = 2;
constexpr std::uint8_t kNoPercent = 255;
constexpr std::size_t kId_bytes = 16;

class Writer
{
public:
    void number(std::uint64_t value, std::size_t size_bytes)
    {
        for (std::size_t i = 0; i < size_bytes; ++i) {
            bytes.push_back(static_cast<char>(value >> (8 * i)));
        }
    }
    void text(std::string_view value)
    {
        number(value.size(), 4);
        bytes += value;
    }
    std::string bytes;
};

/// Reads what a Writer wrote; afterwards `isGood` says whether it was there.
class Reader
{
public:
    explicit Reader(std::string_view bytes)
        : m_rest(bytes)
    {
    }
    std::uint64_t number(std::size_t size_bytes)
    {
        const std::string_view bytes = raw(size_bytes);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
        }
        return value;
    }
    std::string text() { return std::string(raw(number(4))); }
    std::string_view raw(std::size_t size)
    {
        isGood = isGood && size <= m_rest.size();
        const std::string_view bytes = m_rest.substr(0, isGood ? size : 0);
        m_rest.remove_prefix(bytes.size());
        return bytes;
    }
    [[nodiscard]] bool isAtEnd() const { return m_rest.empty(); }
    bool isGood = true;

private:
    std::string_view m_rest;
};

std::string contentOf(const IntentRecord &record)
{
    Writer out;
    if (const auto *damage = std::get_if<DamageMark>(&record)) {
        out.number(kDamage, 1);
        out.number(static_cast<std::uint64_t>(damage->upTo_ms), 8);
        return out.bytes;
    }
    const auto &intent = std::get<commands::Intent>(record);
    out.number(kIntent, 1);
    for (const std::uint8_t byte : intent.id.bytes()) {
        out.number(byte, 1);
    }
    out.number(intent.bodyHash, 8);
    out.number(static_cast<std::uint8_t>(intent.last.state), 1);
    out.number(intent.last.percent ? *intent.last.percent : kNoPercent, 1);
    out.text(intent.last.message);
    out.number(intent.last.results.size(), 2);
    for (const wire::Argument &result : intent.last.results) {
        out.text(result.name);
        out.text(result.value);
    }
    return out.bytes;
}

std::optional<IntentRecord> readContent(std::string_view content)
{
    Reader in(content);
    const std::uint64_t kind = in.number(1);
    if (kind == kDamage) {
        const DamageMark mark{static_cast<std::int64_t>(in.number(8))};
        return in.isGood && in.isAtEnd() ? std::optional<IntentRecord>(mark) : std::nullopt;
    }
    if (kind != kIntent) {
        return std::nullopt;
    }
    commands::Intent intent;
    const auto id = uuidFromBytes<CommandId>(in.raw(kId_bytes));
    if (!id) {
        return std::nullopt;
    }
    intent.id = *id;
    intent.bodyHash = in.number(8);
    intent.last.command = *id;
    const std::uint64_t state = in.number(1);
    if (state > static_cast<std::uint64_t>(wire::ReceiptState::Unknown)) {
        return std::nullopt;
    }
    intent.last.state = static_cast<wire::ReceiptState>(state);
    if (const std::uint64_t percent = in.number(1); percent != kNoPercent) {
        intent.last.percent = static_cast<std::uint32_t>(percent);
    }
    intent.last.message = in.text();
    for (std::uint64_t left = in.number(2); left > 0 && in.isGood; --left) {
        std::string name = in.text();
        intent.last.results.push_back({std::move(name), in.text()});
    }
    return in.isGood && in.isAtEnd() ? std::optional<IntentRecord>(std::move(intent)) : std::nullopt;
}

} // namespace

std::string encodeRecord(const IntentRecord &record)
{
    const std::string content = contentOf(record);
    ISO_CHECK(content.size() + kRecordFrame_bytes <= kMaxRecord_bytes); // a receipt on the wire is smaller by far
    Writer out;
    out.number(content.size(), 4);
    out.number(XXH3_64bits(content.data(), content.size()), 8);
    out.bytes += content;
    return out.bytes;
}

std::size_t recordLength(std::string_view bytes)
{
    return kRecordFrame_bytes + Reader(bytes).number(4);
}

std::optional<IntentRecord> decodeRecord(std::string_view bytes)
{
    if (bytes.size() < kRecordFrame_bytes) {
        return std::nullopt;
    }
    const std::size_t length = recordLength(bytes);
    if (length == kRecordFrame_bytes || length > std::min(bytes.size(), kMaxRecord_bytes)) {
        return std::nullopt;
    }
    const std::string_view content = bytes.substr(kRecordFrame_bytes, length - kRecordFrame_bytes);
    const std::uint64_t sum = Reader(bytes.substr(4)).number(8);
    return XXH3_64bits(content.data(), content.size()) == sum ? readContent(content) : std::nullopt;
}

std::optional<CommandId> idInBrokenRecord(std::string_view bytes)
{
    if (bytes.size() < kRecordFrame_bytes + 1 + kId_bytes || bytes[kRecordFrame_bytes] != kIntent) {
        return std::nullopt;
    }
    const auto id = uuidFromBytes<CommandId>(bytes.substr(kRecordFrame_bytes + 1, kId_bytes));
    return id && !id->isNull() ? std::optional(*id) : std::nullopt;
}

} // namespace iso::node
