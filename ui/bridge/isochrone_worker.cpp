#include "ui/bridge/isochrone_worker.h"

#include "core/base/thread.h"

#include <utility>

namespace iso::bridge
{

IsochroneWorker::IsochroneWorker(isochrone::Settings settings, QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
    , m_cities(std::make_shared<const std::vector<places::City>>(places::embeddedCities()))
{
    m_thread.setMaxThreadCount(1);
}

IsochroneWorker::~IsochroneWorker()
{
    cancel();
    m_thread.waitForDone(); // the job posts to this object
}

void IsochroneWorker::cancel()
{
    m_stop.request_stop();
    ++m_number;
    m_isRunning = false;
}

void IsochroneWorker::request(std::shared_ptr<const fleet::FleetSnapshot> snapshot, isochrone::NodeSet drained,
                              Done done)
{
    cancel();
    m_stop = std::stop_source();
    m_isRunning = true;
    m_thread.start([this, number = m_number, stop = m_stop.get_token(), snapshot = std::move(snapshot),
                    drained = std::move(drained), settings = m_settings, cities = m_cities, done = std::move(done)] {
        nameThisThread("isochrones");
        yieldToOthers();
        isochrone::WhatIfPtr answer = isochrone::whatIfDrained(*snapshot, drained, settings, *cities, stop);
        if (!answer) {
            return; // stopped
        }
        QMetaObject::invokeMethod(
            this,
            [this, number, answer = std::move(answer), done] {
                if (number == m_number) {
                    m_isRunning = false;
                    done(answer);
                }
            },
            Qt::QueuedConnection);
    });
}

} // namespace iso::bridge
