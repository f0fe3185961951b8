#pragma once

#include "core/fleet/snapshot.h"
#include "ui/bridge/node_facts.h"
#include "ui/bridge/value_text.h"

#include <QString>
#include <vector>

namespace iso::panels
{

/// One row of what is known about a node.
struct Fact {
    QString label;
    bridge::ValueText value;
    bridge::Tone tone = bridge::Tone::None; ///< Near, Over and Bad are coloured
    bool isStale = false;                   ///< was true once; greyed
    QString icon = {};                      ///< of resources/icons, before the value; none when empty
};

/// The rows of the inspector, always the same ones in the same order. Stale figures stay, greyed, with their age as the
/// reason; what is absent says why.
std::vector<Fact> factsOf(const fleet::NodeSnapshot &node, HubTime now, const bridge::Objectives &objectives);

/// What the node measures beyond the catalogue, by name: values of its newest live sample (null: none yet), and names
/// that its birth announces but the sample lacks. At most kMostCustom, and a row that says how many more there are.
inline constexpr std::size_t kMostCustom = 24;
std::vector<Fact> customFacts(const wire::Birth &birth, const telemetry::Sample *newest);

/// "busy · live · for 6 m", or "drained · lost 4 m".
QString stateLine(const fleet::NodeSnapshot &node, HubTime now);
/// "Oslo, NO · eu-north".
QString placeText(const fleet::NodeSnapshot &node);
/// "vLLM 0.11 · L40S ×2".
QString engineText(const fleet::NodeSnapshot &node);

} // namespace iso::panels
