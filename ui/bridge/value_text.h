#pragma once

#include "core/base/time.h"
#include "core/commands/life_cycle.h"
#include "core/fleet/snapshot.h"
#include "core/telemetry/metric.h"
#include "core/telemetry/sample.h"
#include "core/wire/command_descriptor.h"

#include <QString>
#include <string_view>

namespace iso::bridge
{

/// What stands where a value belongs. An absent value is a dash or "n/a" with its reason, never a number.
struct ValueText {
    QString text;
    QString reason; ///< why there is no value, or why it should be doubted; for a tooltip
    bool isValue = true;

    /// "—": there is nothing to show at the moment.
    static ValueText absent(const QString &reason);
    /// "n/a": this node cannot know it.
    static ValueText notAvailable(const QString &reason);
    static ValueText of(const QString &text) { return {text, QString(), true}; }
};

/// UTF-8 from core as a QString.
QString toQString(std::string_view text);

/// "2,000". The grouping is the same in every locale, as are units.
QString grouped(std::uint64_t number);
/// "212 ms", "1,240 ms", "0.8 ms", from seconds.
QString milliseconds(double value_s);
/// The same without its unit, for columns that name it: "212".
QString bareMilliseconds(double value_s);
/// "61 %", "4.2 %", "0.04 %", from a ratio.
QString percent(double value_ratio);
/// "950", "12.4 k", "1.84 M".
QString si(double value);
/// "1.2 GB", in powers of 1,000.
QString bytes(double value_bytes);
/// "0.31", "12.4", "291": about three significant digits.
QString significant(double value);

/// The length of a time, short: "8 s", "4 m", "3 h 12 m", "2 d 4 h". Negative lengths count as none.
QString age(Duration length);
/// "1 s ago", "now" below half a second.
QString ago(Duration length);
/// "12:04:31" in UTC; a dash for an invalid time.
QString timeOfDay(HubTime time);
/// "2026-03-14 12:04:31 UTC"; a dash for an invalid time.
QString dateAndTime(HubTime time);

/// How far the estimate can be off: "± 1 %"; "at least 1,000 ms" when the last bucket is open.
QString errorBound(const telemetry::QuantileBounds &bounds);

QString stateText(telemetry::ServiceState state);
QString stateText(telemetry::LinkState state);
QString stateText(commands::CommandState state);
QString reasonText(telemetry::Absence reason);
QString hazardText(wire::HazardClass hazard);

/// A metric with its unit, as it is: no age is judged here.
ValueText metricText(const telemetry::MetricSet &metrics, telemetry::MetricId id);
/// A metric's value with its unit: "61 %", "291 W", "84 °C".
QString figureText(telemetry::MetricId id, double value);
/// A percentile of the last minute: "212 ms", or a dash when nothing was measured.
ValueText latencyText(const fleet::LatencyFigures &figures, telemetry::QuantileBounds fleet::LatencyFigures::*which);

} // namespace iso::bridge
