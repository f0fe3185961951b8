#pragma once

#include "core/enrolment/key_registry.h"
#include "core/transport/hub_loop.h"
#include "core/wire/codec.h"

namespace iso::session
{

/// Decides about every message before anything in it is believed: may this key send at all, does it send too much, may
/// it speak for this node. On the plain sockets of this machine nothing is proven, so a node that belongs to a key is
/// out of their reach. Thread: io.
class Gate
{
public:
    Gate(enrolment::KeyRegistry &keys, enrolment::RateLimit limit);

    /// A sender whose message may be decoded.
    struct Pass {
        enrolment::KeyRegistry::Holder *holder = nullptr; ///< null on the plain sockets
    };
    /// `claimedNode` is what the plain sockets' share is counted by: what the topic says.
    wire::Decoded<Pass> enter(const transport::Sender &sender, std::string_view claimedNode, std::size_t size_bytes,
                              SteadyTime now);
    /// Nothing when the sender may say this.
    std::optional<wire::Refusal> objection(const Pass &pass, const wire::Envelope &envelope);

    /// From the network: may it connect now? Newcomers wait while the machine runs out of descriptors.
    bool admit(const PublicKey &key, std::string_view address);
    /// Looks how many descriptors are left. Once a second.
    void countDescriptors();
    [[nodiscard]] bool isCrowded() const { return m_isCrowded; }

private:
    enrolment::KeyRegistry &m_keys;
    const enrolment::RateLimit m_limit;
    enrolment::RateLimiter m_plain;
    bool m_isCrowded = false;
};

} // namespace iso::session
