#include "ui/panels/inspector_facts.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <cmath>
#include <map>

namespace iso::panels
{

namespace
{

using bridge::Tone;
using bridge::toQString;
using bridge::ValueText;
using telemetry::LatencyId;
using telemetry::MetricId;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(iso::panels::InspectorFacts)
};

const QString kDot = QStringLiteral(" \u00b7 ");

/// Two values in one row; the row is a value when either is, and every absent part gives its reason.
ValueText joined(const ValueText &first, const QString &separator, const ValueText &second)
{
    QStringList reasons;
    for (const ValueText *part : {&first, &second}) {
        if (!part->reason.isEmpty() && !reasons.contains(part->reason)) {
            reasons.append(part->reason);
        }
    }
    if (!first.isValue && !second.isValue && first.text == second.text) {
        return {first.text, reasons.join(QStringLiteral("; ")), false};
    }
    return {first.text + separator + second.text, reasons.join(QStringLiteral("; ")), first.isValue || second.isValue};
}

ValueText metric(const fleet::NodeSnapshot &node, MetricId id)
{
    return bridge::metricText(node.metrics, id);
}

Fact ttftFact(const fleet::NodeSnapshot &node, const bridge::Objectives &objectives)
{
    const fleet::LatencyFigures &ttft = node.latency(LatencyId::TimeToFirstToken);
    Fact fact{Texts::tr("TTFT p95, last minute"), bridge::latencyText(ttft, &fleet::LatencyFigures::p95), Tone::None,
              false};
    if (ttft.count > 0) {
        const QString bound = bridge::errorBound(ttft.p95);
        if (std::isfinite(ttft.p95.upper) && !bound.isEmpty()) {
            fact.value.text += QLatin1Char(' ') + bound;
        }
        fact.value.reason = Texts::tr("over %1 requests").arg(bridge::grouped(ttft.count));
        fact.tone = bridge::toneAgainst(ttft.p95.estimate, objectives.ttftP95_s, objectives);
    }
    return fact;
}

Fact cacheFact(const fleet::NodeSnapshot &node)
{
    Fact fact{Texts::tr("KV cache"), metric(node, MetricId::KvCacheUsage), Tone::None, false};
    if (const auto usage = node.metrics.value(MetricId::KvCacheUsage)) {
        fact.tone = *usage >= 0.95 ? Tone::Over : *usage >= 0.9 ? Tone::Near : Tone::None;
    }
    return fact;
}

Fact gpuFact(const fleet::NodeSnapshot &node)
{
    Fact fact{Texts::tr("GPU temp \u00b7 power"),
              joined(metric(node, MetricId::GpuTemperature), kDot, metric(node, MetricId::GpuPower)), Tone::None,
              false};
    if (node.metrics.value(MetricId::GpuThrottled).value_or(0) > 0) {
        fact.value.text += QLatin1Char(' ') + Texts::tr("throttled");
        fact.tone = Tone::Over;
    }
    return fact;
}

Fact energyFact(const fleet::NodeSnapshot &node)
{
    Fact fact{Texts::tr("Energy"), ValueText::notAvailable(QString()), Tone::None, false};
    const auto power = node.metrics.value(MetricId::GpuPower);
    const auto tokens = node.metrics.value(MetricId::TokensOut);
    const double interval_s = static_cast<double>(node.interval.count()) / 1e9;
    if (!power) {
        fact.value.reason = Texts::tr("power: %1").arg(metric(node, MetricId::GpuPower).reason);
    } else if (!tokens) {
        fact.value.reason = Texts::tr("tokens: %1").arg(metric(node, MetricId::TokensOut).reason);
    } else if (*tokens <= 0 || interval_s <= 0) {
        fact.value = ValueText::absent(Texts::tr("no tokens in the newest sample"));
    } else {
        fact.value = ValueText::of(Texts::tr("%1 J/token").arg(bridge::significant(*power * interval_s / *tokens)));
        fact.value.reason = Texts::tr("GPU power over output tokens of the newest sample");
    }
    return fact;
}

Fact requestsFact(const fleet::NodeSnapshot &node)
{
    Fact fact{Texts::tr("Requests, last minute"), ValueText::of(bridge::grouped(node.requestsInWindow)), Tone::None,
              false};
    if (node.failedInWindow > 0 && node.requestsInWindow > 0) {
        const double ratio = static_cast<double>(node.failedInWindow) / static_cast<double>(node.requestsInWindow);
        fact.value.text += kDot + Texts::tr("%1 failed").arg(bridge::percent(ratio));
        fact.tone = Tone::Over;
    } else if (node.requestsInWindow == 0 && !node.metrics.has(MetricId::RequestsOk)) {
        fact.value = metric(node, MetricId::RequestsOk);
    }
    return fact;
}

Fact clockFact(const fleet::NodeSnapshot &node)
{
    Fact fact{Texts::tr("Clock offset"), {}, Tone::None, false};
    if (!node.clock.isKnown) {
        fact.value = ValueText::notAvailable(Texts::tr("its clock has not been compared with ours yet"));
        return fact;
    }
    const auto milliseconds = [](Duration d) { return static_cast<double>(d.count()) / 1e6; };
    const double offset_ms = milliseconds(node.clock.offset);
    fact.value = ValueText::of(Texts::tr("%1%2 ms \u00b1 %3")
                                   .arg(offset_ms < 0 ? QStringLiteral("\u2212") : QStringLiteral("+"),
                                        QString::number(std::abs(offset_ms), 'g', 3),
                                        QString::number(milliseconds(node.clock.error), 'g', 2)));
    fact.value.reason = Texts::tr("its clock minus ours, and how far that can be off");
    fact.tone = std::abs(offset_ms) > 1000 ? Tone::Near : Tone::None;
    return fact;
}

/// What share of the requests the latencies stand on, and which latencies this node cannot report.
Fact coverageFact(const fleet::NodeSnapshot &node)
{
    Fact fact{Texts::tr("Coverage"), {}, Tone::None, false};
    QStringList parts;
    QStringList reasons;
    const std::vector<std::string> &announced = node.identity->birth.metrics;
    for (const telemetry::LatencyInfo &info : telemetry::latencyCatalogue()) {
        const std::uint64_t count = node.latency(info.id).count;
        const bool isAnnounced = std::find(announced.begin(), announced.end(), info.name) != announced.end();
        const QString name = toQString(info.name).toUpper();
        QString figure;
        if (count > 0 && node.requestsInWindow > 0) {
            const double ratio = static_cast<double>(count) / static_cast<double>(node.requestsInWindow);
            figure = bridge::percent(std::min(1.0, ratio));
            reasons.append(Texts::tr("%1: %2 of the last minute's requests").arg(name, figure));
        } else if (count > 0 || isAnnounced) {
            figure = QStringLiteral("\u2014");
            reasons.append(Texts::tr("%1: no requests in the last minute").arg(name));
        } else {
            figure = Texts::tr("n/a (not reported)");
            reasons.append(Texts::tr("%1: not reported by the node").arg(name));
        }
        if (info.id == LatencyId::TimeToFirstToken || info.id == LatencyId::InterToken) {
            parts.append(name + QLatin1Char(' ') + figure);
        }
    }
    fact.value = {parts.join(kDot), reasons.join(QLatin1Char('\n')), true};
    return fact;
}

/// Whether it is who it says. On this machine nobody has to prove that.
Fact identityFact(const fleet::NodeSnapshot &node)
{
    Fact fact{Texts::tr("Identity"), {}, Tone::None, false};
    if (node.identity->verified) {
        fact.value = {Texts::tr("verified by its key"), Texts::tr("encrypted, and its key was approved for this node"),
                      true};
        fact.icon = QStringLiteral("lock");
    } else {
        fact.value = {Texts::tr("unverified"),
                      Texts::tr("connected on this machine without a key: any program here could claim this name"),
                      true};
        fact.icon = QStringLiteral("lock-open");
    }
    return fact;
}

Fact modelsFact(const fleet::NodeSnapshot &node)
{
    Fact fact{Texts::tr("Models"), {}, Tone::None, false};
    QStringList names;
    for (const wire::Model &model : node.identity->birth.models) {
        names.append(toQString(model.name));
    }
    fact.value = names.isEmpty() ? ValueText::notAvailable(Texts::tr("its birth names no model"))
                                 : ValueText{names.join(QStringLiteral(", ")), names.join(QLatin1Char('\n')), true};
    return fact;
}

Fact lastSampleFact(const fleet::NodeSnapshot &node, HubTime now)
{
    Fact fact{Texts::tr("Last sample"), {}, Tone::None, false};
    if (!node.lastSampleReceived.isValid()) {
        fact.value = ValueText::absent(Texts::tr("no sample since this session began"));
        return fact;
    }
    fact.value = {bridge::ago(now - node.lastSampleReceived), bridge::dateAndTime(node.lastSampleReceived), true};
    fact.tone = bridge::isStale(node, now) ? Tone::Over : Tone::None;
    return fact;
}

Fact gapsFact(const fleet::NodeSnapshot &node)
{
    Fact fact{Texts::tr("Missing \u00b7 lost samples"),
              ValueText::of(bridge::grouped(node.missing) + kDot + bridge::grouped(node.lostForEver)), Tone::None,
              false};
    fact.value.reason = Texts::tr("missing ones are being asked for again; lost ones the node no longer has");
    fact.tone = node.lostForEver > 0 || node.missing > 0 ? Tone::Near : Tone::None;
    return fact;
}

} // namespace

