#include "ui/charts_page/chart_subject.h"

#include "ui/bridge/value_text.h"

#include <QCoreApplication>
#include <functional>

namespace iso::charts_page
{

namespace
{

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(iso::charts_page::ChartSubject)
};

using Matches = std::function<bool(const fleet::NodeIdentity &)>;

std::vector<NodeId> nodesWhere(const fleet::FleetSnapshot &snapshot, const Matches &matches)
{
    std::vector<NodeId> nodes;
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        if (!node->identity->retired && matches(*node->identity)) {
            nodes.push_back(node->id());
        }
    }
    return nodes;
}

QString named(const QString &name, std::size_t nodes)
{
    return nodes == 1 ? Texts::tr("%1 \u00b7 1 node").arg(name)
                      : Texts::tr("%1 \u00b7 %2 nodes").arg(name, bridge::grouped(nodes));
}

ChartSubject fleetOf(const fleet::FleetSnapshot &snapshot)
{
    std::vector<NodeId> nodes = nodesWhere(snapshot, [](const auto &) { return true; });
    return {named(Texts::tr("Fleet"), nodes.size()), std::move(nodes)};
}

/// The selection by the name of the site or region that it is, when it is one as a whole.
QString nameOfSelection(const fleet::FleetSnapshot &snapshot, const bridge::Selection &selection,
                        const fleet::NodeIdentity &first, const std::vector<NodeId> &chosen)
{
    const auto isAllOf = [&](const Matches &matches) {
        std::size_t count = 0;
        for (const fleet::NodeRecord &node : snapshot.nodes) {
            if (!node->identity->retired && matches(*node->identity)) {
                ++count;
                if (!selection.contains(node->id())) {
                    return false;
                }
            }
        }
        return count == chosen.size();
    };
    if (isAllOf([&](const auto &other) { return other.site == first.site && other.region == first.region; })) {
        return bridge::toQString(first.birth.placeName.empty() ? first.site.text() : first.birth.placeName);
    }
    if (isAllOf([&](const auto &other) { return other.region == first.region; })) {
        return bridge::toQString(first.region.text());
    }
    return Texts::tr("Selection");
}

} // namespace

ChartSubject subjectOf(Scope scope, const fleet::FleetSnapshot &snapshot, const bridge::Selection &selection)
{
    const NodeId wanted = !selection.current().isEmpty() ? selection.current()
                          : selection.isEmpty()          ? NodeId()
                                                         : selection.nodes().front();
    fleet::NodeRecord first;
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        if (!wanted.isEmpty() && node->id() == wanted && !node->identity->retired) {
            first = node;
        }
    }
    if (scope == Scope::Fleet || !first) {
        return fleetOf(snapshot);
    }
    const fleet::NodeIdentity &identity = *first->identity;
    ChartSubject subject;
    if (scope == Scope::Site) {
        subject.nodes = nodesWhere(snapshot, [&](const auto &other) {
            return other.site == identity.site && other.region == identity.region;
        });
        subject.title =
            named(bridge::toQString(identity.birth.placeName.empty() ? identity.site.text() : identity.birth.placeName),
                  subject.nodes.size());
    } else if (scope == Scope::Region) {
        subject.nodes = nodesWhere(snapshot, [&](const auto &other) { return other.region == identity.region; });
        subject.title = named(bridge::toQString(identity.region.text()), subject.nodes.size());
    } else {
        subject.nodes = nodesWhere(snapshot, [&](const auto &other) { return selection.contains(other.id); });
        subject.title = subject.nodes.size() == 1 ? bridge::toQString(subject.nodes.front().text())
                                                  : named(nameOfSelection(snapshot, selection, identity, subject.nodes),
                                                          subject.nodes.size());
    }
    return subject;
}

} // namespace iso::charts_page
