#include "ui/bridge/value_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

namespace iso::bridge
{

namespace
{

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(iso::bridge::Texts)
};

const QChar kDash(0x2014);

QString fixed(double value, int decimals)
{
    return QLocale(QLocale::English).toString(value, 'f', decimals);
}

struct Prefix {
    double factor;
    const char *symbol;
};
constexpr std::array<Prefix, 4> kPrefixes = {{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}}};

/// The largest prefix that leaves at least 1 after rounding to three digits.
const Prefix *prefixFor(double value)
{
    const auto found = std::find_if(kPrefixes.begin(), kPrefixes.end(), [value](const Prefix &prefix) {
        return std::abs(value) >= prefix.factor * 0.9995;
    });
    return found == kPrefixes.end() ? nullptr : &*found;
}

QString utc(HubTime time, const QString &format)
{
    if (!time.isValid()) {
        return kDash;
    }
    return QDateTime::fromMSecsSinceEpoch(time.toNanoseconds() / 1'000'000, Qt::UTC).toString(format);
}

} // namespace

ValueText ValueText::absent(const QString &reason)
{
    return {kDash, reason, false};
}

ValueText ValueText::notAvailable(const QString &reason)
{
    return {Texts::tr("n/a"), reason, false};
}

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString grouped(std::uint64_t number)
{
    return QLocale(QLocale::English).toString(static_cast<qulonglong>(number));
}

QString bareMilliseconds(double value_s)
{
    const double ms = value_s * 1e3;
    return fixed(ms, ms < 9.95 ? 1 : 0);
}

QString milliseconds(double value_s)
{
    return Texts::tr("%1 ms").arg(bareMilliseconds(value_s));
}

QString percent(double value_ratio)
{
    const double value = value_ratio * 100;
    const double size = std::abs(value);
    int decimals = 0;
    if (size > 0 && size < 0.995) {
        decimals = 2;
    } else if (size > 0 && size < 9.95) {
        decimals = 1;
    }
    if (size > 0 && size < 0.005) {
        return Texts::tr("< 0.01 %"); // a few failures are not none
    }
    return Texts::tr("%1 %").arg(fixed(value, decimals));
}

QString significant(double value)
{
    const double size = std::abs(value);
    if (size >= 99.95 || size == 0) {
        return fixed(value, 0);
    }
    return fixed(value, size >= 9.995 ? 1 : 2);
}

QString si(double value)
{
    const Prefix *prefix = prefixFor(value);
    if (!prefix) {
        return fixed(value, std::abs(value) < 9.95 && value != std::floor(value) ? 1 : 0);
    }
    return significant(value / prefix->factor) + QLatin1Char(' ') + QLatin1String(prefix->symbol);
}

QString bytes(double value_bytes)
{
    const Prefix *prefix = prefixFor(value_bytes);
    if (!prefix) {
        return fixed(value_bytes, 0) + QStringLiteral(" B");
    }
    return significant(value_bytes / prefix->factor) + QLatin1Char(' ') + QLatin1String(prefix->symbol) +
           QLatin1Char('B');
}

QString age(Duration length)
{
    using namespace std::chrono;
    const std::int64_t all = std::max<std::int64_t>(0, duration_cast<seconds>(length).count());
    if (all < 60) {
        return Texts::tr("%1 s").arg(all);
    }
    if (all < 3600) {
        return Texts::tr("%1 m").arg(all / 60);
    }
    if (all < 86400) {
        const std::int64_t rest = all % 3600 / 60;
        return rest == 0 ? Texts::tr("%1 h").arg(all / 3600) : Texts::tr("%1 h %2 m").arg(all / 3600).arg(rest);
    }
    const std::int64_t rest = all % 86400 / 3600;
    return rest == 0 ? Texts::tr("%1 d").arg(all / 86400) : Texts::tr("%1 d %2 h").arg(all / 86400).arg(rest);
}

QString ago(Duration length)
{
    const auto rounded = std::chrono::round<std::chrono::seconds>(length);
    return rounded.count() <= 0 ? Texts::tr("now") : Texts::tr("%1 ago").arg(age(rounded));
}

QString timeOfDay(HubTime time)
{
    return utc(time, QStringLiteral("HH:mm:ss"));
}

