#pragma once

#include "core/base/result.h"

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace iso
{

/// True for the characters a name on the wire may have: letters, digits, '.', '_' and '-'. They are safe in topics,
/// file names and shells.
bool isPlainName(std::string_view text);

/// A name as its own type, so that a site cannot stand where a node is meant. Default-constructed it is empty,
/// which means "none".
template<typename Tag>
class StrongId
{
public:
    StrongId() = default;
    /// 1 to 48 plain characters.
    static Result<StrongId> fromText(std::string_view text)
    {
        if (text.empty() || text.size() > kMaxLength || !isPlainName(text)) {
            return failure(ErrorCode::InvalidInput, std::string(Tag::kWhat) + " \"" + std::string(text.substr(0, 64)) +
                                                        "\" is not a name of 1 to 48 letters, digits, '.', '_' or '-'");
        }
        StrongId id;
        id.m_text = text;
        return id;
    }

    [[nodiscard]] const std::string &text() const { return m_text; }
    [[nodiscard]] bool isEmpty() const { return m_text.empty(); }
    auto operator<=>(const StrongId &) const = default;

    static constexpr std::size_t kMaxLength = 48;

private:
    std::string m_text;
};

struct NodeIdTag {
    static constexpr const char *kWhat = "node";
};
struct SiteIdTag {
    static constexpr const char *kWhat = "site";
};
struct RegionIdTag {
    static constexpr const char *kWhat = "region";
};
using NodeId = StrongId<NodeIdTag>;
using SiteId = StrongId<SiteIdTag>;
using RegionId = StrongId<RegionIdTag>;

/// 128 bits that name one thing for ever. All zero means "none".
template<typename Tag>
class Uuid
{
public:
    constexpr Uuid() = default;
    explicit constexpr Uuid(const std::array<std::uint8_t, 16> &bytes)
        : m_bytes(bytes)
    {
    }

    [[nodiscard]] constexpr const std::array<std::uint8_t, 16> &bytes() const { return m_bytes; }
    [[nodiscard]] constexpr bool isNull() const { return *this == Uuid(); }
    constexpr auto operator<=>(const Uuid &) const = default;

private:
    std::array<std::uint8_t, 16> m_bytes{};
};

/// One run of a node's program: new at every start.
using BootId = Uuid<struct BootIdTag>;
/// One command to one node. Version 7, so that ids sort by the time they were made.
using CommandId = Uuid<struct CommandIdTag>;

namespace detail
{
std::string uuidToText(const std::array<std::uint8_t, 16> &bytes);
Result<std::array<std::uint8_t, 16>> uuidFromText(std::string_view text);
Result<std::array<std::uint8_t, 16>> uuidFromBytes(std::string_view bytes);
} // namespace detail

/// "018f3a5e-7c1d-7b3a-9f00-0123456789ab".
template<typename Tag>
std::string toText(const Uuid<Tag> &id)
{
    return detail::uuidToText(id.bytes());
}

template<typename Id>
Result<Id> uuidFromText(std::string_view text)
{
    return detail::uuidFromText(text).map([](const auto &bytes) { return Id(bytes); });
}

/// From exactly 16 bytes.
template<typename Id>
Result<Id> uuidFromBytes(std::string_view bytes)
{
    return detail::uuidFromBytes(bytes).map([](const auto &b) { return Id(b); });
}

/// Where new ids come from: the system's random source. Tests give their own.
class IdSource
{
public:
    virtual ~IdSource() = default;
    virtual BootId newBootId() = 0;
    /// RFC 9562 version 7 from `now_ms`, milliseconds since 1970.
    virtual CommandId newCommandId(std::int64_t now_ms) = 0;
};

/// Safe from any thread.
class SystemIdSource final : public IdSource
{
public:
    BootId newBootId() override;
    CommandId newCommandId(std::int64_t now_ms) override;
};

} // namespace iso

template<typename Tag>
struct std::hash<iso::StrongId<Tag>> {
    std::size_t operator()(const iso::StrongId<Tag> &id) const noexcept { return std::hash<std::string>()(id.text()); }
};

template<typename Tag>
struct std::hash<iso::Uuid<Tag>> {
    std::size_t operator()(const iso::Uuid<Tag> &id) const noexcept
    {
        const auto &bytes = id.bytes();
        return std::hash<std::string_view>()({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
    }
};
