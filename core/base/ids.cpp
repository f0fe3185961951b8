#include "core/base/ids.h"

#include <algorithm>
#include <fmt/format.h>
#include <random>

namespace iso
{
namespace
{

std::array<std::uint8_t, 16> randomBytes()
{
    // libstdc++ reads the system's random source here; ids must be unique, not secret.
    std::random_device device;
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
        const auto word = static_cast<std::uint32_t>(device());
        for (std::size_t k = 0; k < 4; ++k) {
            bytes[i + k] = static_cast<std::uint8_t>(word >> (8 * k));
        }
    }
    return bytes;
}

void stampVersion(std::array<std::uint8_t, 16> &bytes, std::uint8_t version)
{
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | (version << 4));
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

} // namespace

bool isPlainName(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-';
    });
}

namespace detail
{

std::string uuidToText(const std::array<std::uint8_t, 16> &bytes)
{
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            text += '-';
        }
        fmt::format_to(std::back_inserter(text), "{:02x}", bytes[i]);
    }
    return text;
}

Result<std::array<std::uint8_t, 16>> uuidFromText(std::string_view text)
{
    std::array<std::uint8_t, 16> bytes{};
    std::size_t nibbles = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '-' && (i == 8 || i == 13 || i == 18 || i == 23)) {
            continue;
        }
        const int value = hexValue(text[i]);
        if (value < 0 || nibbles >= 32) {
            nibbles = 0;
            break;
        }
        bytes[nibbles / 2] = static_cast<std::uint8_t>(bytes[nibbles / 2] << 4 | value);
        ++nibbles;
    }
    if (nibbles != 32) {
        return failure(ErrorCode::InvalidInput, fmt::format("\"{}\" is not a UUID", text.substr(0, 48)));
    }
    return bytes;
}

Result<std::array<std::uint8_t, 16>> uuidFromBytes(std::string_view text)
{
    std::array<std::uint8_t, 16> bytes{};
    if (text.size() != bytes.size()) {
        return failure(ErrorCode::InvalidInput, fmt::format("an id has {} bytes instead of 16", text.size()));
    }
    std::transform(text.begin(), text.end(), bytes.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    return bytes;
}

} // namespace detail

BootId SystemIdSource::newBootId()
{
    auto bytes = randomBytes();
    stampVersion(bytes, 4);
    return BootId(bytes);
}

CommandId SystemIdSource::newCommandId(std::int64_t now_ms)
{
    auto bytes = randomBytes();
    for (std::size_t i = 0; i < 6; ++i) {
        bytes[i] = static_cast<std::uint8_t>(now_ms >> (8 * (5 - i)));
    }
    stampVersion(bytes, 7);
    return CommandId(bytes);
}

} // namespace iso
