#include "ui/models/fleet_order.h"

#include "ui/models/fleet_item.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <unordered_map>

namespace iso::models
{

namespace
{

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Texts as numbers in the order of the texts; an empty text has none. A fleet has few different ones.
std::vector<double> rankTexts(const FleetColumnInfo &column, const fleet::FleetSnapshot &snapshot)
{
    std::unordered_map<std::string, double> rankOf;
    std::vector<const double *> placeOf(snapshot.nodes.size());
    for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
        placeOf[i] = &rankOf.try_emplace(column.text(*snapshot.nodes[i]), kNone).first->second;
    }
    std::map<std::string_view, double *> sorted;
    for (auto &[text, rank] : rankOf) {
        sorted.emplace(text, &rank);
    }
    double next = 0;
    for (const auto &[text, rank] : sorted) {
        *rank = text.empty() ? kNone : next++;
    }
    std::vector<double> keys(placeOf.size());
    std::transform(placeOf.begin(), placeOf.end(), keys.begin(), [](const double *rank) { return *rank; });
    return keys;
}

} // namespace

void FleetOrder::setColumn(FleetColumn column, Qt::SortOrder order)
{
    // The trend has no number of its own: its newest one is TTFT p95.
    m_column = column == TrendColumn ? TtftColumn : column;
    m_direction = order;
}

void FleetOrder::rankNames(const fleet::FleetSnapshot &snapshot)
{
    if (m_rankOf.size() == snapshot.nodes.size()) {
        return; // a node keeps its name and its place
    }
    std::vector<std::uint32_t> byName(snapshot.nodes.size());
    std::iota(byName.begin(), byName.end(), 0U);
    std::sort(byName.begin(), byName.end(), [&snapshot](std::uint32_t a, std::uint32_t b) {
        return snapshot.nodes[a]->id().text() < snapshot.nodes[b]->id().text();
    });
    m_rankOf.resize(byName.size());
    for (std::size_t rank = 0; rank < byName.size(); ++rank) {
        m_rankOf[byName[rank]] = static_cast<std::uint32_t>(rank);
    }
}

void FleetOrder::keyNodes(const fleet::FleetSnapshot &snapshot)
{
    const FleetColumnInfo &column = infoOf(m_column);
    m_keyOf.clear();
    if (m_column == NodeColumn) {
        return;
    }
    if (column.text != nullptr) {
        m_keyOf = rankTexts(column, snapshot);
        return;
    }
    m_keyOf.reserve(snapshot.nodes.size());
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        m_keyOf.push_back(freshFigureOf(column, *node, snapshot.takenAt));
    }
}

double FleetOrder::keyOf(const FleetItem &item) const
{
    if (m_column == NodeColumn) {
        return kNone;
    }
    if (item.kind == FleetKind::Node) {
        return m_keyOf[item.node];
    }
    const FleetColumnInfo &column = infoOf(m_column);
    switch (column.group) {
    case GroupFigure::None:
        return kNone;
    case GroupFigure::Summary:
        return item.summary == nullptr ? kNone : figureOf(column, *item.summary);
    case GroupFigure::Sum:
        break;
    }
    double sum = kNone;
    item.forEachNode([&](const FleetItem &node) {
        if (const double key = m_keyOf[node.node]; !std::isnan(key)) {
            sum = std::isnan(sum) ? key : sum + key;
        }
    });
    return sum;
}

std::vector<FleetOrder::Move> FleetOrder::movesFor(FleetItem &root, const fleet::FleetSnapshot &snapshot)
{
    rankNames(snapshot);
    keyNodes(snapshot);
    std::vector<Move> moves;
    collect(root, moves);
    return moves;
}

void FleetOrder::collect(FleetItem &parent, std::vector<Move> &moves) const
{
    const auto &children = parent.children;
    if (children.empty()) {
        return;
    }
    struct Key {
        double value;
        std::uint32_t rank;
        std::uint32_t row;
    };
    std::vector<Key> keys;
    keys.reserve(children.size());
    const bool areNodes = children.front()->kind == FleetKind::Node;
    for (const auto &child : children) {
        keys.push_back({keyOf(*child), areNodes ? m_rankOf[child->node] : 0, static_cast<std::uint32_t>(child->row)});
    }
    if (!areNodes) {
        std::vector<std::uint32_t> byName(children.size());
        std::iota(byName.begin(), byName.end(), 0U);
        std::sort(byName.begin(), byName.end(),
                  [&children](std::uint32_t a, std::uint32_t b) { return children[a]->name < children[b]->name; });
        for (std::size_t rank = 0; rank < byName.size(); ++rank) {
            keys[byName[rank]].rank = static_cast<std::uint32_t>(rank);
        }
    }
    const bool descending = m_direction == Qt::DescendingOrder;
    const auto isBefore = [descending, byName = m_column == NodeColumn](const Key &left, const Key &right) {
        if (byName) {
            return descending ? right.rank < left.rank : left.rank < right.rank;
        }
        const bool leftHasNone = std::isnan(left.value);
        const bool rightHasNone = std::isnan(right.value);
        if (leftHasNone != rightHasNone) {
            return rightHasNone;
        }
        if (!leftHasNone && left.value != right.value) {
            return descending ? right.value < left.value : left.value < right.value;
        }
        return left.rank < right.rank;
    };
    if (!std::is_sorted(keys.begin(), keys.end(), isBefore)) {
        std::sort(keys.begin(), keys.end(), isBefore);
        std::vector<std::uint32_t> order(keys.size());
        std::transform(keys.begin(), keys.end(), order.begin(), [](const Key &key) { return key.row; });
        moves.push_back({&parent, std::move(order)});
    }
    if (!areNodes) {
        for (const auto &child : children) {
            collect(*child, moves);
        }
    }
}

void FleetOrder::apply(std::vector<Move> &moves)
{
    for (Move &move : moves) {
        auto &children = move.parent->children;
        std::vector<std::unique_ptr<FleetItem>> ordered;
        ordered.reserve(children.size());
        for (const std::uint32_t from : move.order) {
            ordered.push_back(std::move(children[from]));
        }
        children = std::move(ordered);
        move.parent->renumber();
    }
}

} // namespace iso::models
