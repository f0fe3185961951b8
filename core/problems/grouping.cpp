#include "core/problems/grouping.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

namespace iso::problems
{
namespace
{

/// When nodes with the same cause are one row. A row that stands is held together by less than it takes to make one, so
/// that it does not fall apart and come together again.
struct Threshold {
    std::size_t leastNodes;
    double share;
    std::size_t mostRows; ///< more rows than this are one, whatever the share
};
constexpr Threshold kSite{3, 0.5, SIZE_MAX};
constexpr Threshold kRegion{5, 0.5, 20};
constexpr Threshold kFleet{10, 0.5, 200};

bool isTogether(const Threshold &threshold, std::size_t nodes, std::size_t all, std::size_t rows, bool wasTogether)
{
    const double share = all == 0 ? 0 : static_cast<double>(nodes) / static_cast<double>(all);
    if (wasTogether) {
        return nodes >= 2 && (share >= threshold.share / 2 || rows > threshold.mostRows / 2);
    }
    return rows > threshold.mostRows || (nodes >= threshold.leastNodes && share >= threshold.share);
}

using SiteKey = std::pair<std::string_view, std::string_view>; ///< region, site

/// How many nodes there are to compare with.
struct Sizes {
    std::map<SiteKey, std::size_t> sites;
    std::map<std::string_view, std::size_t> regions;
    std::size_t fleet = 0;
};

Sizes sizesOf(const fleet::FleetSnapshot &snapshot)
{
    Sizes sizes;
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        const fleet::NodeIdentity &identity = *node->identity;
        if (!identity.retired) {
            ++sizes.sites[{identity.region.text(), identity.site.text()}];
            ++sizes.regions[identity.region.text()];
            ++sizes.fleet;
        }
    }
    return sizes;
}

class Grouping
{
public:
    Grouping(const fleet::FleetSnapshot &snapshot, const NodeCauses &causes, const ProblemList &previous)
        : m_snapshot(snapshot)
        , m_causes(causes)
        , m_sizes(sizesOf(snapshot))
    {
        for (const ProblemPtr &problem : previous.problems) {
            m_previous.insert(problem->id);
        }
    }

    std::vector<Group> run()
    {
        groupPaths();
        for (std::size_t k = 0; k < kNodeKindCount; ++k) {
            if (const auto kind = static_cast<ProblemKind>(k); kind != ProblemKind::PathLost) {
                groupKind(kind);
            }
        }
        return std::move(m_groups);
    }

private:
    [[nodiscard]] const fleet::NodeIdentity &identity(fleet::NodeIndex node) const
    {
        return *m_snapshot.nodes[node]->identity;
    }
    [[nodiscard]] bool has(fleet::NodeIndex node, ProblemKind kind) const
    {
        return (m_causes.active()[node] & NodeCauses::bit(kind)) != 0;
    }
    [[nodiscard]] bool stood(const Group &group) const { return m_previous.contains(idOf(group)); }

    void groupPaths();
    void groupKind(ProblemKind kind);
    void groupRegion(ProblemKind kind, std::string_view region, const std::vector<fleet::NodeIndex> &nodes,
                     std::vector<Group> &groups) const;
    [[nodiscard]] Group nodeGroup(ProblemKind kind, fleet::NodeIndex node) const;

