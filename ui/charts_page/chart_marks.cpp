#include "ui/charts_page/chart_marks.h"

#include "ui/bridge/command_text.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace iso::charts_page
{

namespace
{

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(iso::charts_page::ChartMarks)
};

/// Closer together than this, marks of one text are one.
constexpr double kSameMoment_ms = 2000;
/// More births than this at once are a restart of ours or of a site, and their marks would hide the lines.
constexpr std::size_t kMostBirths = 40;

struct Moment {
    charts::ChartMark mark;
    std::size_t count = 1;
};

void put(std::vector<Moment> &moments, double time_ms, const QString &text)
{
    const auto same = std::find_if(moments.begin(), moments.end(), [&](const Moment &other) {
        return other.mark.text == text && std::abs(other.mark.time_ms - time_ms) < kSameMoment_ms;
    });
    if (same != moments.end()) {
        ++same->count;
    } else {
        moments.push_back({{time_ms, text}, 1});
    }
}

} // namespace

std::vector<charts::ChartMark> marksOf(const commands::CommandList &commands, const fleet::FleetSnapshot &snapshot,
                                       const std::unordered_set<NodeId> &nodes, NodeTime from, NodeTime to,
                                       Duration shift)
{
    const double from_ms = from.toSeconds() * 1e3;
    const double to_ms = to.toSeconds() * 1e3;
    std::vector<Moment> moments;
    for (const commands::CommandRecordPtr &command : commands.commands) {
        const double time_ms = (command->createdAt + shift).toSeconds() * 1e3;
        if (command->hazard != wire::HazardClass::Observe && time_ms >= from_ms && time_ms <= to_ms &&
            nodes.contains(command->node)) {
            put(moments, time_ms, bridge::markText(*command));
        }
    }
    std::vector<Moment> births;
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        const HubTime bornAt = node->identity->bornAt;
        const double time_ms = (bornAt + shift).toSeconds() * 1e3;
        if (bornAt.isValid() && time_ms >= from_ms && time_ms <= to_ms && nodes.contains(node->id())) {
            put(births, time_ms, Texts::tr("birth"));
        }
    }
    if (births.size() <= kMostBirths) {
        moments.insert(moments.end(), births.begin(), births.end());
    }
    std::sort(moments.begin(), moments.end(),
              [](const Moment &a, const Moment &b) { return a.mark.time_ms < b.mark.time_ms; });
    std::vector<charts::ChartMark> marks;
    for (Moment &moment : moments) {
        if (moment.count > 1) {
            moment.mark.text += QStringLiteral(" \u00d7%1").arg(moment.count);
        }
        marks.push_back(std::move(moment.mark));
    }
    return marks;
}

} // namespace iso::charts_page
