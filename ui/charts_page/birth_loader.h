#pragma once

#include "core/events/event.h"
#include "ui/bridge/session_bridge.h"

#include <QObject>
#include <functional>
#include <optional>
#include <vector>

namespace iso::charts_page
{

/// Asks for events; the answer comes on the GUI thread, unless the job is dropped before.
using EventQueryFunction =
    std::function<bridge::QueryJob(const events::EventQuery &, std::function<void(Result<events::EventResult>)>)>;

/// Births in a range of time, from the stored events. GUI thread.
class BirthLoader final : public QObject
{
    Q_OBJECT
public:
    /// More than this would hide the lines.
    static constexpr std::size_t kMostBirths = 2000;

    explicit BirthLoader(QObject *parent = nullptr);

    void setQuery(EventQueryFunction query) { m_query = std::move(query); }
    /// Asks for births of one node, or of all with an empty one. What is there stays until the answer comes.
    void load(const NodeId &node, HubTime from, HubTime to);
    /// For other nodes: what is there is not of them.
    void clear();
    /// Newest first; nothing when they are not known.
    [[nodiscard]] const std::optional<std::vector<events::Event>> &births() const { return m_births; }
    /// When they were asked for last.
    [[nodiscard]] HubTime askedUpTo() const { return m_askedUpTo; }

Q_SIGNALS:
    void arrived();

private:
    EventQueryFunction m_query;
    bridge::QueryJob m_job;
    std::uint64_t m_number = 0; ///< answers of older numbers drop themselves
    std::optional<std::vector<events::Event>> m_births;
    HubTime m_askedUpTo;
};

} // namespace iso::charts_page
