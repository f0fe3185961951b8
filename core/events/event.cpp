#include "core/events/event.h"

#include <algorithm>

namespace iso::events
{
namespace
{

constexpr std::array<std::string_view, kEventKindCount> kNames{
    "joined", "restarted",     "changed",       "link",         "service", "command-sent", "command-ended",
    "key",    "problem-began", "problem-ended", "acknowledged", "hub",     "note"};

} // namespace

std::string_view toText(EventKind kind)
{
    const auto i = static_cast<std::size_t>(kind);
    return i < kNames.size() ? kNames[i] : std::string_view("unknown");
}

std::optional<EventKind> kindFromText(std::string_view text)
{
    const auto found = std::find(kNames.begin(), kNames.end(), text);
    return found == kNames.end() ? std::nullopt : std::optional(static_cast<EventKind>(found - kNames.begin()));
}

} // namespace iso::events
