#pragma once

#include "core/fleet/snapshot.h"
#include "ui/bridge/group_facts.h"
#include "ui/bridge/objectives.h"
#include "ui/map/map_marks.h"

#include <QString>
#include <array>
#include <optional>

namespace iso::shell
{

/// What the colour of a mark stands for. What a node does (lost, draining, stalled, failed) shows in every mode.
enum class ColourBy : std::uint8_t { Ttft, EndToEnd, Load, Errors, Power, EnergyPerToken, Link, Service };
/// What the size of a mark stands for; a cluster's is the number of its nodes.
enum class SizeBy : std::uint8_t { Load, Requests };

struct MapMode {
    ColourBy colour = ColourBy::Ttft;
    SizeBy size = SizeBy::Load;

    bool operator==(const MapMode &) const = default;
};

inline constexpr std::array<ColourBy, 8> kColours = {ColourBy::Ttft,   ColourBy::EndToEnd, ColourBy::Load,
                                                     ColourBy::Errors, ColourBy::Power,    ColourBy::EnergyPerToken,
                                                     ColourBy::Link,   ColourBy::Service};
inline constexpr std::array<SizeBy, 2> kSizes = {SizeBy::Load, SizeBy::Requests};

/// For menus: "TTFT p95", "Load".
QString nameOf(ColourBy colour);
QString nameOf(SizeBy size);
/// For settings: the same in every language.
QString settingOf(ColourBy colour);
QString settingOf(SizeBy size);
ColourBy colourOfSetting(const QString &setting);
SizeBy sizeOfSetting(const QString &setting);

/// What the legend says in this mode, with units and steps.
map::MapLegend legendFor(const MapMode &mode, const bridge::Objectives &objectives);

/// One node as a mark; its key is the NodeIndex. Nothing for a node without a place.
std::optional<map::MapMark> markFor(const fleet::NodeSnapshot &node, HubTime now, const MapMode &mode,
                                    const bridge::Objectives &objectives, bool isSelected);

/// The latency that a mode is about, TTFT where it is about none.
telemetry::LatencyId latencyOf(ColourBy colour);
/// What a cluster has to say in this mode: merged p95, mean load, sum of power. Text is empty where nothing is known.
map::ClusterFigure figureFor(const bridge::GroupFacts &facts, ColourBy colour, const bridge::Objectives &objectives);

} // namespace iso::shell