QString dateAndTime(HubTime time)
{
    const QString text = utc(time, QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    return time.isValid() ? Texts::tr("%1 UTC").arg(text) : text;
}

QString errorBound(const telemetry::QuantileBounds &bounds)
{
    if (!std::isfinite(bounds.upper)) {
        return Texts::tr("at least %1").arg(milliseconds(bounds.lower));
    }
    if (bounds.estimate <= 0) {
        return {};
    }
    const double off = std::max(bounds.upper - bounds.estimate, bounds.estimate - bounds.lower) / bounds.estimate;
    // Rounded up, to a tenth of a percent; the small term keeps a bound that is exact from being rounded up too.
    const double tenths = std::max(1.0, std::ceil(off * 1000 - 1e-6));
    const bool isWhole = std::fmod(tenths, 10) == 0 || tenths >= 100;
    return Texts::tr("± %1 %").arg(fixed(isWhole ? std::ceil(tenths / 10) : tenths / 10, isWhole ? 0 : 1));
}

QString stateText(telemetry::ServiceState state)
{
    using telemetry::ServiceState;
    switch (state) {
    case ServiceState::Unknown:
        return Texts::tr("unknown");
    case ServiceState::Serving:
        return Texts::tr("serving");
    case ServiceState::Idle:
        return Texts::tr("idle");
    case ServiceState::Busy:
        return Texts::tr("busy");
    case ServiceState::Stalled:
        return Texts::tr("stalled");
    case ServiceState::Sleeping:
        return Texts::tr("sleeping");
    case ServiceState::Draining:
        return Texts::tr("draining");
    case ServiceState::Drained:
        return Texts::tr("drained");
    case ServiceState::Starting:
        return Texts::tr("starting");
    case ServiceState::Failed:
        return Texts::tr("failed");
    case ServiceState::Misconfigured:
        return Texts::tr("misconfigured");
    }
    return Texts::tr("unknown");
}

QString stateText(telemetry::LinkState state)
{
    using telemetry::LinkState;
    switch (state) {
    case LinkState::NeverSeen:
        return Texts::tr("never seen");
    case LinkState::Live:
        return Texts::tr("live");
    case LinkState::Late:
        return Texts::tr("late");
    case LinkState::Lost:
        return Texts::tr("lost");
    case LinkState::PathLost:
        return Texts::tr("path lost");
    }
    return Texts::tr("never seen");
}

QString stateText(commands::CommandState state)
{
    using commands::CommandState;
    switch (state) {
    case CommandState::Created:
        return Texts::tr("created");
    case CommandState::Approved:
        return Texts::tr("approved");
    case CommandState::Sent:
        return Texts::tr("sent");
    case CommandState::Received:
        return Texts::tr("received");
    case CommandState::Accepted:
        return Texts::tr("accepted");
    case CommandState::Rejected:
        return Texts::tr("rejected");
    case CommandState::Running:
        return Texts::tr("running");
    case CommandState::Verified:
        return Texts::tr("verified");
    case CommandState::Failed:
        return Texts::tr("failed");
    case CommandState::Cancelled:
        return Texts::tr("cancelled");
    case CommandState::Expired:
        return Texts::tr("expired");
    case CommandState::Unknown:
        return Texts::tr("unknown");
    }
    return Texts::tr("unknown");
}

QString reasonText(telemetry::Absence reason)
{
    using telemetry::Absence;
    switch (reason) {
    case Absence::NotReported:
        return Texts::tr("not reported by the node");
    case Absence::NotExported:
        return Texts::tr("this engine or host does not export it");
    case Absence::FlagOff:
        return Texts::tr("switched off at the engine");
    case Absence::ScrapeFailed:
        return Texts::tr("could not be read this time");
    case Absence::Stale:
        return Texts::tr("its source has stopped moving");
    case Absence::Renamed:
        return Texts::tr("an expected series is gone, probably renamed by a newer engine");
    }
    return Texts::tr("not reported by the node");
}

QString hazardText(wire::HazardClass hazard)
{
    switch (hazard) {
    case wire::HazardClass::Observe:
        return Texts::tr("observe");
    case wire::HazardClass::Adjust:
        return Texts::tr("adjust");
    case wire::HazardClass::Disruptive:
        return Texts::tr("disruptive");
    case wire::HazardClass::Dangerous:
        return Texts::tr("dangerous");
    }
    return Texts::tr("dangerous");
}

ValueText metricText(const telemetry::MetricSet &metrics, telemetry::MetricId id)
{
    const std::optional<double> value = metrics.value(id);
    return value ? ValueText::of(figureText(id, *value)) : ValueText::notAvailable(reasonText(metrics.absence(id)));
}

QString figureText(telemetry::MetricId id, double value)
{
    switch (telemetry::infoOf(id).unit) {
    case telemetry::Unit::Ratio:
        return percent(value);
    case telemetry::Unit::Bytes:
        return bytes(value);
    case telemetry::Unit::Celsius:
        return Texts::tr("%1 °C").arg(fixed(value, 0));
    case telemetry::Unit::Watts:
        return Texts::tr("%1 W").arg(value < 1e5 ? fixed(value, 0) : si(value));
    case telemetry::Unit::Joules:
        return Texts::tr("%1 J").arg(si(value));
    case telemetry::Unit::Seconds:
        return milliseconds(value);
    case telemetry::Unit::Requests:
    case telemetry::Unit::Tokens:
    case telemetry::Unit::Count:
        break;
    }
    return value < 1e5 ? fixed(value, 0) : si(value);
}

ValueText latencyText(const fleet::LatencyFigures &figures, telemetry::QuantileBounds fleet::LatencyFigures::*which)
{
    if (figures.count == 0) {
        return ValueText::absent(Texts::tr("no requests were measured in the last minute"));
    }
    const telemetry::QuantileBounds &bounds = figures.*which;
    if (!std::isfinite(bounds.upper)) {
        return {Texts::tr("> %1").arg(milliseconds(bounds.lower)),
                Texts::tr("the engine's last bucket is open: the true value may be anything above"), true};
    }
    return ValueText::of(milliseconds(bounds.estimate));
}

} // namespace iso::bridge
