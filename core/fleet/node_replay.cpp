// What replay needs of a node's state: it begins in the middle of things, and must not claim to know what was before.

#include "core/fleet/node_state.h"

namespace iso::fleet
{
using telemetry::LinkState;
using telemetry::ServiceState;

void NodeState::joinedAt(const BootId &boot, std::uint64_t seq)
{
    if (m_now.identity->retired) {
        NodeIdentity identity = *m_now.identity;
        identity.retired = false;
        m_now.identity = std::make_shared<const NodeIdentity>(std::move(identity));
    }
    if (findTrack(boot) == nullptr) {
        track(boot, seq).tracker = SequenceTracker::startingAt(seq);
    }
    m_isDirty = true;
}

void NodeState::forgetSince()
{
    m_now.linkSince = HubTime();
    m_now.serviceSince = HubTime();
    m_isDirty = true;
}

void NodeState::assumeLost(SteadyTime now)
{
    m_lastHeard = now - lostAfter(m_now.interval);
    m_ownLink = LinkState::Lost;
    m_now.link = LinkState::Lost;
    m_now.service = ServiceState::Unknown;
    forgetSince();
}

void NodeState::lastHeardOf(const wire::Header &header, const telemetry::Sample &sample, HubTime at, SteadyTime steady)
{
    joinedAt(header.boot, header.seq + 1); // the next one to come; this one has come
    m_lastHeard = steady;
    m_claimedService = claimedService(sample);
    m_now.lastHeard = at;
    m_now.lastSampleReceived = at;
    m_now.lastSampleTime = header.time;
    m_now.lastSeq = header.seq;
    m_now.metrics = sample.metrics;
    m_now.interval = sample.interval;
    m_now.linkSince = at + lostAfter(sample.interval);
    m_now.serviceSince = m_now.linkSince;
}

} // namespace iso::fleet
