#include "core/enrolment/key_record.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace iso::enrolment
{
namespace
{

using Action = KeyDecision::Action;

// In the order of the enumerators.
constexpr std::array<std::string_view, 4> kStates{"pending", "approved", "rejected", "revoked"};
constexpr std::array<std::string_view, 2> kKinds{"node", "gateway"};
constexpr std::array<std::string_view, 6> kActions{"approve", "reject", "revoke", "retire", "move", "rekey"};

template<typename Enum, std::size_t N>
Result<Enum> fromText(std::string_view text, const std::array<std::string_view, N> &names)
{
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) {
        return failure(ErrorCode::InvalidInput, fmt::format("\"{}\" is not one of {}", text, fmt::join(names, ", ")));
    }
    return static_cast<Enum>(found - names.begin());
}

} // namespace

std::string_view toText(KeyState state)
{
    return kStates[static_cast<std::size_t>(state)];
}
std::string_view toText(KeyKind kind)
{
    return kKinds[static_cast<std::size_t>(kind)];
}
std::string_view toText(Action action)
{
    return kActions[static_cast<std::size_t>(action)];
}
Result<KeyState> keyStateFromText(std::string_view text)
{
    return fromText<KeyState>(text, kStates);
}
Result<KeyKind> keyKindFromText(std::string_view text)
{
    return fromText<KeyKind>(text, kKinds);
}
Result<Action> actionFromText(std::string_view text)
{
    return fromText<Action>(text, kActions);
}

Status checkDeclared(std::string_view name)
{
    const std::string_view plain = name.ends_with('*') ? name.substr(0, name.size() - 1) : name;
    if (name.empty() || plain.size() > NodeId::kMaxLength || !isPlainName(plain)) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("\"{}\" is neither a node's name nor the beginning of one with * behind it",
                                   name.substr(0, 64)));
    }
    return {};
}

} // namespace iso::enrolment
