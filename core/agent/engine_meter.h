#pragma once

#include "core/agent/engine_totals.h"
#include "core/telemetry/sample.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace iso::agent
{

/// What an engine did between two scrapes.
struct EngineReading {
    std::vector<telemetry::ModelSample> models;
    telemetry::Absence absence = telemetry::Absence::NotReported; ///< of everything, where no model is known
    telemetry::MetricSet shared;   ///< of series that do not tell the model; with one model they are its own
    std::optional<double> running; ///< requests, over all models
    std::optional<double> waiting;
    std::optional<double> steps; ///< the engine's own counter; moves while it works
    bool isAsleep = false;
};

/// Makes differences of an engine's counters. A counter that is smaller than before has been reset and counts from 0;
/// so does everything when the process has started anew, and a model that was not there at the scrape before. The first
/// scrape gives levels only. Of one thread.
class EngineMeter
{
public:
    explicit EngineMeter(const EngineMapping &mapping)
        : m_mapping(mapping)
    {
    }

    /// Takes in the next scrape; its differences reach back to the one before, however long ago that was, so that
    /// nothing is lost between two.
    EngineReading advance(const EngineTotals &totals);
    /// The models of the last scrape, with this reason instead of each value.
    [[nodiscard]] EngineReading without(telemetry::Absence reason) const;
    /// The last scrape once more: levels as they were, and no differences, which the next scrape will tell.
    [[nodiscard]] EngineReading repeated() const;

private:
    struct Past {
        ModelTotals totals; ///< the last of each value, also when a scrape lacked it
        double steps = 0;   ///< since this agent's start, so that a restart of the engine is no step back
    };

    telemetry::ModelSample take(const EngineTotals &totals, const ModelTotals &now, bool isRestart);
    void measureMetric(const MetricRule &rule, const ModelTotals &now, const Past *past, bool isRestart,
                       telemetry::MetricSet &metrics) const;
    static void remember(const EngineTotals &totals, const ModelTotals &now, Past &past);

    const EngineMapping &m_mapping;
    bool m_isFirst = true;
    std::optional<double> m_start_s;
    std::map<std::string, Past, std::less<>> m_past; ///< of models; "" for what is shared
    EngineReading m_last;
};

} // namespace iso::agent
