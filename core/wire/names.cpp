#include "core/wire/codec.h"

#include <array>

namespace iso::wire
{

namespace
{

template<std::size_t N, typename Enum>
std::string_view nameIn(const std::array<std::string_view, N> &names, Enum value)
{
    const auto i = static_cast<std::size_t>(value);
    return i < N ? names[i] : std::string_view("unknown");
}

constexpr std::array<std::string_view, kRefusalReasonCount> kRefusalReasons{
    "too large",         "malformed",  "wrong version",   "no payload", "bad identity",  "bad topic",
    "bad text",          "bad number", "bad enumeration", "too many",   "bad histogram", "wrong direction",
    "time out of range", "not owner",  "rate limited",    "fleet full",      "not approved"};
static_assert(static_cast<std::size_t>(RefusalReason::NotApproved) + 1 == kRefusalReasonCount);

constexpr std::array<std::string_view, 4> kHazards{"observe", "adjust", "disruptive", "dangerous"};
constexpr std::array<std::string_view, 5> kParameterTypes{"text", "integer", "real", "flag", "choice"};
constexpr std::array<std::string_view, 9> kReceiptStates{"received", "accepted",  "rejected", "running", "succeeded",
                                                         "failed",   "cancelled", "expired",  "unknown"};
static_assert(static_cast<std::size_t>(HazardClass::Dangerous) + 1 == kHazards.size());
static_assert(static_cast<std::size_t>(ParameterType::Choice) + 1 == kParameterTypes.size());
static_assert(static_cast<std::size_t>(ReceiptState::Unknown) + 1 == kReceiptStates.size());

} // namespace

std::string_view toText(RefusalReason reason)
{
    return nameIn(kRefusalReasons, reason);
}

std::string_view toText(HazardClass hazard)
{
    return nameIn(kHazards, hazard);
}

std::string_view toText(ParameterType type)
{
    return nameIn(kParameterTypes, type);
}

std::string_view toText(ReceiptState state)
{
    return nameIn(kReceiptStates, state);
}

} // namespace iso::wire
