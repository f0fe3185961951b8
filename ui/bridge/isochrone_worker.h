#pragma once

#include "core/isochrone/what_if.h"

#include <QObject>
#include <QThreadPool>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace iso::bridge
{

/// Works isochrones out beside the GUI thread. GUI thread.
class IsochroneWorker final : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(isochrone::WhatIfPtr)>;

    explicit IsochroneWorker(isochrone::Settings settings, QObject *parent = nullptr);
    /// Stops what is under way and waits for it, which is a matter of milliseconds.
    ~IsochroneWorker() override;

    /// What the fleet reaches now and without `drained` (empty: only now). `done` runs on the GUI thread with the
    /// answer, never null. A newer request stops an older one, whose `done` then never runs.
    void request(std::shared_ptr<const fleet::FleetSnapshot> snapshot, isochrone::NodeSet drained, Done done);
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] const isochrone::Settings &settings() const { return m_settings; }

private:
    isochrone::Settings m_settings;
    std::shared_ptr<const std::vector<places::City>> m_cities;
    std::stop_source m_stop;
    std::uint64_t m_number = 0; ///< of the newest request
    bool m_isRunning = false;
    QThreadPool m_thread;
};

} // namespace iso::bridge
