#pragma once

#include "core/fleet/snapshot.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace iso::filter
{

struct Expression;

/// Where a filter's text stops making sense, and why.
struct FilterError {
    std::size_t offset = 0; ///< bytes from the start of the text
    std::size_t length = 0; ///< bytes to mark; 0 at the end of the text
    std::string message;    ///< for people: what is wrong and what would be right

    bool operator==(const FilterError &) const = default;
};

/// What a filter may look at besides the node itself.
struct Moment {
    HubTime now; ///< ages and staleness are judged against it
    /// The severity of the worst problem of each node: 0 none, 1 highest. By NodeIndex; may be shorter than the fleet.
    std::span<const std::uint8_t> worstProblem;
};

/// A condition on nodes, in the filter language (core/filter/README.md): `region:eu and (ttft.p95>300ms or
/// service:stalled)`. A value; copies share the parsed expression. Any thread.
class Filter
{
public:
    static constexpr std::size_t kMaxBytes = 1024;
    static constexpr std::size_t kMaxDepth = 32;

    /// Matches every node.
    Filter() = default;
    static tl::expected<Filter, FilterError> parse(std::string_view text);

    /// Retired nodes are found by no filter, not even by the empty one. A comparison with a figure that is absent, or
    /// older than may be believed, is false.
    [[nodiscard]] bool matches(const fleet::NodeSnapshot &node, const Moment &moment) const;
    [[nodiscard]] bool isEmpty() const { return m_expression == nullptr; }
    /// Whether the answer for a node can change from sample to sample; false when only its birth counts.
    [[nodiscard]] bool followsFigures() const;
    /// The text it was made from, without space around it.
    [[nodiscard]] const std::string &text() const { return m_text; }

    bool operator==(const Filter &other) const { return m_text == other.m_text; }

private:
    std::string m_text;
    std::shared_ptr<const Expression> m_expression;
};

} // namespace iso::filter