    const fleet::FleetSnapshot &m_snapshot;
    const NodeCauses &m_causes;
    Sizes m_sizes;
    std::set<std::string, std::less<>> m_previous;
    std::vector<bool> m_isOnLostPath;
    std::vector<Group> m_groups;
};

void Grouping::groupPaths()
{
    struct Path {
        std::vector<fleet::NodeIndex> nodes;
        bool isLost = false;
    };
    std::map<std::string_view, Path> paths;
    m_isOnLostPath.assign(m_snapshot.nodes.size(), false);
    for (fleet::NodeIndex node = 0; node < m_snapshot.nodes.size(); ++node) {
        const bool isPathLost = has(node, ProblemKind::PathLost);
        if (isPathLost || has(node, ProblemKind::Lost)) {
            Path &path = paths[identity(node).path];
            path.nodes.push_back(node);
            path.isLost = path.isLost || isPathLost;
        }
    }
    for (const auto &[name, path] : paths) {
        const fleet::NodeIdentity &first = identity(path.nodes.front());
        Group group{ProblemKind::PathLost, Extent::Path,        std::string(name),
                    first.site.text(),     first.region.text(), path.nodes};
        // Nodes come back one by one: what is left of a lost path stays its row while it is worth one.
        if (!name.empty() && (path.isLost || (stood(group) && path.nodes.size() >= kSite.leastNodes))) {
            for (const fleet::NodeIndex node : path.nodes) {
                m_isOnLostPath[node] = true;
            }
            m_groups.push_back(std::move(group));
        }
    }
}

void Grouping::groupKind(ProblemKind kind)
{
    std::map<std::string_view, std::vector<fleet::NodeIndex>> regions;
    std::vector<fleet::NodeIndex> all;
    for (fleet::NodeIndex node = 0; node < m_snapshot.nodes.size(); ++node) {
        const bool isExplained = kind == ProblemKind::Lost && m_isOnLostPath[node];
        if (has(node, kind) && !isExplained) {
            regions[identity(node).region.text()].push_back(node);
            all.push_back(node);
        }
    }
    std::vector<Group> groups;
    for (const auto &[region, nodes] : regions) {
        groupRegion(kind, region, nodes, groups);
    }
    Group fleet{kind, Extent::Fleet, "fleet", {}, {}, std::move(all)};
    const bool isOneRegion = m_sizes.regions.size() < 2;
    if (isTogether(kFleet, fleet.nodes.size(), m_sizes.fleet, groups.size(), stood(fleet)) &&
        (!isOneRegion || groups.size() > 1)) {
        m_groups.push_back(std::move(fleet));
        return;
    }
    std::move(groups.begin(), groups.end(), std::back_inserter(m_groups));
}

void Grouping::groupRegion(ProblemKind kind, std::string_view region, const std::vector<fleet::NodeIndex> &nodes,
                           std::vector<Group> &groups) const
{
    std::map<std::string_view, std::vector<fleet::NodeIndex>> sites;
    for (const fleet::NodeIndex node : nodes) {
        sites[identity(node).site.text()].push_back(node);
    }
    std::vector<Group> own;
    for (const auto &[site, members] : sites) {
        Group group{kind, Extent::Site, std::string(site), std::string(site), std::string(region), members};
        if (isTogether(kSite, members.size(), m_sizes.sites.at({region, site}), 0, stood(group))) {
            own.push_back(std::move(group));
        } else {
            for (const fleet::NodeIndex node : members) {
                own.push_back(nodeGroup(kind, node));
            }
        }
    }
    Group whole{kind, Extent::Region, std::string(region), {}, std::string(region), nodes};
    // A region of one site is the site.
    const bool isOneSite = own.size() == 1;
    if (!isOneSite && isTogether(kRegion, nodes.size(), m_sizes.regions.at(region), own.size(), stood(whole))) {
        groups.push_back(std::move(whole));
        return;
    }
    std::move(own.begin(), own.end(), std::back_inserter(groups));
}

Group Grouping::nodeGroup(ProblemKind kind, fleet::NodeIndex node) const
{
    const fleet::NodeIdentity &who = identity(node);
    return {kind, Extent::Node, who.id.text(), who.site.text(), who.region.text(), {node}};
}

} // namespace

std::string idOf(const Group &group)
{
    switch (group.extent) {
    case Extent::Fleet:
    case Extent::Hub:
        return fmt::format("{}/{}", toText(group.kind), toText(group.extent));
    case Extent::Site:
        return fmt::format("{}/site/{}/{}", toText(group.kind), group.region, group.site);
    default:
        return fmt::format("{}/{}/{}", toText(group.kind), toText(group.extent), group.where);
    }
}

std::vector<Group> groupCauses(const fleet::FleetSnapshot &snapshot, const NodeCauses &causes,
                               const ProblemList &previous)
{
    return Grouping(snapshot, causes, previous).run();
}

} // namespace iso::problems
