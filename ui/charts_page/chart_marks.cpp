#include "ui/charts_page/chart_marks.h"

#include "ui/bridge/command_text.h"
#include "ui/bridge/value_text.h"

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

/// A birth that changed something says what, as far as a mark has room.
QString textOf(const events::Event &birth)
{
    constexpr qsizetype kMostText = 40;
    if (birth.kind == events::EventKind::Joined) {
        return Texts::tr("joined");
    }
    if (birth.kind == events::EventKind::Restarted) {
        return Texts::tr("restarted");
    }
    const QString text = bridge::toQString(birth.text);
    return text.isEmpty()             ? Texts::tr("changed")
           : text.size() <= kMostText ? text
                                      : text.left(kMostText - 1) + QStringLiteral("\u2026");
}

} // namespace

std::vector<charts::ChartMark> marksOf(const commands::CommandList &commands,
                                       const std::optional<std::vector<events::Event>> &births,
                                       const fleet::FleetSnapshot &snapshot, const std::unordered_set<NodeId> &nodes,
                                       NodeTime from, NodeTime to)
{
    const double from_ms = from.toSeconds() * 1e3;
    const double to_ms = to.toSeconds() * 1e3;
    const auto isShown = [&](double time_ms, const NodeId &node) {
        return time_ms >= from_ms && time_ms <= to_ms && nodes.contains(node);
    };
    std::vector<Moment> moments;
    for (const commands::CommandRecordPtr &command : commands.commands) {
        const double time_ms = command->createdAt.toSeconds() * 1e3;
        if (command->hazard != wire::HazardClass::Observe && isShown(time_ms, command->node)) {
            put(moments, time_ms, bridge::markText(*command));
        }
    }
    std::vector<Moment> born;
    if (births) {
        for (const events::Event &event : *births) {
            if (const double time_ms = event.at.toSeconds() * 1e3; isShown(time_ms, event.node)) {
                put(born, time_ms, textOf(event));
            }
        }
    } else {
        for (const fleet::NodeRecord &node : snapshot.nodes) {
            const HubTime bornAt = node->identity->bornAt;
            if (const double time_ms = bornAt.toSeconds() * 1e3; bornAt.isValid() && isShown(time_ms, node->id())) {
                put(born, time_ms, Texts::tr("birth"));
            }
        }
    }
    if (born.size() <= kMostBirths) {
        moments.insert(moments.end(), born.begin(), born.end());
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