std::vector<Fact> factsOf(const fleet::NodeSnapshot &node, HubTime now, const bridge::Objectives &objectives)
{
    std::vector<Fact> facts = {
        ttftFact(node, objectives),
        {Texts::tr("Running / waiting"),
         joined(metric(node, MetricId::RequestsRunning), QStringLiteral(" / "),
                metric(node, MetricId::RequestsWaiting)),
         Tone::None, false},
        requestsFact(node),
        cacheFact(node),
        gpuFact(node),
        energyFact(node),
    };
    if (bridge::isStale(node, now)) {
        for (Fact &fact : facts) {
            // Greyed, so that an old figure is never read as a new one; and no alarm is raised from it.
            fact.isStale = true;
            fact.tone = Tone::None;
            fact.value.reason = bridge::staleReason(node, now);
        }
    }
    facts.push_back(clockFact(node));
    facts.push_back(coverageFact(node));
    facts.push_back(modelsFact(node));
    facts.push_back(identityFact(node));
    facts.push_back(lastSampleFact(node, now));
    facts.push_back(gapsFact(node));
    return facts;
}

std::vector<Fact> customFacts(const wire::Birth &birth, const telemetry::Sample *newest)
{
    std::map<QString, ValueText> values;
    for (const std::string &name : birth.metrics) {
        if (!telemetry::metricByName(name) && !telemetry::latencyByName(name)) {
            values[toQString(name)] =
                newest == nullptr ? ValueText::absent(Texts::tr("no live sample yet"))
                                  : ValueText::notAvailable(Texts::tr("announced, but not in its newest sample"));
        }
    }
    if (newest != nullptr) {
        for (const telemetry::CustomMetric &metric : newest->custom) {
            const QString unit = toQString(metric.unit);
            values[toQString(metric.name)] = {
                unit.isEmpty() ? bridge::significant(metric.value)
                               : QStringLiteral("%1 %2").arg(bridge::significant(metric.value), unit),
                Texts::tr("measured by the node itself; not in the catalogue"), true};
        }
    }
    std::vector<Fact> facts;
    for (const auto &[name, value] : values) {
        if (facts.size() == kMostCustom) {
            facts.push_back({Texts::tr("and %1 more").arg(values.size() - kMostCustom),
                             ValueText::absent(Texts::tr("isochronectl query --json lists all"))});
            break;
        }
        facts.push_back({name, value});
    }
    return facts;
}

