#pragma once

#include "core/wire/birth.h"

#include <string>
#include <vector>

namespace iso::events
{

/// One thing that a node says otherwise than before, in words.
struct FieldChange {
    std::string field;  ///< "engine vLLM", "model llama-3-8b", "site"
    std::string before; ///< empty: it was not there
    std::string after;  ///< empty: it is gone
    bool operator==(const FieldChange &) const = default;
};

/// What changed from one birth to the next, field by field; empty when they are equal.
std::vector<FieldChange> changesBetween(const wire::Birth &before, const wire::Birth &after);
/// "engine vLLM: 0.10 -> 0.11; model llama-3-8b: gone".
std::string toText(const std::vector<FieldChange> &changes);
/// What a node is, in a few words: "vLLM 0.11, llama-3-8b, L40S x2".
std::string summaryOf(const wire::Birth &birth);

} // namespace iso::events
