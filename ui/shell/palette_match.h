#pragma once

#include <QString>
#include <optional>

namespace iso::shell
{

/// How well what was typed fits a text, without regard to case: every word has to occur in it, or all letters in their
/// order. More is better; nothing when it does not fit. An empty query fits everything equally.
std::optional<int> matchScore(const QString &query, const QString &text);

} // namespace iso::shell