QString stateLine(const fleet::NodeSnapshot &node, HubTime now)
{
    const HubTime since = bridge::isHeard(node) ? node.serviceSince : node.linkSince;
    const QString state = bridge::serviceAndLink(node);
    return since.isValid() ? Texts::tr("%1 \u00b7 for %2").arg(state, bridge::age(now - since)) : state;
}

QString placeText(const fleet::NodeSnapshot &node)
{
    const QString place = node.identity->birth.placeName.empty() ? toQString(node.identity->site.text())
                                                                 : toQString(node.identity->birth.placeName);
    const QString region = toQString(node.identity->region.text());
    return place.isEmpty() || region.isEmpty() ? place + region : place + kDot + region;
}

QString engineText(const fleet::NodeSnapshot &node)
{
    const wire::Birth &birth = node.identity->birth;
    QStringList parts;
    for (const wire::Engine &engine : birth.engines) {
        parts.append((toQString(engine.name) + QLatin1Char(' ') + toQString(engine.version)).trimmed());
    }
    const auto &gpus = birth.hardware.gpus;
    for (auto gpu = gpus.begin(); gpu != gpus.end();) {
        const auto next = std::find_if(gpu, gpus.end(), [&](const auto &other) { return other.name != gpu->name; });
        const auto count = std::distance(gpu, next);
        parts.append(count == 1 ? toQString(gpu->name)
                                : QStringLiteral("%1 \u00d7%2").arg(toQString(gpu->name)).arg(count));
        gpu = next;
    }
    return parts.join(kDot);
}

} // namespace iso::panels
