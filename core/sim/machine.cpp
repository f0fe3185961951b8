#include "core/sim/machine.h"

#include "core/sim/demand.h"
#include "core/sim/queueing.h"

#include <algorithm>
#include <cmath>

namespace iso::sim
{

namespace
{

using telemetry::LatencyId;
using telemetry::MetricId;
using telemetry::ServiceState;

constexpr std::uint64_t kForTraits = 10;
constexpr std::uint64_t kForSamples = 11;
/// Sample numbers of different boots must not meet.
constexpr unsigned kBootShift = 40;

constexpr double kTwoPi = 6.283185307179586;
/// No queue runs at exactly its capacity: the formulas end below it, the rest is backlog.
constexpr double kHighestUtilization = 0.97;
constexpr double kBacklogPerSlot = 4; ///< more is turned away
constexpr double kErrorRatio = 3e-4;
/// Latencies drawn for a sample; more requests than that share them.
constexpr std::uint64_t kMostDraws = 96;
constexpr double kSecondModelShare = 1.0 / 3;

constexpr double kPrefillSpread = 0.34;
constexpr double kTokensSpread = 0.6;
constexpr double kPaceSpread = 0.10;
constexpr double kTokenSpread = 0.22;
/// A lognormal's median over its mean: exp(-spread^2 / 2).
constexpr double kTokensMedian = 0.835;

constexpr double kHeatInertia_s = 90;
constexpr double kFullHeat_celsius = 46; ///< above ambient at full power
constexpr double kPoorCooling_celsius = 20;
constexpr double kThrottleFrom_celsius = 83;
constexpr double kThrottleSpan_celsius = 8;
constexpr double kThrottleCost = 0.35;
constexpr double kStalledPower = 0.15; ///< a hung engine spins a little

std::size_t indexOf(LatencyId id)
{
    return static_cast<std::size_t>(id);
}

void record(telemetry::ModelSample &model, LatencyId id, double value_s, std::uint64_t count)
{
    if (auto &histogram = model.latencies[indexOf(id)]) {
        histogram->record(value_s, count);
    }
}

} // namespace

Machine::Machine(const NodePlan &plan, std::uint64_t seed, std::uint32_t index)
    : m_plan(plan)
    , m_seed(seed)
    , m_index(index)
{
    Random random(seed, kForTraits, index);
    m_wavePeriod_s = random.uniform(240, 900);
    m_wavePhase = random.uniform(0, kTwoPi);
    m_prefixHit = random.uniform(0.25, 0.6);
    m_memoryBase = random.uniform(0.28, 0.45);
    m_diskBase = random.uniform(0.3, 0.75);
    m_ambient_celsius = random.uniform(18, 27);
}

void Machine::boot(HubTime at, bool warm)
{
    ++m_boots;
    m_bootedAt = at;
    m_duty = warm ? Duty::Serving : Duty::Starting;
    m_service = warm ? ServiceState::Serving : ServiceState::Starting;
    m_running = m_waiting = m_backlog = m_steps = m_throttled = m_energy_joules = 0;
    m_temperature_celsius = m_ambient_celsius + (warm ? kFullHeat_celsius * 0.6 : 5);
}

void Machine::startDrain(HubTime at)
{
    m_duty = Duty::Draining;
    m_service = ServiceState::Draining;
    m_drainBegan = at;
    m_runningAtDrain = m_running;
    // The youngest request still has a whole life before it.
    const double service_s = m_plan.kind->service_s(m_running / m_plan.kind->maxConcurrent);
    const double length_s = std::clamp(1.2 * service_s, 2.0, 15.0);
    m_drainLength = std::chrono::milliseconds(std::llround(length_s * 1000));
    m_backlog = 0;
    m_waiting = 0;
}

void Machine::completeDrain()
{
    m_duty = Duty::Drained;
    m_service = ServiceState::Drained;
    m_running = 0;
}

void Machine::resume()
{
    m_duty = Duty::Serving;
    m_service = ServiceState::Serving;
}

std::uint32_t Machine::drainPercent(HubTime at) const
{
    const auto elapsed = static_cast<double>((at - m_drainBegan).count());
    return static_cast<std::uint32_t>(
        std::clamp(100 * elapsed / static_cast<double>(m_drainLength.count()), 0.0, 100.0));
}

void Machine::measure(std::uint64_t number, const Circumstances &now, telemetry::Sample &sample)
{
    Random random(m_seed, (kForSamples << 32) | m_index, (m_boots << kBootShift) | number);
    const NodeClass &kind = *m_plan.kind;
    const Moment moment = queue(now, random);

    const std::size_t models = kind.secondModel.empty() ? 1 : 2;
    sample.models.resize(models);
    Served total;
    for (std::size_t i = 0; i < models; ++i) {
        const double second = kSecondModelShare;
        const double share = models == 1 ? 1 : (i == 0 ? 1 - second : second);
        const auto ofSecond = static_cast<std::uint64_t>(std::llround(static_cast<double>(moment.finished) * second));
        const std::uint64_t requests = models == 1 ? moment.finished : (i == 0 ? moment.finished - ofSecond : ofSecond);
        telemetry::ModelSample &model = sample.models[i];
        model.model = i == 0 ? kind.model : kind.secondModel;
        const Served served = serve(moment, requests, model, random);
        describeModel(moment, share, served, now, model, random);
        total.requests += served.requests;
        total.tokensIn += served.tokensIn;
        total.tokensOut += served.tokensOut;
    }
    sample.interval = now.interval;
    sample.metrics.clear();
    sample.latencies = {}; // the hub merges the models'
    heat(moment, now, sample.metrics, random);
    describeHost(moment, total, sample.metrics, random);
    m_service = serviceIn(moment, now);
    sample.service = m_service;
}

Machine::Moment Machine::queue(const Circumstances &now, Random &random)
{
    const NodeClass &kind = *m_plan.kind;
    Moment moment;
    moment.seconds = static_cast<double>(now.interval.count()) / 1e9;
    moment.slowness = now.slowFactor * (1 + kThrottleCost * m_throttled);
    const double capacity_rps = kind.capacity_rps() / moment.slowness;
    const double wave = std::sin(kTwoPi * now.at.toSeconds() / m_wavePeriod_s + m_wavePhase);
    double offered_rps = 0;
    if (m_duty == Duty::Serving) {
        offered_rps = std::max(0.0, now.offered_rps * (1 + 0.05 * wave + 0.04 * random.normal()));
    }
    moment.utilization = offered_rps / capacity_rps;

    if (m_duty == Duty::Draining) {
        const double left = 1 - drainPercent(now.at) / 100.0;
        moment.finished =
            now.stalled ? 0
                        : static_cast<std::uint64_t>(std::max(0.0, std::round(m_running - m_runningAtDrain * left)));
        m_running = now.stalled ? m_running : std::round(m_runningAtDrain * left);
    } else if (now.stalled) {
        m_running = std::max(m_running, 1.0);
        m_backlog += offered_rps * moment.seconds;
    } else {
        moment.served_rps = std::min(offered_rps + m_backlog / moment.seconds, capacity_rps * kHighestUtilization);
        m_backlog = std::max(0.0, m_backlog + (offered_rps - moment.served_rps) * moment.seconds);
        moment.finished = random.poisson(moment.served_rps * moment.seconds);
    }
    const double limit = kBacklogPerSlot * kind.maxConcurrent;
    moment.failed = static_cast<double>(random.poisson(offered_rps * moment.seconds * kErrorRatio)) +
                    std::round(std::max(0.0, m_backlog - limit));
    m_backlog = std::min(m_backlog, limit);

    const double steady = std::min(moment.served_rps / capacity_rps, kHighestUtilization);
    const double service_s = kind.service_s(steady) * moment.slowness;
    moment.waitShare = steady > 0 ? shareThatWaits(steady, kind.maxConcurrent) : 0;
    moment.meanWait_s = service_s / (kind.maxConcurrent * (1 - steady));
    moment.backlogWait_s = m_backlog / capacity_rps;
    if (m_duty == Duty::Serving && !now.stalled) {
        const double mean = std::min<double>(kind.maxConcurrent, moment.served_rps * service_s);
        m_running =
            std::min<double>(kind.maxConcurrent, std::floor(mean * (1 + 0.05 * random.normal()) + random.uniform()));
    }
    m_waiting = std::round(m_backlog) +
                static_cast<double>(random.poisson(moment.served_rps * moment.waitShare * moment.meanWait_s));
    moment.busy = m_running / kind.maxConcurrent;
    if (m_running > 0 && !now.stalled) {
        m_steps += std::round(moment.seconds / (kind.interToken_s * (1 + NodeClass::kBatchCost * steady)));
    }
    return moment;
}

Machine::Served Machine::serve(const Moment &moment, std::uint64_t requests, telemetry::ModelSample &model,
                               Random &random) const
{
    const NodeClass &kind = *m_plan.kind;
    for (std::size_t i = 0; i < telemetry::kLatencyCount; ++i) {
        if (!kind.reportsLatency[i]) {
            model.latencies[i].reset();
        } else if (model.latencies[i]) {
            model.latencies[i]->clear();
        } else {
            model.latencies[i].emplace();
        }
    }
    Served served;
    served.requests = requests;
    const std::uint64_t draws = std::min(requests, kMostDraws);
    const double steady = std::min(moment.utilization, kHighestUtilization);
    const double prefill_s = kind.prefill_s * (1 + NodeClass::kPrefillCost * steady) * moment.slowness;
    const double pace_s = kind.interToken_s * (1 + NodeClass::kBatchCost * steady) * moment.slowness;
    for (std::uint64_t i = 0; i < draws; ++i) {
        const std::uint64_t count = requests / draws + (i < requests % draws ? 1 : 0);
        double queue_s = 0.0004 + 0.0006 * random.uniform() + moment.backlogWait_s * random.uniform(0.8, 1.2);
        if (random.uniform() < moment.waitShare) {
            queue_s += random.exponential(moment.meanWait_s);
        }
        const double ttft_s = queue_s + random.lognormal(prefill_s, kPrefillSpread);
        const double tokens =
            std::max(1.0, std::round(random.lognormal(kind.tokensOut * kTokensMedian, kTokensSpread)));
        const double ownPace_s = random.lognormal(pace_s, kPaceSpread);
        const auto half = static_cast<std::uint64_t>(tokens / 2);
        record(model, LatencyId::Queue, queue_s, count);
        record(model, LatencyId::TimeToFirstToken, ttft_s, count);
        record(model, LatencyId::EndToEnd, ttft_s + (tokens - 1) * ownPace_s, count);
        if (half > 0) {
            record(model, LatencyId::InterToken, random.lognormal(ownPace_s, kTokenSpread), half * count);
            record(model, LatencyId::InterToken, random.lognormal(ownPace_s, kTokenSpread), half * count);
        }
        served.tokensOut += tokens * static_cast<double>(count);
        served.tokensIn +=
            std::round(random.lognormal(kind.tokensIn * kTokensMedian, kTokensSpread)) * static_cast<double>(count);
    }
    return served;
}

void Machine::describeModel(const Moment &moment, double share, const Served &served, const Circumstances &now,
                            telemetry::ModelSample &model, Random &random) const
{
    telemetry::MetricSet &metrics = model.metrics;
    metrics.clear();
    const double load = m_duty == Duty::Serving && !now.stalled
                            ? std::max(moment.utilization, moment.busy) + m_backlog / m_plan.kind->maxConcurrent
                            : moment.busy + m_backlog / m_plan.kind->maxConcurrent;
    const double kv = std::clamp(0.06 + 0.8 * moment.busy + 0.02 * random.normal(), 0.0, 1.0);
    metrics.set(MetricId::Load, load * share);
    metrics.set(MetricId::RequestsRunning, std::round(m_running * share));
    metrics.set(MetricId::RequestsWaiting, std::round(m_waiting * share));
    metrics.set(MetricId::KvCacheUsage, m_running > 0 ? kv : 0);
    metrics.set(MetricId::PrefixCacheHit, std::clamp(m_prefixHit + 0.03 * random.normal(), 0.0, 1.0));
    metrics.set(MetricId::Preemptions,
                now.stalled ? 0 : static_cast<double>(random.poisson(std::max(0.0, kv - 0.83) * 8 * moment.seconds)));
    metrics.set(MetricId::RequestsOk, static_cast<double>(served.requests));
    metrics.set(MetricId::RequestsFailed, std::round(moment.failed * share));
    metrics.set(MetricId::TokensIn, served.tokensIn);
    metrics.set(MetricId::TokensOut, served.tokensOut);
    metrics.set(MetricId::EngineSteps, std::round(m_steps * share));
    for (const Blind &blind : m_plan.kind->blind) {
        metrics.setAbsent(blind.metric, blind.reason);
    }
}

void Machine::heat(const Moment &moment, const Circumstances &now, telemetry::MetricSet &metrics, Random &random)
{
    const NodeClass &kind = *m_plan.kind;
    const double work = now.stalled ? kStalledPower : std::pow(moment.busy, 0.8);
    const double power_watts = (kind.idle_watts + (kind.full_watts - kind.idle_watts) * work) *
                               (1 - 0.25 * m_throttled) * (1 + 0.01 * random.normal());
    m_energy_joules += power_watts * moment.seconds;
    metrics.set(MetricId::Energy, std::round(m_energy_joules));
    if (kind.gpus == 0) {
        m_throttled = 0;
        return;
    }
    const double sun = std::cos(kTwoPi * (solarHour(m_plan.place.longitude_deg, now.at) - 15) / 24);
    const double target = m_ambient_celsius + 3 * sun + kFullHeat_celsius * power_watts / kind.full_watts +
                          (m_plan.runsHot ? kPoorCooling_celsius : 0);
    m_temperature_celsius += (target - m_temperature_celsius) * (1 - std::exp(-moment.seconds / kHeatInertia_s));
    m_throttled = std::clamp((m_temperature_celsius - kThrottleFrom_celsius) / kThrottleSpan_celsius, 0.0, 1.0);

    const bool reserves = kind.engine == "vLLM" || kind.engine == "SGLang";
    const double memoryShare = reserves ? 0.91 : 0.42 + 0.3 * moment.busy;
    const double utilization = 1 - std::exp(-3.2 * moment.busy);
    metrics.set(MetricId::GpuUtilization, std::clamp(utilization + 0.015 * random.normal(), 0.0, 1.0));
    metrics.set(MetricId::GpuMemoryUsed, std::round(kind.gpus * kind.gpuMemory_bytes * memoryShare));
    metrics.set(MetricId::GpuTemperature, std::round(m_temperature_celsius));
    metrics.set(MetricId::GpuPower, std::round(7.5 * power_watts) / 10);
    metrics.set(MetricId::GpuThrottled, std::round(m_throttled * 1000) / 1000);
}

void Machine::describeHost(const Moment &moment, const Served &served, telemetry::MetricSet &metrics,
                           Random &random) const
{
    const NodeClass &kind = *m_plan.kind;
    const double cpuCost = kind.gpus == 0 ? 0.8 : 0.28;
    const double requests = static_cast<double>(served.requests);
    metrics.set(MetricId::CpuUtilization, std::clamp(0.05 + cpuCost * moment.busy + 0.015 * random.normal(), 0.0, 1.0));
    metrics.set(MetricId::MemoryUsed,
                std::round(kind.memory_bytes * (m_memoryBase + 0.08 * moment.busy) / 4096) * 4096);
    metrics.set(MetricId::MemoryTotal, kind.memory_bytes);
    metrics.set(MetricId::DiskUsed, m_diskBase);
    metrics.set(MetricId::NetworkReceived,
                std::round(served.tokensIn * 5 + requests * 1400 + 900 * moment.seconds * random.uniform(0.8, 1.2)));
    metrics.set(MetricId::NetworkSent,
                std::round(served.tokensOut * 190 + requests * 700 + 1500 * moment.seconds * random.uniform(0.8, 1.2)));
    if (kind.gpus == 0) {
        for (const MetricId id : {MetricId::GpuUtilization, MetricId::GpuMemoryUsed, MetricId::GpuTemperature,
                                  MetricId::GpuPower, MetricId::GpuThrottled}) {
            metrics.setAbsent(id, telemetry::Absence::NotExported);
        }
    }
}

ServiceState Machine::serviceIn(const Moment &moment, const Circumstances &now) const
{
    switch (m_duty) {
    case Duty::Starting:
        return ServiceState::Starting;
    case Duty::Draining:
        return ServiceState::Draining;
    case Duty::Drained:
        return ServiceState::Drained;
    case Duty::Serving:
        break;
    }
    if (now.stalled) {
        return ServiceState::Serving; // what a health endpoint goes on saying
    }
    if (m_running == 0 && moment.finished == 0) {
        return ServiceState::Idle;
    }
    return moment.utilization > 0.9 || m_waiting > m_plan.kind->maxConcurrent / 2.0 ? ServiceState::Busy
                                                                                    : ServiceState::Serving;
}

} // namespace iso::sim
